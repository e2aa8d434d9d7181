"""The condition on the time."""

from __future__ import annotations

from datetime import datetime

import pytest

from responder.rules.conditions.hours import Hours
from responder.rules.days import DateRange, DayKind, Period, Window
from tests.rules.whenkit import SHANGHAI, caught, compiled, needs_of, reason


def _s(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).timestamp()


@pytest.mark.parametrize(
    ("time", "moment", "holds"),
    [
        ("09:00-18:00", "2026-11-28T10:00", True),
        ("09:00-18:00", "2026-11-28T18:00", False),
        ("[09:00-12:00, 13:00-18:00]", "2026-11-28T12:30", False),
        ("{between: 09:00-18:00, days: mon-fri}", "2026-11-28T10:00", False),
        ("{outside: 09:00-18:00, days: mon-fri}", "2026-11-27T10:00", False),
        ("{outside: 09:00-18:00, days: mon-fri}", "2026-11-27T18:00", True),
        ("{outside: 09:00-18:00, days: mon-fri}", "2026-11-28T10:00", True),
        ("{between: 09:00-18:00, outside: 12:00-13:00}", "2026-11-27T12:30", False),
        ("{between: 09:00-18:00, outside: 12:00-13:00}", "2026-11-27T13:30", True),
        ("{between: 09:00-18:00, outside: 12:00-13:00}", "2026-11-27T20:30", False),
        ("{days: workdays}", "2026-10-10T10:00", True),
        ("{days: holidays}", "2026-10-10T10:00", False),
        ("{dates: 10-01..10-07}", "2026-10-07T23:59", True),
        ("{dates: 2026-10-01}", "2027-10-01T12:00", False),
        ("[{days: sat}, {between: 22:00-06:00}]", "2026-11-27T23:00", True),
        ("[{days: sat}, {between: 22:00-06:00}]", "2026-11-27T12:00", False),
    ],
)
def test_time_of_the_decision_counts(time: str, moment: str, *, holds: bool) -> None:
    """Hours, days and dates narrow each other; `outside` is all that is left of the week."""
    assert (caught(f"{{time: {time}}}", "x", now_s=_s(moment)) is not None) is holds


def test_reason_says_what_time_it_is() -> None:
    """On the clock of the rule file's zone, with the weekday."""
    words = reason("{time: 09:00-10:00}", "x", now_s=_s("2026-11-24T10:00"))
    assert words == "time: it is Tue 2026-11-24 10:00"


@pytest.mark.parametrize(
    ("time", "uses"),
    [
        ("{days: workdays}", True),
        ("{outside: 09:00-18:00, days: [sat, holidays]}", True),
        ("[{days: mon}, {days: workdays}]", True),
        ("{days: mon-fri}", False),
        ("09:00-18:00", False),
    ],
)
def test_use_of_the_calendar_is_known(time: str, *, uses: bool) -> None:
    """Only official work days and holidays ask the calendar, which ends some day."""
    (condition,) = compiled(f"{{time: {time}}}").wants
    assert getattr(condition, "uses_calendar", None) is uses


def test_each_wish_is_looked_through() -> None:
    """One may have both periods; looking costs a unit for each window and each of its dates."""
    day, work = Period((Window(540, 1080),)), Period((Window(540, 600),) * 2, frozenset(DayKind))
    assert Hours(day, work).uses_calendar
    assert Hours(work, day).uses_calendar
    assert not Hours(day, day).uses_calendar
    dated = Period((Window(540, 600),), dates=(DateRange((0, 1, 1), (0, 1, 2)),) * 3)
    assert [Hours(one).price for one in (day, work, dated)] == [2, 3, 5]


def test_time_gives_and_needs_nothing() -> None:
    """No index can look the time up."""
    wants = compiled("{time: 09:00-18:00}").wants
    assert needs_of(wants) == ()
    assert wants[0].gives == ()
