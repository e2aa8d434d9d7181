"""The condition on the time, from its spec.

It must not know other conditions or files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.rules.conditions.hours import Hours, TimeCondition
from responder.rules.days import Day, Period

if TYPE_CHECKING:
    from responder.rules.compiling.context import Context
    from responder.rules.days import Window
    from responder.rules.reading.nodes import Step
    from responder.rules.spec.when import TimeSpec

_NO_ZONE = "timezone"


def time_condition(
    context: Context, path: tuple[Step, ...], specs: tuple[TimeSpec, ...]
) -> TimeCondition:
    """The condition `time`.

    Args:
        context: Of the file; a file without `timezone` is warned of once.
        path: Of the condition, with its key.
        specs: Any of which is enough.
    """
    note_zone(context, path)
    return TimeCondition(tuple(_hours(spec) for spec in specs))


def note_zone(context: Context, path: tuple[Step, ...]) -> None:
    """Warn, once in a file, where the clock of the machine decides.

    Args:
        context: Of the file.
        path: Of what depends on the clock.
    """
    if context.timezone is None and _NO_ZONE not in context.noted:
        context.noted.add(_NO_ZONE)
        message = "the clock of the machine decides here: the file names no time zone"
        context.report.warn(path, message, "write `timezone: Asia/Shanghai` at the top of the file")


def _hours(spec: TimeSpec) -> Hours:
    between = outside = None
    if spec.outside is not None:
        outside = _period(spec, spec.outside)
    if spec.between is not None or outside is None:
        between = _period(spec, spec.between or ())
    return Hours(between, outside)


def _period(spec: TimeSpec, windows: tuple[Window, ...]) -> Period:
    days = None if spec.days is None else frozenset[Day]().union(*spec.days)
    return Period(windows, days, spec.dates or ())
