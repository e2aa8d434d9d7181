"""Where in the file each character of a value stands.

It knows YAML's ways to write a text: plain, in quotes, as a block. It must not know what the text
is for. It goes along the file and the value side by side and gives up where they differ, so that
what it says is right.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from responder.rules.reading.nodes import Position

if TYPE_CHECKING:
    from collections.abc import Iterator

    from responder.rules.reading.nodes import Scalar

PLACES_MAX = 20_000
"""Characters whose places are told: twice the longest template."""

_PROPERTIES = re.compile(r"(?:[&!]\S*[ \t]+)*")
"""An anchor and a tag in front of a value."""

_HEADER = re.compile(r"[|>](?:[+-]?(?P<indent>[1-9])?[+-]?)[ \t]*(?:#.*)?$")
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_ESCAPED = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "\t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}
_BLANKS = " \t"


def places(lines: tuple[str, ...], node: Scalar) -> list[Position]:
    """Where the characters of a value stand, as far as that can be said.

    Args:
        lines: Of the file.
        node: The value.

    Returns:
        A place for each character from the first one on; the list ends where nobody can say, and
        after `PLACES_MAX`.
    """
    return list(islice(_Walk(lines, node).places(), PLACES_MAX))


class _Walk:
    """A walk along one value."""

    def __init__(self, lines: tuple[str, ...], node: Scalar) -> None:
        self._lines = lines
        self._text = node.text
        self._row = node.line - 1
        line = self._line(self._row)
        begin = _PROPERTIES.match(line, node.column - 1)
        self._column = begin.end() if begin else node.column - 1
        self._sign = "" if node.plain else line[self._column : self._column + 1]

    def places(self) -> Iterator[Position]:
        """The places, one by one."""
        if self._sign in {"|", ">"}:
            yield from self._block()
        else:
            yield from self._flow()

    def _line(self, row: int) -> str:
        return self._lines[row] if row < len(self._lines) else ""

    def _flow(self) -> Iterator[Position]:
        """A plain text or one in quotes: blanks around the end of a line count for nothing."""
        quote, done = self._sign, 0
        row, column = self._row, self._column + bool(quote)
        line = self._line(row)
        end = len(line.rstrip(_BLANKS))
        while done < len(self._text):
            char, width = self._char(line, column, quote)
            at = Position(row + 1, column + 1)
            if quote == '"' and column == end - 1 and line[column] == "\\":
                row, column = self._next(row)  # the text goes on there without a blank
            elif column < end or (quote == '"' and char and char == self._text[done]):
                if char != self._text[done]:
                    return
                yield at
                done, column = done + 1, column + width
                continue
            else:
                below, column = self._next(row)
                folded = self._folded(done, below - row)
                if below >= len(self._lines) or not folded:
                    return
                yield from [at] * folded
                done, row = done + folded, below
            line = self._line(row)
            end = len(line.rstrip(_BLANKS))

    def _char(self, line: str, column: int, quote: str) -> tuple[str, int]:
        """The character of the value that stands there, and how many it takes in the file."""
        if quote == "'" and line[column : column + 2] == "''":
            return "'", 2
        found = _ESCAPE.match(line, column) if quote == '"' else None
        if found is None:
            return line[column : column + 1], 1
        code = found[1] or found[2] or found[3]
        if code:
            return chr(min(int(code, 16), 0x10FFFF)), len(found[0])
        return _ESCAPED.get(found[4], found[4]), 2

    def _next(self, row: int) -> tuple[int, int]:
        """The next line with something in it, and where that begins."""
        row += 1
        while row < len(self._lines) and not self._lines[row].strip(_BLANKS):
            row += 1
        line = self._line(row)
        return row, len(line) - len(line.lstrip(_BLANKS))

    def _folded(self, done: int, breaks: int) -> int:
        """How many characters of the value the ends of some lines are; 0 if none of them fits."""
        text = self._text
        if breaks == 1 and text[done] == " ":
            return 1
        count = len(text) - done - len(text[done:].lstrip("\n"))
        return count if count in {breaks - 1, breaks} else 0

    def _block(self) -> Iterator[Position]:
        header = _HEADER.match(self._line(self._row), self._column)
        if header is None:
            return
        row, _ = self._next(self._row)
        line = self._line(row)
        indent = len(line) - len(line.lstrip(" "))
        if header["indent"]:  # which is counted from what is around, and that is not known here
            lead = self._text.lstrip("\n")
            indent -= len(lead) - len(lead.lstrip(" "))
        row, done = self._row + 1, 0
        while done < len(self._text) and row < len(self._lines):
            content = self._lines[row][indent:]
            for column, (char, wanted) in enumerate(
                zip(content, self._text[done : done + len(content)], strict=False), start=indent
            ):
                if char != wanted:
                    return
                yield Position(row + 1, column + 1)
            done += len(content)
            at, below = Position(row + 1, indent + len(content) + 1), row + 1
            if done >= len(self._text):
                return
            if self._sign == ">" and content:
                while below < len(self._lines) and not self._lines[below][indent:]:
                    below += 1
                folded = self._folded(done, below - row)
            else:
                folded = int(self._text[done] == "\n")
            if not folded:
                return
            yield from [at] * folded
            done, row = done + folded, below
