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
    """A silent rule is one that has nothing to do."""
    assert [rule.silent for rule in rules(FILE).rules] == [False, True]
