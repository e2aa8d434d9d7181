"""Texts of strangers on a page."""

from __future__ import annotations

import time

import pytest

from responder.console.texts import CHARS_MAX, clock, parts_of, shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("两行\n好", "两行\n好"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("a\u202eb", "a\\u202eb"),
        ("\u2067x\u2069", "\\u2067x\\u2069"),
        ("a\x1b[31mb\x00", "a\\x1b[31mb\\x00"),
        ("\u200b\ufeff", "\\u200b\\ufeff"),
        ("\ud800", "\\ud800"),
        ("\u2028", "\\u2028"),
    ],
)
def test_what_turns_or_hides_writing_is_written_out(text: str, expected: str) -> None:
    """New lines stay, and so do the joints of an emoji."""
    assert shown(text) == expected


def test_a_giant_text_is_cut() -> None:
    """A page has its bound."""
    assert len(shown("好" * 2 * CHARS_MAX)) == CHARS_MAX + 1


def test_a_time_of_today_has_no_date() -> None:
    """One long ago has."""
    assert len(clock(time.time() - 60)) == len("12:34:56")
    assert len(clock(time.time() - 40 * 3600)) == len("2026-01-01 12:34:56")
    assert clock(1e30) == f"{1e30:.0f}"


def test_lines_know_how_deep_they_stand() -> None:
    """In steps of two blanks, with an end."""
    lines = ("a", "  b", "    c", " " * 40 + "d")
    assert list(parts_of(lines)) == [(0, "a"), (1, "b"), (2, "c"), (4, "d")]
