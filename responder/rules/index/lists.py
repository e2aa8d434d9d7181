"""Lists of rules under marks, while an index is built.

It knows numbers alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import repeat
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from responder.rules.index.choice import Listing, Mark

Numbers: TypeAlias = tuple[int, ...]
"""Numbers of rules, ascending."""


@dataclass(slots=True)
class Lists:
    """Rules under one mark, or under two.

    Most marks have a single rule, so lists begin as tuples, one for all the marks of a rule.
    """

    _alone: dict[Mark, Numbers | list[int]] = field(default_factory=dict)
    _paired: dict[Mark, dict[Mark, Numbers | list[int]]] = field(default_factory=dict)

    def add(self, number: int, listing: Listing) -> None:
        """List a rule.

        Args:
            number: Greater than those before.
            listing: Where.
        """
        only = (number,)
        first, second = listing
        if second is None:
            alone = self._alone
            for mark in first or ():
                if alone.setdefault(mark, only) is not only:
                    _append(alone, mark, only)
            return
        for mark in first or ():
            partners = self._paired.setdefault(mark, {})
            for partner in second:
                _append(partners, partner, only)

    def marks(self) -> set[Mark]:
        """All marks that any rule is listed under."""
        partners = (partner for pairs in self._paired.values() for partner in pairs)
        return {*self._alone, *self._paired, *partners}

    def alone(self, marks: list[Mark]) -> tuple[Numbers, ...]:
        """The rules that need one mark, for each of `marks`."""
        return tuple(map(tuple, map(self._alone.get, marks, repeat(()))))

    def paired(self, places: dict[Mark, int]) -> dict[int, dict[int, Numbers]]:
        """The rules that need two, by both, with `places` for marks."""
        return {
            places[mark]: {places[other]: tuple(rules) for other, rules in partners.items()}
            for mark, partners in self._paired.items()
        }


def _append(lists: dict[Mark, Numbers | list[int]], mark: Mark, only: Numbers) -> None:
    known = lists.setdefault(mark, only)
    if known is only or known[-1] == only[0]:
        return
    if isinstance(known, tuple):
        lists[mark] = known = list(known)
    known.append(only[0])
