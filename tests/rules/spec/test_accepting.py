"""The acceptance of a friend request, in rules and in tests."""

from __future__ import annotations

import pytest

from responder.rules.actions import DeedAction
from responder.rules.trial.shown import as_fault
from tests.rules.rulekit import fault, rules
from tests.rules.trial.trialkit import complaint, played

FRIENDS = """
limits: {delay: off, per_chat: off, same_text: 60s}
rules:
  - name: 客户
    on: friend_request
    when: {text: {contains: 客户}}
    do: [accept, {reply: "{{ sender.name }}，您好"}]
"""


@pytest.mark.parametrize("do", ["[accept]", "[{accept: true}]"])
def test_both_spellings(do: str) -> None:
    """The word alone and the mapping are the same."""
    rule_set = rules(f"rules: [{{on: friend_request, do: {do}}}]")
    assert rule_set.rules[0].actions == (DeedAction("accept"),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{on: friend_request, do: [{accept: false}]}", "accept: expected true, got"),
        ("{when: a, do: [accept]}", "do[1]: expected accept in a rule with `on: friend_request`"),
        ("{on: friend_request, when: {chat: group}, do: [accept]}", "takes private chats"),
        ("{on: friend_request, do: [accept, wave]}", "expected an action"),
    ],
)
def test_faults(text: str, words: str) -> None:
    """Only a friend request can be accepted, and only in private."""
    assert words in fault(f"rules: [{text}]")


@pytest.mark.parametrize(
    ("expect", "passes"),
    [
        ("{do: [accept, {reply: 王五，您好}]}", True),
        ("[{accept: true}, 王五，您好]", True),
        ("[{reply: {contains: 您好}}, {accept: true}]", False),
        ("王五，您好", False),
    ],
)
def test_what_is_expected(expect: str, *, passes: bool) -> None:
    """It stands in the order of what happens."""
    step = f"{{on: friend_request, from: 王五, says: 我是客户, expect: {expect}}}"
    result = played(f"[{step}]", FRIENDS)
    assert result.passed is passes, as_fault(result)


def test_others_are_left_to_the_phone() -> None:
    """A request that no rule takes stays open."""
    step = "{on: friend_request, from: 王五, says: 加一下, expect: {rule: none}}"
    assert played(f"[{step}]", FRIENDS).passed


def test_a_bare_word_is_an_action_only_in_do() -> None:
    """Anything else there is refused with the way out."""
    assert "write {reply: wave}" in complaint("[{from: x, says: a, expect: {do: [wave]}}]")
