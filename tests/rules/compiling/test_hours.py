"""Compiling the condition on the time."""

from __future__ import annotations

from responder.rules.conditions.hours import Hours, TimeCondition
from responder.rules.days import DateRange, Day, DayKind, Period, Window
from tests.rules.whenkit import compiled, tried

OFFICE = Window(540, 1080)


def _hours(text: str) -> tuple[Hours, ...]:
    (condition,) = compiled(f"{{time: {text}}}").wants
    assert isinstance(condition, TimeCondition)
    return condition.hours


def test_days_and_dates_belong_to_both_kinds_of_hours() -> None:
    """`outside` is outside of the hours on those days, so all of the other days is outside."""
    days = frozenset[Day]({5, DayKind.WORKDAYS})
    dates = (DateRange((0, 10, 1), (0, 10, 1)),)
    narrowed = "days: [sat, workdays], dates: 10-01"
    period = Period((OFFICE,), days, dates)
    assert _hours(f"{{between: 09:00-18:00, {narrowed}}}") == (Hours(between=period),)
    assert _hours(f"{{outside: 09:00-18:00, {narrowed}}}") == (Hours(outside=period),)
    noon = Period((Window(720, 780),), days, dates)
    both = _hours(f"{{between: 09:00-18:00, outside: 12:00-13:00, {narrowed}}}")
    assert both == (Hours(period, noon),)


def test_days_alone_are_whole_days() -> None:
    """Without hours nothing narrows the day."""
    assert _hours("{days: mon}") == (Hours(Period(days=frozenset({0}))),)


def test_file_without_time_zone_is_warned_of_once() -> None:
    """The machine's clock is rarely what an author means; said once, it is said."""
    found = tried("{time: 09:00-18:00, any: [{time: 10:00-11:00}]}", timezone=None)
    (warning,) = found.report.warnings
    assert warning.message == "the clock of the machine decides here: the file names no time zone"
    assert warning.hint == "write `timezone: Asia/Shanghai` at the top of the file"
    assert not tried("{time: 09:00-18:00}").report.warnings
