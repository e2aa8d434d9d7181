"""Whether a step went as expected, and if not, what a person needs to know to mend it.

It knows decisions and expectations; it must not know the rule file or how a failure is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.rules.decide import explain, tried
from responder.rules.reading.cells import quote
from responder.rules.runs import ON_ERROR
from responder.rules.subject import subject_of
from responder.rules.trial.expected import Words
from responder.rules.trial.nearness import nearest
from responder.rules.trial.trial import Failure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from responder.memory import Memory
    from responder.models import Event
    from responder.rules.decide import Considered, Decision
    from responder.rules.ruleset import Rule, RuleSet
    from responder.rules.subject import Subject
    from responder.rules.trial.expected import Expected, Happened
    from responder.rules.trial.trial import Step

NEAR_SHOWN_MAX = 3
"""Rules that came near and are named when no rule was expected by name."""


@dataclass(frozen=True, slots=True)
class Course:
    """What happened in a step in which somebody wrote.

    Args:
        event: What was written.
        memory: Before it.
        now_s: When it was decided, Unix seconds.
        decision: What was decided.
        sent: Replies that left, in order.
        late: How many replies waited too long for their turn and never left.
    """

    event: Event
    memory: Memory
    now_s: float
    decision: Decision
    sent: tuple[Happened, ...] = ()
    late: int = 0

    @property
    def failed(self) -> bool:
        """Whether a reply was not written, and no `on_error` had a say: nobody expects that."""
        return any(
            one.error is not None
            and not any(reply.place.startswith(ON_ERROR) for reply in one.replies)
            for one in self.decision.acting
        )

    @property
    def rules(self) -> tuple[str, ...]:
        """Names of the rules that had a part in it."""
        return tuple(one.rule for one in self.decision.acting)


def judge(rule_set: RuleSet, step: Step, course: Course | None) -> Failure | None:
    """What went otherwise; None if nothing did.

    Args:
        rule_set: The rules.
        step: What was expected.
        course: What happened; None if nobody wrote.
    """
    expected = step.expected
    rules, sent = ((), ()) if course is None else (course.rules, course.sent)
    failed = course is not None and course.failed
    if expected is None or (expected.fit(rules, sent) and not failed):
        return None
    why, near = ((), ()) if course is None else _why(rule_set, step, expected, course)
    return Failure(
        step=step,
        expected=str(expected),
        got="nothing" if course is None else _got(course),
        why=why,
        near=near,
        rule=None if course is None else course.decision.rule,
        replies=tuple(one.text for one in sent),
        wanted=_wanted(expected),
    )


def _wanted(expected: Expected) -> str | None:
    """The whole text of the only reply, where nothing else is expected of it."""
    if expected.replies is None or len(expected.replies) != 1:
        return None
    words = expected.replies[0].words
    return words.equals if words == Words(equals=words.equals) else None


def _got(course: Course) -> str:
    """What happened, in words, to stand behind "got"."""
    decision = course.decision
    late = f"; {course.late} more waited too long and never left" if course.late else ""
    if course.sent:
        parts: list[str] = []
        for one in course.sent:
            again = parts and course.sent[len(parts) - 1].rule == one.rule
            source = "" if again else f" from rule {quote(one.rule)}"
            parts.append(f"{quote(one.text)}{source}")
        return ", then ".join(parts) + late
    if decision.main is None:
        return f"nothing, for no rule takes it{late}"
    main = decision.main
    reason = "is silent"
    if main.suppressed:
        reason = f"rests ({main.suppressed})"
    elif main.error is not None:
        reason = f"fails: {main.error}"
    elif late:
        reason = "has it"
    return f"nothing, for rule {quote(main.rule)} {reason}{late}"


def _why(
    rule_set: RuleSet, step: Step, expected: Expected, course: Course
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Why expected rules had no part in it; and what came near, where any rule would have done."""
    subject = subject_of(
        course.event,
        rule_set.folding,
        memory=course.memory,
        now_s=course.now_s,
        seed=step.seed,
        zone=rule_set.zone,
    )
    decision = course.decision
    absent = [rule_set.by_name[name] for name in expected.rules if name not in course.rules]
    if absent:
        return tuple(_absence(rule_set, rule, subject, decision) for rule in absent), ()
    if decision.error is not None and (course.sent or course.failed):
        return (f"rule {quote(decision.rule or '')} fails: {decision.error}",), ()
    if decision.main is not None:
        return (), ()
    trace = explain(rule_set, course.event, course.memory, course.now_s, step.seed).trace
    near = nearest(rule_set, subject, trace, NEAR_SHOWN_MAX)
    return (), tuple(_reason(rule_set.by_name[one.rule], one) for one in near)


def _absence(rule_set: RuleSet, rule: Rule, subject: Subject, decision: Decision) -> str:
    """Why a rule had no part in it."""
    failed, found = tried(rule, subject)
    if failed is not None:
        reason = failed.why(subject, found)
        return f"rule {quote(rule.name)} (line {rule.line}): {failed.key}: {reason}"
    winner = rule_set.by_name.get(decision.rule or "")
    if winner is not None and _is_before(rule_set.rules, winner, rule):
        return (
            f"rule {quote(rule.name)} (line {rule.line}) would take it, but rule"
            f" {quote(winner.name)} (line {winner.line}) comes first"
        )
    if rule.shadow:
        return f"rule {quote(rule.name)} (line {rule.line}) only watches (`shadow: true`)"
    return f"rule {quote(rule.name)} (line {rule.line}) rests"


def _is_before(rules: Sequence[Rule], first: Rule, second: Rule) -> bool:
    for rule in rules:
        if rule is second:
            return False
        if rule is first:
            return True
    return False


def _reason(rule: Rule, considered: Considered) -> str:
    """The first condition of a rule that does not hold."""
    return f"rule {quote(rule.name)} (line {rule.line}): {considered.failed}: {considered.reason}"
