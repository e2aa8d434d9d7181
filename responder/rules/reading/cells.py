"""How wide text is on a terminal, and how to show a piece of it safely.

It knows Unicode widths and control characters; it must not know what the text is about.
"""

from __future__ import annotations

import unicodedata

QUOTE_CHARS_MAX = 60
"""How much of a user's text a message repeats: enough to find it, short enough for one line."""

FRAME_CELLS_MAX = 100
"""Widest piece of a source line shown, in terminal cells, so that an ordinary window holds it."""

FRAME_CHARS_BEFORE = 40
"""Characters kept in front of the marked column when a long line is cropped."""

LINE_CHARS_MAX = 1_000
"""Longer lines are cropped without a look at their width."""

_ZERO_WIDTH = frozenset({"Mn", "Me", "Cf"})
_CONTROL = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def width(text: str) -> int:
    """Terminal cells that `text` takes: two for a wide East Asian character, none for a mark."""
    return sum(_cells(char) for char in text)


def quote(text: str) -> str:
    """`text` in double quotes for a message: one line, no control characters, not too long."""
    shown = text if len(text) <= QUOTE_CHARS_MAX else text[: QUOTE_CHARS_MAX - 1] + "…"
    return '"' + "".join(_escaped(char) for char in shown) + '"'


def harmless(text: str) -> str:
    """All of `text` on one line, with whatever could move a cursor or turn the writing escaped."""
    if text.isprintable():
        return text
    return "".join(
        repr(char)[1:-1] if unicodedata.category(char) in _CONTROL else char for char in text
    )


def frame(line: str, column: int) -> str:
    """The source line with a caret under one of its characters.

    Args:
        line: One line of the file, without its end.
        column: 1-based, in characters; one past the end is allowed.

    Returns:
        Two lines, indented by four blanks. A long line is cropped around the column, and whatever
        would move the cursor is shown as a blank.
    """
    at = min(max(column - 1, 0), len(line))
    # The length is asked first: a file may be a single line of a megabyte.
    wide = len(line) > LINE_CHARS_MAX or width(line) > FRAME_CELLS_MAX
    start = at - FRAME_CHARS_BEFORE if wide else 0
    lead = ""
    if start > 0:
        lead, at, line = "…", at - start, line[start:]
    line = line[: at + LINE_CHARS_MAX]
    shown = "".join(" " if unicodedata.category(char) in _CONTROL else char for char in line)
    caret = " " * width(lead + shown[:at]) + "^"
    return f"    {_cropped(lead + shown)}\n    {caret}"


def _cropped(line: str) -> str:
    if width(line) <= FRAME_CELLS_MAX:
        return line.rstrip()
    used = 0
    for index, char in enumerate(line):
        used += _cells(char)
        if used >= FRAME_CELLS_MAX:
            return line[:index] + "…"
    return line


def _cells(char: str) -> int:
    if char.isascii():
        return 1
    if unicodedata.category(char) in _ZERO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    return repr(char)[1:-1] if unicodedata.category(char) in _CONTROL else char
