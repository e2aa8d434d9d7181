"""What a client did wrong, as the service would see it.

An `ERROR` is something the service refuses or silently breaks; a `WARNING` is a deviation from the
official client that the service tolerates. A well-behaved client leaves the list empty.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

KINDS_KEPT_MAX = 1000
"""Different violations kept; the same one again only counts up, so this bounds memory."""


class Level(StrEnum):
    """How bad."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Violation:
    """One kind of violation.

    Args:
        level: How bad.
        endpoint: The call.
        field: Which part of the request, e.g. `Msg.Content` or `Cookie`.
        why: A sentence.
        at: Unix time of the first one.
        count: How often.
    """

    level: Level
    endpoint: str
    field: str
    why: str
    at: float
    count: int = 1


class Violations:
    """All of them, in order of first occurrence."""

    def __init__(self) -> None:
        self._by_kind: dict[tuple[str, str, str], Violation] = {}

    def add(self, level: Level, endpoint: str, field: str, why: str, at: float) -> None:
        """Record one, or count it up if it is known."""
        kind = (endpoint, field, why)
        known = self._by_kind.get(kind)
        if known is not None:
            self._by_kind[kind] = replace(known, count=known.count + 1)
        elif len(self._by_kind) < KINDS_KEPT_MAX:
            self._by_kind[kind] = Violation(level, endpoint, field, why, at)

    def clear(self) -> None:
        """Forget all."""
        self._by_kind.clear()

    def listed(self) -> list[Violation]:
        """A snapshot."""
        return list(self._by_kind.values())
