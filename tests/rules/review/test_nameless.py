"""Rules that remember something and have no name."""

from __future__ import annotations

import pytest

from tests.rules.rulekit import rules


def _noted(rule: str, file: str = "") -> list[str]:
    """What is said of one rule: its headline and hint."""
    found = rules(f"{file}\nrules: [{rule}]").warnings
    return [f"{one.headline.removeprefix('rules.yaml:')} ({one.hint})" for one in found]


@pytest.mark.parametrize(
    ("keeps", "word"),
    [("cooldown: 1m", "cooldown"), ("limit: 3/day", "limit"), ("limit: [1/h, 3/day]", "limit")],
)
def test_a_rule_that_keeps_state_should_have_a_name(keeps: str, word: str) -> None:
    """By its text it would be unknown after the next change of it."""
    (only,) = _noted(f"{{when: 价格, {keeps}, reply: a}}")
    assert only == (
        f"2:9: rules[1]: this rule keeps a {word} and has no name"
        ' (write `name:`, or it forgets when "价格" is changed)'
    )


def test_defaults_make_rules_keep_state_too() -> None:
    """Unless a rule says that it does not."""
    assert len(_noted("{when: 价格, reply: a}", "defaults: {cooldown: 1m}")) == 1
    assert _noted("{when: 价格, cooldown: off, reply: a}", "defaults: {cooldown: 1m}") == []
    assert _noted("{when: 价格, silent: true}", "defaults: {cooldown: 1m}") == []


def test_a_name_is_enough() -> None:
    """Whatever it keeps."""
    assert _noted("{name: 价, when: 价格, cooldown: 1m, reply: a}") == []


def test_a_rule_without_state_needs_none() -> None:
    """Its text will do."""
    assert _noted("{when: 价格, reply: a}") == []
