"""Single values of the rule file: booleans, numbers, durations, rates.

It knows YAML 1.2 core scalars and the spelling of durations; it must not know which key wants what.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from responder.models import Rate, Span
from responder.rules.reading.nodes import copied
from responder.rules.reading.numbers import number

if TYPE_CHECKING:
    from responder.rules.reading.nodes import Scalar
    from responder.rules.table import Plain

DURATION_S_MAX = 366 * 86_400.0
"""Longest duration, seconds: a year; a longer one is a slip of the finger."""

COUNT_MAX = 1_000_000
"""Largest count of a rate."""

_BOOLEANS = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_UNITS_S = {
    "ms": 0.001,
    "s": 1.0,
    "m": 60.0,
    "min": 60.0,
    "h": 3600.0,
    "hour": 3600.0,
    "d": 86_400.0,
    "day": 86_400.0,
}
_DURATION = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)(ms|s|m|h|d)", re.ASCII)
_RATE = re.compile(
    r"([0-9]{1,9})/([0-9]{1,9}(?:\.[0-9]{1,3})?)?(ms|s|min|m|hour|h|day|d)", re.ASCII
)


def boolean(scalar: Scalar) -> bool | None:
    """True or False as YAML 1.2 spells them, None for anything else (`yes` is text)."""
    return _BOOLEANS.get(scalar.text) if scalar.plain else None


def plain_value(scalar: Scalar) -> Plain:
    """The value of a free scalar, as `vars` has them.

    What `number` takes for a number is one; anything else that is not `true`, `false` or nothing
    is text and keeps its spelling.
    """
    if scalar.is_nothing:
        return None
    flag = boolean(scalar)
    if flag is not None:
        return flag
    value = number(scalar.text) if scalar.plain else None
    return copied(scalar.text) if value is None else value


def duration_s(text: str) -> float | None:
    """Seconds of `500ms 30s 5m 4h 1d`; None if it is none of these or above `DURATION_S_MAX`."""
    found = _DURATION.fullmatch(text)
    if found is None:
        return None
    seconds = float(found[1]) * _UNITS_S[found[2]]
    return seconds if seconds <= DURATION_S_MAX else None


def span(text: str) -> Span | None:
    """A range of durations, `1s..3s`; one duration is a range of nothing else; None if neither."""
    low_text, dots, high_text = text.partition("..")
    low_s = duration_s(low_text.strip())
    high_s = duration_s(high_text.strip()) if dots else low_s
    if low_s is None or high_s is None or low_s > high_s:
        return None
    return Span(low_s, high_s)


def rate(text: str) -> Rate | None:
    """A rate such as `1/3s`, `20/min` or `3/day`; None if it is none."""
    found = _RATE.fullmatch(text.replace(" ", ""))
    if found is None:
        return None
    count, per_s = int(found[1]), float(found[2] or 1) * _UNITS_S[found[3]]
    if not 0 < count <= COUNT_MAX or not 0 < per_s <= DURATION_S_MAX:
        return None
    return Rate(count, per_s)
