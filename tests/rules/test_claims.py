"""Cooldowns and limits as pure functions of a memory snapshot."""

from __future__ import annotations

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from responder.memory import Claimed, Memory
from responder.models import Rate
from responder.rules.claims import Claim, Per, claimed, scope_of, talk_of, used_up
from tests.rules.rulekit import ANN, BOB, CLIENTS, NOW_S, says

COOLDOWN = Claim("cooldown", Rate(1, 30.0))
DAILY = Claim("limit", Rate(3, 86_400.0), Per.CHAT)
EVENT = says("x")


def memory(claim: Claim, *ago_s: float) -> Memory:
    """A memory in which the rule answered the event's people so long ago."""
    times = tuple(NOW_S - ago for ago in sorted(ago_s, reverse=True))
    return Memory(claims={("r", scope_of(claim.per, EVENT)): times})


def test_fresh_rule_may_answer() -> None:
    """Nothing was claimed, so nothing is used up."""
    assert used_up((COOLDOWN, DAILY), "r", EVENT, Memory(), NOW_S) is None


def test_cooldown_ends_with_its_period() -> None:
    """It holds for 30 seconds, and not for the instant after them."""
    assert used_up((COOLDOWN,), "r", EVENT, memory(COOLDOWN, 29.9), NOW_S) is COOLDOWN
    assert used_up((COOLDOWN,), "r", EVENT, memory(COOLDOWN, 30.0), NOW_S) is None


def test_limit_counts() -> None:
    """Three a day are three, whenever in the day they were."""
    assert used_up((DAILY,), "r", EVENT, memory(DAILY, 5, 6), NOW_S) is None
    assert used_up((DAILY,), "r", EVENT, memory(DAILY, 5, 6, 80_000), NOW_S) is DAILY
    assert used_up((DAILY,), "r", EVENT, memory(DAILY, 5, 6, 90_000), NOW_S) is None


def test_scopes_are_stored_under_the_same_words_for_good() -> None:
    """Others would begin every cooldown anew with a release; a talk is that of one sender."""
    event = says("x", group=CLIENTS)
    assert [scope_of(per, event) for per in Per] == [
        "sender chat-group ann",
        "chat chat-group",
        "rule",
    ]
    assert talk_of(event) == scope_of(Per.SENDER, event)


def test_every_claim_must_have_something_left() -> None:
    """A fresh cooldown does not help where the limit is used up."""
    assert used_up((COOLDOWN, DAILY), "r", EVENT, memory(DAILY, 1, 2, 3), NOW_S) is DAILY


def test_first_used_up_claim_is_named() -> None:
    """With cooldown and limit both used up the trace says the cooldown."""
    both = Memory(claims={**memory(COOLDOWN, 1).claims, **memory(DAILY, 1, 2, 3).claims})
    assert used_up((COOLDOWN, DAILY), "r", EVENT, both, NOW_S) is COOLDOWN


def test_claim_of_another_rule_counts_for_that_rule() -> None:
    """Two rules have two cooldowns."""
    assert used_up((COOLDOWN,), "other", EVENT, memory(COOLDOWN, 1), NOW_S) is None


def test_sender_means_that_member_in_that_group() -> None:
    """Private and group, and two members, have scopes of their own; a chat has one for all."""
    events = [says("x"), says("x", group=CLIENTS), says("x", group=CLIENTS, sender=BOB)]
    assert len({scope_of(Per.SENDER, event) for event in events}) == 3
    assert len({scope_of(Per.CHAT, event) for event in events}) == 2
    assert len({scope_of(Per.RULE, event) for event in events}) == 1


def test_time_from_before_the_clock_was_set_back_counts() -> None:
    """A claim of the future is one of now, so nobody is answered twice for a wrong clock."""
    assert used_up((COOLDOWN,), "r", EVENT, memory(COOLDOWN, -3600), NOW_S) is COOLDOWN


def test_answer_claims_each_scope_once() -> None:
    """Cooldown and limit of one scope are one entry, another scope is another."""
    per_sender = Claim("limit", Rate(3, 60.0))
    changes = claimed((COOLDOWN, per_sender, DAILY), "r", EVENT, NOW_S)
    assert changes == (
        Claimed("r", scope_of(Per.SENDER, EVENT), NOW_S),
        Claimed("r", scope_of(Per.CHAT, EVENT), NOW_S),
    )


def test_reason_says_how_often() -> None:
    """The author reads what the rule file says."""
    assert COOLDOWN.reason == "the rule rests for 30s after each answer"
    assert DAILY.reason == "the rule answers at most 3 times in 1d"
    once = Claim("limit", Rate(1, 60.0))
    assert once.reason == "the rule answers at most 1 times in 1m"


@given(st.integers(1, 5), st.floats(1, 100), st.lists(st.floats(0, 30), max_size=60))
def test_never_more_than_the_rate(count: int, per_s: float, gaps: list[float]) -> None:
    """Whoever always asks first never answers more often than the rate, in any window of it."""
    claim = Claim("limit", Rate(count, per_s))
    kept, now_s, answers = Memory(), NOW_S, []
    for gap in gaps:
        now_s += gap
        if used_up((claim,), "r", EVENT, kept, now_s) is None:
            kept = kept.applied(claimed((claim,), "r", EVENT, now_s))
            answers.append(now_s)
    for at_s in answers:
        assert sum(at_s - per_s < other <= at_s for other in answers) <= count


def test_scope_needs_no_names() -> None:
    """A renamed person keeps the cooldown, for scopes are made of ids."""
    renamed = dataclasses.replace(ANN, name="小明明", remark="小明明")
    assert scope_of(Per.SENDER, says("x", sender=renamed)) == scope_of(Per.SENDER, EVENT)
