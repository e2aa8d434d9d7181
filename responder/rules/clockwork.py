"""Times that come again: every so often, at times of the day, or as cron says them.

They follow the wall clock of a zone. A time that does not exist on a day on which clocks are put
forward comes so much later, and one that exists twice when clocks are put back counts the first
time. It knows clocks alone; it must not know what is done then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import floor
from typing import TYPE_CHECKING

from cronsim import CronSim, CronSimError

from responder.rules.days import wall_clock
from responder.rules.durations import duration

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from responder.models import Span

CHANGE = timedelta(hours=3)
"""No zone puts its clocks forward by more; so long after it times that did not exist may come."""

CRON_CHARS_MAX = 200
"""Longest cron expression: a list of all minutes is shorter."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When something comes again; one of the first three says it.

    Args:
        every_s: So often, seconds.
        cron: A cron expression of five fields, or of six with seconds first.
        times: Times of the day, in order.
        jitter: Drawn for each time, and so much later it comes.
        skips: Whether a time at which nobody was there is left out.
    """

    every_s: float | None = None
    cron: str = ""
    times: tuple[time, ...] = ()
    jitter: Span | None = None
    skips: bool = False

    def __str__(self) -> str:
        """When, as it is written; a schedule that says the same keeps its next time."""
        if self.every_s is not None:
            when = f"every {duration(self.every_s)}"
        elif self.cron:
            when = f"cron {self.cron}"
        else:
            when = f"at {', '.join(one.isoformat() for one in self.times)}"
        if self.jitter is None:
            return when
        return f"{when}, jitter {duration(self.jitter.low_s)}..{duration(self.jitter.high_s)}"

    def next_s(self, after_s: float, zone: ZoneInfo | None, last_s: float | None = None) -> float:
        """The next time, Unix seconds.

        Args:
            after_s: It is later than this.
            zone: Whose clock shows it; None is the machine's.
            last_s: When it came last; None: it begins now.
        """
        if self.every_s is not None:
            if last_s is None or last_s > after_s:
                return after_s + self.every_s
            return last_s + self.every_s * (floor((after_s - last_s) / self.every_s) + 1)
        now = wall_clock(after_s, zone)
        # Times that were left out when the clocks were put forward may still be to come.
        changed = wall_clock(after_s - CHANGE.total_seconds(), zone).utcoffset() != now.utcoffset()
        local = now.replace(tzinfo=None, microsecond=0)
        found = self._from(local - CHANGE if changed else local)
        return next(at_s for one in found if (at_s := _unix_s(one, zone)) > after_s)

    def _from(self, local: datetime) -> Iterator[datetime]:
        """The times after one on the clock."""
        if self.cron:
            yield from CronSim(self.cron, local)
        day = local.date()
        while True:
            for one in self.times:
                at = datetime.combine(day, one)
                if at > local:
                    yield at
            day += timedelta(days=1)


def cron_fault(text: str) -> str:
    """What is wrong with a cron expression; `""` if nothing is."""
    if len(text) > CRON_CHARS_MAX:
        return f"more than {CRON_CHARS_MAX} characters"
    try:
        first = next(CronSim(text, datetime(2024, 1, 1)), None)  # noqa: DTZ001 - of no zone
    except CronSimError as error:
        return str(error)
    return "a time that does not come in 50 years" if first is None else ""


def _unix_s(local: datetime, zone: ZoneInfo | None) -> float:
    """Unix seconds of a time on the clock: the first of two, and one that is none so much later."""
    return local.replace(tzinfo=zone).timestamp()
