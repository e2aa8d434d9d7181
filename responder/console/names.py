"""Names in the rules that mean nobody, or several; asked for seldom, for it takes time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from responder.console.desk import Desk

FRESH_S = 60.0
"""So old it may be; it takes the daemon 0.1 s where 25,000 people are known."""


@dataclass(slots=True)
class Names:
    """What was found out last.

    Args:
        told: A sentence for each.
        held: For which rules and login.
        at_s: When, Unix seconds.
    """

    told: tuple[str, ...] = ()
    held: tuple[str, str] = ("", "")
    at_s: float = float("-inf")

    async def doubtful(self, desk: Desk, status: dict[str, Any]) -> tuple[str, ...]:
        """A sentence for each name; none while nobody is logged in.

        Args:
            desk: Asked, if what was told before may not hold any more.
            status: As it is now.
        """
        held = (status["rules"]["hash"], status["state"])
        if held != self.held or not 0 <= desk.now() - self.at_s < FRESH_S:
            self.held, self.at_s = held, desk.now()  # before the wait: others do not ask too
            self.told = tuple((await desk.do("status"))["names"])
        return self.told
