"""Who is meant by a name in the state of an account, and what stands of them in its files.

It must not know what is asked or told.
"""

from __future__ import annotations

import json
import os
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from responder.journal.masking import NAME_CHARS_MIN, Masking
from responder.journal.reader import Reader
from responder.logs import LOG_FILE
from responder.rules.recording import event_of_text
from responder.wechat.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from responder.models import Event

ME = "me"
"""Id of the account itself, which nobody forgets."""

BEFORE = "identities.json.before"
"""What is left when another account has logged in."""

CHUNK = 1 << 20
"""Bytes of a file that are looked through at a time."""


@dataclass(slots=True)
class Everybody:
    """All people and groups of one state, by their ids.

    Args:
        names: Id to every name they were known by.
        called: Ids of those whom rules or people may mean by the name that was asked for.
    """

    names: dict[str, set[str]] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)

    def add(self, who: str, names: Iterable[str], wanted: str) -> None:
        """Note names of somebody."""
        known = {name for name in names if name}
        self.names.setdefault(who, set()).update(known)
        if who == wanted or wanted.casefold() in {name.casefold() for name in known}:
            self.called.add(who)

    def alone(self, who: str) -> tuple[set[str], set[str]]:
        """The names of somebody that nobody else bears, and those that can not be looked for.

        The latter are borne by others too, or so short that they would be found inside of words.
        """
        mine = self.names.get(who, set())
        others = {name for one, names in self.names.items() if one != who for name in names}
        alone = {name for name in mine - others if len(name) >= NAME_CHARS_MIN}
        return alone, mine - alone


def everybody(folder: Path, wanted: str) -> Everybody:
    """All people and groups of a state: by the address book, and by the messages.

    Args:
        folder: Of the state.
        wanted: The name that is asked for.
    """
    found = Everybody()
    for one in Store(folder).load_identities().entries:
        found.add(one.id, (one.remark, one.nick_name, one.alias, one.wxid), wanted)
    with closing(Reader.open(folder)) as reader:
        for record in reader.after(0):
            try:
                event = event_of_text(record.event)
            except ValueError:
                continue
            for who, names in _named(event):
                found.add(who, names, wanted)
    return found


def _named(event: Event) -> Iterator[tuple[str, set[str]]]:
    """Who has a part in an event, and under which names."""
    sender, chat = event.sender, event.chat
    names = {sender.name, sender.nickname, sender.remark, sender.alias, sender.display_name}
    yield sender.id, names | sender.known_as
    if chat.id not in {sender.id, ME}:
        yield chat.id, {chat.name}
    if event.group is not None:
        yield chat.id, {event.group.name, *event.group.known_as}


def mask_files(folder: Path, names: Iterable[str]) -> list[Path]:
    """Mask names in the log and in the address book of an earlier login.

    Returns:
        The files in which one stood.
    """
    masking = Masking(names)
    found = []
    for path in sorted({*folder.glob(f"{LOG_FILE}*"), folder / BEFORE}):
        if not path.is_file():
            continue
        text = path.read_text("utf-8", "surrogateescape")
        if not masking.is_in(text):
            continue
        # In place: whoever may read it is to stay the same, and the bytes are to be gone.
        with path.open("r+", encoding="utf-8", errors="surrogateescape") as file:
            file.write(masking.text(text))
            file.truncate()
            file.flush()
            os.fsync(file.fileno())
        found.append(path)
    return found


def still_there(folder: Path, names: Iterable[str]) -> list[Path]:
    """The files of a state in which one of some names stands, byte by byte."""
    forms = {form for name in names for form in (name, json.dumps(name)[1:-1])}
    wanted = [form.encode("utf-8", "surrogatepass") for form in forms]
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink() and _has(path, wanted)
    ]


def _has(path: Path, wanted: list[bytes]) -> bool:
    longest = max(map(len, wanted), default=1)
    rest = b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            if any(one in rest + chunk for one in wanted):
                return True
            rest = chunk[-longest:]
    return False
