"""Points in time as templates see them, and how people write them.

It knows calendars and clocks on the wall; it must not ask any clock for the time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from responder.rules.days import MOMENT_S_MAX

if TYPE_CHECKING:
    from datetime import tzinfo

MOMENT_CHARS_MAX = 40
"""Longer texts are no point in time, and are not looked at."""

_DATE = r"([0-9]{4})(?:-|/|年)([0-9]{1,2})(?:-|/|月)([0-9]{1,2})日?"
_TIME = r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?"
_WRITTEN = re.compile(rf"(?:{_DATE})?(?:(?:\s+|T)?{_TIME})?", re.ASCII)
"""`2026-11-23`, `2026/11/23`, `2026年11月23日`, each with or without `10:00`; or `10:00` alone."""


@dataclass(frozen=True, slots=True, order=True)
class MomentView:
    """A point in time on the wall clock of the rule file's time zone.

    Args:
        local: The same as an aware time; templates can not read it.
    """

    local: datetime

    @property
    def year(self) -> int:
        """Four digits."""
        return self.local.year

    @property
    def month(self) -> int:
        """From 1 to 12."""
        return self.local.month

    @property
    def day(self) -> int:
        """From 1 to 31."""
        return self.local.day

    @property
    def hour(self) -> int:
        """From 0 to 23."""
        return self.local.hour

    @property
    def minute(self) -> int:
        """From 0 to 59."""
        return self.local.minute

    @property
    def second(self) -> int:
        """From 0 to 59."""
        return self.local.second

    @property
    def weekday(self) -> int:
        """1 is Monday, 7 is Sunday."""
        return self.local.isoweekday()

    @property
    def date(self) -> str:
        """`2026-11-23`."""
        return self.local.date().isoformat()

    @property
    def time(self) -> str:
        """`10:00`."""
        return f"{self.hour:02}:{self.minute:02}"

    @property
    def timestamp(self) -> int:
        """Unix seconds."""
        return int(self.local.timestamp())

    def __str__(self) -> str:
        return f"{self.date} {self.time}"


MOMENT_TEXTS = ("date", "time")
MOMENT_NUMBERS = (
    *("year", "month", "day", "hour", "minute", "second"),
    *("weekday", "timestamp"),
)
"""What a template may read of a moment; kept here, beside the properties."""


def moment(at_s: float, zone: tzinfo | None) -> MomentView:
    """Unix seconds as wall-clock time, at most `MOMENT_S_MAX`; without a zone as the machine's."""
    bounded_s = min(max(0.0, at_s), MOMENT_S_MAX)  # 0.0 first: it wins against what is no number
    return MomentView(datetime.fromtimestamp(bounded_s, UTC).astimezone(zone))


def written(text: str, today: MomentView) -> MomentView | None:
    """The point in time that a text spells, None if it spells none.

    Args:
        text: A date, a date and a time, or a time.
        today: Gives the day of a bare time, and the zone.
    """
    found = _WRITTEN.fullmatch(text.strip()) if len(text) <= MOMENT_CHARS_MAX else None
    if found is None or not found.group():
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    if found[1] is None:
        year, month, day = today.year, today.month, today.day
    try:
        return MomentView(
            datetime(year, month, day, hour, minute, second, tzinfo=today.local.tzinfo)
        )
    except ValueError:
        return None  # 31 February, 25:00


def moved(at: MomentView, *, days: float, seconds: float) -> MomentView:
    """A point in time, so much later.

    Days are counted on the calendar, so that tomorrow has the same time of day even where clocks
    are put back; seconds are counted as they pass.

    Raises:
        OverflowError: No calendar has it.
    """
    later = at.local + timedelta(days=days)
    passed = later.astimezone(UTC) + timedelta(seconds=seconds)
    return MomentView(passed.astimezone(at.local.tzinfo))
