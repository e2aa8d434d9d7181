"""When something is done later, from what a rule or a message says.

It knows durations and times as texts; it must not know what is done.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from responder.errors import ResponderError
from responder.rules.reading.cells import quote
from responder.rules.spec.later import AFTER_EXPECTED, after_s
from responder.rules.spec.scalars import DURATION_S_MAX
from responder.rules.templates.moments import moved, written

if TYPE_CHECKING:
    from responder.rules.templates.moments import MomentView

AT_EXPECTED = "a time such as 08:00 or 2026-11-24 08:00"

_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?", re.ASCII)
"""A time without a date."""


class WaitError(ResponderError):
    """Something can not wait to be done later."""


def after_s_of(text: str) -> float:
    """Seconds of a duration.

    Raises:
        WaitError: It is none above zero, or longer than a year.
    """
    seconds = after_s(text)
    if seconds is None:
        raise WaitError(f"expected {AFTER_EXPECTED}, got {quote(text)}")
    return seconds


def time_in(text: str, now: MomentView) -> MomentView | None:
    """The time that a text says, on the day of `now` if it says none; None if it says no time."""
    return written(text, now) if ":" in text else None


def at_s_of(text: str, now: MomentView) -> float:
    """Unix seconds of a time; without a date it is the next one.

    Args:
        text: A date and a time, or a time.
        now: Also gives the zone.

    Raises:
        WaitError: It is none, has passed, or is more than a year away.
    """
    text = text.strip()
    found = time_in(text, now)
    if found is None:
        raise WaitError(f"expected {AT_EXPECTED}, got {quote(text)}")
    if found.local <= now.local and _CLOCK.fullmatch(text):
        found = moved(found, days=1, seconds=0)
    at_s = found.local.timestamp()
    left_s = at_s - now.local.timestamp()
    if left_s <= 0:
        raise WaitError(f"{found} has passed")
    if left_s > DURATION_S_MAX:
        raise WaitError(f"{found} is more than a year away")
    return at_s
