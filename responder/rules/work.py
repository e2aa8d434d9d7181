"""What one message may cost: work is counted, never timed, so that it always gets equally far.

Strangers choose the messages and owners the rules, and neither knows of the other. So all that is
done for one message is paid from one budget, whatever it is done for. It knows numbers alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from sys import maxsize
from typing import TYPE_CHECKING, Any

from responder.errors import ResponderError

if TYPE_CHECKING:
    from collections.abc import Hashable

DECIDING_UNITS_MAX = 20_000
"""Units of work to find the rule that takes a message. A unit is a microsecond of whatever is worst
for its price, so that is 20 ms; an ordinary message takes a few dozen."""

WRITING_UNITS_MAX = 30_000
"""Units of work to write all replies to it, apart from the others: whoever fills a message with
keywords must not make the rule that answers it fail. As much as one template may do at most. Rules
in shadow have as much again together."""

REASONS_UNITS_MAX = 5_000
"""Units of work to say why rules do not take it."""

SPENT = "the message has cost all the work that one message may"
"""Why a condition does not hold, or a reply is not written, once the budget is spent."""


class SpentError(ResponderError):
    """The budget of a message is spent."""

    def __init__(self) -> None:
        super().__init__(SPENT)


@dataclass(slots=True)
class Work:
    """The work left to one message.

    Args:
        left: In units.
        known: What was found out at a price, by what was asked: it is paid for once.
    """

    left: int = DECIDING_UNITS_MAX
    known: dict[Hashable, Any] = field(default_factory=dict)

    def spend(self, units: int) -> None:
        """Take units away.

        Raises:
            SpentError: There are not so many left.
        """
        self.left -= units
        if self.left < 0:
            raise SpentError

    def owe(self, units: int) -> None:
        """Take units away for what must be done all the same; who asks for more then gets none."""
        self.left -= units

    def for_reasons(self) -> Work:
        """What is left to say why: it knows all that was found out, and little more can be."""
        return Work(REASONS_UNITS_MAX, self.known)


def unpaid() -> Work:
    """Work that nobody counts, while no message waits."""
    return Work(maxsize)
