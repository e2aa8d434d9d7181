"""Rules that can never win."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from responder.rules.compiling.shadow import covers, shadowed
from tests.hang import must_end
from tests.rules.rulekit import rules, who_answers
from tests.rules.test_decide import events, rule_files

if TYPE_CHECKING:
    from responder.models import Event
    from responder.rules.ruleset import RuleSet


def _covers(wide: str, narrow: str) -> bool:
    first, second = rules(
        f"rules: [{{name: a, when: {wide}, reply: x}}, {{name: b, when: {narrow}, reply: y}}]"
    ).rules
    return covers(first, second)


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("{chat: private}", "a"),
        ("a", "a"),
        ("[a, b]", "b"),
        ("[A, b]", "a"),
        ("{text: {contains: 价格}}", "价格表"),
        ("{text: {contains: [价格, 多少]}}", "[问价格, 多少钱]"),
        ("{text: {contains: 价格}}", "{text: {contains: [价格表, 问价格]}}"),
        ("{text: {regex: 'a+'}}", "{text: {regex: 'a+'}}"),
        ("{text: {regex: ['a+', b]}}", "{text: {regex: b, contains: x}}"),
        ("{text: a}", "{text: a, sender: 小明}"),
        ("{sender: [a, b]}", "{sender: a, text: x}"),
        ("{sender: {contains: a}}", "{sender: {contains: a}, text: x}"),
        ("{type: [text, image]}", "{type: image}"),
        ("{chat: any}", "{chat: group, mentioned: true}"),
        ("{chat: any}", "a"),
    ],
)
def test_what_covers(wide: str, narrow: str) -> None:
    """The earlier rule certainly takes everything of the later one."""
    assert _covers(wide, narrow)


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("a", "{chat: private}"),
        ("a", "[a, b]"),
        ("价格表", "{text: {contains: 价格表}}"),
        ("{text: {contains: 价格表}}", "{text: {contains: 价格}}"),
        ("{text: {contains: 价格}}", "[价格表, 多少]"),
        ("{text: {contains: a}}", "{text: {contains: a, exact: true}}"),
        ("{text: {contains: A, exact: true}}", "{text: {contains: A}}"),
        ("{text: {regex: 'a+'}}", "{text: {regex: 'a'}}"),
        ("{text: {regex: 'a'}}", "a"),
        ("{text: {contains: a, regex: b}}", "{text: {contains: a}}"),
        ("{sender: a}", "{sender: [a, b]}"),
        ("{sender: a}", "{sender: {contains: a}}"),
        ("{sender: {contains: a}}", "{sender: {contains: ab}}"),
        ("{sender: {equals: a, contains: a}}", "{sender: a}"),
        ("{sender: 小明}", "a"),
        ("{chat: group}", "a"),
        ("{type: image}", "a"),
        ("{from_me: true}", "a"),
        ("{group: x, mentioned: true}", "{group: x}"),
        ("{chat: group}", "{chat: any}"),
    ],
)
def test_what_does_not_cover(wide: str, narrow: str) -> None:
    """Where the later rule may take something else, nothing is said."""
    assert not _covers(wide, narrow)


def test_shadowed_rules_are_warned_of() -> None:
    """The warning names both rules, the place and the way out, and forbids nothing."""
    rule_set = rules("""
        rules:
          - {name: 价, when: {text: {contains: 价格}}, reply: a}
          - {name: 表, when: 价格表, reply: b}
          - {name: 其他, reply: c}
          - {when: 早, reply: d}
    """)
    assert [one.headline for one in rule_set.warnings] == [
        'rules.yaml:4:5: rule "表": this rule can never win: "价" in line 3 takes its messages',
        'rules.yaml:6:5: rules[4]: this rule can never win: "其他" in line 5 takes its messages',
    ]
    assert rule_set.warnings[0].hint == "move it up, or make the earlier rule narrower"


def test_rules_that_are_switched_off_do_not_count() -> None:
    """A disabled rule neither takes messages nor needs them."""
    off = rules("rules: [{enabled: false, reply: a}, {when: x, reply: b}]")
    assert off.warnings == ()
    later = rules("rules: [{reply: a}, {enabled: false, when: x, reply: b}]")
    assert later.warnings == ()


def test_each_rule_is_reported_once() -> None:
    """A rule behind several wide ones is one pair."""
    rule_set = rules(
        "rules: [{name: a, when: x, reply: a}, {when: x, reply: b}, {when: x, reply: c}]"
    )
    assert list(shadowed(rule_set.rules)) == [(1, 0), (2, 0)]


def test_long_literals_are_found_whole() -> None:
    """A literal too long to be searched for parts is still compared as a whole."""
    long = "x" * 60
    rule_set = rules(f"rules: [{{when: {long}, reply: a}}, {{when: {long}, reply: b}}]")
    assert list(shadowed(rule_set.rules)) == [(1, 0)]


def test_many_rules_stay_cheap() -> None:
    """Two thousand different rules are compared in a fraction of a second (generous here)."""
    many = "".join(
        f"- {{when: {{text: {{contains: [关键词{n}, kw{n}]}}, sender: s{n}}}, reply: a}}\n"
        f"- {{when: {{sender: t{n}}}, reply: a}}\n"
        for n in range(1000)
    )
    compiled = rules(f"rules:\n{many}").rules
    with must_end():
        assert list(shadowed(compiled)) == []


@given(rule_files, events)
def test_shadowed_rule_never_wins(rule_set: RuleSet, event: Event) -> None:
    """A rule that was warned of answers no event whatever."""
    losers = {rule_set.rules[index].name for index, _ in shadowed(rule_set.rules)}
    assert who_answers(rule_set, event) not in losers


def test_long_lists_stay_cheap() -> None:
    """Rules of thousands of nearly equal texts are given up before they cost seconds."""
    many = "".join(
        f"- {{when: {{text: {{contains: [{', '.join(f'q{n}' for n in range(3000))}, z{rule}]}}}}, "
        "reply: a}\n"
        for rule in range(10)
    )
    compiled = rules(f"rules:\n{many}").rules
    with must_end():
        assert list(shadowed(compiled)) == []
