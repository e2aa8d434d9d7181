"""Rules of `on: schedule`: when each comes next, as something that waits.

A schedule is known by the name of its rule. What waits has the time that comes next, so that it
outlives the program, and each time comes once. It must not know what the rules do then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.models import Chat, ChatKind, Event, EventKind, MessageType, Person
from responder.rules.decision import Decision, Taken
from responder.rules.draws import draw
from responder.rules.durations import duration
from responder.rules.manners import CATCH_UP_S_MAX
from responder.rules.steps import FINENESS
from responder.rules.waiting import LATE_S, Cause, Drop, Put, Run, Waiting

if TYPE_CHECKING:
    from responder.rules.draws import Seed
    from responder.rules.ruleset import Rule, RuleSet
    from responder.rules.waiting import Turn, Waits

NOBODY = Person("nobody", "nobody")
"""Stands where somebody who wrote would stand."""

BACK_S_MAX = 3600.0
"""A clock that is set back by more was wrong before: then all schedules begin anew. Up to that, a
time that has come does not come again."""


def login_event(login_id: str, me: Person, now_s: float) -> Event:
    """That the account has logged in, once for each login.

    Args:
        login_id: Our name for the login.
        me: The account itself.
        now_s: Unix seconds.
    """
    return Event(
        id=f"{EventKind.LOGIN} {login_id}",
        kind=EventKind.LOGIN,
        type=MessageType.UNKNOWN,
        chat=Chat(EventKind.LOGIN, ChatKind.PRIVATE, EventKind.LOGIN),
        sender=NOBODY,
        me=me,
        time_s=now_s,
    )


def key_of(rule: str) -> str:
    """Under which the next time of a schedule waits."""
    return f"{Cause.SCHEDULE} {rule}"


def upcoming(waits: Waits) -> tuple[tuple[str, float], ...]:
    """The rules that come by the clock, each with its next time in Unix seconds; the next first."""
    found = [(one.due_s, one.run.rule) for one in waits.values() if one.cause is Cause.SCHEDULE]
    return tuple((rule, due_s) for due_s, rule in sorted(found))


def planned(
    rule_set: RuleSet, waits: Waits, now_s: float, seed: Seed, me: Person = NOBODY
) -> tuple[Turn, ...]:
    """What changes about the next times of schedules by the rules of this moment.

    Args:
        rule_set: The rules.
        waits: What waits.
        now_s: Unix seconds.
        seed: Of every draw.
        me: The account itself.
    """
    rules = {key_of(rule.name): rule for rule in rule_set.scheduled}
    turns: list[Turn] = [
        Drop(key) for key, one in waits.items() if one.cause is Cause.SCHEDULE and key not in rules
    ]
    for key, rule in rules.items():
        one = waits.get(key)
        if one is None or one.place != str(rule.schedule) or one.since_s > now_s + BACK_S_MAX:
            turns.append(Put(next_of(rule_set, rule, now_s, seed, me=me)))
    return tuple(turns)


def next_of(
    rule_set: RuleSet,
    rule: Rule,
    now_s: float,
    seed: Seed,
    *,
    last_s: float | None = None,
    me: Person = NOBODY,
) -> Waiting:
    """The next time of a schedule.

    Args:
        rule_set: The rules.
        rule: With a schedule.
        now_s: Unix seconds.
        seed: Of every draw.
        last_s: When it came last, jitter apart; None: it begins now.
        me: The account itself.
    """
    schedule = rule.schedule
    assert schedule is not None  # noqa: S101 - `scheduled` has no others
    at_s = schedule.next_s(now_s, rule_set.zone, last_s)
    event = Event(
        id=f"{EventKind.SCHEDULE} {rule.name} {at_s:.0f}",
        kind=EventKind.SCHEDULE,
        type=MessageType.UNKNOWN,
        chat=Chat(key_of(rule.name), ChatKind.PRIVATE, rule.name),
        sender=NOBODY,
        me=me,
        time_s=at_s,
        title=rule.name,
    )
    due_s = at_s
    if schedule.jitter is not None:
        span = schedule.jitter
        drawn = draw(FINENESS, seed=seed, event_id=event.id, rule=rule.name, place="jitter")
        due_s += span.low_s + (span.high_s - span.low_s) * drawn / FINENESS
    run = Run(rule_set.hash, event.id, rule.name)
    place = str(schedule)
    return Waiting(key_of(rule.name), run, event, Cause.SCHEDULE, place, now_s, due_s)


def left_out(waiting: Waiting, why: str) -> Decision:
    """What becomes of a time that nobody makes up for.

    Args:
        waiting: The time.
        why: In words for the owner.
    """
    taken = Taken(waiting.run.rule, suppressed="missed", suppressed_why=why)
    return Decision(waiting.event.id, (taken,), claimed=True)


def missed(rule: Rule, waiting: Waiting, now_s: float) -> str:
    """Why a time of a schedule comes too late to be made up for; `""` if it does not.

    Args:
        rule: As it is now.
        waiting: The time.
        now_s: Unix seconds.
    """
    late_s = now_s - waiting.due_s
    if rule.schedule is not None and rule.schedule.skips and late_s > LATE_S:
        return "nobody was there at its time"
    if late_s > CATCH_UP_S_MAX:
        return f"nobody was there at its time, nor for {duration(CATCH_UP_S_MAX)} after it"
    return ""
