"""Runs that go on later: after a pause, or at a time.

What waits is data; pure functions say what a step of a run changes about it and what is due. It
must not know how a run goes on or where it is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from responder.models import EventKind
from responder.rules.captures import NOTHING
from responder.rules.claims import Per, scope_of, talk_of
from responder.rules.manners import is_owners

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from responder.models import Event
    from responder.rules.captures import Captures, Pairs
    from responder.rules.requests import FetchRequest
    from responder.rules.table import Value

WAITING_MAX = 10_000
"""Runs of one account that wait at the same time; all of them stand in memory."""

PER_TALK_MAX = 50
"""Of those the ones that one person began in one chat: a stranger who asks for a thousand reminders
must not use up the room of all others."""

ID_CHARS_MAX = 100
"""Of the name of what is done later: it may quote a message."""

LATE_S = 60.0
"""What could not go on for so long after its time has missed it: nobody listened."""


class Cause(StrEnum):
    """Why a run waits; the words are those of its actions."""

    WAIT = "wait"
    LATER = "later"
    ASK = "ask"
    SCHEDULE = "schedule"
    FETCH = "fetch"


@dataclass(frozen=True, slots=True)
class Run:
    """Where the actions of one rule stand for one event; all of it can be written as JSON.

    Args:
        rule_set: Hash of the rule set that began it.
        event_id: What is answered.
        rule: Name of the rule.
        path: Indexes into the actions that lead to the next one.
        values: Local values: what the conditions found.
        part: `do` or `on_error`: where the first index counts.
        answers: What was answered in it so far, by name.
        loops: The items of each loop in which it stands, the outermost first.
        via: Where the text was passed on that it answers, the first place first; none: it answers
            what was written.
        given: What it knows besides, by name: what it has fetched, or why that failed.
    """

    rule_set: str
    event_id: str
    rule: str
    path: tuple[int, ...] = (0,)
    values: Captures = NOTHING
    part: str = "do"
    answers: tuple[tuple[str, str], ...] = ()
    loops: tuple[tuple[Value, ...], ...] = ()
    via: tuple[str, ...] = ()
    given: Pairs = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A run that goes on later.

    Args:
        key: Unique among what waits; what comes under the same key takes its place.
        run: Where it stands.
        event: What it answers.
        cause: Why it waits.
        place: The action that let it wait, e.g. `do[2].wait`.
        since_s: Since when, Unix seconds.
        due_s: When it goes on, Unix seconds.
        skips: Whether it ends instead where nobody listened at its time.
        question: Which one an answer is waited for, from 0.
        tries: How many answers to it were none.
        request: What is fetched.
    """

    key: str
    run: Run
    event: Event
    cause: Cause
    place: str
    since_s: float
    due_s: float
    skips: bool = False
    question: int = 0
    tries: int = 0
    request: FetchRequest | None = None

    @property
    def begun_by(self) -> tuple[str, str]:
        """Event and rule of its beginning: several runs may have gone out from them."""
        return self.run.event_id, self.run.rule

    def is_due(self, now_s: float) -> bool:
        """Whether it goes on now; a pause also ends when the clock is set back behind it."""
        if self.cause is Cause.FETCH:  # it goes on with what comes back
            return False
        if self.cause is Cause.WAIT:
            return not self.since_s <= now_s < self.due_s
        return now_s >= self.due_s

    def missed(self, now_s: float, max_wait_s: float | None) -> tuple[str, str] | None:
        """Why it comes too late to go on, as a key and in words; None if it does not.

        Args:
            now_s: Unix seconds.
            max_wait_s: So long a reply may wait to be sent; None is ever so long.
        """
        late_s = now_s - self.due_s
        if self.cause is not Cause.LATER and max_wait_s is not None and late_s > max_wait_s:
            return "max_wait", "nobody was there when it was to go on"
        if self.skips and late_s > LATE_S:
            return "missed", "nobody was there at its time"
        return None


@dataclass(frozen=True, slots=True)
class Put:
    """A change: something waits from now on, in place of what stood under its key."""

    waiting: Waiting


@dataclass(frozen=True, slots=True)
class Drop:
    """A change: under a key nothing waits any more.

    Args:
        key: Perhaps nothing did.
    """

    key: str


Turn: TypeAlias = Put | Drop
"""What a step of a run changes about what waits."""

Waits: TypeAlias = "Mapping[str, Waiting]"
"""What waits, by its key."""


def later_key(event: Event, name: str, per: Per = Per.SENDER) -> str:
    """The key of what is cancelled by a name: of a person in a chat, or of the chat."""
    return f"{Cause.LATER} {scope_of(per, event)} {name[:ID_CHARS_MAX]}"


def ask_key(event: Event, per: Per) -> str:
    """The key of a dialogue: one at a time with a person in a chat, or with a chat."""
    return f"{Cause.ASK} {scope_of(per, event)}"


def asked(waits: Waits, event: Event, now_s: float) -> Waiting | None:
    """The dialogue that a message belongs to; None if to none.

    Args:
        waits: What waits.
        event: What happened.
        now_s: Unix seconds; what is written after its time answers nothing. What was written
            before it does, though it be heard after it: the program may not have run meanwhile.
    """
    if event.kind is not EventKind.MESSAGE:
        return None
    for per in (Per.SENDER, Per.CHAT):
        one = waits.get(ask_key(event, per))
        if one is None or is_owners(event) is not is_owners(one.event):
            continue
        if min(now_s, event.time_s) < one.due_s:
            return one
    return None


def applied(waits: Waits, turns: Iterable[Turn]) -> dict[str, Waiting]:
    """What waits after some changes."""
    after = dict(waits)
    for turn in turns:
        if isinstance(turn, Put):
            after[turn.waiting.key] = turn.waiting
        else:
            after.pop(turn.key, None)
    return after


def due(waits: Waits, now_s: float) -> list[Waiting]:
    """What goes on now, in the order in which it was due."""
    found = (one for one in waits.values() if one.is_due(now_s))
    return sorted(found, key=lambda one: (one.due_s, one.since_s, one.key))


def is_full(waits: Waits, event: Event) -> bool:
    """Whether nothing more may wait that an event began."""
    if len(waits) >= WAITING_MAX:
        return True
    talk = talk_of(event)
    return sum(talk_of(one.event) == talk for one in waits.values()) >= PER_TALK_MAX
