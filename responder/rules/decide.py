"""What to do about one event: a pure function of rule set, event, memory, time and seed.

It knows compiled rules; it must not know the rule file, the journal or how a reply is sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.rules.ruleset import Considered
from responder.rules.runs import World, start, step
from responder.rules.subject import subject_of

if TYPE_CHECKING:
    from responder.models import Event
    from responder.rules.memory import Memory
    from responder.rules.ruleset import Rule, RuleSet
    from responder.rules.runs import Reply, Run
    from responder.rules.subject import Subject
    from responder.rules.text.patterns import Captures

TRACE_RULES_MAX = 100
"""Rules that the stored trace of a decision names, the last ones looked at: with 10,000 rules a
whole trace would be a megabyte for every message. `explain` has all of them."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What one event led to.

    Args:
        event_id: What was decided.
        rule: The rule that claimed it, None if none did.
        captures: What its text condition found.
        replies: To be sent to the event's chat, in order; empty for a silent rule.
        run: What is left to do once an answer comes; None when nothing is.
        trace: The rules looked at, in order; the last one matched if `rule` is set.
        error: Why a reply was not written although the rule matched.
        changes: To memory; none in this version.
    """

    event_id: str
    rule: str | None = None
    captures: Captures = ()
    replies: tuple[Reply, ...] = ()
    run: Run | None = None
    trace: tuple[Considered, ...] = ()
    error: str | None = None
    changes: tuple[()] = ()


def decide(
    rule_set: RuleSet, event: Event, memory: Memory, now_s: float, seed: int | str
) -> Decision:
    """Decide an event: the first rule that matches claims it.

    Args:
        rule_set: The compiled rules.
        event: What happened.
        memory: Stored values.
        now_s: Unix seconds.
        seed: Of every draw; the same arguments give the same decision.

    Returns:
        The decision, with a trace of at most `TRACE_RULES_MAX` rules.
    """
    return _decide(rule_set, World(event, memory, now_s, seed), TRACE_RULES_MAX)


def explain(
    rule_set: RuleSet, event: Event, memory: Memory, now_s: float, seed: int | str
) -> Decision:
    """The same decision with a trace of every rule that was looked at.

    Args:
        rule_set: The compiled rules.
        event: What happened.
        memory: Stored values.
        now_s: Unix seconds.
        seed: Of every draw.
    """
    return _decide(rule_set, World(event, memory, now_s, seed), len(rule_set.rules))


def _decide(rule_set: RuleSet, world: World, trace_max: int) -> Decision:
    event = world.event
    subject = subject_of(event)
    trace: list[Considered] = []
    for rule in rule_set.rules:
        considered, captures = consider(rule, subject)
        trace.append(considered)
        if considered.matched:
            done = step(rule_set, start(rule_set, rule, event, captures), world)
            return Decision(
                event_id=event.id,
                rule=rule.name,
                captures=captures,
                replies=done.effects,
                run=done.run,
                trace=tuple(trace[-trace_max:]),
                error=done.error,
                changes=done.changes,
            )
    return Decision(event.id, trace=tuple(trace[-trace_max:]))


def consider(rule: Rule, subject: Subject) -> tuple[Considered, Captures]:
    """Whether a rule takes an event.

    Returns:
        What became of it, with the first condition that failed, and what its text condition found.
    """
    for check in rule.checks:
        if not check.condition.holds(subject):
            return check.failure, ()
    captures = () if rule.text is None else rule.text.match(subject)
    if captures is None:
        return rule.otherwise, ()
    return Considered(rule.name), captures
