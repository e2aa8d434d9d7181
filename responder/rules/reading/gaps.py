"""A text without the piece of it that is no YAML, so that the rest can be looked at.

It knows how a rule file is laid out on the page: keys at the start of a line, and below one of them
a list whose items begin alike. It must not know what the keys mean.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from responder.rules.reading.nodes import Position
from responder.rules.reading.yaml_words import FULL_WIDTH_COLON

if TYPE_CHECKING:
    from collections.abc import Iterable

_SECTION = re.compile(
    rf"""(?P<key>"[^"]*"|'[^']*'|[^\s#\-?&*!|>'"%@`\[\]{{}},:{FULL_WIDTH_COLON}]+)"""
    rf"(?:[ ]*:(?=\s|$)|{FULL_WIDTH_COLON}\s*$)"
)
"""A key at the start of a line, with its colon."""

_ITEM = re.compile(r"( *)-(?:\s|$)")

_UNKNOWN = "~"
"""What stands for a value that is taken out."""


class Piece(NamedTuple):
    """What was taken out of a text.

    Args:
        first: Its first line, 0-based.
        last: The line behind it.
        unsure: Where values stand that nobody knows now.
    """

    first: int
    last: int
    unsure: tuple[Position, ...]


@dataclass(slots=True)
class Gaps:
    """A text from which pieces are taken out, one after the other.

    Every line stays where it is, and so does every item of a list: a value that nobody knows stands
    for it.

    Args:
        lines: The lines that are left, without their ends.
        taken: Lines of pieces, 0-based.
    """

    lines: list[str]
    taken: set[int] = field(default_factory=set)

    @property
    def text(self) -> str:
        """What is left."""
        return "\n".join(self.lines)

    def mend_heads(self) -> list[Position]:
        """Give keys at the start of a line the right colon where they have one of an input method.

        Returns:
            Where each of them stood.
        """
        mended = []
        for place, line in enumerate(self.lines):
            if _SECTION.match(line) and line.rstrip().endswith(FULL_WIDTH_COLON):
                head = line.rstrip().removesuffix(FULL_WIDTH_COLON)
                self.lines[place] = f"{head}:"
                mended.append(Position(place + 1, len(head) + 1))
        return mended

    def take_out(self, line: int, *, to_end: bool = False) -> Piece | None:
        """Take out the smallest piece around a line that nothing else depends on.

        That is an item of a list at the top, mostly one rule; or a key at the top with all that is
        below it.

        Args:
            line: The line that is wrong, 1-based.
            to_end: Whether all lines behind it go too.

        Returns:
            The piece; None if nothing would be left, or if that line was taken out before.
        """
        blamed = min(line, len(self.lines)) - 1
        heads = [place for place, text in enumerate(self.lines) if _SECTION.match(text)]
        first = max((place for place in heads if place <= blamed), default=None)
        last = min((place for place in heads if place > blamed), default=len(self.lines))
        if to_end:
            return self._tail(blamed, heads)
        if first is None:
            return self._blank(0, last) if heads else None
        item = self._item(first, blamed, last)
        if item is not None and item[0] not in self.taken:
            return self._fill(*item)
        if first in self.taken:
            return None
        return self._fill(first, last, self._head(first))

    def _item(self, head: int, blamed: int, last: int) -> tuple[int, int, str] | None:
        """The item around a line: its first line, the one behind it, and what it begins with."""
        column: str | None = None
        begins: list[int] = []
        for place in range(head + 1, last):
            found = _ITEM.match(self.lines[place])
            if found is None:
                if column is None and self.lines[place].split("#")[0].strip():
                    return None  # no list
                continue
            column = found[1] if column is None else column
            # What stands further to the left can not belong to the item before.
            if len(found[1]) <= len(column):
                begins.append(place)
        first = max((place for place in begins if place <= blamed), default=None)
        if column is None or first is None:
            return None
        after = min((place for place in begins if place > blamed), default=last)
        return first, after, f"{column}- "

    def _head(self, head: int) -> str:
        found = _SECTION.match(self.lines[head])
        return f"{found['key']}: " if found else ""

    def _tail(self, first: int, heads: Iterable[int]) -> Piece | None:
        """Take everything out from a line on; keys that stand there are unknown, not missing."""
        known = {self._head(place) for place in heads if place < first}
        behind = {place: self._head(place) for place in heads if place >= first}
        if not known and not behind:
            return None
        piece = self._blank(first, len(self.lines))
        unsure: list[Position] = []
        for place, head in behind.items():
            if head not in known:
                known.add(head)
                self.lines[place] = f"{head}{_UNKNOWN}"
                unsure.append(Position(place + 1, len(head) + 1))
        return piece._replace(unsure=tuple(unsure))

    def _blank(self, first: int, last: int) -> Piece:
        self.lines[first:last] = [""] * (last - first)
        self.taken.update(range(first, last))
        return Piece(first, last, ())

    def _fill(self, first: int, last: int, begin: str) -> Piece:
        piece = self._blank(first, last)
        self.lines[first] = f"{begin}{_UNKNOWN}"
        return piece._replace(unsure=(Position(first + 1, len(begin) + 1),))
