"""The recipes do what their tests say, and nothing in them is idle.

Each is read from the disk and carried out, as `responder check` and `responder test` do it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from responder.cli.paths import load_rules
from responder.cli.testing import run_tests
from responder.memory import Memory
from responder.rules.conditions.heads import SwitchedOff
from responder.rules.decide import decide
from responder.rules.trial.run import run_trials
from tests.house.snippets import Snippet, snippets
from tests.house.verdict import assert_none

if TYPE_CHECKING:
    from pathlib import Path

    from responder.rules.ruleset import Rule, RuleSet

DOCUMENT = "docs/recipes.md"
RECIPES = snippets(DOCUMENT)
RECIPES_MIN = 40

each_recipe = pytest.mark.parametrize("recipe", RECIPES, ids=lambda one: one.heading)


def without(rule_set: RuleSet, rule: Rule) -> RuleSet:
    """The same rules with one of them switched off, by the plain loop."""
    off = replace(rule, conditions=(SwitchedOff(), *rule.conditions), enabled=False)
    rules = tuple(off if one is rule else one for one in rule_set.rules)
    return replace(rule_set, rules=rules, index=None)


def is_missed(rule_set: RuleSet, rule: Rule) -> bool:
    """Whether a test fails once the rule is switched off."""
    results = run_trials(without(rule_set, rule), rule_set.trials)
    return any(not result.passed for result in results)


def is_watched(rule_set: RuleSet, rule: Rule) -> bool:
    """Whether a rule in shadow would take a message of some test: no test can expect more of it."""
    return any(
        rule.name in {taken.rule for taken in decision.taken}
        for trial in rule_set.trials
        for step in trial.steps
        if step.event is not None
        for decision in [decide(rule_set, step.event, Memory(), trial.start_s, step.seed)]
    )


def test_there_are_many_recipes_and_each_has_a_heading_of_its_own() -> None:
    """One heading, one wish, one rule file."""
    headings = [recipe.heading for recipe in RECIPES]
    assert len(headings) >= RECIPES_MIN
    assert_none(heading for heading in set(headings) if headings.count(heading) > 1)


@each_recipe
def test_a_recipe_is_sound(recipe: Snippet, tmp_path: Path) -> None:
    """It has no fault and no warning, whatever day it is: calendars that end are not asked for."""
    assert_none(map(str, load_rules(recipe.unpack(tmp_path)).warnings))


@each_recipe
def test_a_recipe_passes_its_tests(
    recipe: Snippet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`responder test` carries out at least one test, and none fails."""
    path = recipe.unpack(tmp_path)
    code = run_tests(path, form="text")
    shown = capsys.readouterr().out
    assert code == 0, f"{recipe.place}\n{shown}"
    assert "no tests" not in shown, recipe.place


@each_recipe
def test_every_rule_of_a_recipe_is_missed_by_a_test(recipe: Snippet, tmp_path: Path) -> None:
    """A rule that could be taken away unnoticed has no business in a recipe."""
    rule_set = load_rules(recipe.unpack(tmp_path))
    rules = [rule for rule in rule_set.rules if rule.enabled]
    idle = [
        rule.name
        for rule in rules
        if not (is_watched if rule.shadow else is_missed)(rule_set, rule)
    ]
    assert_none(idle)


IDLE = """\
rules:
  - {name: missed, when: a, reply: x}
  - {name: idle, when: b, reply: x}
  - {name: watching, shadow: true, when: a, reply: y}
  - {name: blind, shadow: true, when: c, reply: y}
tests:
  - steps: [{from: Ann, says: a, expect: x}]
"""


def test_an_idle_rule_is_told_from_one_that_is_missed(tmp_path: Path) -> None:
    """Switched off, one makes a test fail and the other does not."""
    rule_set = load_rules(Snippet("", "", IDLE).unpack(tmp_path))
    missed = [rule.name for rule in rule_set.rules if is_missed(rule_set, rule)]
    assert missed == ["missed"]


def test_a_rule_in_shadow_is_watched_where_a_message_comes_by(tmp_path: Path) -> None:
    """Behind a rule that has the message it sees nothing, as in life."""
    rule_set = load_rules(Snippet("", "", IDLE).unpack(tmp_path))
    before = replace(rule_set, rules=rule_set.rules[::-1], index=None)
    blind, watching, _, _ = before.rules
    assert is_watched(before, watching)
    assert not is_watched(before, blind)
    assert not is_watched(rule_set, watching)
