"""`responder why`: the stored trace of one message, and what left because of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.cli.codes import FINE
from responder.cli.stored import chats_called, encodable, journal_of, seen
from responder.cli.wording import (
    NOT_KEPT,
    Deed,
    fate,
    moment,
    nobody,
    plain,
    print_lines,
    refusal,
    said,
    who,
)
from responder.errors import SettingError
from responder.journal.journal import HELD
from responder.journal.reader import Wanted
from responder.rules.decide import TRACE_RULES_MAX

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from responder.cli.stored import Seen
    from responder.journal.reader import Reader, Record
    from responder.rules.recording import TakenRecord

UNWRITTEN = "(what a shadow rule would say is not written down)"


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
        record = _last(reader, chat) if last else _named(reader, encodable(message))
        one = seen(record)
        if one is None:
            msg = f"message {plain(record.event_id)} can not be read: another version wrote it"
            raise SettingError(msg)
        print_lines(_story(one))
    return FINE


def _last(reader: Reader, chat: str) -> Record:
    wanted = Wanted(chats_called(reader, encodable(chat)) if chat else None)
    for record in reader.last(1, wanted):
        return record
    raise SettingError("--last: no message came in yet, or all were forgotten")


def _named(reader: Reader, message: str) -> Record:
    text = reader.sent_as(message)  # who looks at what we said means what it answers
    record = reader.one(message if text is None else text.event_id)
    if record is None:
        raise SettingError(
            f"no message {plain(message)} is in the journal; `responder log` shows the ids, and"
            " after the time of `run --keep` a message is forgotten"
        )
    return record


def _story(one: Seen) -> Iterator[str]:
    record, decision = one.record, one.decision
    yield f"{who(one.event)}: {said(one.event)}"
    yield f"  message {plain(record.event_id)}, {moment(one.event.time_s)}"
    if record.outcome == HELD:
        until = moment(record.due_s) if record.due_s is not None else "its turn"
        yield f"It waits until {until}, and is decided then."
        return
    if record.outcome == "joined":
        yield "It was decided as a part of the message after it in this chat."
        return
    if record.outcome == "ours":
        yield "This program sent it itself."
        return
    yield f"  decided {moment(record.taken_in_s)} by the rules {record.rule_set[:12]}"
    refused = [one for one in decision.trace if not one.matched]
    if refused:
        yield "Not these:"
        if len(decision.trace) >= TRACE_RULES_MAX:
            yield "  … of perhaps more only the last were written down:"
        yield from (f"  {refusal(one)}" for one in refused)
    elif not decision.taken and not decision.fault:
        yield "No rule has words, types or names that fit it; `responder try` explains each rule."
    for taken in decision.taken:
        yield from _deed(one, taken).lines()
    if not decision.claimed:
        acting = any(not taken.shadow for taken in decision.taken)
        yield nobody(decision.fault, others=acting)
    if any(not text.text for text in record.texts) or said(one.event) == NOT_KEPT:
        yield "Texts and reasons were not kept (`run --keep-text no`)."


def _deed(one: Seen, taken: TakenRecord) -> Deed:
    texts = [text for text in one.record.texts if text.rule == taken.rule and not taken.shadow]
    replies = [(text.text or NOT_KEPT, fate(text, timed=True)) for text in texts]
    if taken.shadow and taken.replies:
        replies = [(UNWRITTEN, "")]
    return Deed(
        rule=taken.rule,
        has_it=one.decision.claimed and taken is one.decision.taken[-1],
        shadow=taken.shadow,
        error=taken.error,
        suppressed=taken.suppressed,
        suppressed_why=taken.suppressed_why,
        replies=tuple(replies),
        kept_back=taken.kept_back,
        found=(*taken.match, *((f"args.{name}", value) for name, value in taken.args)),
    )
