"""Which names of somebody a rule may trust.

A remark is set by the account's owner, so it is trusted alone. Nicknames are chosen by strangers,
so one that equals somebody else's remark counts for nothing.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

INVISIBLE = frozenset({"Cf", "Mn", "Me", "Cc"})
"""Categories of characters that change a name without changing its look: joiners, selectors."""


def folded(name: str) -> str:
    """A name without its width, case, spare blanks and invisible characters."""
    if name.isascii() and name.isalnum():
        return name.casefold()
    text = unicodedata.normalize("NFKC", name).casefold()
    text = "".join(c for c in text if unicodedata.category(c) not in INVISIBLE)
    return " ".join(text.split())


class Remarks:
    """How many contacts bear each remark."""

    def __init__(self) -> None:
        self._bearers: Counter[str] = Counter()

    def add(self, remark: str) -> None:
        """One more contact bears it; `""` is no remark."""
        if remark:
            self._bearers[folded(remark)] += 1

    def discard(self, remark: str) -> None:
        """One contact fewer bears it."""
        if remark:
            self._bearers[folded(remark)] -= 1

    def is_borne(self, name: str) -> bool:
        """Whether some contact bears this name, or one that looks like it, as remark."""
        return self._bearers[folded(name)] > 0 if name else False

    def known_as(self, remark: str, others: Iterable[str]) -> frozenset[str]:
        """Names a rule may match.

        Args:
            remark: Set by the account's owner: alone if there is one.
            others: Names that their bearer chose.
        """
        if remark:
            return frozenset({remark})
        return frozenset(name for name in others if name.strip() and not self.is_borne(name))
