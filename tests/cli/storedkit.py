"""A journal with events and decisions in it, as a daemon leaves them."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from responder.journal.journal import Entry, Journal
from responder.models import Chat, ChatKind, Event, EventKind, Group, MessageType, Outgoing, Person
from responder.rules.recording import decision_to_text, event_to_text

if TYPE_CHECKING:
    from pathlib import Path

    from responder.rules.decision import Decision

NOW_S = 1_800_000_000.0
ANN = Person("p1", "小明", known_as=frozenset({"小明", "ming"}))
ME = Person("me", "me")


def event(event_id: str, text: str = "hi", **changes: object) -> Event:
    """小明 writes in private, unless changed."""
    usual = Event(
        event_id,
        EventKind.MESSAGE,
        MessageType.TEXT,
        Chat("p1", ChatKind.PRIVATE, "小明"),
        ANN,
        ME,
        NOW_S - 1,
        text=text,
    )
    return replace(usual, **changes)  # type: ignore[arg-type]  # a test's shorthand


def in_group(event_id: str, text: str = "hi") -> Event:
    """小明 writes in a group."""
    group = Group("g1", "客户群", frozenset({"客户群"}))
    return event(event_id, text, chat=Chat("g1", ChatKind.GROUP, "客户群"), group=group)


def entry(
    what: Event, outcome: str, decision: Decision | None = None, *, keep_text: bool = True
) -> Entry:
    """What became of an event."""
    stored = "" if decision is None else decision_to_text(decision, keep_text=keep_text)
    rule = (decision.rule if decision is not None else None) or ""
    shown = what if keep_text else replace(what, text="")
    return Entry(shown, event_to_text(shown), outcome, rule, "0123456789abcdef", stored)


def reply(number: int, event_id: str, rule: str, text: str = "您好") -> Outgoing:
    """A text that answers an event."""
    return Outgoing(f"{number:017d}", "p1", text, event_id, rule, NOW_S, NOW_S, "小明")


def write(path: Path, *entries: Entry, out: tuple[Outgoing, ...] = ()) -> None:
    """Take events in, and close the journal."""
    with closing(Journal.open(path)) as journal:
        journal.take_in(entries=entries, outgoing=out, now_s=NOW_S)
