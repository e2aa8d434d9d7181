"""Conditions in conditions, and conditions that can not hold together."""

from __future__ import annotations

import pytest

from responder.rules.compiling.branches import BRANCH_DEPTH_MAX
from responder.rules.conditions.expression import IfCondition
from responder.rules.conditions.heads import ChatCondition
from responder.rules.conditions.logic import inner
from tests.rules.rulekit import CLIENTS, says
from tests.rules.whenkit import GROUP, PRIVATE, caught, compiled, fault_of, tried


def test_private_or_mentioned() -> None:
    """The rule of many bots: answer in private, and in groups only when called."""
    when = "{chat: any, any: [{chat: private}, {mentioned: true}]}"
    assert compiled(when).kinds == {PRIVATE, GROUP}
    assert caught(when, "x") is not None
    assert caught(when, says("x", group=CLIENTS)) is None
    assert caught(when, says("x", group=CLIENTS, mentioned=True)) is not None


def test_branches_know_what_was_found_before() -> None:
    """The text of a rule is tried before its branches, so they may use the keyword."""
    when = "{text: [a, b], any: [{if: match.keyword == 'b'}, {sender: Bob}]}"
    assert caught(when, "b") is not None
    assert caught(when, "a") is None


def test_branch_with_a_chat_alone_is_that_condition() -> None:
    """One condition is not wrapped."""
    (condition,) = compiled("{any: [{chat: private}]}").wants
    assert getattr(condition, "branches", None) == (ChatCondition(frozenset({PRIVATE})),)


@pytest.mark.parametrize(
    ("when", "field", "message"),
    [
        ("{chat: private, group: x}", "group", "expected a rule that takes group messages"),
        ("{chat: private, mentioned: true}", "mentioned", "where mentions are"),
        ("{chat: private, owner: true}", "owner", "expected a rule that takes group messages"),
        ("{any: [{group: x}]}", "any[1].group", "expected a rule that takes group messages"),
        ("{all: [{any: [{owner: true}]}]}", "all[1].any[1].owner", "takes group messages"),
        (
            "{any: [{chat: group}, a]}",
            "any[1].chat",
            "expected a chat that the rule takes, got group",
        ),
        ("{any: [{from_me: true}]}", "any[1].from_me", "expected from_me at the top of `when`"),
        ("{not: {command: /a}}", "not[1].command", "expected command at the top of `when`"),
    ],
)
def test_conditions_that_can_not_hold(when: str, field: str, message: str) -> None:
    """What no message could fulfil, or what belongs to the whole rule, is a fault."""
    found = fault_of(when)
    place = field.replace("not[1]", "not")
    assert found.startswith(f"rules[1].when.{place}: ")
    assert message in found


def test_way_out_names_the_level() -> None:
    """Inside of a branch `chat` belongs to the top."""
    assert fault_of("{chat: private, group: x}").endswith("say `chat: group`, or leave `chat` out")
    assert fault_of("{any: [{group: x}]}").endswith("say `chat: any` at the top of `when`")


@pytest.mark.parametrize(
    "when", ["{not: {chat: group}}", "{not: {group: x}}", "{mentioned: false}"]
)
def test_what_must_not_hold_may_be_impossible(when: str) -> None:
    """A rule may exclude what it would not take anyway."""
    assert not tried(when).report.faults


def _nested(levels: int) -> str:
    return "{any: [" * levels + "a" + "]}" * levels


def test_depth_is_bounded() -> None:
    """Ten levels are read, more are a fault."""
    assert not tried(_nested(BRANCH_DEPTH_MAX)).report.faults
    assert "expected at most 10 levels of conditions" in fault_of(_nested(BRANCH_DEPTH_MAX + 1))


def test_expressions_share_lists_and_tables() -> None:
    """Ten thousand rules with `if` keep one view of a large table."""
    found = tried("{any: [{if: now.hour < 1}, {if: now.hour > 1}]}")
    first, second = (one for one in inner(found.when.wants) if isinstance(one, IfCondition))
    assert first.tables is second.tables
    assert first.lists is second.lists
