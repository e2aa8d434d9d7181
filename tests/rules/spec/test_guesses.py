"""What authors write for durations, rates and dates, and how the language spells it."""

from __future__ import annotations

import pytest

from responder.rules.spec.guesses import (
    GUESSED_CHARS_MAX,
    duration_hint,
    guessed_days,
    hours_hint,
    moment_hint,
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
        ("半小时", "write 30m"),
        ("一天", "write 1d"),
        ("十五分钟", "write 15m"),
        ("二十五分钟", "write 25m"),
        ("两小时三十分", "write 150m"),
        ("00:30:00", "write 30m"),
        ("一百天", ""),
        ("一个半小时", ""),
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
        ("每天3次", "write 3/day"),
        ("3秒一条", "write 1/3s"),
        ("每小时十条", "write 10/hour"),
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


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("9点到18点", "write 09:00-18:00"),
        ("9-18", "write 09:00-18:00"),
        ("09:00至18:00", "write 09:00-18:00"),
        ("9am-6pm", "write 09:00-18:00"),
        ("12am-12pm", "write 00:00-12:00"),
        ("晚上11点到早上七点半", "write 23:00-07:30"),
        ("09:00..18:00", "write 09:00-18:00"),
        ("18:00", "hours have a beginning and an end, as in 09:00-18:00"),
        ("9点到晚上12点", "write hours and minutes, as in 09:00-18:00"),
        ("25-30", "write hours and minutes, as in 09:00-18:00"),
        ("09:00-18:00:00", "write hours and minutes, as in 09:00-18:00"),
        ("always", "write hours and minutes, as in 09:00-18:00"),
    ],
)
def test_hours(text: str, way: str) -> None:
    """In the words of the clock, and with other signs between; one time alone is none."""
    assert hours_hint(text) == way


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("18点", "write 18:00"),
        ("下午三点", "write 15:00"),
        ("2026年12月16日 9点", "write 2026-12-16 09:00"),
        ("2026/12/16 9:30", "write 2026-12-16 09:30"),
        ("12-16 09:00", ""),
        ("tomorrow 09:00", ""),
        ("25点", ""),
        ("2026-12-16 09:00", ""),
    ],
)
def test_moments(text: str, way: str) -> None:
    """A time with a whole day before it, or alone."""
    assert moment_hint(text) == way
