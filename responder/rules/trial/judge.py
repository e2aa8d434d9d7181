"""Whether a step went as expected, and if not, what a person needs to know to mend it.

It knows decisions and expectations; it must not know the rule file or how a failure is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from responder.memory import Memory
from responder.rules.captures import NOTHING
from responder.rules.claims import used_up
from responder.rules.decide import explain, tried
from responder.rules.reading.cells import quote
from responder.rules.scheduling import NOBODY, login_event
from responder.rules.steps import ON_ERROR
from responder.rules.subject import subject_of
from responder.rules.trial.expected import Words
from responder.rules.trial.nearness import nearest
from responder.rules.trial.trial import Failure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from responder.models import Event
    from responder.rules.decision import Considered, Decision, Taken
    from responder.rules.manners import Forbidden
    from responder.rules.ruleset import Rule, RuleSet
    from responder.rules.subject import Subject
    from responder.rules.trial.expected import Expected, Happened
    from responder.rules.trial.trial import Step

NEAR_SHOWN_MAX = 3
"""Rules that came near and are named when no rule was expected by name."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided in a step about one message, or about a burst as one.

    Args:
        event: What was written.
        memory: Before it.
        now_s: When it was decided, Unix seconds.
        decision: What was decided.
    """

    event: Event
    memory: Memory
    now_s: float
    decision: Decision

    @property
    def failures(self) -> tuple[Taken, ...]:
        """The rules of which an action failed, whatever became of it."""
        return tuple(one for one in self.decision.acting if one.error is not None)

    @property
    def failed(self) -> bool:
        """Whether a reply was not written, and no `on_error` had a say: nobody expects that."""
        return any(map(_is_unexcused, self.failures))


def _is_unexcused(one: Taken) -> bool:
    return not (one.excused or any(_is_on_error(reply.place) for reply in one.replies))


def _is_on_error(place: str) -> bool:
    return place.startswith(ON_ERROR) or f".{ON_ERROR}[" in place


@dataclass(frozen=True, slots=True)
class Unsent:
    """A reply that was written and did not leave.

    Args:
        rule: Name of the rule that wrote it.
        text: What it would have said.
        why: What kept it back.
    """

    rule: str
    text: str
    why: Forbidden


@dataclass(frozen=True, slots=True)
class Course:
    """What happened in a step.

    Args:
        decided: What was decided in it, in order: mostly one message.
        sent: Replies that left, in order.
        unsent: Replies that did not.
        memory: At its end.
        now_s: Its end, Unix seconds.
    """

    decided: tuple[Decided, ...] = ()
    sent: tuple[Happened, ...] = ()
    unsent: tuple[Unsent, ...] = ()
    memory: Memory = field(default_factory=Memory)
    now_s: float = 0.0

    @property
    def failed(self) -> bool:
        """Whether a reply was not written that somebody would have to know of."""
        return any(one.failed for one in self.decided)

    @property
    def rules(self) -> tuple[str, ...]:
        """Names of the rules that had a part in it."""
        return tuple(taken.rule for one in self.decided for taken in one.decision.acting)

    @property
    def last(self) -> Decided | None:
        """The last decision that a rule had a part in, else the last one."""
        told = [one for one in self.decided if one.decision.acting] or list(self.decided)
        return told[-1] if told else None


def judge(rule_set: RuleSet, step: Step, course: Course) -> Failure | None:
    """What went otherwise; None if nothing did.

    Args:
        rule_set: The rules.
        step: What was expected.
        course: What happened.
    """
    expected = step.expected
    if expected is None:
        return None
    otherwise = _otherwise(rule_set, step, expected, course)
    if expected.fit(course.rules, course.sent) and not (course.failed or otherwise):
        return None
    last = course.last
    why, near = ((), ()) if last is None else _why(rule_set, step, expected, course, last)
    return Failure(
        step=step,
        expected=str(expected),
        got=_got(course),
        why=(*why, *otherwise),
        near=near,
        rule=None if last is None else last.decision.rule,
        replies=tuple(one.text for one in course.sent),
        wanted=_wanted(expected),
    )


def _otherwise(
    rule_set: RuleSet, step: Step, expected: Expected, course: Course
) -> tuple[str, ...]:
    """What is stored otherwise than expected, a sentence each."""
    if not expected.stored:
        return ()
    event = step.event or login_event("", NOBODY, course.now_s)  # of nobody, if nobody writes
    subject = subject_of(
        event,
        rule_set.folding,
        memory=course.memory,
        now_s=course.now_s,
        zone=rule_set.zone,
        kinds=rule_set.kinds,
    )
    failed = (one for one in expected.stored if one.match(subject, NOTHING) is None)
    return tuple(one.why(subject, NOTHING) for one in failed)


def _wanted(expected: Expected) -> str | None:
    """The whole text of the only reply, where nothing else is expected of it."""
    if expected.stored or expected.replies is None or len(expected.replies) != 1:
        return None
    words = expected.replies[0].words
    return words.equals if words == Words(equals=words.equals) else None


def _got(course: Course) -> str:
    """What happened, in words, to stand behind "got"."""
    never = "".join(
        f"; {quote(one.text)} never left ({one.why.key}: {one.why.reason})" for one in course.unsent
    )
    if course.sent:
        parts: list[str] = []
        for one in course.sent:
            again = parts and course.sent[len(parts) - 1].rule == one.rule
            source = "" if again else f" from rule {quote(one.rule)}"
            to = "" if one.chat is None else f" sent to {quote(one.chat.name)}"
            to = " as an alert" if one.alert else to
            parts.append(f"{quote(one.text)}{to}{source}")
        return ", then ".join(parts) + never
    if course.last is None:
        return "nothing"
    main = course.last.decision.main
    if main is None:
        return "nothing, for no rule takes it"
    reason = "is silent"
    if main.suppressed:
        reason = f"may not answer now ({main.suppressed}: {main.suppressed_why})"
    elif main.error is not None:
        reason = f"fails: {main.error}"
    elif never:
        reason = "has it"
    return f"nothing, for rule {quote(main.rule)} {reason}{never}"


def _why(
    rule_set: RuleSet, step: Step, expected: Expected, course: Course, last: Decided
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Why expected rules had no part in it; and what came near, where any rule would have done."""
    subject = subject_of(
        last.event,
        rule_set.folding,
        memory=last.memory,
        now_s=last.now_s,
        seed=step.seed,
        zone=rule_set.zone,
        kinds=rule_set.kinds,
    )
    decision = last.decision
    absent = [rule_set.by_name[name] for name in expected.rules if name not in course.rules]
    if absent:
        return tuple(_absence(rule_set, rule, subject, decision) for rule in absent), ()
    failures = [taken for one in course.decided for taken in one.failures]
    if failures and (course.sent or course.failed):
        first = next(filter(_is_unexcused, failures), failures[0])
        return (f"rule {quote(first.rule)} fails: {first.error}",), ()
    if decision.fault is not None and course.sent:
        return (decision.fault,), ()
    if decision.main is not None:
        return (), ()
    trace = explain(rule_set, last.event, last.memory, last.now_s, step.seed).trace
    near = nearest(rule_set, subject, trace, NEAR_SHOWN_MAX)
    return (), tuple(_reason(rule_set.by_name[one.rule], one) for one in near)


def _absence(rule_set: RuleSet, rule: Rule, subject: Subject, decision: Decision) -> str:
    """Why a rule had no part in it."""
    told = f"rule {quote(rule.name)} (line {rule.line})"
    for one in decision.trace:
        if one.rule == rule.name and one.failed is not None:
            return (
                f"{told}: {one.failed}: {one.reason}"  # as it was then, whatever was stored since
            )
    failed, found = tried(rule, subject)
    if failed is not None:
        return f"{told}: {failed.key}: {failed.why(subject, found)}"
    winner = rule_set.by_name.get(decision.rule or "")
    if winner is not None and _is_before(rule_set.rules, winner, rule):
        return (
            f"{told} would take it, but rule {quote(winner.name)} (line {winner.line}) comes first"
        )
    if rule.shadow:
        return f"{told} only watches (`shadow: true`)"
    spent = used_up(rule.claims, rule.name, subject.event, subject.memory, subject.now_s)
    return f"{told} was not asked" if spent is None else f"{told}: {spent.key}: {spent.reason}"


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
