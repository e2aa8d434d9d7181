"""The condition `memory`: what actions of rules have stored.

A pure function of the memory snapshot; an index can know nothing of it. It must not know where
memory is kept, or the rule file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.rules.captures import NOTHING
from responder.rules.conditions.condition import GivesNothing, NeedsNothing
from responder.rules.conditions.phrases import listed
from responder.rules.reading.cells import quote
from responder.rules.stored import Path, living, owner_of, shown
from responder.rules.templates.budget import RenderError
from responder.rules.templates.values import as_number

if TYPE_CHECKING:
    from responder.memory import Stored
    from responder.rules.captures import Captures
    from responder.rules.subject import Subject

LOOKUP_UNITS = 40
"""Units of work to look a stored value up: a query of the journal."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a stored value must be; all that is asked must hold.

    What is not stored counts as 0, as false and as a blank text.

    Args:
        equals: One of these values, true and false as these words; empty where it was not asked.
        at_least: Smallest number; None where it was not asked.
        at_most: Largest number; likewise.
        contains: It is a list that has one of these, or has an entry of that name; empty where it
            was not asked.
        exists: Whether anything must be stored; None where it was not asked.
    """

    equals: tuple[Stored, ...] = ()
    at_least: float | None = None
    at_most: float | None = None
    contains: tuple[Stored, ...] = ()
    exists: bool | None = None

    def fits(self, value: Stored | dict[str, Stored] | None) -> bool:
        """Whether a value is as wished; None is none, a mapping has entries."""
        if self.exists is not None and (value is not None) is not self.exists:
            return False
        if self.equals and not any(_same(value, one) for one in self.equals):
            return False
        if self.contains and not _has(value, self.contains):
            return False
        return (self.at_least is None and self.at_most is None) or self._within(value)

    def follows(self, other: Wish) -> bool:
        """Whether every value that is as the other one wishes is as this one does."""
        return (
            (not self.equals or self.equals == other.equals)
            and (not self.contains or self.contains == other.contains)
            and (self.exists is None or self.exists is other.exists)
            and (self.at_least is None or _reaches(other.at_least, self.at_least))
            and (self.at_most is None or _reaches(self.at_most, other.at_most))
        )

    def __str__(self) -> str:
        words = []
        if self.exists is not None:
            words.append("stored" if self.exists else "nothing")
        if self.equals:
            words.append(listed([shown(one) for one in self.equals]))
        if self.contains:
            words.append(f"something with {listed([shown(one) for one in self.contains])}")
        if self.at_least is not None:
            words.append(f"at least {self.at_least:.15g}")
        if self.at_most is not None:
            words.append(f"at most {self.at_most:.15g}")
        return " and ".join(words)

    def _within(self, value: Stored | dict[str, Stored] | None) -> bool:
        found = _number(value)
        if found is None:
            return False
        low = self.at_least is None or found >= self.at_least
        return low and (self.at_most is None or found <= self.at_most)


@dataclass(frozen=True, slots=True)
class ValueCondition(GivesNothing, NeedsNothing):
    """Whether a stored value is as wished.

    Args:
        path: Where it is stored; its entry is a text as it is.
        wish: What it must be.
        has_entries: Whether what stands under the name has entries.
    """

    path: Path
    wish: Wish
    has_entries: bool = False
    key = "memory"

    def match(self, subject: Subject, _found: Captures) -> Captures | None:
        """It holds if the value is all that was asked."""
        return NOTHING if self.wish.fits(self._value(subject)) else None

    def why(self, subject: Subject, _found: Captures) -> str:
        """What is stored, and what is asked."""
        value = self._value(subject)
        if value is None:
            stored = "nothing"
        elif isinstance(value, dict | tuple):
            what = "entries" if isinstance(value, dict) else "items"
            stored = f"{len(value)} {what}"
        else:
            stored = quote(value) if isinstance(value, str) else shown(value)
        return f"{self.path} is {stored}, not {self.wish}"

    def follows(self, other: ValueCondition) -> bool:
        """Whether it holds whenever the other one does."""
        return self.path == other.path and self.wish.follows(other.wish)

    def _value(self, subject: Subject) -> Stored | dict[str, Stored] | None:
        owner = owner_of(self.path.scope, subject.event)
        work, asked = subject.deciding, (owner, self.path.name)
        work.spend(1 if asked in work.known else LOOKUP_UNITS)
        work.known[asked] = True
        found = living(subject.memory, owner, self.path.name, subject.now_s)
        if self.has_entries and not self.path.entry:
            found.pop("", None)
            return found or None
        return found.get(self.path.entry)


def _same(value: Stored | dict[str, Stored] | None, wanted: Stored) -> bool:
    if value is None:
        return wanted in ("", "false", 0)
    if isinstance(value, dict | tuple):
        return False
    if isinstance(value, bool) or isinstance(wanted, str):
        return shown(value) == wanted
    return _number(value) == wanted


def _has(value: Stored | dict[str, Stored] | None, wanted: tuple[Stored, ...]) -> bool:
    if isinstance(value, dict):
        return any(shown(one) in value for one in wanted)
    items = value if isinstance(value, tuple) else ()
    return any(_same(item, one) for item in items for one in wanted)


def _reaches(more: float | None, less: float | None) -> bool:
    return more is not None and less is not None and more >= less


def _number(value: Stored | dict[str, Stored] | None) -> float | None:
    """The number that a value is or spells; nothing is 0."""
    if value is None:
        return 0
    if isinstance(value, bool):
        return None
    try:
        return as_number(value, "memory")
    except RenderError:
        return None
