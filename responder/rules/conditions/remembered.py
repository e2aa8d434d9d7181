"""The conditions on what was before: who wrote, when, and how often.

Each is a pure function of the memory snapshot; an index can know nothing of them. They must not
know where memory is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.models import By
from responder.rules.captures import NOTHING
from responder.rules.durations import duration

if TYPE_CHECKING:
    from responder.rules.captures import Captures
    from responder.rules.needs import Needs
    from responder.rules.subject import Subject


class Remembered:
    """What the conditions on memory have in common."""

    __slots__ = ()

    @property
    def gives(self) -> tuple[str, ...]:
        """Nothing for templates."""
        return ()

    def needs(self) -> Needs:
        """Nothing that stands in the message."""
        return ()


@dataclass(frozen=True, slots=True)
class FirstContactCondition(Remembered):
    """Whether the sender never wrote before."""

    wanted: bool = True
    key = "first_contact"

    def match(self, subject: Subject, _found: Captures) -> Captures | None:
        """It holds if the sender is as new as wanted."""
        new = subject.event.sender.id not in subject.memory.met
        return NOTHING if new is self.wanted else None

    def why(self, _subject: Subject, _found: Captures) -> str:
        """Who is meant."""
        return "the sender wrote before" if self.wanted else "the sender never wrote before"


@dataclass(frozen=True, slots=True)
class OwnerSilentCondition(Remembered):
    """Whether the owner has written nothing in this chat for a while.

    Args:
        for_s: Seconds; the instant at which they are over counts.
    """

    for_s: float
    key = "owner_silent"

    def match(self, subject: Subject, _found: Captures) -> Captures | None:
        """It holds if the owner never wrote here, or not for so long."""
        last_s = subject.memory.owner_wrote_s.get(subject.event.chat.id)
        silent = last_s is None or subject.now_s - last_s >= self.for_s
        return NOTHING if silent else None

    def why(self, subject: Subject, _found: Captures) -> str:
        """How long ago the owner wrote."""
        ago_s = subject.now_s - subject.memory.owner_wrote_s[subject.event.chat.id]
        return f"the owner wrote here {duration(round(max(0.0, ago_s)))} ago"


@dataclass(frozen=True, slots=True)
class RepeatedCondition(Remembered):
    """Whether the same text was written in this chat so often in so short a time.

    Times are the service's, so that those of an outage do not fall together.

    Args:
        times: So often, this message included; at least 2.
        within_s: Seconds back from when this message was written.
        by: Who must have written it.
    """

    times: int
    within_s: float
    by: By = By.ANYBODY
    key = "repeated"

    def match(self, subject: Subject, _found: Captures) -> Captures | None:
        """It holds from the message on that makes the number full."""
        return NOTHING if self._count(subject) >= self.times else None

    def why(self, subject: Subject, _found: Captures) -> str:
        """How often it was."""
        often = f"{self._count(subject)} of {self.times} times"
        return f"the text was written {often} in {duration(self.within_s)}"

    def _count(self, subject: Subject) -> int:
        event = subject.event
        if not subject.folded:
            return 1  # two pictures are not the same
        heard = subject.memory.heard.get((event.chat.id, subject.folded), ())
        recent = [who for who, at_s in heard if event.time_s - at_s < self.within_s]
        if self.by is By.DIFFERENT_SENDERS:
            return len({*recent, event.sender.id})
        if self.by is By.SAME_SENDER:
            return 1 + recent.count(event.sender.id)
        return 1 + len(recent)
