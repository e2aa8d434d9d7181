"""`responder forget`: delete a person or group everywhere in the state of an account."""

from __future__ import annotations

import sys
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from responder.cli.codes import FINE, WRONG
from responder.cli.output import print_lines
from responder.cli.paths import state_dir
from responder.errors import JournalError, SettingError
from responder.instance import only_instance
from responder.journal.forgetting import Forgetting
from responder.journal.journal import FILE
from responder.journal.reader import Reader
from responder.rules.reading.cells import quote
from responder.rules.recording import event_of_text
from responder.wechat.store import Store
from responder.wording import plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from responder.models import Event

ME = "me"
"""Id of the account itself, which nobody forgets."""

BEFORE = "identities.json.before"
"""What is left when another account has logged in."""

DRY_RUN = "dry-run"
"""Folder in which a dry run keeps a state of its own."""


def forget_person(state: Path | None, account: str, name: str, *, yes: bool) -> int:
    """Delete everything of a person or group, after asking.

    Args:
        state: `--state`.
        account: `--account`.
        name: A name, remark or WeChat id, or our id.
        yes: Do not ask.

    Returns:
        The exit code: 0 once all is deleted, 1 if nobody is called so, several are, or the answer
        was no.

    Raises:
        SettingError: Nobody can be asked.
        EnvironmentFault: A daemon runs on the state.
        JournalError: A file can not be read or written; it is left as it is.
    """
    directory = state_dir(state, account)
    if not (directory / FILE).exists():
        msg = f"{directory} has no journal: no responder has run on it"
        raise JournalError(msg)
    folders = [one for one in (directory, directory / DRY_RUN) if (one / FILE).exists()]
    code = FINE
    found = False
    for folder in folders:
        with only_instance(folder):
            known = sorted(set(_called(folder, name)))
            if len(known) > 1:
                _say_several(name, known)
                return WRONG
            if known:
                found = True
                code = max(code, _forget(folder, known[0], yes=yes))
    if not found:
        typer.echo(f"Nothing is known of {quote(name)}.", err=True)
        return WRONG
    return code


def _called(folder: Path, name: str) -> Iterator[str]:
    """The ids of everybody who is called so: by the address book, and by the messages."""
    wanted = name.casefold()
    for one in Store(folder).load_identities().entries:
        names = (one.remark, one.nick_name, one.alias, one.wxid)
        if one.id == name or wanted in {each.casefold() for each in names if each}:
            yield one.id
    with closing(Reader.open(folder)) as reader:
        for record in reader.after(0):
            try:
                event = event_of_text(record.event)
            except ValueError:
                continue
            yield from _named(event, name, wanted)


def _named(event: Event, name: str, wanted: str) -> Iterator[str]:
    """Who of an event is called so; never the account itself."""
    sender, chat = event.sender, event.chat
    names = {sender.name, sender.nickname, sender.remark, sender.alias, *sender.known_as}
    if sender.id != ME and (sender.id == name or wanted in {one.casefold() for one in names}):
        yield sender.id
    if chat.id == name or chat.name.casefold() == wanted:
        yield chat.id


def _say_several(name: str, known: list[str]) -> None:
    ids = ", ".join(map(plain, known))
    typer.echo(f"Several are called {quote(name)}: {ids}. Say which: responder forget ID", err=True)


def _forget(folder: Path, who: str, *, yes: bool) -> int:
    with closing(Forgetting.open(folder)) as forgetting:
        events, texts = forgetting.count((who,))
        waiting = forgetting.waits((who,))
        told = f"{plain(who)} in {folder}: {events:,} messages and {texts:,} of our texts"
        unsent = f", {waiting:,} of which have not left yet" if waiting else ""
        if not yes:
            if not sys.stdin.isatty():
                raise SettingError(f"{told}{unsent}: to delete them, say --yes")
            if not typer.confirm(f"Delete {told}{unsent}? They do not come back."):
                return WRONG
        # The journal first: who is still in the other file can be forgotten again.
        forgetting.forget((who,))
    store = Store(folder)
    identities = store.load_identities()
    left = tuple(one for one in identities.entries if who not in {one.id, one.room})
    if left != identities.entries:
        store.save_identities(replace(identities, entries=left))
    print_lines([f"Deleted {told}."])
    before = folder / BEFORE
    if before.exists():
        print_lines([f"{before} is of an earlier login and was not looked at: delete it by hand."])
    return FINE
