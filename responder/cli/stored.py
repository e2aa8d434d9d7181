"""What the journal of an account holds, as `log` and `why` need it: read, and read only."""

from __future__ import annotations

import difflib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from responder.cli.paths import state_dir
from responder.errors import SettingError
from responder.journal.reader import Reader
from responder.rules.reading.cells import quote
from responder.rules.recording import event_of_text
from responder.wording import plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from responder.models import Event

NAMES_SHOWN_MAX = 5
"""Chats that are named where one is not found."""

NEAR = 0.5
"""How alike two names are of two letters of which one is right."""


@contextmanager
def journal_of(state: Path | None, account: str) -> Iterator[Reader]:
    """The journal of an account.

    Raises:
        JournalError: There is none, it is damaged, or of another version.
        SettingError: The account's name is not fit for a folder.
    """
    reader = Reader.open(state_dir(state, account))
    try:
        yield reader
    finally:
        reader.close()


def chats_called(reader: Reader, name: str) -> tuple[str, ...]:
    """The ids of the chats of a name, by what their people and groups were last called.

    Raises:
        SettingError: There is none; it names some that are near.
    """
    wanted, found = name.casefold(), []
    known: dict[str, None] = {}
    for chat_id, text in reader.chats():
        try:
            event = event_of_text(text)
        except ValueError:
            continue
        names = _names(event)
        if chat_id == name or wanted in {one.casefold() for one in names}:
            found.append(chat_id)
        known |= dict.fromkeys(names)
    if found:
        return tuple(found)
    near = (
        difflib.get_close_matches(name, known, NAMES_SHOWN_MAX, NEAR) or [*known][:NAMES_SHOWN_MAX]
    )
    there = f"; there are: {', '.join(map(plain, near))}" if near else ""
    raise SettingError(f"--chat {quote(name)}: nothing is known of a chat of this name{there}")


def encodable(text: str) -> str:
    """An argument as a database can take it: bytes that are no text become question marks."""
    return text.encode("utf-8", "replace").decode()


def _names(event: Event) -> list[str]:
    """What a chat is called; the newest name first."""
    if event.group is not None:
        return [event.group.name, *sorted(event.group.known_as)]
    if event.from_me:
        return [event.chat.name]
    return [event.chat.name, event.sender.name, *sorted(event.sender.known_as)]
