"""Windows of the day, days of the week and of the calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.days import (
    DAY_MINUTES,
    DateRange,
    DayKind,
    Period,
    Window,
    calendar_ends,
    is_workday,
    wall_clock,
)

OFFICE, NIGHT = Window(9 * 60, 18 * 60), Window(22 * 60, 6 * 60)
WEEK = frozenset(range(5))


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("time", "inside"),
    [("08:59", False), ("09:00", True), ("17:59", True), ("18:00", False)],
)
def test_end_of_a_window_is_outside(time: str, *, inside: bool) -> None:
    """The first minute belongs to a window and the last does not."""
    assert Period((OFFICE,)).has(_at(f"2026-11-24T{time}")) is inside


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        ("2026-11-20T22:00", True),  # Friday night
        ("2026-11-21T05:59", True),  # still Friday's
        ("2026-11-21T22:00", False),  # Saturday night
        ("2026-11-23T05:00", False),  # Sunday's night, though it is Monday
        ("2026-11-23T22:00", True),
        ("2026-11-24T06:00", False),
    ],
)
def test_window_over_midnight_belongs_to_the_day_it_begins(moment: str, *, inside: bool) -> None:
    """The small hours of Saturday are Friday's night."""
    assert Period((NIGHT,), WEEK).has(_at(moment)) is inside


def test_any_of_several_windows() -> None:
    """A lunch break is two windows."""
    period = Period((Window(540, 720), Window(780, 1080)))
    assert period.has(_at("2026-11-24T11:59"))
    assert not period.has(_at("2026-11-24T12:30"))
    assert period.has(_at("2026-11-24T13:00"))


def test_whole_day() -> None:
    """A window to 24:00 has the last minute of the day; without windows all of the day counts."""
    assert Period((Window(0, DAY_MINUTES),)).has(_at("2026-11-24T23:59"))
    assert Period(days=frozenset({1})).has(_at("2026-11-24T00:00"))
    assert not Period(days=frozenset({2})).has(_at("2026-11-24T23:59"))


@pytest.mark.parametrize(
    ("first", "last", "day", "inside"),
    [
        ((2026, 10, 1), (2026, 10, 7), date(2026, 10, 1), True),
        ((2026, 10, 1), (2026, 10, 7), date(2026, 10, 7), True),
        ((2026, 10, 1), (2026, 10, 7), date(2026, 10, 8), False),
        ((0, 10, 1), (0, 10, 1), date(2026, 10, 1), True),
        ((0, 10, 1), (0, 10, 1), date(2026, 10, 2), False),
        ((0, 12, 24), (0, 1, 6), date(2026, 12, 24), True),
        ((0, 12, 24), (0, 1, 6), date(2027, 1, 6), True),
        ((2026, 10, 1), (2026, 10, 7), date(2025, 10, 3), False),
        ((0, 10, 1), (0, 10, 7), date(2031, 10, 3), True),
        ((0, 12, 30), (0, 1, 2), date(2026, 12, 31), True),
        ((0, 12, 30), (0, 1, 2), date(2026, 1, 2), True),
        ((0, 12, 30), (0, 1, 2), date(2026, 1, 3), False),
        ((0, 2, 29), (0, 2, 29), date(2028, 2, 29), True),
    ],
)
def test_both_ends_of_dates_belong_to_them(
    first: tuple[int, int, int], last: tuple[int, int, int], day: date, *, inside: bool
) -> None:
    """Dates without a year come back every year, also over its turn."""
    assert DateRange(first, last).has(day) is inside


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 1, 1), False),  # New Year
        (date(2026, 1, 4), True),  # a Sunday that is worked instead
        (date(2026, 2, 17), False),  # Spring Festival
        (date(2026, 10, 10), True),  # a Saturday that is worked instead
        (date(2026, 11, 24), True),
        (date(2026, 11, 28), False),
        (date(2003, 10, 1), True),  # before the calendar begins: a Wednesday
        (date(2100, 1, 1), True),  # after it ends: a Friday
        (date(2100, 1, 2), False),
    ],
)
def test_official_work_days(day: date, *, works: bool) -> None:
    """Make-up days count and holidays do not; where nothing is known the week decides."""
    assert is_workday(day) is works
    noon = datetime.combine(day, datetime.min.time()) + timedelta(hours=12)
    assert Period(days=frozenset({DayKind.WORKDAYS})).has(noon) is works
    assert Period(days=frozenset({DayKind.HOLIDAYS})).has(noon) is not works


def test_days_and_dates_must_both_fit() -> None:
    """Mondays of October are neither all Mondays nor all of October."""
    period = Period(days=frozenset({0}), dates=(DateRange((0, 10, 1), (0, 10, 31)),))
    assert period.has(_at("2026-10-05T12:00"))
    assert not period.has(_at("2026-10-06T12:00"))
    assert not period.has(_at("2026-11-02T12:00"))


def test_calendar_ends_with_a_year() -> None:
    """The office publishes whole years."""
    assert (calendar_ends().month, calendar_ends().day) == (12, 31)
    assert calendar_ends().year >= 2026


@pytest.mark.parametrize(
    ("at_s", "clock"),
    [
        (1_795_485_600.0, "2026-11-24 10:00"),
        (float("nan"), "1970-01-02 08:00"),
        (-1.0, "1970-01-02 08:00"),
        (float("inf"), "9999-01-01 08:00"),
    ],
)
def test_any_number_of_seconds_is_a_time(at_s: float, clock: str) -> None:
    """A clock that is wrong makes nothing fail."""
    assert f"{wall_clock(at_s, ZoneInfo('Asia/Shanghai')):%Y-%m-%d %H:%M}" == clock


def test_hours_are_those_of_the_wall_clock_when_clocks_change() -> None:
    """On the day the clocks go forward, 09:00 is still 09:00."""
    berlin = ZoneInfo("Europe/Berlin")
    for day in ("2026-03-28", "2026-03-29", "2026-10-25"):
        opens_s = _at(f"{day}T09:00").replace(tzinfo=berlin).timestamp()
        assert Period((OFFICE,)).has(wall_clock(opens_s, berlin))
        assert not Period((OFFICE,)).has(wall_clock(opens_s - 1, berlin))


@given(st.integers(0, 1439), st.integers(0, 1440), st.integers(0, 1439))
def test_window_and_its_complement_share_the_day(start: int, end: int, minute: int) -> None:
    """Every minute is in a window or in the one from its end to its start."""
    now = _at("2026-11-24T00:00") + timedelta(minutes=minute)
    if start not in {end, end % DAY_MINUTES}:
        other = Window(end % DAY_MINUTES, start or DAY_MINUTES)
        assert Period((Window(start, end),)).has(now) is not Period((other,)).has(now)


def test_windows_and_dates_are_spelled_as_in_the_file() -> None:
    """What is shown can be written so."""
    assert str(NIGHT) == "22:00-06:00"
    assert str(DateRange((2026, 10, 1), (2026, 10, 7))) == "2026-10-01..2026-10-07"
    assert str(DateRange((0, 10, 1), (0, 10, 1))) == "10-01"
