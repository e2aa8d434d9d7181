"""By which of its needs a rule is listed in an index.

A rule is listed under every alternative of one clause. Where many rules stand under the same key,
those that have a second clause are asked for it too. It knows keys and how often rules ask for
them; it must not know rules, conditions or messages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Final, TypeAlias

from responder.rules.index.views import steady
from responder.rules.needs import How
from responder.rules.text.nested import HEAD_CHARS_MAX

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from responder.rules.needs import Needs
    from responder.rules.text.folding import Folding

SHARED_MIN = 8
"""So many rules under one key are worth a look at a second one: to try a rule costs a microsecond
or two, the look a tenth of one."""

PAIRS_MAX = 64
"""Pairs of keys under which one rule is listed; two clauses with more alternatives are not
paired, for two tables of 10,000 keywords would make 100 million."""

CHAR_ODDS = 0.1
"""How much rarer a literal gets with each character more."""

NAME_ODDS = 0.02
"""How often the sender or group that a rule names is the one who writes."""


class Place(IntEnum):
    """Where a key is looked up.

    The views of a text share what is looked for: a rule too many among the candidates does no
    harm, and mostly all views are one text.
    """

    WHOLE = 0
    START = 1
    PART = 2
    NAME = 3


RAW = 1
"""The text as it was written is looked at."""

LEANING = 2
"""It is, where folding may have broken what was side by side."""

CASELESS = 4
"""The text as it was written is, without the difference of capital letters."""

_WHOLE, _START, _PART, _NAME = Place
"""In Python 3.11 an enumeration takes 0.1 µs to give a member; these are asked for every key."""

_LOOKED_UP: Final = {
    How.WHOLE: (0, _WHOLE, None),
    How.RAW_WHOLE: (RAW, _WHOLE, None),
    How.START: (0, _START, HEAD_CHARS_MAX),
    How.RAW_START: (RAW, _START, HEAD_CHARS_MAX),
    How.PART: (0, _PART, HEAD_CHARS_MAX),
    How.RAW_PART: (RAW, _PART, HEAD_CHARS_MAX),
    How.CASELESS_PART: (CASELESS, _PART, HEAD_CHARS_MAX),
    How.SENDER: (0, _NAME, None),
    How.GROUP: (0, _NAME, None),
}
"""Which text besides the folded one is looked at, the place, and how much of a literal is looked
for; None for what must be there whole, and may be empty."""

Mark: TypeAlias = int
"""The number of a text that is looked up in some place."""

Marks: TypeAlias = tuple[Mark, ...]
"""The alternatives of a clause."""


Listing: TypeAlias = "tuple[Marks | None, Marks | None]"
"""Where one rule is listed: under each of the first, and one without any is a candidate for every
message; of the second one must be there too, None where the first are enough."""


@dataclass(slots=True)
class Chooser:
    """Chooses for the rules of one file.

    Args:
        folding: How the texts of messages are folded; None if nobody knows.
        marks: By place, what is looked for there, and its number.
        views: By the number, which texts besides the folded one have to be looked at for it: any
            of `RAW`, `LEANING` and `CASELESS`, added.
    """

    folding: Folding | None = None
    marks: tuple[dict[str, Mark], ...] = field(default_factory=lambda: tuple({} for _ in Place))
    views: list[int] = field(default_factory=list)
    _asked: list[int] = field(default_factory=list)
    _sought: list[tuple[Place, str]] = field(default_factory=list)
    _rules: list[tuple[Marks, ...]] = field(default_factory=list)

    def add(self, needs: Needs) -> None:
        """Take the needs of the next rule."""
        clauses = [self._numbered(clause) for clause in needs]
        self._rules.append(tuple([clause for clause in clauses if clause is not None]))

    def listings(self) -> Iterator[Listing]:
        """Where each rule is listed, in the order they were added."""
        for clauses in self._rules:
            if not clauses:
                yield None, None
            elif len(clauses) == 1:
                yield clauses[0], None
            else:
                yield self._choice(clauses)

    def _choice(self, clauses: tuple[Marks, ...]) -> Listing:
        """Where a rule is listed that has several clauses."""
        first, second = sorted(clauses, key=self._commonness)[:2]
        return first, (second if self._worth_a_pair(first, second) else None)

    def _numbered(self, clause: Iterable[tuple[How, str]]) -> Marks | None:
        """A clause in numbers; None for one that every text meets."""
        asked, views = self._asked, self.views
        found = []
        for how, literal in clause:
            view, place, chars_max = _LOOKED_UP[how]
            if view == RAW and self.folding is not None:
                instead = steady(how, literal, self.folding)
                if instead is not None:
                    how_instead, literal = instead  # noqa: PLW2901 - what to look for in its place
                    _, place, chars_max = _LOOKED_UP[how_instead]
                    view = LEANING
            if chars_max is not None:
                if not literal:
                    return None
                literal = literal[:chars_max]  # noqa: PLW2901 - the same
            fresh = len(asked)
            mark = self.marks[place].setdefault(literal, fresh)
            if mark == fresh:
                asked.append(1)
                views.append(view)
                self._sought.append((place, literal))
            else:
                asked[mark] += 1
                views[mark] |= view
            found.append(mark)
        return tuple(found)

    def _commonness(self, clause: Marks) -> float:
        """How likely a message meets a clause; what many rules ask for, many messages have."""
        return sum([_odds(*self._sought[mark]) * self._asked[mark] for mark in clause])

    def _worth_a_pair(self, first: Marks, second: Marks) -> bool:
        return (
            any(self._asked[mark] >= SHARED_MIN for mark in first)
            and len(first) * len(second) <= PAIRS_MAX
            and set(first).isdisjoint(second)  # One key would meet both.
        )


def _odds(place: Place, text: str) -> float:
    if place is _NAME:
        return NAME_ODDS
    once: float = CHAR_ODDS ** len(text)
    return once if place is _PART else once / 10
