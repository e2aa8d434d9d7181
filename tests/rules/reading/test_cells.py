"""Widths, quotes and frames on a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.reading.cells import (
    FRAME_CELLS_MAX,
    QUOTE_CHARS_MAX,
    frame,
    harmless,
    quote,
    width,
)
from tests.hang import must_end


@pytest.mark.parametrize(
    ("text", "cells"),
    [("", 0), ("abc", 3), ("价格", 4), ("ａ", 2), ("e\u0301", 1), ("😀", 2), ("\u200b", 0)],
)
def test_width_counts_cells_not_characters(text: str, cells: int) -> None:
    """Wide characters take two cells, marks and invisible ones none."""
    assert width(text) == cells


def test_caret_stands_under_the_character_behind_wide_ones() -> None:
    """The caret is moved by cells, so that it is right behind Chinese text."""
    line, caret = frame("回复: x", 5).split("\n")
    assert line == "    回复: x"
    assert caret == "    " + " " * 6 + "^"


def test_caret_may_stand_one_past_the_end() -> None:
    """A fault about what is missing points behind the line."""
    assert frame("ab", 3).split("\n")[1] == "      ^"


def test_column_far_outside_is_brought_back() -> None:
    """A column behind the line points at its end, never beyond."""
    assert frame("ab", 99) == frame("ab", 3)


@pytest.mark.parametrize("column", [1, 50, 500, 999])
def test_long_line_is_cropped_around_the_column(column: int) -> None:
    """However long a line is, the marked character and its caret are shown."""
    text = "".join(chr(ord("a") + index % 26) for index in range(1000))
    line, caret = frame(text, column).split("\n")
    assert width(line) <= FRAME_CELLS_MAX + 5
    assert line[caret.index("^")] == text[column - 1]


def test_control_characters_are_shown_as_blanks() -> None:
    """An escape sequence in a file can not reach the terminal through a message."""
    assert "\x1b" not in frame("a\x1b[31mb", 1)


def test_quote_escapes_what_would_break_the_line() -> None:
    """Quotes, line ends and control characters are escaped."""
    assert quote('a"b\n\x1b') == '"a\\"b\\n\\x1b"'


def test_quote_keeps_ordinary_text() -> None:
    """Chinese text and emoji are shown as they are."""
    assert quote("价格😀") == '"价格😀"'


def test_quote_is_bounded() -> None:
    """A long text is cut and says so."""
    assert quote("x" * 1000) == '"' + "x" * (QUOTE_CHARS_MAX - 1) + '…"'


@given(st.text(max_size=300), st.integers(min_value=-5, max_value=400))
def test_frame_is_always_two_printable_lines(line: str, column: int) -> None:
    """Whatever the line is, the frame has two lines and ends with a caret."""
    shown = frame(line.replace("\n", ""), column).split("\n")
    assert len(shown) == 2
    assert shown[1].endswith("^")


def test_endless_line_is_not_measured() -> None:
    """A file that is one line of a megabyte costs no more per fault than another."""
    with must_end():
        for column in range(500_000, 500_100):
            assert "b" in frame("a" * 500_000 + "b" * 500_000, column)


@given(st.text())
def test_harmless_text_moves_no_cursor(text: str) -> None:
    """Always: whatever is printable stays, and nothing else is left as it is."""
    assert harmless(text).isprintable() or not text.isprintable()
    assert not any(char in harmless(text) for char in "\n\r\x1b\x9b\u202e\u2066\u2028")


def test_harmless_text_is_whole() -> None:
    """Unlike a quote it is not cut, and its quotes stay as they are."""
    assert harmless('价格 "x" ' * 30) == '价格 "x" ' * 30
    assert harmless("a\x1b[2J\n中") == "a\\x1b[2J\\n中"
