"""Answers of several lines that YAML makes one line of.

It looks at the lines of a file, for nothing of that is left in the value. It must not know rules.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from responder.rules.reading.nodes import Position
from responder.rules.reading.source import PIECE_CHARS
from responder.rules.review.material import NOTES_MAX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from responder.rules.reading.source import Source
    from responder.rules.review.material import Material

_BAR = "\uff5c"
"""What a Chinese keyboard writes for |."""

_LINES = re.compile(
    r"^(?P<lead> *+(?:- ++)*+)(?P<key>reply|prompt|retry|text|alert):(?: ++|[ ]*+\n ++)"
    r"(?P<first>(?![-\[{#&*!%@`|>\"'\s])(?![A-Za-z_]++:(?: |$))[^\n]*+)\n"
    r"(?P<blanks> ++)(?P<next>(?!- |#|[A-Za-z_]++:(?: |$))\S[^\n]*+)",
    re.MULTILINE,
)
"""A key with a text that has neither quotes nor | and goes on in the next line."""

_AS_IS = "these lines are sent as one, with blanks between them"
_HINT = "write | behind the key, and begin the text in the line below"
_HINT_BAR = "write an ordinary | there"


def note_folded(material: Material) -> None:
    """Warn of each answer whose lines are hardly meant as one."""
    for report in material.reports:
        for at, hint in folded_in(report.source)[:NOTES_MAX]:
            report.warn_at(at, _AS_IS, hint, rule=None, field="")


def folded_in(source: Source) -> list[tuple[Position, str]]:
    """Where such texts begin in a file, and the way out.

    A text in English is often written so, and means it: a blank belongs between its words.
    """
    found = []
    line = 1
    seen = 0
    for one in _each_in(source.text):
        first, after = one["first"].rstrip(), one["next"]
        column = len(one["lead"])
        if len(one["blanks"]) <= column or (first.isascii() and after.isascii()):
            continue
        line += source.text.count("\n", seen, one.start("first"))
        seen = one.start("first")
        begin = seen - source.text.rfind("\n", 0, seen)
        found.append((Position(line, begin), _HINT_BAR if first[0] == _BAR else _HINT))
    return found


def _each_in(text: str) -> Iterator[re.Match[str]]:
    """What looks so in a text; other threads may go on after each piece of it."""
    begin = 0
    while begin < len(text):
        end = _behind_line(text, begin + PIECE_CHARS)
        # What begins in the last line of a piece goes on in the next two.
        behind = _behind_line(text, _behind_line(text, end))
        for one in _LINES.finditer(text, begin, behind):
            if one.start() < end:
                yield one
        begin = end


def _behind_line(text: str, at: int) -> int:
    """Where the line after that of a place begins."""
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1
