"""Needs, and whether an event meets them, without any index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.rules.index.entries import OPEN, Entry
from responder.rules.needs import How

if TYPE_CHECKING:
    from collections.abc import Sequence

    from responder.rules.index.entries import Gate
    from responder.rules.needs import Clause, Key
    from responder.rules.subject import Subject


def part(*texts: str) -> Clause:
    """One of these is in the folded text."""
    return any_of(How.PART, *texts)


def any_of(how: How, *texts: str) -> Clause:
    """One of these is there in that way."""
    return tuple((how, text) for text in texts)


def entry(*clauses: Clause, gate: Gate = OPEN) -> Entry:
    """A rule that needs all the clauses."""
    return Entry(clauses, gate)


def taking(entries: Sequence[Entry], subject: Subject) -> list[int]:
    """The rules whose needs an event meets, by looking at each."""
    event = subject.event
    state = event.kind, event.chat.kind, event.from_me
    return [
        number
        for number, one in enumerate(entries)
        if state in set(one.gate.states())
        and all(any(_meets(key, subject) for key in clause) for clause in one.needs)
    ]


def _meets(key: Key, subject: Subject) -> bool:
    text, folded = subject.text, subject.folded
    how, wanted = key
    return {
        How.WHOLE: folded == wanted,
        How.START: folded.startswith(wanted),
        How.PART: wanted in folded,
        How.RAW_WHOLE: text == wanted,
        How.RAW_START: text.startswith(wanted),
        How.RAW_PART: wanted in text,
        How.CASELESS_PART: wanted in text.casefold(),
        How.SENDER: wanted in subject.senders,
        How.GROUP: wanted in subject.groups,
    }[how]
