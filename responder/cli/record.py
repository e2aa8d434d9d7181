"""`responder record`: real cases as tests of the rules that decided them, without real names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from responder.cli.codes import FINE, WRONG
from responder.cli.output import print_lines
from responder.cli.stored import encodable, journal_of
from responder.cli.why import named
from responder.replay.retelling import NAMED_AS_THEY_ARE, UNFAITHFUL, retold
from responder.wording import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from responder.journal.reader import Record


def record_messages(state: Path | None, account: str, messages: Sequence[str]) -> int:
    """Print messages as entries for `tests:`, one for each chat.

    Args:
        state: `--state`.
        account: `--account`.
        messages: Their ids, as `responder log` shows them.

    Returns:
        The exit code: 0, or 1 if one could not be told so that the same comes of it.

    Raises:
        SettingError: There is no such message, or nothing of it was kept or decided.
        NoRulesError: What its rules were made from is not kept any more.
        JournalError: The journal can not be read.
    """
    code = FINE
    with journal_of(state, account) as reader:
        records = {named(reader, encodable(one)).event_id: None for one in messages}
        found = sorted((named(reader, one) for one in records), key=lambda one: one.number)
        chats: dict[str, list[Record]] = {}
        for record in found:
            chats.setdefault(record.chat_id, []).append(record)
        for asked in chats.values():
            case = retold(reader, asked)
            if not case.faithful:
                ids = ", ".join(plain(one.event_id) for one in asked)
                typer.echo(f"{ids}: {UNFAITHFUL}", err=True)
                code = WRONG
                continue
            if case.kept:
                names = ", ".join(map(plain, case.kept))
                print_lines([f"{NAMED_AS_THEY_ARE}{names}"])
            print_lines(case.lines)
    return code
