"""`responder why`: the stored trace of one message, and what left because of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.cli.codes import FINE
from responder.cli.output import print_lines
from responder.cli.stored import chats_called, encodable, journal_of
from responder.errors import SettingError
from responder.journal.reader import Wanted
from responder.story import seen, story
from responder.wording import plain

if TYPE_CHECKING:
    from pathlib import Path

    from responder.journal.reader import Reader, Record


def explain_message(
    state: Path | None, account: str, message: str, *, last: bool, chat: str
) -> int:
    """Print why a message was answered, or was not.

    Args:
        state: `--state`.
        account: `--account`.
        message: Its id, as `responder log` shows it; `""` if the last one is asked for.
        last: Whether it is.
        chat: Of which chat; `""` is any.

    Returns:
        The exit code.

    Raises:
        JournalError: The journal can not be read.
        SettingError: There is no such message, or it is not said which.
    """
    if last is bool(message):
        raise SettingError("name one message by its id, as `responder log` shows it, or --last")
    if chat and not last:
        raise SettingError("--chat goes with --last: an id names one message anyway")
    with journal_of(state, account) as reader:
        record = _last(reader, chat) if last else named(reader, encodable(message))
        one = seen(record)
        if one is None:
            msg = f"message {plain(record.event_id)} can not be read: another version wrote it"
            raise SettingError(msg)
        print_lines(story(one))
    return FINE


def _last(reader: Reader, chat: str) -> Record:
    wanted = Wanted(chats_called(reader, encodable(chat)) if chat else None)
    for record in reader.last(1, wanted):
        return record
    raise SettingError("--last: no message came in yet, or all were forgotten")


def named(reader: Reader, message: str) -> Record:
    """A message by its id, or by that of a text that answered it.

    Raises:
        SettingError: There is none.
    """
    text = reader.sent_as(message)  # who looks at what we said means what it answers
    record = reader.one(message if text is None else text.event_id)
    if record is None:
        raise SettingError(
            f"no message {plain(message)} is in the journal; `responder log` shows the ids, and"
            " after the time of `run --keep` a message is forgotten"
        )
    return record
