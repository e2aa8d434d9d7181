"""What an event itself changes in memory."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from responder.memory import Heard, Memory, Met, OwnerWrote
from responder.models import ChatKind, EventKind
from responder.rules.noticed import noticed
from tests.rules.rulekit import NOW_S, says

if TYPE_CHECKING:
    from responder.memory import Change
    from responder.models import Event

EVENT = says("在吗")
MINE = says("在", from_me=True)


def changes(
    event: Event, memory: Memory | None = None, *, hears: bool = False, withheld: bool = False
) -> tuple[Change, ...]:
    """What an event changes now."""
    known = memory or Memory()
    return noticed(event, event.text, known, NOW_S, hears=hears, withheld=withheld)


def test_who_writes_is_met() -> None:
    """From then on he is no stranger, unless the message was only recorded."""
    assert changes(EVENT) == (Met("ann", NOW_S),)
    assert changes(EVENT, withheld=True) == ()


def test_texts_are_heard_where_a_rule_asks() -> None:
    """At the time they were written, so that an outage moves none of them together."""
    heard = Heard(EVENT.chat.id, "在吗", "ann", EVENT.time_s)
    assert changes(EVENT, hears=True, withheld=True) == (heard,)
    assert changes(says(""), hears=True) == (Met("ann", NOW_S),)


def test_owner_wrote_when_he_wrote() -> None:
    """A message that comes late counts from its writing, and never from the future."""
    assert changes(MINE) == (OwnerWrote(MINE.chat.id, MINE.time_s),)
    ahead = dataclasses.replace(MINE, time_s=NOW_S + 3)
    assert changes(ahead, withheld=True) == (OwnerWrote(MINE.chat.id, NOW_S),)


def test_earlier_message_of_the_owner_comes_late() -> None:
    """What he wrote after it still counts."""
    memory = Memory(owner_wrote_s={MINE.chat.id: MINE.time_s})
    assert changes(MINE, memory) == ()


def test_notes_to_himself_are_no_handover() -> None:
    """In the chat with the file helper nobody else is there."""
    assert changes(says("x", kind=ChatKind.FILEHELPER, from_me=True)) == ()


def test_only_messages_count() -> None:
    """Whoever joins a group has not written."""
    assert changes(dataclasses.replace(EVENT, kind=EventKind.MEMBER_JOINED), hears=True) == ()
