"""Windows of the day, days of the week and of the calendar, and which of them a moment falls into.

It knows wall clocks and the official Chinese calendar; it must not know rules or events.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

DAY_MINUTES = 24 * 60
"""Minutes of a day on the clock; a day when the clocks change has as many names for them."""

MOMENT_S_MIN = 86_400.0
"""Unix seconds of a day after the first that all machines can write, so that it has a yesterday."""

MOMENT_S_MAX = 253_370_764_800.0
"""Unix seconds of the year 9999, the last that can be written: a message's time is not ours."""

SATURDAY = 5
"""Number of the weekday, from 0 for Monday."""

_DAY = timedelta(days=1)


class DayKind(StrEnum):
    """Days that only the official calendar knows; the words are those of the rule key `days`."""

    WORKDAYS = "workdays"
    """Days of work in China: make-up days at weekends count, public holidays do not."""

    HOLIDAYS = "holidays"
    """All other days, weekends too."""


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the day; one that ends before it begins goes over midnight.

    Args:
        start_min: Minutes after midnight, 0 to 1,439.
        end_min: The first minute behind it, 0 to 1,440.
    """

    start_min: int
    end_min: int

    def __str__(self) -> str:
        return f"{_clock(self.start_min)}-{_clock(self.end_min)}"


@dataclass(frozen=True, slots=True)
class DateRange:
    """Days of the calendar from one to another, both included.

    Args:
        first: Year, month, day; the year 0 stands for every year.
        last: Likewise; of a yearly range it may be before `first`, over the turn of the year.
    """

    first: tuple[int, int, int]
    last: tuple[int, int, int]

    def has(self, day: date) -> bool:
        """Whether a day is one of them."""
        if self.first[0]:
            return self.first <= (day.year, day.month, day.day) <= self.last
        today = (0, day.month, day.day)
        if self.first <= self.last:
            return self.first <= today <= self.last
        return today >= self.first or today <= self.last

    def __str__(self) -> str:
        first, last = _written(self.first), _written(self.last)
        return first if first == last else f"{first}..{last}"


Day: TypeAlias = int | DayKind
"""A weekday, 0 is Monday, or what the official calendar says of a day."""


@dataclass(frozen=True, slots=True)
class Period:
    """When something holds: windows on certain days. What is not given does not narrow it.

    Args:
        windows: Any of them; one over midnight belongs to the day on which it begins.
        days: Any of them.
        dates: Any of them.
    """

    windows: tuple[Window, ...] = ()
    days: frozenset[Day] | None = None
    dates: tuple[DateRange, ...] = ()

    def has(self, now: datetime) -> bool:
        """Whether a moment, as the wall clock shows it, falls into the period."""
        today = now.date()
        if not self.windows:
            return self._has_day(today)
        minute = now.hour * 60 + now.minute
        return any(self._has_minute(window, today, minute) for window in self.windows)

    def _has_minute(self, window: Window, today: date, minute: int) -> bool:
        if window.start_min < window.end_min:
            return window.start_min <= minute < window.end_min and self._has_day(today)
        if minute >= window.start_min:
            return self._has_day(today)
        return minute < window.end_min and self._has_day(today - _DAY)

    def _has_day(self, day: date) -> bool:
        if self.dates and not any(dates.has(day) for dates in self.dates):
            return False
        if self.days is None or day.weekday() in self.days:
            return True
        if DayKind.WORKDAYS in self.days and is_workday(day):
            return True
        return DayKind.HOLIDAYS in self.days and not is_workday(day)


def wall_clock(at_s: float, zone: ZoneInfo | None) -> datetime:
    """Unix seconds as the wall clock of a zone shows them; None is the machine's."""
    bounded_s = min(max(MOMENT_S_MIN, at_s), MOMENT_S_MAX)  # min first: it wins against a NaN
    return datetime.fromtimestamp(bounded_s, UTC).astimezone(zone)


def is_workday(day: date) -> bool:
    """Whether people in China work on a day.

    Beyond the official calendar, which is published each November for the next year, Monday to
    Friday are work days.
    """
    calendar = _calendar()
    return day in calendar.made_up or (day.weekday() < SATURDAY and day not in calendar.off)


def calendar_ends() -> date:
    """The last day that the official calendar of this program knows."""
    return _calendar().ends


class _Calendar(NamedTuple):
    """The official calendar.

    Args:
        ends: Last day it knows.
        off: Public holidays.
        made_up: Days at weekends that are worked instead.
    """

    ends: date
    off: frozenset[date]
    made_up: frozenset[date]


@cache  # one value; the library itself looks through all its days at each question
def _calendar() -> _Calendar:
    from chinese_calendar.constants import (  # type: ignore[import-untyped]  # it ships no types  # noqa: PLC0415 - few files ask for it
        holidays,
        workdays,
    )

    last = max(holidays).year
    return _Calendar(date(last, 12, 31), frozenset(holidays), frozenset(workdays))


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _written(day: tuple[int, int, int]) -> str:
    year, month, number = day
    return f"{year:04}-{month:02}-{number:02}" if year else f"{month:02}-{number:02}"
