"""What authors write for durations, rates and dates, and how the language spells it."""

from __future__ import annotations

import pytest

from responder.rules.spec.guesses import (
    GUESSED_CHARS_MAX,
    duration_hint,
    guessed_days,
    rate_hint,
    span_hint,
)


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("30", "write 30s for seconds"),
        ("10 m", "write 10m"),
        ("3min", "write 3m"),
        ("2 Hours", "write 2h"),
        ("5分钟", "write 5m"),
        ("１０秒", "write 10s"),
        ("1w", "write 7d"),
        ("1h30m", "write 90m"),
        ("1d2h", "write 26h"),
        ("半小时", ""),
        ("1m30", ""),
        ("-5s", ""),
        ("5y", ""),
        ("400d", ""),
        ("1.5w", ""),
        ("3m", ""),  # as it should be, so something else is wrong
        ("", ""),
    ],
)
def test_durations(text: str, way: str) -> None:
    """With other units, with blanks, in parts; nothing where it might be something else."""
    assert duration_hint(text) == way


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("3s-5s", "write 3s..5s"),
        ("5s..3s", "write 3s..5s"),
        ("1~3秒", "write 1s..3s"),
        ("1s to 3s", "write 1s..3s"),
        ("1..3", "write 1s..3s"),
        ("3", "write 3s for seconds"),
        ("3 min", "write 3m"),
        ("1-2-3", ""),
        ("5s..", ""),
        ("20m..30m", ""),
    ],
)
def test_ranges(text: str, way: str) -> None:
    """With other signs between, or the longer one first."""
    assert span_hint(text) == way


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("3", "write 3/day"),
        ("3 per day", "write 3/day"),
        ("3 times a day", "write 3/day"),
        ("3次/天", "write 3/day"),
        ("20 per minute", "write 20/min"),
        ("1 every 30s", "write 1/30s"),
        ("3/week", "write 3/7d"),
        ("0/day", ""),
        ("3/moon", ""),
        ("often", ""),
    ],
)
def test_rates(text: str, way: str) -> None:
    """In words, and per week."""
    assert rate_hint(text) == way


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2026/10/1", ["2026-10-01"]),
        ("10月1日", ["10-01"]),
        ("2026年2月30日", ["2026-02-30"]),
        ("10-01-10-07", ["10-01", "10-07"]),
        ("10.1 到 10.7", ["10-01", "10-07"]),
        ("10月1日到7日", []),
        ("1-2, 3-4", []),
        ("国庆", []),
    ],
)
def test_days(text: str, days: list[str]) -> None:
    """With other signs, and also a day that there is not."""
    assert guessed_days(text) == days


def test_long_values_are_not_looked_through() -> None:
    """Nobody writes so much by a slip of the finger."""
    text = "1" * GUESSED_CHARS_MAX * 1_000 + "min"
    assert (duration_hint(text), span_hint(text), rate_hint(text)) == ("", "", "")
