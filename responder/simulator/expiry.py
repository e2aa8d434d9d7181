"""Dates in the old dashed form that the service writes into cookies."""

from __future__ import annotations

from datetime import UTC, datetime

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def dashed_date(time_s: float) -> str:
    """`Mon, 31-Dec-2018 11:12:21 GMT`, the same under every locale."""
    t = datetime.fromtimestamp(time_s, UTC)
    day = f"{DAYS[t.weekday()]}, {t.day:02}-{MONTHS[t.month - 1]}-{t.year:04}"
    return f"{day} {t.hour:02}:{t.minute:02}:{t.second:02} GMT"
