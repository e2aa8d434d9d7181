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
from responder.cli.somebody import ME, everybody, mask_files, still_there
from responder.errors import JournalError, SettingError
from responder.instance import only_instance
from responder.journal.forgetting import Forgetting
from responder.journal.journal import FILE
from responder.rules.reading.cells import quote
from responder.wechat.kept import KeptMedia
from responder.wechat.store import Store
from responder.wording import plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from responder.cli.somebody import Everybody
    from responder.journal.forgetting import Left

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
            people = everybody(folder, name)
            known = sorted(people.called - {ME})
            if len(known) > 1:
                _say_several(name, known)
                return WRONG
            if known:
                found = True
                code = max(code, _forget(folder, known[0], people, yes=yes))
    if not found:
        typer.echo(f"Nothing is known of {quote(name)}.", err=True)
        return WRONG
    return code


def _say_several(name: str, known: list[str]) -> None:
    ids = ", ".join(map(plain, known))
    typer.echo(f"Several are called {quote(name)}: {ids}. Say which: responder forget ID", err=True)


def _forget(folder: Path, who: str, people: Everybody, *, yes: bool) -> int:
    names, others = people.alone(who)
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
        # The media first: they are found by what stands in the journal.
        media = KeptMedia(folder).delete(forgetting.messages((who,)))
        # Then the journal: who is still in the other file can be forgotten again.
        left = forgetting.forget((who,), names)
    store = Store(folder)
    identities = store.load_identities()
    kept = tuple(one for one in identities.entries if who not in {one.id, one.room})
    if kept != identities.entries:
        store.save_identities(replace(identities, entries=kept))
    files = mask_files(folder, names)
    print_lines([f"Deleted {told}."])
    if media:
        print_lines([f"Deleted what was kept of what came with them: {media:,} files."])
    print_lines([*_masked(left, files)])
    print_lines([*_remains(folder, left, names, others)])
    return FINE


def _masked(left: Left, files: list[Path]) -> Iterator[str]:
    """What was found of them elsewhere."""
    if left.entries:
        yield f"Deleted what rules had stored under their name: {left.entries:,} values."
    if left.rows or left.values:
        yield (
            f"Masked their name in {left.rows:,} rows of others, and their words in"
            f" {left.values:,} stored values."
        )
    yield from (f"Masked their name in {path}." for path in files)


def _remains(folder: Path, left: Left, names: set[str], others: set[str]) -> Iterator[str]:
    """What is left, and where."""
    if left.rule_files:
        yield (
            f"Their name stays in {left.rule_files:,} kept versions of your rule files and tables,"
            " which are yours; `responder rules history` lists them."
        )
    for path in still_there(folder, names):
        yield f"Their name still stands in {path}: look through it by hand."
    if others:
        listed = ", ".join(sorted(map(plain, others)))
        yield (
            f"Not looked for in what others wrote: {listed} (others bear that name too, or it is"
            " too short)."
        )
    yield "Not looked at: your rule file and its tables, backups, and what stands on the phone."
