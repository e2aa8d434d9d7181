"""Whether conditions rely on an official calendar that is about to end.

It knows the calendar; it must not know the rule file or what day it is.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from responder.rules.conditions.hours import TimeCondition
from responder.rules.conditions.logic import inner
from responder.rules.days import calendar_ends

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from responder.rules.conditions.condition import Condition

NOTICE_DAYS = 45
"""How long before its end a calendar is warned of: next year's is published in November."""


def uses_calendar(conditions: Iterable[Condition]) -> bool:
    """Whether one of the conditions asks for official work days or holidays, at any depth."""
    return any(isinstance(one, TimeCondition) and one.uses_calendar for one in inner(conditions))


def calendar_notice(today: date) -> str:
    """What to say of the official calendar on a day; `""` while it lasts long enough.

    Args:
        today: The day of the check.
    """
    ends = calendar_ends()
    if today + timedelta(days=NOTICE_DAYS) < ends:
        return ""
    verb = "ended" if today > ends else "ends"
    return (
        f"the calendar of work days and holidays {verb} on {ends}; "
        "after it Monday to Friday count as work days"
    )
