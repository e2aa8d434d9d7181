"""Durations in words, spelled as the rule file spells them.

It must not know what lasts so long.
"""

from __future__ import annotations

_UNITS_S = (("d", 86_400), ("h", 3_600), ("m", 60))


def duration(seconds: float) -> str:
    """Seconds as the rule file writes them: `11m`, `1h30m`, `0.5s`."""
    text = ""
    rest = seconds
    for unit, unit_s in _UNITS_S:
        if rest >= unit_s:
            text += f"{int(rest // unit_s)}{unit}"
            rest %= unit_s
    return f"{text}{rest:g}s" if rest or not text else text
