"""Needs, and whether an event meets them, without any index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.rules.index.entries import OPEN, Entry
from responder.rules.needs import How, Key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from responder.rules.index.entries import Gate
    from responder.rules.needs import Clause
    from responder.rules.subject import Subject


def part(*texts: str) -> Clause:
    """One of these is in the folded text."""
    return any_of(How.PART, *texts)


def any_of(how: How, *texts: str) -> Clause:
    """One of these is there in that way."""
    return frozenset(Key(how, text) for text in texts)


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
    return {
        How.WHOLE: folded == key.text,
        How.START: folded.startswith(key.text),
        How.PART: key.text in folded,
        How.RAW_WHOLE: text == key.text,
        How.RAW_START: text.startswith(key.text),
        How.RAW_PART: key.text in text,
        How.CASELESS_PART: key.text in text.casefold(),
        How.SENDER: key.text in subject.senders,
        How.GROUP: key.text in subject.groups,
    }[key.how]
