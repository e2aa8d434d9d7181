"""Events that wait before they are decided: bursts of a talk, and the newest message of a chat.

What waits is data; pure functions say what a new arrival does to it and what is over. Every event
comes out once: alone, as part of a burst, or with the reason why it is only recorded. It must not
know rules or where what waits is stored.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from responder.models import EventKind, MessageType
from responder.rules.manners import Manner, arrival, backlog_key, burst_key, is_owners, too_late

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from responder.models import Event, Limits
    from responder.rules.manners import Hold

BURST_EVENTS_MAX = 50
"""Messages of one burst; nobody means more by one question, and all of them wait in memory."""


@dataclass(frozen=True, slots=True)
class Held:
    """What waits under one key.

    Args:
        key: See `manners.Hold`.
        since_s: When the first of the events came in, Unix seconds.
        due_s: When they are decided if nothing else comes in, Unix seconds.
        events: Oldest first, at least one; one alone unless several were joined.
    """

    key: str
    since_s: float
    due_s: float
    events: tuple[Event, ...]

    def is_over(self, now_s: float) -> bool:
        """Whether it has waited enough; also if the clock was set back meanwhile."""
        return not self.since_s <= now_s < self.due_s


@dataclass(frozen=True, slots=True)
class Ready:
    """An event that is to be decided now.

    Args:
        event: One that came in, or a burst as one.
        withheld: Why it is recorded and not answered, for `decide`; `""` if nothing is known.
        parts: The events it stands for, oldest first.
    """

    event: Event
    withheld: str
    parts: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """What an arrival, or the passing of time, leads to.

    Args:
        ready: To be decided, in this order.
        put: What waits from now on, in place of what stood under its key.
        dropped: Keys under which nothing waits any more.
    """

    ready: tuple[Ready, ...] = ()
    put: Held | None = None
    dropped: tuple[str, ...] = ()

    def applied(self, held: Mapping[str, Held]) -> dict[str, Held]:
        """What waits afterwards."""
        after = {key: one for key, one in held.items() if key not in self.dropped}
        return after if self.put is None else {**after, self.put.key: self.put}


def arrive(
    limits: Limits,
    held: Mapping[str, Held],
    event: Event,
    now_s: float,
    listening_since_s: float,
) -> Turn:
    """Take in an event that has just come in.

    Args:
        limits: Of the rule file.
        held: What waits, by key; only looked up.
        event: What came in.
        now_s: Unix seconds.
        listening_since_s: See `manners.arrival`.
    """
    found = arrival(limits, event, now_s, listening_since_s)
    if found.withheld:
        return Turn((Ready(event, found.withheld, (event,)),))
    hold = found.hold
    before = _before(held, event, hold)
    first = [_released(limits, one, now_s, listening_since_s) for one in before]
    dropped = tuple(one.key for one in before)
    if hold is None:
        return Turn((*first, Ready(event, "", (event,))), dropped=dropped)
    there = held.get(hold.key)
    if there is not None and not hold.joins:
        first.append(Ready(there.events[-1], Manner.CATCH_UP, there.events))
    elif there is not None and there.is_over(now_s):
        first.append(_released(limits, there, now_s, listening_since_s))
        there = None
    return Turn(tuple(first), _held(hold, there, event, now_s), dropped)


def over(limits: Limits, held: Iterable[Held], now_s: float, listening_since_s: float) -> Turn:
    """Let out what has waited enough, in the order in which it was due.

    Args:
        limits: Of the rule file.
        held: What waits, or what may be over of it.
        now_s: Unix seconds.
        listening_since_s: See `manners.arrival`.
    """
    due = sorted(
        (one for one in held if one.is_over(now_s)),
        key=lambda one: (one.due_s, one.events[-1].time_s),
    )
    return Turn(
        tuple(_released(limits, one, now_s, listening_since_s) for one in due),
        dropped=tuple(one.key for one in due),
    )


def joined(events: tuple[Event, ...]) -> Event:
    """A burst as one event: the last one, with all that was said.

    It is a text if any of them is one, for then its words are what it is about; otherwise it is of
    the type of the last. A link or title is that of the last which has one.

    Args:
        events: Of one talk, oldest first, at least one.
    """
    last = events[-1]
    if len(events) == 1:
        return last
    is_text = any(one.type is MessageType.TEXT for one in events)
    linked = next((one for one in reversed(events) if one.title or one.url), last)
    return replace(
        last,
        type=MessageType.TEXT if is_text else last.type,
        text="\n".join(one.text for one in events if one.text),
        mentioned=any(one.mentioned for one in events),
        title=linked.title,
        url=linked.url,
    )


def _before(held: Mapping[str, Held], event: Event, hold: Hold | None) -> list[Held]:
    """What waits under other keys and must be decided before an event, which came later.

    That is a burst of its talk, and what was missed in its chat, of which nothing more follows.
    Others wait on while the owner writes, who has seen them.
    """
    if event.kind is not EventKind.MESSAGE:
        return []
    found = []
    for key in (backlog_key(event), burst_key(event)):
        there = None if hold is not None and key == hold.key else held.get(key)
        if there is not None and (not is_owners(event) or is_owners(there.events[-1])):
            found.append(there)
    return found


def _held(hold: Hold, there: Held | None, event: Event, now_s: float) -> Held:
    """What waits under a key after one more event."""
    since_s = now_s if there is None else there.since_s
    events = (event,) if there is None or not hold.joins else (*there.events, event)
    due_s = min(now_s + hold.wait_s, since_s + hold.most_s)
    full = len(events) >= BURST_EVENTS_MAX
    return Held(hold.key, since_s, now_s if full else due_s, events)


def _released(limits: Limits, held: Held, now_s: float, listening_since_s: float) -> Ready:
    event = joined(held.events)
    return Ready(event, too_late(limits, event, now_s, listening_since_s), held.events)
