"""What the tests of a file reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.rules.trial.coverage import Coverage, Observer
from responder.rules.trial.run import run_trial
from tests.rules.rulekit import rules

if TYPE_CHECKING:
    from responder.rules.trial.judge import Course

RULES = """
limits: {delay: off, per_chat: off, per_account: off}
rules:
  - {name: hours, when: {text: hours}, cooldown: 1m, reply: nine}
  - {name: price, when: {text: {contains: price}, sender: Ann}, reply: ten}
  - {name: never, when: never, reply: x}
  - {name: off, enabled: false, when: off, reply: x}
  - {name: aside, when: aside, cooldown: {for: 1m, otherwise: next}, reply: x}
tests:
"""


def coverage(steps: str) -> Coverage:
    """Of a test with these steps."""
    rule_set = rules(RULES + f"  - steps: {steps}\n")
    observer = Observer(rule_set)
    (trial,) = rule_set.trials
    courses: list[Course] = []
    run_trial(rule_set, trial, courses.append)
    for step, course in zip(trial.steps, courses, strict=True):
        observer.see(course.decided, step.seed)
    return observer.coverage()


def unreached(steps: str) -> list[tuple[str, bool, tuple[str, ...]]]:
    """What a test leaves out of each rule."""
    return [(one.rule.name, one.taken, one.parts) for one in coverage(steps).unreached]


def test_a_rule_that_takes_nothing_is_unreached() -> None:
    """It stands there without its conditions; one that is switched off does not count."""
    found = coverage("[{from: Ann, says: hours}]")
    assert [one.rule.name for one in found.unreached if not one.taken] == [
        "price",
        "never",
        "aside",
    ]
    assert (found.rules, found.rules_reached) == (4, 1)


def test_a_condition_is_reached_where_it_alone_refuses() -> None:
    """A text by any other message, a sender by somebody else who says the right words."""
    assert ("price", True, ("sender", "text")) in unreached("[{from: Ann, says: price}]")
    by_bob = "[{from: Ann, says: price}, {from: Bob, says: price}]"
    assert ("price", True, ("text",)) in unreached(by_bob)
    steps = "[{from: Ann, says: price}, {from: Bob, says: price}, {from: Ann, says: x}]"
    assert "price" not in [name for name, _, _ in unreached(steps)]


def test_a_cooldown_is_reached_where_it_refuses() -> None:
    """Whether the rule keeps the message, or steps aside for the next one."""
    for rule in ("hours", "aside"):
        once = f"[{{from: Ann, says: {rule}}}, {{from: Ann, says: x}}]"
        twice = once.replace("[", f"[{{from: Ann, says: {rule}}}, ")
        assert (rule, True, ("cooldown",)) in unreached(once)
        assert rule not in [name for name, _, _ in unreached(twice)]


def test_a_rule_behind_the_winner_is_not_asked() -> None:
    """Its conditions are not reached by a message that another rule has."""
    found = unreached("[{from: Ann, says: price}, {from: Bob, says: hours}]")
    assert ("price", True, ("sender", "text")) in found
    found = unreached("[{from: Ann, says: price}, {from: Bob, says: x}]")
    assert ("price", True, ("text",)) in found


def test_conditions_are_counted() -> None:
    """All of those of rules that are switched on, and how many were reached."""
    found = coverage("[{from: Ann, says: nothing}]")
    assert found.parts == 7
    assert found.parts_reached == 4
