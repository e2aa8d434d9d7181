"""The compiled rule set."""

from __future__ import annotations

import dataclasses

import pytest

from responder.models import Limits
from responder.rules.ruleset import RuleSet
from tests.rules.rulekit import rules

FILE = "rules: [{name: a, reply: x}, {name: b, silent: true}]"


def test_rules_are_found_by_name() -> None:
    """Every rule is in the index, in the order of the file."""
    rule_set = rules(FILE)
    assert list(rule_set.by_name) == ["a", "b"]
    assert rule_set.by_name["b"] is rule_set.rules[1]


def test_rule_set_is_frozen() -> None:
    """Nobody changes a rule set in use; a reload makes a new one."""
    rule_set = rules(FILE)
    with pytest.raises(dataclasses.FrozenInstanceError):
        rule_set.rules = ()  # type: ignore[misc]  # that is the point
    with pytest.raises(dataclasses.FrozenInstanceError):
        rule_set.rules[0].name = "z"  # type: ignore[misc]  # that is the point


def test_empty_rule_set_has_the_default_pace() -> None:
    """What is not said is the default."""
    rule_set = RuleSet("r.yaml", "0", ())
    assert rule_set.limits == Limits()
    assert rule_set.by_name == {}


def test_rule_without_actions_is_silent() -> None:
    """A silent rule is one of which nothing ever answers, whatever else it does."""
    assert [rule.silent for rule in rules(FILE).rules] == [False, True]
    counting = rules("""
        rules:
          - {do: [{count: sender.n}]}
          - {do: [{count: sender.n}], on_error: [{reply: x}]}
          - {do: [{count: sender.n}, {reply: x}]}
    """)
    assert [rule.silent for rule in counting.rules] == [True, False, False]


def test_what_may_store_something_is_known() -> None:
    """Also where it only does so when something fails."""
    found = rules("""
        rules: [{reply: x}, {do: [{count: sender.n}]}, {reply: x, on_error: [{drop: sender.n}]}]
    """)
    assert [rule.stores for rule in found.rules] == [False, True, True]
