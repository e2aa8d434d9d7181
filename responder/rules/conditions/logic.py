"""Conditions made of conditions: `any`, `all`, `not`.

It must not know any other condition, or the rule file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.rules.captures import NOTHING
from responder.rules.conditions.condition import GivesNothing, NeedsNothing, given_by
from responder.rules.conditions.rarity import any_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from responder.rules.captures import Captures
    from responder.rules.conditions.condition import Condition
    from responder.rules.needs import Needs
    from responder.rules.subject import Subject

REASONS_SHOWN_MAX = 3
"""Branches whose reasons are repeated when none of them holds; the rest is counted."""


@dataclass(frozen=True, slots=True)
class AllOf:
    """Holds if all of its conditions do; it gives what they give.

    Args:
        conditions: In the order of trying.
    """

    conditions: tuple[Condition, ...]
    key = "all"

    @property
    def gives(self) -> tuple[str, ...]:
        """What any of them may give."""
        return given_by(self.conditions)

    def match(self, subject: Subject, found: Captures) -> Captures | None:
        """What they find together; each sees what those before it found."""
        gathered = NOTHING
        for condition in self.conditions:
            subject.deciding.spend(1 + len(gathered.match) // 4)
            more = condition.match(subject, found.plus(gathered))
            if more is None:
                return None
            gathered = gathered.plus(more)
        return gathered

    def why(self, subject: Subject, found: Captures) -> str:
        """Why the first one that does not hold does not."""
        gathered = NOTHING
        for condition in self.conditions:
            seen = found.plus(gathered)
            more = condition.match(subject, seen)
            if more is None:
                words = condition.why(subject, seen)
                return words if isinstance(condition, AllOf) else f"{condition.key}: {words}"
            gathered = gathered.plus(more)
        return "all of it holds"

    def needs(self) -> Needs:
        """What all of them need."""
        return tuple(clause for one in self.conditions for clause in one.needs())


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds if one of its branches does; it gives what the first that holds gives.

    Args:
        branches: In the order of trying.
    """

    branches: tuple[Condition, ...]
    key = "any"

    @property
    def gives(self) -> tuple[str, ...]:
        """What any of them may give."""
        return given_by(self.branches)

    def match(self, subject: Subject, found: Captures) -> Captures | None:
        """What the first branch that holds finds."""
        for branch in self.branches:
            subject.deciding.spend(1)
            more = branch.match(subject, found)
            if more is not None:
                return more
        return None

    def why(self, subject: Subject, found: Captures) -> str:
        """Why each of the first branches does not hold."""
        reasons = [one.why(subject, found) for one in self.branches[:REASONS_SHOWN_MAX]]
        more = len(self.branches) - len(reasons)
        return "; ".join([*reasons, *([f"and {more} more"] if more else [])])

    def needs(self) -> Needs:
        """One of what the branches need; nothing where one of them needs nothing."""
        return any_of([branch.needs() for branch in self.branches])


@dataclass(frozen=True, slots=True)
class NoneOf(GivesNothing, NeedsNothing):
    """Holds if none of its branches does; it gives nothing.

    Args:
        branches: In the order of trying.
    """

    branches: tuple[Condition, ...]
    key = "not"

    def match(self, subject: Subject, found: Captures) -> Captures | None:
        """Whether no branch holds."""
        for branch in self.branches:
            subject.deciding.spend(1)
            if branch.match(subject, found) is not None:
                return None
        return NOTHING

    def why(self, subject: Subject, found: Captures) -> str:
        """Which branch holds."""
        for number, branch in enumerate(self.branches, start=1):
            if branch.match(subject, found) is not None:
                which = f"number {number} of them" if len(self.branches) > 1 else "it"
                return f"what must not hold does: {which}"
        return "none of it holds"


def inner(conditions: Iterable[Condition]) -> Iterator[Condition]:
    """Conditions with all that they are made of, at any depth."""
    for condition in conditions:
        yield condition
        if isinstance(condition, AllOf):
            yield from inner(condition.conditions)
        elif isinstance(condition, AnyOf | NoneOf):
            yield from inner(condition.branches)
