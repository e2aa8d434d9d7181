r"""The syntax of RE2, as far as it takes to see what a pattern says.

A pattern becomes a flat list of tokens, from which others learn what a text must contain. On the
way `\w`, `\d`, `\s` and the like are spelled out beyond ASCII. Whether a pattern is right is for
RE2 to say. It knows how patterns are written; it must not know what they are for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from responder.rules.text.brackets import CHAR, UNICODE, bracket, char_of, named_class
from responder.rules.text.tokens import (
    BAR,
    BEGIN,
    BYTE,
    CLOSE,
    EDGE,
    EMPTY,
    END,
    LINE,
    OPEN,
    REPEAT,
    TEXT,
    UNBOUNDED,
    Token,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_TOKEN = re.compile(
    rf"""(?P<text>[^\\^$.|?*+()\[{{]+)
    |(?P<repeat>[*+?]\??|\{{(?:0|[1-9][0-9]*)(?:,(?:0|[1-9][0-9]*)?)?\}}\??)
    |(?P<flags>\(\?[imsU-]+\))
    |(?P<open>\((?:\?(?:P?<[^>]*>|[imsU-]*:))?)
    |(?P<close>\))
    |(?P<bar>\|)
    |(?P<one>\.|\\[dDsSwW]|{UNICODE})
    |(?P<bracket>\[)
    |(?P<mark>[$^]|\\[AzbBC])
    |\\Q(?P<quoted>.*?)(?:\\E|\Z)
    |(?P<char>{CHAR}|\{{)""",
    re.VERBOSE | re.DOTALL,
)
KEPT_MAX = 100
"""Tokens of a kind that are kept: all patterns of a file repeat and group in a few ways."""

_MARKS: Final = {
    "^": BEGIN,
    "\\A": BEGIN,
    "$": END,
    "\\z": END,
    "\\b": EDGE,
    "\\B": EDGE,
    "\\C": BYTE,
}
_BAR = Token(BAR, "|")
_CLOSE = Token(CLOSE, ")")


def tokens_of(source: str) -> tuple[Token, ...] | None:
    """The tokens of a pattern; None where it is written in a way that only RE2 may understand."""
    return _Lexer(source).tokens()


def rewritten(tokens: tuple[Token, ...]) -> str:
    """The pattern as RE2 is to read it, with the classes spelled out."""
    return "".join([token.written for token in tokens])


@dataclass(slots=True)
class _Lexer:
    """Goes through one pattern from left to right.

    Args:
        source: The pattern.
        at: How far it is.
        fold: Whether `(?i)` holds here.
        lines: Whether `(?m)` does.
        outer: Both, as they were before each open group.
        found: The tokens up to here.
    """

    source: str
    at: int = 0
    fold: bool = False
    lines: bool = False
    outer: list[tuple[bool, bool]] = field(default_factory=list)
    found: list[Token] = field(default_factory=list)

    def tokens(self) -> tuple[Token, ...] | None:
        """All of them, or None."""
        source, end, next_piece = self.source, len(self.source), _TOKEN.match
        while self.at < end:
            match = next_piece(source, self.at)
            if match is None:
                return None
            self.at = match.end()
            kind = match.lastgroup
            if kind == "text":  # characters that mean themselves, half of what there is
                self.found.append(Token(TEXT, match[0], match[0], self.fold))
            elif not _TAKE[str(kind)](self, match):
                return None
        return tuple(self.found)

    def char(self, match: re.Match[str]) -> bool:
        """A character with a backslash."""
        char = char_of(match[0])
        if char is None:
            return False
        self.found.append(Token(TEXT, match[0], char, self.fold))
        return True

    def quoted(self, match: re.Match[str]) -> bool:
        r"""What stands between `\Q` and `\E`."""
        chars = match["quoted"]
        self.found.append(Token(TEXT if chars else EMPTY, match[0], chars, self.fold))
        return True

    def one(self, match: re.Match[str]) -> bool:
        """A class with a name."""
        self.found.append(named_class(match[0]))
        return True

    def bracket(self, match: re.Match[str]) -> bool:
        """A class in brackets."""
        read = bracket(self.source, match.start(), fold=self.fold)
        if read is None:
            return False
        token, self.at = read
        self.found.append(token)
        return True

    def repeat(self, match: re.Match[str]) -> bool:
        """A repetition; of a text it repeats the last character alone."""
        place = len(self.found) - 1
        while place >= 0 and self.found[place].kind is EMPTY:  # flags may stand between
            place -= 1
        last = self.found[place] if place >= 0 else None
        if last is not None and last.kind is TEXT and len(last.chars) > 1:
            # What is quoted stays one piece for RE2, which repeats its last character likewise.
            cut = -1 if last.written == last.chars else len(last.written)
            ahead, behind = last.written[:cut], last.written[cut:]
            self.found[place : place + 1] = (
                last._replace(written=ahead, chars=last.chars[:-1]),
                last._replace(written=behind, chars=last.chars[-1]),
            )
        self.found.append(_repetition(match[0]))
        return True

    def open(self, match: re.Match[str]) -> bool:
        """The beginning of a group."""
        self.outer.append((self.fold, self.lines))
        if match[0].endswith(":"):
            self._set(match[0][2:-1])
        self.found.append(_opening(match[0]))
        return True

    def close(self, match: re.Match[str]) -> bool:  # noqa: ARG002 - one shape for all kinds
        """The end of a group, and of the flags that were set in it."""
        if not self.outer:
            return False
        self.fold, self.lines = self.outer.pop()
        self.found.append(_CLOSE)
        return True

    def bar(self, match: re.Match[str]) -> bool:  # noqa: ARG002 - one shape for all kinds
        """What parts two ways."""
        self.found.append(_BAR)
        return True

    def mark(self, match: re.Match[str]) -> bool:
        """A place in the text, or a byte."""
        sign = match[0]
        of_line = self.lines and sign in {"^", "$"}
        self.found.append(Token(LINE if of_line else _MARKS[sign], sign))
        return True

    def flags(self, match: re.Match[str]) -> bool:
        """Flags for the rest of the group."""
        self._set(match[0][2:-1])
        self.found.append(Token(EMPTY, match[0]))
        return True

    def _set(self, letters: str) -> None:
        on, _, off = letters.partition("-")
        self.fold = ("i" in on or self.fold) and "i" not in off
        self.lines = ("m" in on or self.lines) and "m" not in off


_TAKE: Final[dict[str, Callable[[_Lexer, re.Match[str]], bool]]] = {
    "repeat": _Lexer.repeat,
    "flags": _Lexer.flags,
    "open": _Lexer.open,
    "close": _Lexer.close,
    "bar": _Lexer.bar,
    "one": _Lexer.one,
    "bracket": _Lexer.bracket,
    "mark": _Lexer.mark,
    "quoted": _Lexer.quoted,
    "char": _Lexer.char,
}


@lru_cache(maxsize=KEPT_MAX)
def _opening(text: str) -> Token:
    """The token of the beginning of a group."""
    return Token(OPEN, text)


@lru_cache(maxsize=KEPT_MAX)
def _repetition(text: str) -> Token:
    """The token of a repetition: how often at least and at most it takes what stands before it."""
    sign = text[0]
    if sign == "{":
        least, comma, most = text.strip("{}?").partition(",")
        low, high = int(least), int(most or (UNBOUNDED if comma else least))
    else:
        low, high = int(sign == "+"), 1 if sign == "?" else UNBOUNDED
    return Token(REPEAT, text, low=low, high=high)
