"""Staying silent for somebody, as it stands in the file."""

from __future__ import annotations

import pytest

from responder.memory import Memory, Muted
from responder.models import ChatKind
from responder.rules.actions import MuteAction
from responder.rules.decide import decide
from responder.rules.manners import MUTE_S_MAX, Manner, muted_by_rule
from tests.rules.rulekit import ANN, BOB, CLIENTS, NOW_S, fault, rules, says


def action(text: str) -> MuteAction:
    """The compiled action."""
    (found,) = rules(f"rules: [{{when: a, do: [{{{text}}}]}}]").rules[0].actions
    assert isinstance(found, MuteAction)
    return found


@pytest.mark.parametrize(
    ("text", "for_s", "whole_chat"),
    [
        ("mute: 10m", 600.0, False),
        ("mute: {for: 1h, per: chat}", 3600.0, True),
        ("unmute: sender", None, False),
        ("unmute: chat", None, True),
    ],
)
def test_what_it_says(text: str, for_s: float | None, whole_chat: bool) -> None:  # noqa: FBT001 - a column of the table
    """For how long and for whom."""
    assert action(text) == MuteAction(for_s, whole_chat)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("mute: 0s", "expected a duration such as 10m, above zero and up to 30d"),
        ("mute: 31d", "expected a duration such as 10m, above zero and up to 30d"),
        ("mute: {per: chat}", "expected a duration, or a mapping such as {for: 10m, per: chat}"),
        ("mute: {for: 1m, per: rule}", "expected one of its words"),
        ("unmute: true", "expected one of its words"),
    ],
)
def test_faults(text: str, words: str) -> None:
    """Each says what would be right."""
    assert words in fault(f"rules: [{{when: a, do: [{{{text}}}]}}]")


RULES = """
rules:
  - {when: {chat: any, text: mute}, do: [{mute: 10m}]}
  - {when: {chat: any, text: all}, do: [{mute: {for: 10m, per: chat}}]}
  - {when: {chat: any, text: un}, do: [{unmute: sender}]}
  - {when: {chat: any, text: hi}, reply: hello}
"""


def test_whom_it_concerns() -> None:
    """One member or a whole group, and nobody in another chat; it ends by itself or by a rule."""
    rule_set = rules(RULES)

    def after(text: str, memory: Memory) -> Memory:
        event = says(text, group=CLIENTS)
        return memory.applied(decide(rule_set, event, memory, NOW_S, 1).changes)

    def suppressed(memory: Memory, *, now_s: float = NOW_S + 1, **who: object) -> str:
        taken = decide(rule_set, says("hi", **who), memory, now_s, 1).taken[0]  # type: ignore[arg-type]  # of `says`
        return taken.suppressed

    one = after("mute", Memory())
    assert suppressed(one, group=CLIENTS) == Manner.MUTED
    assert suppressed(one, group=CLIENTS, sender=BOB) == ""
    assert suppressed(one) == ""
    assert suppressed(one, group=CLIENTS, now_s=NOW_S + 600) == ""
    assert suppressed(after("un", one), group=CLIENTS) == ""
    everybody = after("all", Memory())
    assert suppressed(everybody, group=CLIENTS, sender=BOB) == Manner.MUTED
    assert suppressed(after("un", everybody), group=CLIENTS) == Manner.MUTED


def test_private_chats_have_one_silence() -> None:
    """What is written there on the phone ends it, though I am the sender then."""
    mine = says("un", from_me=True)
    theirs = says("hi", sender=ANN, kind=ChatKind.PRIVATE)
    assert muted_by_rule(mine, whole_chat=False) == muted_by_rule(theirs, whole_chat=True)


def test_a_clock_that_was_set_back_silences_nobody() -> None:
    """What ends later than a rule may ask for is from another time."""
    key = muted_by_rule(says("hi"), whole_chat=False)
    memory = Memory().applied([Muted(key, NOW_S + MUTE_S_MAX + 60)])
    assert decide(rules(RULES), says("hi"), memory, NOW_S, 1).replies
