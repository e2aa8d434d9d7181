"""Changes of rules that tests notice, or do not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from responder.rules.trial.mutation import Mutator
from responder.rules.trial.run import run_trial
from responder.rules.trial.written import widened
from tests.rules.rulekit import rules

if TYPE_CHECKING:
    from responder.rules.ruleset import RuleSet
    from responder.rules.trial.judge import Course

RULES = """
limits: {delay: off, per_chat: off, per_account: off}
rules:
  - {name: hours, when: {text: hours}, cooldown: 1m, reply: nine}
  - {name: price, when: {text: {contains: price, without: cheap}, sender: Ann}, reply: ten}
  - {name: number, when: {text: {regex: 'no (?P<id>\\d+)'}}, reply: "{{ match.id }}"}
  - {name: watching, shadow: true, when: hours, reply: x}
  - {name: off, enabled: false, when: off, reply: x}
  - {name: rest, when: {type: text}, reply: what}
tests:
"""
NOTHING_LEFT = """\
  - steps:
      - {from: Ann, says: hours, expect: nine}
      - {from: Ann, says: hours, expect: nothing}
  - steps:
      - {from: Bob, says: price, expect: what}
      - {from: Ann, says: price, expect: ten}
      - {from: Ann, says: cheap price, expect: what}
      - {from: Ann, says: x, expect: what}
      - {from: Ann, says: no 7, expect: "7"}
      - {from: Ann, type: image, expect: nothing}
"""


def survivors(tests: str) -> list[tuple[str, str]]:
    """Changes that no test of a file notices."""
    rule_set = rules(RULES + tests)
    return [
        (one.rule.name, one.without)
        for one in mutator(rule_set).mutants()
        if one.noticed_by is None
    ]


def mutator(rule_set: RuleSet) -> Mutator:
    """One that was told what the tests lead to."""
    made = Mutator(rule_set, rule_set.trials)
    for number, trial in enumerate(rule_set.trials):
        courses: list[Course] = []
        assert run_trial(rule_set, trial, courses.append).passed
        for step, course in zip(trial.steps, courses, strict=True):
            made.see(number, course.decided, step.seed)
    return made


def test_nothing_survives_thorough_tests() -> None:
    """Each rule removed, and each made to answer more often, makes a test fail."""
    assert survivors(NOTHING_LEFT) == []


def test_each_test_left_out_lets_a_change_survive() -> None:
    """Without the step that shows a condition nobody notices that it is gone."""
    for step, survivor in (
        ("- {from: Ann, says: hours, expect: nothing}", ("hours", "cooldown")),
        ("- {from: Bob, says: price, expect: what}", ("price", "sender")),
        ("- {from: Ann, says: cheap price, expect: what}", ("price", "text, test 2 of 2")),
        ('- {from: Ann, says: no 7, expect: "7"}', ("number", "")),
        ("- {from: Ann, type: image, expect: nothing}", ("rest", "type")),
    ):
        assert step in NOTHING_LEFT
        left = survivors(NOTHING_LEFT.replace(step, "- {wait: 1s}"))
        assert survivor in left, (step, left)


def test_what_is_switched_off_or_in_shadow_is_not_changed() -> None:
    """No test can expect anything of it."""
    names = {one.rule.name for one in mutator(rules(RULES + NOTHING_LEFT)).mutants()}
    assert names == {"hours", "price", "number", "rest"}


def test_only_tests_that_a_change_touches_are_run_and_none_is_missed() -> None:
    """The same changes survive as when all tests are run by the plain loop."""
    thin = NOTHING_LEFT.replace("expect: what", "expect: {reply: {regex: '.'}}")
    rule_set = rules(RULES + thin)
    plain = []
    for place, rule in enumerate(rule_set.rules):
        if rule.shadow or not rule.enabled:
            continue
        for without, _, wider in widened(rule):
            changed = (*rule_set.rules[:place], wider, *rule_set.rules[place + 1 :])
            mutant = replace(rule_set, rules=changed, index=None)
            if all(run_trial(mutant, trial).passed for trial in rule_set.trials):
                plain.append((rule.name, without))
    assert plain
    assert [one for one in survivors(thin) if one[1]] == plain
