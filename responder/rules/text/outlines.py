"""The outline of a pattern: what is left of it without its Chinese words.

Of the thousands of patterns in a large file most differ in nothing but these. What a pattern needs
and how large it gets depends on their lengths alone, so it is found out once for each outline, with
stand-ins, and then the words are put in their place. It must not know how it is found out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from responder.rules.text.literals import shortest

if TYPE_CHECKING:
    from collections.abc import Callable

    from responder.rules.needs import Clause

_HAN = re.compile("[\u4e00-\u9fa5]")
"""Characters that have no other form and mean themselves, as long as Unicode has had them."""

_ELSE = re.compile("[^\u4e00-\u9fa5]+")

_ANY = "\u4e00"
"""Stands in an outline for each of them."""

_FIRST = 0xAC00
"""Where the stand-ins begin: eleven thousand Korean syllables, which are characters of the same
kind, and each of them tells which place it holds."""

_STAND_IN = re.compile("[\uac00-\ud7a3]")


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
    _known: dict[str, Facts | None] = field(default_factory=dict)
    _once: set[str] = field(default_factory=set)

    def facts(self, source: str) -> Facts:
        """What is known of a pattern.

        Raises:
            Exception: The refusal, for a pattern that can not be used.
        """
        outline = _HAN.sub(_ANY, source)
        if outline not in self._known:
            facts = self.look(source)
            # Most outlines come once: the second of a kind is soon enough.
            if outline in self._once:
                self._known[outline] = self._outlined(outline)
            self._once.add(outline)
            return facts
        known = self._known[outline]
        if known is None:
            return self.look(source)
        words = _ELSE.sub("", source)
        return known._replace(clauses=_filled(known.clauses, words))

    def _outlined(self, outline: str) -> Facts | None:
        """The facts of an outline, with stand-ins; None where its words matter themselves."""
        # In brackets they may be the ends of a range; a name is given in its own letters.
        if "[" in outline or _STAND_IN.search(outline):
            return None
        places = iter(range(_FIRST, _FIRST + outline.count(_ANY)))
        try:
            facts = self.look(_HAN.sub(lambda _: chr(next(places)), outline))
        except self.refusal:
            return None
        return None if any(map(_STAND_IN.search, facts.names)) else facts


def _filled(clauses: tuple[Clause, ...], words: str) -> tuple[Clause, ...]:
    """Clauses with the words in place of the stand-ins."""
    table = dict(enumerate(words, _FIRST))
    return tuple(
        [shortest(tuple([(how, text.translate(table)) for how, text in one])) for one in clauses]
    )
