"""A journal in a directory, and things to write into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.journal.journal import Cursor, Entry, Hold, Journal
from responder.models import Chat, ChatKind, Event, EventKind, MessageType, Outgoing, Person

if TYPE_CHECKING:
    from pathlib import Path

    from responder.memory import Change

NOW_S = 1_800_000_000.0


def opened(path: Path) -> Journal:
    """The journal of a directory."""
    return Journal.open(path)


def text(number: int, *, chat: str = "p1", created_s: float = NOW_S, event: str = "") -> Outgoing:
    """An outgoing text with a ClientMsgId in order."""
    return Outgoing(
        client_msg_id=f"{number:017d}",
        chat_id=chat,
        text=f"text {number}",
        event_id=event or f"event {number}",
        rule="rule",
        not_before_s=created_s + 1,
        created_s=created_s,
        chat_name="Ann",
    )


def event(event_id: str, chat: str = "p1") -> Event:
    """Somebody wrote something."""
    ann, me = Person(chat, "Ann"), Person("me", "me")
    return Event(
        event_id,
        EventKind.MESSAGE,
        MessageType.TEXT,
        Chat(chat, ChatKind.PRIVATE, "Ann"),
        ann,
        me,
        NOW_S - 1,
        text="hi",
    )


def entry(event_id: str, hold: Hold | None = None, chat: str = "p1") -> Entry:
    """What became of an event."""
    outcome = "answered" if hold is None else "held"
    return Entry(event(event_id, chat), event_id, outcome, hold=hold)


def by(event_id: str, *changes: Change) -> list[tuple[str, Change]]:
    """What an event changed."""
    return [(event_id, change) for change in changes]


def take_in(journal: Journal, *ids: str, out: list[Outgoing] | None = None) -> None:
    """Take in a batch of one login."""
    journal.take_in(
        event_ids=ids,
        entries=[entry(one) for one in ids],
        outgoing=out or [],
        cursor=Cursor("L", f"keys {ids}"),
        now_s=NOW_S,
    )
