"""Durations in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.durations import duration
from responder.rules.spec.scalars import duration_s


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0s"), (0.5, "0.5s"), (60, "1m"), (5400, "1h30m"), (90_061, "1d1h1m1s")],
)
def test_durations_are_spelled_as_in_the_file(seconds: float, words: str) -> None:
    """The largest units first, and none that is zero."""
    assert duration(seconds) == words


@given(st.integers(1, 10**6), st.sampled_from("smhd"))
def test_one_unit_is_read_back(count: int, unit: str) -> None:
    """What is shown means what was written."""
    seconds = duration_s(f"{count}{unit}")
    if seconds is not None:
        parts = duration(seconds).replace("d", "d ").replace("h", "h ").replace("m", "m ").split()
        assert sum(duration_s(part) or 0.0 for part in parts) == seconds
