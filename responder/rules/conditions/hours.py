"""The condition on the time of the decision.

It knows periods; it must not know the rule file or how a calendar is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.rules.captures import NOTHING
from responder.rules.conditions.condition import GivesNothing, NeedsNothing
from responder.rules.days import DayKind

if TYPE_CHECKING:
    from datetime import datetime

    from responder.rules.captures import Captures
    from responder.rules.days import Period
    from responder.rules.subject import Subject

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Hours:
    """One wish of `time`: within a period, outside of one, or both.

    Args:
        between: The period it must be in; None where it was not asked.
        outside: The period it must not be in; likewise.
    """

    between: Period | None = None
    outside: Period | None = None

    def has(self, now: datetime) -> bool:
        """Whether a moment, as the wall clock shows it, is as wished."""
        if self.between is not None and not self.between.has(now):
            return False
        return self.outside is None or not self.outside.has(now)

    @property
    def uses_calendar(self) -> bool:
        """Whether it asks for official work days or holidays."""
        return any(not frozenset(DayKind).isdisjoint(one.days or ()) for one in self._periods)

    @property
    def price(self) -> int:
        """Units of work to look at it."""
        return 1 + sum(len(one.windows) * (1 + len(one.dates)) for one in self._periods)

    @property
    def _periods(self) -> tuple[Period, ...]:
        return tuple([period for period in (self.between, self.outside) if period is not None])


@dataclass(frozen=True, slots=True)
class TimeCondition(GivesNothing, NeedsNothing):
    """When the rule answers.

    Args:
        hours: Any of them is enough.
    """

    hours: tuple[Hours, ...]
    key = "time"

    @property
    def uses_calendar(self) -> bool:
        """Whether it asks for official work days or holidays."""
        return any(one.uses_calendar for one in self.hours)

    def match(self, subject: Subject, _found: Captures) -> Captures | None:
        """Whether it is time, on the clock of the rule file's zone."""
        for one in self.hours:
            subject.deciding.spend(one.price)
            if one.has(subject.clock):
                return NOTHING
        return None

    def why(self, subject: Subject, _found: Captures) -> str:
        """What time it is."""
        now = subject.clock
        return f"it is {_WEEKDAYS[now.weekday()]} {now:%Y-%m-%d %H:%M}"
