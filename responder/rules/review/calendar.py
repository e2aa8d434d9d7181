"""Rules that live by an official calendar which is about to end.

It knows the calendar; what day it is, it is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.rules.conditions.hours import TimeCondition
from responder.rules.conditions.notice import calendar_notice, uses_calendar

if TYPE_CHECKING:
    from datetime import date

    from responder.rules.review.material import Material


def note_calendar(material: Material, today: date) -> None:
    """Warn, once in a file, that its work days and holidays are about to be unknown.

    Args:
        material: The file.
        today: The day of the check.
    """
    rule = next((rule for rule in material.rules if uses_calendar(rule.conditions)), None)
    notice = "" if rule is None else calendar_notice(today)
    if rule is not None and notice:
        own = any(isinstance(one, TimeCondition) for one in rule.conditions)
        hint = "a newer version of this program knows the next year"
        material.warn(rule, notice, hint, *(("when", "time") if own else ()))
