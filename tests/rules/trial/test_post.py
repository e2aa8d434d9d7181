"""Replies on their way out: they leave one after the other, at the pace of the rule file."""

from __future__ import annotations

import dataclasses
import math
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.memory import Memory
from responder.models import Daily, Limits, Rate
from responder.rules.steps import Reply
from responder.rules.trial.post import DAY_S, Letter, Post, Posted
from tests.rules.rulekit import NOW_S

FREE = Limits(None, None, None)
ZONE = ZoneInfo("Asia/Shanghai")


def letter(chat_id: str, due_s: float = 0.0, **changes: object) -> Letter:
    """A reply to a chat, due so long after now."""
    written = Letter(1, 0, Reply("x", "r", "do[1].reply"), chat_id, NOW_S, NOW_S + due_s)
    return dataclasses.replace(written, **changes)  # type: ignore[arg-type]  # fields of a letter


def ends(
    limits: Limits, *letters: Letter, memory: Memory | None = None, now_s: float = 0.0
) -> list[tuple[str, float, str]]:
    """Chat, seconds after now and what kept it back, of each reply in the order of time."""
    post = Post(limits, ZONE)
    for one in letters:
        post.add(one)
    at_s, found = NOW_S + now_s, []
    while post.waits:
        at_s = post.next_s(at_s)
        posted = post.take(at_s, memory or Memory())
        assert posted.at_s == at_s
        why = "" if posted.why is None else posted.why.key
        found.append((posted.letter.chat_id, at_s - NOW_S, why))
    assert post.next_s(at_s) == math.inf
    return found


def test_without_limits_a_reply_leaves_when_it_is_due() -> None:
    """At once, if that is past."""
    assert ends(FREE, letter("a", 2), letter("b", 1)) == [("b", 1, ""), ("a", 2, "")]
    assert ends(FREE, letter("a", 2), now_s=7) == [("a", 7, "")]


def test_chat_has_its_own_pace_and_order() -> None:
    """The second reply to a chat waits though it is due before, one to another chat does not."""
    limits = Limits(None, Rate(1, 3.0), None)
    found = ends(limits, letter("a", 1), letter("a"), letter("b"), letter("a"))
    assert found == [("b", 0, ""), ("a", 1, ""), ("a", 4, ""), ("a", 7, "")]


def test_account_has_its_pace() -> None:
    """All chats together."""
    found = ends(Limits(None, None, Rate(2, 60.0)), *map(letter, "abc"))
    assert found == [("a", 0, ""), ("b", 0, ""), ("c", 60, "")]


def test_what_waits_too_long_never_leaves() -> None:
    """It is given up in time, and spends no pace."""
    limits = Limits(None, Rate(1, 3600.0), None)
    found = ends(limits, letter("a"), letter("a", 1), letter("a", 3001))
    assert found == [("a", 0, ""), ("a", 601, "max_wait"), ("a", 3600, "")]
    patient = dataclasses.replace(limits, max_wait_s=None)
    assert ends(patient, letter("a"), letter("a"))[1] == ("a", 3600, "")


def test_manners_are_asked_when_a_reply_leaves() -> None:
    """The owner has written, or it is quiet by now; a reply to himself leaves."""
    memory = Memory(owner_wrote_s={"a": NOW_S})
    letters = letter("a", 60), letter("b", 60), letter("a", 60, to_owner=True)
    found = ends(FREE, *letters, memory=memory)
    assert found == [("a", 60, "handover"), ("a", 60, ""), ("b", 60, "")]
    quiet = dataclasses.replace(FREE, quiet=Daily(10 * 60 + 1, 11 * 60))
    assert ends(quiet, letter("a", 59), letter("a", 60)) == [("a", 59, ""), ("a", 60, "quiet")]


def test_day_has_its_number_of_texts() -> None:
    """In any 24 hours; what did not leave does not count."""
    limits = dataclasses.replace(FREE, per_day=2)
    letters = [letter("a", due_s) for due_s in (0, 5, 10, DAY_S, DAY_S + 1, DAY_S + 5)]
    keys = [key for _, _, key in ends(limits, *letters)]
    assert keys == ["", "", "per_day", "", "per_day", ""]


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.floats(0, 100)), max_size=20),
    st.sampled_from([None, Rate(1, 3.0), Rate(2, 60.0)]),
    st.sampled_from([None, Rate(3, 10.0)]),
)
def test_no_rate_is_ever_exceeded(
    letters: list[tuple[str, float]], per_chat: Rate | None, per_account: Rate | None
) -> None:
    """Every reply ends once, in the order of its chat, and time never goes back."""
    post = Post(Limits(None, per_chat, per_account), ZONE)
    for number, (chat, due_s) in enumerate(letters):
        post.add(letter(chat, due_s, run=number))
    now_s, out = NOW_S, list[Posted]()
    while post.waits:
        out.append(post.take(now_s, Memory()))
        assert out[-1].at_s >= now_s
        now_s = out[-1].at_s
    assert sorted(one.letter.run for one in out) == list(range(len(letters)))
    for chats, rate in (("a", per_chat), ("b", per_chat), ("ab", per_account)):
        sent = [one for one in out if one.letter.chat_id in chats and one.why is None]
        if rate is not None:
            pairs = zip(sent, sent[rate.count :], strict=False)
            assert all(b.at_s - a.at_s >= rate.per_s - 1e-6 for a, b in pairs)
        if chats != "ab":
            assert [one.letter.run for one in sent] == sorted(one.letter.run for one in sent)


@pytest.mark.parametrize("limits", [FREE, Limits()])
def test_nothing_waits_at_first(limits: Limits) -> None:
    """And then nothing ever happens."""
    post = Post(limits, None)
    assert not post.waits
    assert post.next_s(NOW_S) == math.inf
