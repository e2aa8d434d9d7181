"""The outline of a pattern: what is left of it without its Chinese words.

Of the thousands of patterns in a large file most differ in nothing but these. What a pattern needs
and how large it gets depends on their lengths alone, so it is found out once for each outline, with
stand-ins, and then the words are put in their place. It must not know how it is found out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from responder.rules.text.literals import shortest

if TYPE_CHECKING:
    from collections.abc import Callable

    from responder.rules.needs import Clause, How

_HAN = re.compile("[\u4e00-\u9fa5]")
"""Characters that have no other form and mean themselves, as long as Unicode has had them."""

_WORDS = re.compile("([\u4e00-\u9fa5]+)")

_FIRST = 0xAC00
"""Where the stand-ins begin: eleven thousand Korean syllables, which are characters of the same
kind, and each of them tells which place it holds."""

_STAND_IN = re.compile("[\uac00-\ud7a3]")

Outline: TypeAlias = "tuple[str | int, ...]"
"""What stands around the words of a pattern, and in their places how many characters they have."""

_Pieces: TypeAlias = "tuple[str | slice, ...]"
"""A text of an outline: what it says itself, and which of the characters of all words."""


class Facts(NamedTuple):
    """What is found out about a pattern without running it.

    Args:
        names: What a match of it gives besides the whole: numbers as text, and names.
        places: The number of the group that each of them stands for.
        clauses: What a text must have for a match, the most telling first.
        steps: Instructions of its program, rather too many than too few.
    """

    names: tuple[str, ...]
    places: tuple[int, ...]
    clauses: tuple[Clause, ...]
    steps: int


@dataclass(slots=True)
class Outlines:
    """The outlines of the patterns of one file.

    Args:
        look: Finds the facts out, the long way.
        refusal: What it raises for a pattern that can not be used.
    """

    look: Callable[[str], Facts]
    refusal: type[Exception]
    _known: dict[Outline, _Outlined | None] = field(default_factory=dict)
    _once: set[Outline] = field(default_factory=set)

    def facts(self, source: str) -> Facts:
        """What is known of a pattern.

        Raises:
            Exception: The refusal, for a pattern that can not be used.
        """
        parts: list[Any] = _WORDS.split(source)
        words = "".join(parts[1::2])
        parts[1::2] = map(len, parts[1::2])
        outline: Outline = tuple(parts)
        if outline not in self._known:
            facts = self.look(source)
            # Most outlines come once: the second of a kind is soon enough.
            if outline in self._once:
                self._known[outline] = self._outlined(source)
            self._once.add(outline)
            return facts
        known = self._known[outline]
        return self.look(source) if known is None else known.facts(words)

    def _outlined(self, source: str) -> _Outlined | None:
        """What is known of an outline; None where its words matter themselves.

        Args:
            source: A pattern that has it.
        """
        # In brackets they may be the ends of a range; a name is given in its own letters.
        if "[" in source or _STAND_IN.search(source):
            return None
        places = count(_FIRST)
        try:
            facts = self.look(_HAN.sub(lambda _: chr(next(places)), source))
        except self.refusal:
            return None
        return None if any(map(_STAND_IN.search, facts.names)) else _Outlined.of(facts)


class _Outlined(NamedTuple):
    """What patterns of one outline have in common.

    Args:
        names: As in `Facts`.
        places: As in `Facts`.
        clauses: As in `Facts`, but each text in pieces.
        steps: As in `Facts`.
    """

    names: tuple[str, ...]
    places: tuple[int, ...]
    clauses: tuple[tuple[tuple[How, _Pieces], ...], ...]
    steps: int

    @classmethod
    def of(cls, facts: Facts) -> _Outlined:
        """From the facts of the outline with stand-ins."""
        clauses = tuple(
            [tuple([(how, _pieces(text)) for how, text in one]) for one in facts.clauses]
        )
        return cls(facts.names, facts.places, tuple(clauses), facts.steps)

    def facts(self, words: str) -> Facts:
        """Those of the pattern with these words."""
        clauses = [
            shortest(tuple([(how, _said(pieces, words)) for how, pieces in one]))
            for one in self.clauses
        ]
        return Facts(self.names, self.places, tuple(clauses), self.steps)


def _pieces(text: str) -> _Pieces:
    """A text with stand-ins in pieces."""
    pieces: list[str | slice] = []
    for char in text:
        place = ord(char) - _FIRST
        last = pieces[-1] if pieces else ""
        if not _STAND_IN.match(char):
            pieces.append(char)
        elif isinstance(last, slice) and last.stop == place:
            pieces[-1] = slice(last.start, place + 1)
        else:
            pieces.append(slice(place, place + 1))
    return tuple(pieces)


def _said(pieces: _Pieces, words: str) -> str:
    return "".join([one if isinstance(one, str) else words[one] for one in pieces])
