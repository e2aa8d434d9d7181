"""How an answer differs from what it was, and why it says no more.

It must not know how either came about.
"""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum
from typing import TYPE_CHECKING

from responder.frozen import frozen
from responder.replay.past import FAILED
from responder.rules.waiting import Put

if TYPE_CHECKING:
    from collections.abc import Sequence

    from responder.replay.past import Past, Then
    from responder.rules.decision import Decision, Taken

MOVED_S = 1.0
"""An answer that is decided so much earlier or later than then has moved; less is the clock's."""

NO_WORDS = "its words were not kept"
AFTER_THE_END = "it goes on after the end of the recording"
"""Why nobody can say how an answer differs."""


class Kind(StrEnum):
    """How an answer differs from what it was."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    """The same words, decided at another time."""
    UNKNOWN = "unknown"
    """It can not be decided again, so nobody can say."""


DIFFERENT = frozenset({Kind.ADDED, Kind.REMOVED, Kind.CHANGED, Kind.MOVED})


@frozen
class Now:
    """One text that would go out.

    Args:
        rule: Name of the rule that writes it.
        text: As it would be sent.
        at_s: When that would be decided, Unix seconds.
        to: Id of the other chat that it would go to; `""` is that of the event.
        to_name: What that is called.
    """

    rule: str
    text: str = field(repr=False)
    at_s: float
    to: str = ""
    to_name: str = ""


@frozen
class Compared:
    """One message: what was done about it then, and what would be.

    Args:
        past: What happened, and what was done.
        kind: How both differ.
        now: What would be answered.
        rule: That would have it; `""` if none would, or nothing is different.
        why: Why it would answer nothing, or no more than this, in words; `""` likewise.
        decided_s: When it would be decided, Unix seconds.
    """

    past: Past
    kind: Kind
    now: tuple[Now, ...] = ()
    rule: str = ""
    why: str = ""
    decided_s: float = 0.0

    @property
    def reaches_s(self) -> float:
        """When the last of it was said, or would be; else when it came in. Unix seconds."""
        texts = [one.written_s for one in self.past.texts] + [one.at_s for one in self.now]
        return max(texts, default=self.past.arrived_s)

    @property
    def moved_s(self) -> float:
        """How many seconds later the first text that has moved would be decided."""
        pairs = zip(self.past.texts, self.now, strict=False)
        moves = (now.at_s - then.written_s for then, now in pairs)
        return next((one for one in moves if abs(one) >= MOVED_S), 0.0)


def compare(then: Sequence[Then], now: Sequence[Now], *, goes_on: bool = False) -> Kind:
    """How an answer differs from what it was.

    Args:
        then: What was to go out.
        now: What would.
        goes_on: Whether more of it would come behind the end of the recording.
    """
    if goes_on and len(now) < len(then) and _said(then[: len(now)]) == _said(now):
        return Kind.UNKNOWN
    if not then or not now:
        return Kind.ADDED if now else Kind.REMOVED if then else Kind.SAME
    if any(not one.text for one in then):  # not kept: rules and numbers are all that can be told
        alike = [one.rule for one in then] == [one.rule for one in now]
        return Kind.UNKNOWN if alike else Kind.CHANGED
    if _said(then) != _said(now):
        return Kind.CHANGED
    pairs = zip(then, now, strict=True)
    moved = any(abs(one.written_s - other.at_s) >= MOVED_S for one, other in pairs)
    return Kind.MOVED if moved else Kind.SAME


def compared(
    past: Past,
    decision: Decision | None,
    now: tuple[Now, ...],
    decided_s: float,
    *,
    goes_on: bool = False,
) -> Compared:
    """What was done about an event, beside what would be.

    Args:
        past: The event.
        decision: About it; None if it is answered together with a later one.
        now: What would be said to it.
        decided_s: When it would be decided, Unix seconds.
        goes_on: Whether more would come behind the end of the recording.
    """
    kind = compare(past.texts, now, goes_on=goes_on)
    if kind is Kind.SAME or kind is Kind.MOVED:
        return Compared(past, kind, now, decided_s=decided_s)
    rule = "" if decision is None else decision.rule or ""
    if kind is Kind.UNKNOWN:
        return Compared(past, kind, now, rule, AFTER_THE_END if goes_on else NO_WORDS, decided_s)
    return Compared(past, kind, now, rule, why(decision), decided_s)


def why(decision: Decision | None) -> str:
    """Why nothing, or no more, would be answered."""
    if decision is None:
        return "it is answered together with a later message"
    if decision.fault is not None:
        return decision.fault
    main = decision.main
    return "no rule takes it" if main is None else fate(main)


def fate(taken: Taken) -> str:
    """Why a rule says nothing, or no more than it does; `""` if it says all that it has to."""
    if taken.error is not None:
        return f"{FAILED}: {taken.error}"
    if taken.suppressed:
        return f"{taken.suppressed}: {taken.suppressed_why}"
    if taken.kept_back:
        forbidden = taken.kept_back[0].why
        return f"{forbidden.key}: {forbidden.reason}"
    waits = any(isinstance(turn, Put) for turn in taken.turns)
    return "" if taken.replies or waits else "the rule answers nothing, on purpose"


def _said(texts: Sequence[Then] | Sequence[Now]) -> list[tuple[str, str]]:
    return [(one.text, one.to) for one in texts]
