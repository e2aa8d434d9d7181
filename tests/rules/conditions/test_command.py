"""The condition `command`."""

from __future__ import annotations

import pytest

from responder.memory import Memory
from responder.rules.captures import Captures
from responder.rules.conditions.command import CommandCondition
from responder.rules.decide import decide, explain
from responder.rules.needs import How
from responder.rules.text.folding import Folding, FoldStep
from tests.rules.rulekit import CLIENTS, NOW_S, rules, says
from tests.rules.whenkit import caught, compiled, needs_of, reason, run, subject

WEATHER = "{command: ['/天气 {city} {days:int=1}', '/weather {city} {days:int=1}']}"


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("/天气 北京", {"city": "北京", "days": 1}),
        ("／天气　北京　３", {"city": "北京", "days": 3}),
        ("/WEATHER “New York” 2", {"city": "New York", "days": 2}),
        ("@小店 /天气 北京", {"city": "北京", "days": 1}),
    ],
)
def test_call_gives_its_arguments(text: str, args: dict[str, object]) -> None:
    """Any alias will do, full-width signs and capitals too, behind a mention of me as well."""
    found = caught(WEATHER, text)
    assert found is not None
    assert dict(found.args) == args
    assert found.usage == ""


@pytest.mark.parametrize(
    ("text", "usage"),
    [
        ("/天气", "用法：/天气 <city> [days]\n缺少 city"),
        ("/天气 北京 三", "用法：/天气 <city> [days]\ndays 应为整数，不是“三”"),
        ("/weather a 1 x", "用法：/weather <city> [days]\n多了“x”"),
    ],
)
def test_wrong_call_gives_the_usage(text: str, usage: str) -> None:
    """It holds all the same: the person is told how the command they used is written."""
    assert caught(WEATHER, text) == Captures(usage=usage)


@pytest.mark.parametrize("text", ["天气 北京", "/天气预报 北京", "问 /天气 北京", ""])
def test_other_messages_are_no_calls(text: str) -> None:
    """The message must begin with the command, whole."""
    assert caught(WEATHER, text) is None


def test_alias_that_fits_wins_over_one_that_does_not() -> None:
    """Where two lines begin alike, the one whose arguments fit counts."""
    when = "{command: ['/w {n:int}', '/w {n}']}"
    found = caught(when, "/w abc")
    assert found is not None
    assert dict(found.args) == {"n": "abc"}


def test_mention_of_somebody_else_is_text() -> None:
    """In a group only a mention of me may stand before the command."""
    when = "{chat: group, command: /天气}"
    assert caught(when, says("@小店\u2005/天气", group=CLIENTS, mentioned=True)) is not None
    assert caught(when, says("@小红\u2005/天气", group=CLIENTS)) is None


def test_reason() -> None:
    """The author reads which commands would have been right."""
    assert reason("{command: ['/a {x}', '/b {x}']}", "x") == (
        'command: the message calls none of "/a {x}", "/b {x}"'
    )


def test_needs_the_first_word() -> None:
    """An index finds the rule by the word at the start of the folded text."""
    (condition,) = compiled(WEATHER).wants
    assert condition.needs() == (
        (
            (How.START, "/天气"),
            (How.START, "/weather"),
        ),
    )
    assert condition.gives == ()


def test_needs_with_other_steps_of_folding() -> None:
    """Where mentions stay, or marks go, the folded text may begin otherwise than it is read."""
    bare = Folding(frozenset({FoldStep.CASE}))
    when = compiled("{command: /A}", folding=bare)
    assert needs_of(when.wants) == ()
    assert run(when, subject("@小店 /a", folding=bare)) is not None
    signs = Folding(frozenset(FoldStep))
    assert needs_of(compiled("{command: '!!'}", folding=signs).wants) == ()


@pytest.mark.parametrize(
    ("fold", "command", "message"),
    [
        ("space: false", "/vip {n}", "  /vip 3"),
        ("case: false", "/VIP {n}", "/VIP 3"),
        ("width: false", "/vip {n}", "／ＶＩＰ 3"),
        ("mention: false", "/vip {n}", "@小店 /vip 3"),
        ("punctuation: true", "/vip {n}", "/vip 3"),
        ("case: true", "[Let {n}", "[Let Down]"),
        ("case: true", "/::) {n}", "／::) 3"),
    ],
)
def test_index_finds_what_the_command_reads(fold: str, command: str, message: str) -> None:
    """Commands are read by steps of their own; no step of the file keeps them from being tried."""
    rule = f"{{name: c, when: {{command: '{command}'}}, reply: x}}"
    rule_set = rules(f"fold: {{{fold}}}\nrules: [{rule}]")
    event = says(message)
    told = explain(rule_set, event, Memory(), NOW_S, 1)
    assert told.rule == "c"
    assert decide(rule_set, event, Memory(), NOW_S, 1).taken == told.taken


def test_usual_commands_are_looked_up() -> None:
    """With the usual steps a thousand commands cost a message no more than one."""
    (rule,) = rules("rules: [{when: {command: '/天气 {city}'}, reply: x}]").rules
    (command,) = (one for one in rule.conditions if isinstance(one, CommandCondition))
    assert command.needs() == (((How.START, "/天气"),),)
