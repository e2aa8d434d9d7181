"""Rules that nobody's message sets off: schedules, and what is done after a login.

It knows what they may not ask or do, for there is no chat and nobody who wrote; it must not know
what else a rule means.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.rules.clockwork import Schedule
from responder.rules.compiling.actions import every_deed, of_do, of_on_error, says
from responder.rules.spec.action import ActionSpec
from responder.rules.spec.later import Missed
from responder.rules.spec.rule import EventWord
from responder.rules.spec.when import WhenSpec
from responder.rules.stored import Scope, Verb

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from responder.rules.reading.nodes import Step
    from responder.rules.reading.report import Report
    from responder.rules.spec.rule import RuleSpec
    from responder.rules.templates.words import Known

NOBODYS = frozenset({EventWord.LOGIN, EventWord.SCHEDULE})
"""Events without a chat."""

TIMES = ("every", "cron", "at")
"""Keys of which a schedule has exactly one."""

_KEYS = (*TIMES, "jitter", "missed")
_CONDITIONS = frozenset({"time", "memory", "chance", "if_", "any", "all", "not_"})
_ABSENT = frozenset({"message", "sender", "chat", "group", "match", "args"})
"""Names of templates that stand for a message."""


def check_schedule(report: Report, path: tuple[Step, ...], spec: RuleSpec, *, comes: bool) -> None:
    """Demand one time of a rule that comes by the clock, and none of any other.

    Args:
        report: Takes the faults.
        path: To the rule.
        spec: The rule.
        comes: Whether it does.
    """
    said = [key for key in _KEYS if key in spec.model_fields_set]
    times = [key for key in said if key in TIMES]
    if said and not comes:
        message = f"expected {said[0]} only where a rule with `on: schedule` does something"
        report.key_fault((*path, said[0]), message, "write `on: schedule` beside it")
    elif comes and len(times) != 1:
        found = " and ".join(times) or "none of them"
        hint = 'as in `every: 30m`, `at: 09:00` or `cron: "0 9 * * mon-fri"`'
        report.fault(path, f"expected one of {', '.join(TIMES)}, got {found}", hint)


def schedule_of(spec: RuleSpec) -> Schedule:
    """The schedule of a rule that has one."""
    skips = spec.missed is Missed.SKIP
    return Schedule(spec.every, spec.cron or "", spec.at or (), spec.jitter, skips)


def check_nobodys(report: Report, path: tuple[Step, ...], spec: RuleSpec, on: EventWord) -> None:
    """Refuse what means nothing where nobody has written.

    Args:
        report: Takes the faults.
        path: To the rule.
        spec: The rule.
        on: Its event.
    """
    for key in sorted(spec.when.model_fields_set - _CONDITIONS) if spec.when else ():
        name = WhenSpec.model_fields[key].alias or key
        message = f"expected no {name} in a rule with `on: {on}`, for nobody has written"
        report.key_fault((*path, "when", name), message, "time, memory, chance and if may stand")
    for place, deed in every_deed((*of_do(spec), *of_on_error(spec))):
        if says(deed):
            message = f"expected no answer in a rule with `on: {on}`, for nobody has written"
            hint = "write to somebody, as in `send: {to: 老王, text: 早上好}`"
            report.key_fault((*path, *place), message, hint)
        elif isinstance(deed, ActionSpec):
            for inner, message, hint in _wrong(deed, on):
                report.fault((*path, *place, *inner), message, hint)


def _wrong(deed: ActionSpec, on: EventWord) -> Iterator[tuple[tuple[Step, ...], str, str]]:
    wants: list[tuple[Step, ...]] = [(word,) for word in deed.deeds()]
    wants += [(word,) for word in ("mute", "unmute") if getattr(deed, word) is not None]
    if deed.send is not None and deed.send.mention:
        wants.append(("send", "mention"))
    for path in wants:
        yield path, f"expected no {path[-1]} in a rule with `on: {on}`, for nobody has written", ""
    for verb in Verb:
        for number, (where, _, key) in enumerate(deed.places(verb)):
            if where.scope is not Scope.EVERYONE:
                message = f"expected a path of everyone in a rule with `on: {on}`, got {where}"
                yield (verb, key or number), message, f"as in everyone.{where.name}"


def names_of_nobodys(known: Mapping[str, Known]) -> dict[str, Known]:
    """The names of templates, without those that stand for a message."""
    return {name: shape for name, shape in known.items() if name not in _ABSENT}
