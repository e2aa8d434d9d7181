"""Texts that are numbers."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.reading.numbers import NUMBER_CHARS_MAX, number


@pytest.mark.parametrize(
    ("text", "value"), [("3500", 3500), ("-1", -1), ("0", 0), ("3.5", 3.5), ("0.25", 0.25)]
)
def test_what_is_written_again_the_same_is_a_number(text: str, value: float) -> None:
    """Ordinary numbers are numbers, whole ones without a fraction."""
    found = number(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        *("08001234567", "007", "3.50", "1e3", "0x1F", "0o17", "+1", "1_000", "1,000", ""),
        *(".inf", "nan", "inf", " 1", "1 ", "１２", "٣", "1.", ".5", "9" * (NUMBER_CHARS_MAX + 1)),
    ],
)
def test_what_would_look_different_stays_text(text: str) -> None:
    """Phone numbers, prices with their zeros and other spellings keep how they look."""
    assert number(text) is None


@given(st.text(max_size=40))
def test_a_number_is_always_shown_as_it_was_written(text: str) -> None:
    """Whatever a file says, a reply that shows the number shows the same."""
    value = number(text)
    assert value is None or (str(value) == text and math.isfinite(value))


@given(st.integers(min_value=-(10**20), max_value=10**20))
def test_every_whole_number_is_one(value: int) -> None:
    """However large, as far as prices and counts go."""
    assert number(str(value)) == value
