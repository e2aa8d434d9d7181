"""The step `punctuation`: texts are compared without their marks.

It knows Unicode's categories; it must not know rules.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from responder.rules.text.wholeword import binds

_KEPT = frozenset("#%&*@/\\_")
"""Marks that mean something: `50%`, `#3`, `/help`."""

_IN_NUMBERS = frozenset(".,:-")
"""Marks that hold a number together: `3.5`, `1,000`, `10:30`, `2026-10-01`."""

_IN_WORDS = frozenset(".-'\u2019")
"""Marks that hold a word together: `example.com`, `wi-fi`, `don't`."""

_LAST = 0xFFFF
"""Beyond the first 65,536 characters are only marks of dead scripts."""


def fold_punctuation(text: str) -> str:
    """Without punctuation, and without blanks beside it.

    Marks between two words of letters become a blank, so `hello,world` is `hello world`; between
    Han they leave nothing, so `你好，在吗` is `你好在吗`. A mark that holds a number or a word
    together stays.

    Args:
        text: With every run of blanks folded to one, if that step is on.
    """
    first, *rest = _marks().split(text)
    if not rest:
        return text
    kept = [first]
    for marks, piece in zip(rest[::2], rest[1::2], strict=True):
        if _holds_together(kept[-1][-1:], marks, piece[:1]):
            kept[-1] += marks + piece
        else:
            kept.append(piece)
    return _joined([piece.strip() for piece in kept])


def without_marks(text: str) -> str:
    """Without any mark that the step may take out, wherever it stands."""
    return _marks().sub("", text)


def _holds_together(before: str, mark: str, after: str) -> bool:
    if mark in _IN_NUMBERS and before.isdecimal() and after.isdecimal():
        return True
    letters = (before + after).isalnum() and before.isascii() and after.isascii()
    return mark in _IN_WORDS and letters and bool(before) and bool(after)


def _joined(pieces: list[str]) -> str:
    """The pieces in one text, with a blank only where two words of letters would meet."""
    parts: list[str] = []
    for piece in filter(None, pieces):
        if parts and binds(parts[-1][-1]) and binds(piece[0]):
            parts.append(" ")
        parts.append(piece)
    return "".join(parts)


@cache  # one pattern, made when the first rule file asks for the step: two milliseconds
def _marks() -> re.Pattern[str]:
    marks = [
        char
        for char in map(chr, range(_LAST + 1))
        if unicodedata.category(char).startswith("P") and char not in _KEPT
    ]
    return re.compile(f"([{re.escape(''.join(marks))}]+)")
