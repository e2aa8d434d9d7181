"""The condition `chance`: how often a rule answers of all times it could.

It knows draws; it must not know the rule file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.rules.captures import NOTHING
from responder.rules.conditions.condition import GivesNothing, NeedsNothing
from responder.rules.draws import holds

if TYPE_CHECKING:
    from responder.rules.captures import Captures
    from responder.rules.subject import Subject


DRAW_UNITS = 3
"""Units of work of a draw."""


@dataclass(frozen=True, slots=True)
class ChanceCondition(GivesNothing, NeedsNothing):
    """Holds with a probability; for one message always alike.

    Args:
        probability: From 0, never, to 1, always.
        rule: Name of the rule that draws; the rules in it share the draw.
        place: Where in the rule, e.g. `when.chance`.
    """

    probability: float
    rule: str
    place: str
    key = "chance"

    def match(self, subject: Subject, _found: Captures) -> Captures | None:
        """Whether luck is with this message."""
        subject.deciding.spend(DRAW_UNITS)
        lucky = holds(
            self.probability,
            seed=subject.seed,
            event_id=subject.event.id,
            rule=self.rule,
            place=self.place,
        )
        return NOTHING if lucky else None

    def why(self, _subject: Subject, _found: Captures) -> str:
        """How often it holds."""
        return f"the draw went against it: it holds {self.probability:.4g} of the time"
