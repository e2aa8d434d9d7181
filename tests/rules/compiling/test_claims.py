"""Cooldowns and limits compiled: what a rule says, and what defaults do."""

from __future__ import annotations

import pytest

from responder.models import Rate
from responder.rules.claims import Claim, Per
from tests.rules.rulekit import fault, rules


def claims(rule: str, defaults: str = "") -> tuple[Claim, ...]:
    """What a rule with these keys must be able to spend."""
    head = f"defaults: {{{defaults}}}\n" if defaults else ""
    (compiled,) = rules(f"{head}rules: [{{name: r, when: a, reply: b{rule}}}]").rules
    return compiled.claims


HOUR = Claim("cooldown", Rate(1, 3600.0))


@pytest.mark.parametrize(
    ("rule", "defaults", "expected"),
    [
        ("", "", ()),
        (", cooldown: 1h", "", (HOUR,)),
        ("", "cooldown: 1h", (HOUR,)),
        (", cooldown: off", "cooldown: 1h", ()),
        (", cooldown: 1m", "cooldown: 1h", (Claim("cooldown", Rate(1, 60.0)),)),
        (", limit: 3/h", "cooldown: 1h", (HOUR, Claim("limit", Rate(3, 3600.0)))),
        (", limit: off", "cooldown: 1h, limit: 3/h", (HOUR,)),
    ],
)
def test_defaults_fill_in_what_a_rule_does_not_say(
    rule: str, defaults: str, expected: tuple[Claim, ...]
) -> None:
    """Key by key; `off` is something said."""
    assert claims(rule, defaults) == expected


@pytest.mark.parametrize(
    ("rule", "defaults", "aside"),
    [
        ("", "", (False, False)),
        (", otherwise: next", "", (True, True)),
        ("", "otherwise: next", (True, True)),
        (", otherwise: silent", "otherwise: next", (False, False)),
    ],
)
def test_otherwise_is_for_all_that_says_nothing_itself(
    rule: str, defaults: str, aside: tuple[bool, bool]
) -> None:
    """Of the rule, else of the file; without it the rule keeps the message."""
    found = claims(f", cooldown: 1h, limit: 3/day{rule}", defaults)
    assert tuple(one.steps_aside for one in found) == aside
    own = claims(f", cooldown: {{for: 1h, otherwise: next}}, limit: 3/day{rule}", defaults)
    assert tuple(one.steps_aside for one in own) == (True, aside[1])


def test_for_whom_they_count() -> None:
    """Each its own."""
    found = claims(", cooldown: {for: 1h, per: chat}, limit: [3/h, {rate: 9/h, per: rule}]")
    assert [one.per for one in found] == [Per.CHAT, Per.SENDER, Per.RULE]


def test_they_are_not_inherited() -> None:
    """Neither from the rule around it, nor by a rule that never answers."""
    rule_set = rules("""
        defaults: {limit: 3/day}
        rules:
          - {name: 外, cooldown: 1h, reply: x, rules: [{name: 内, when: b, reply: y}]}
          - {name: 静, when: c, silent: true}
    """)
    keys = {rule.name: [one.key for one in rule.claims] for rule in rule_set.rules}
    assert keys == {"内": ["limit"], "外": ["cooldown", "limit"], "静": []}


def test_ten_thousand_rules_share_the_defaults() -> None:
    """One tuple, however many rules say nothing."""
    rule_set = rules("""
        defaults: {cooldown: 1h}
        rules: [{name: a, when: a, reply: x}, {name: b, when: b, reply: y}]
    """)
    first, second = rule_set.rules
    assert first.claims is second.claims


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("{when: a, silent: true, limit: 3/day}", "limit: expected no limit in a silent rule"),
        ("{when: a, otherwise: next, reply: b}", "otherwise: expected cooldown or limit beside"),
        ("{when: a, limit: 3/h, rules: [{reply: b}]}", "limit: expected limit beside an answer"),
    ],
)
def test_what_means_nothing_is_refused(rule: str, message: str) -> None:
    """A key that could never do anything is a fault."""
    assert message in fault(f"rules: [{rule}]")
