"""What every condition of a rule can do.

It knows the shape alone; it must not know any condition.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from responder.rules.captures import Captures
    from responder.rules.needs import Needs
    from responder.rules.subject import Subject


class Condition(Protocol):
    """One condition of a rule; frozen, and equal to another that means the same."""

    @property
    def key(self) -> str:
        """The key of the rule file it comes from."""

    @property
    def gives(self) -> tuple[str, ...]:
        """Names under `match` that it may give to templates."""

    def match(self, subject: Subject, found: Captures, /) -> Captures | None:
        """What it finds, `NOTHING` if it only holds, None if it does not hold.

        Args:
            subject: The event, prepared.
            found: What the conditions before it have found.
        """

    def why(self, subject: Subject, found: Captures, /) -> str:
        """Why it does not hold, in words for the rule's author; asked only then."""

    def needs(self) -> Needs:
        """What a message must have for it to hold."""


class Giver(Protocol):
    """Whatever gives names to templates."""

    @property
    def gives(self) -> tuple[str, ...]:
        """The names."""


def given_by(parts: Iterable[Giver]) -> tuple[str, ...]:
    """The names that several give together, each once."""
    return tuple(dict.fromkeys([name for part in parts for name in part.gives]))


class GivesNothing:
    """What finds no names, and only holds."""

    __slots__ = ()

    @property
    def gives(self) -> tuple[str, ...]:
        """Nothing."""
        return ()


class NeedsNothing:
    """What no index of texts and names can look up."""

    __slots__ = ()

    def needs(self) -> Needs:
        """Nothing."""
        return ()
