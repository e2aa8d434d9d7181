r"""The words in which a pattern is spoken about: a flat list of tokens.

It knows what a pattern may consist of; it must not know how that is written.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

UNBOUNDED = -1
"""The upper end of `*`, `+` and `{2,}`."""


class Kind(IntEnum):
    """What a token is."""

    TEXT = 0
    """These characters, one after the other."""

    ONE = 1
    """One character of a class."""

    OPEN = 2
    CLOSE = 3
    BAR = 4
    REPEAT = 5

    BEGIN = 6
    """The beginning of the whole text."""

    END = 7

    EDGE = 8
    r"""`\b` or `\B`."""

    EMPTY = 9
    r"""What is no part of the pattern: flags, `\Q\E`."""

    LINE = 10
    """`^` or `$` after `(?m)`, the beginning or end of a line."""

    BYTE = 11
    r"""`\C`, a piece of a character."""


TEXT, ONE, OPEN, CLOSE, BAR, REPEAT, BEGIN, END, EDGE, EMPTY, LINE, BYTE = Kind
"""The kinds again, for whatever asks for them at every token of 25,000 patterns: in Python 3.11 an
enumeration takes 0.1 µs to give a member."""


class Script(IntEnum):
    r"""What the characters of a token are for RE2's `\b`."""

    UNKNOWN = 0
    """Some of either, or none of both."""

    WORD = 1
    """ASCII letters, digits and `_`, which alone make words."""

    FOREIGN = 2
    """None is ASCII."""


class Token(NamedTuple):
    """A piece of a pattern.

    Args:
        kind: What it is.
        written: As it is handed to RE2.
        chars: Of a text its characters; of a class its members if they are few, else `""`.
        fold: Whether capital and small letters are one here.
        script: Of a class, what its members are.
        low: Of a repetition, how often at least.
        high: How often at most, or `UNBOUNDED`.
    """

    kind: Kind
    written: str
    chars: str = ""
    fold: bool = False
    script: Script = Script.UNKNOWN
    low: int = 1
    high: int = 1


def script_of(char: str) -> Script:
    """What one character is."""
    if char > "\x7f":
        return Script.FOREIGN
    return Script.WORD if char.isalnum() or char == "_" else Script.UNKNOWN
