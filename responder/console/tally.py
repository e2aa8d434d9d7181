"""How often each rule was used since the program started; counts only, no word of a message."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from responder.answer import Answered


@dataclass(slots=True)
class Uses:
    """Of one rule.

    Args:
        hits: Messages it took or answered.
        last_s: The last of them, Unix seconds.
        errors: How often its reply could not be written.
        error: Why, the last time.
    """

    hits: int = 0
    last_s: float = 0.0
    errors: int = 0
    error: str = field(default="", repr=False)


UNUSED = Uses()


class Tally:
    """Counts uses by rule.

    Args:
        now: Unix seconds.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._uses: dict[str, Uses] = {}

    def answered(self, answered: Answered) -> None:
        """Take note of a decision; a rule that only watches counts too."""
        for taken in answered.decision.taken:
            uses = self._uses.setdefault(taken.rule, Uses())
            uses.hits += 1
            uses.last_s = self._now()
            if taken.error:
                uses.errors += 1
                uses.error = taken.error

    def of(self, rule: str) -> Uses:
        """Of one rule."""
        return self._uses.get(rule, UNUSED)

    def most_used(self, count: int) -> tuple[tuple[str, Uses], ...]:
        """The rules with the most hits."""
        return tuple(sorted(self._uses.items(), key=lambda one: -one[1].hits)[:count])
