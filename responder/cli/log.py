"""`responder log`: what came in, what was decided and what went out, from the journal."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from responder.cli.codes import FINE
from responder.cli.output import print_lines
from responder.cli.stored import chats_called, encodable, journal_of
from responder.errors import SettingError
from responder.journal.journal import HELD
from responder.journal.reader import Wanted
from responder.models import EventKind, MessageType
from responder.rules.reading.cells import harmless, quote
from responder.rules.spec.scalars import duration_s
from responder.story import receiver, seen
from responder.wording import (
    NOT_KEPT,
    as_json,
    because,
    fate,
    moment,
    plain,
    said,
    who,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from responder.journal.reader import Reader, Record, Text
    from responder.story import Seen

LINES = 20
"""How many are shown unless somebody says otherwise, so that the newest are on the screen."""

LOOK_S = 0.3
"""How often `--follow` asks whether anything was written: soon enough to feel at once, and the
question takes some ten microseconds."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be shown.

    Args:
        chat: Of the chats of this name; `""` is all.
        rule: Which a rule of this name took; `""` is all.
        since: A duration back from now; `""` is no bound.
        count: The last so many; None is `LINES`, or all there are since `since`.
        follow: Go on with what is written later.
        as_json: For programs.
    """

    chat: str = ""
    rule: str = ""
    since: str = ""
    count: int | None = None
    follow: bool = False
    as_json: bool = False


def show_log(state: Path | None, account: str, asked: Asked) -> int:
    """Print what was asked for.

    Returns:
        The exit code.

    Raises:
        JournalError: The journal can not be read.
        SettingError: There is no such chat, or `since` is no time.
    """
    since_s = since_of(asked.since)
    with journal_of(state, account) as reader:
        chats = chats_called(reader, encodable(asked.chat)) if asked.chat else None
        wanted = Wanted(chats, encodable(asked.rule), since_s)
        print_lines(_or_says_so(_log(reader, wanted, asked), asked))
    return FINE


def _or_says_so(lines: Iterator[str], asked: Asked) -> Iterator[str]:
    """The lines; a person is told that there are none."""
    nothing = True
    for line in lines:
        nothing = False
        yield line
    if nothing and not asked.as_json and asked.count != 0:
        narrowed = asked.chat or asked.rule or asked.since
        words = "no message fits" if narrowed else "no message has come in yet"
        print(words, file=sys.stderr)


def since_of(since: str) -> float | None:
    """When a duration back from now was, Unix seconds; None for `""`.

    Raises:
        SettingError: It is no duration.
    """
    if not since:
        return None
    seconds = duration_s(since)
    if seconds is None:
        msg = f"--since: expected a time such as 2h or 7d, got {quote(since)}"
        raise SettingError(msg)
    return time.time() - seconds


def _log(reader: Reader, wanted: Wanted, asked: Asked) -> Iterator[str]:
    count = LINES if asked.count is None and not asked.since else asked.count
    newest = reader.newest()
    begun: Iterable[Record] = (
        reader.after(0, wanted) if count is None else reader.last(count, wanted)
    )
    unended: dict[int, Record] = {}
    for record in begun:
        newest = max(newest, record.number)
        if record.is_open:
            unended[record.number] = record
        yield from _told(record, None, as_json=asked.as_json)
    while asked.follow:
        if reader.changed():
            newest, now = _news(reader, wanted, newest, unended)
            for before, record in now:
                yield from _told(record, before, as_json=asked.as_json)
        time.sleep(LOOK_S)


def _news(
    reader: Reader, wanted: Wanted, newest: int, unended: dict[int, Record]
) -> tuple[int, list[tuple[Record | None, Record]]]:
    """What was written since, each event with how it was told before.

    Args:
        reader: Of the journal.
        wanted: What is asked for.
        newest: The last event that was looked at.
        unended: Events that were told and of which something may still become; kept up to date.

    Returns:
        The last event that was looked at now, and what is new.
    """
    changed: list[tuple[Record | None, Record]] = []
    for record in reader.again(list(unended)):
        before = unended.pop(record.number)
        if record != before:
            changed.append((before, record))
        if record.is_open:
            unended[record.number] = record
    last = reader.newest()
    for record in reader.after(newest, wanted):
        last = max(last, record.number)
        changed.append((None, record))
        if record.is_open:
            unended[record.number] = record
    return last, changed


def _told(record: Record, before: Record | None, *, as_json: bool) -> Iterator[str]:
    one = seen(record)
    if one is None:
        yield f"{moment(record.taken_in_s)}  {plain(record.event_id)}  can not be read"
    elif as_json:
        yield _as_json(one)
    elif before is None or before.outcome != record.outcome:
        told = f"{who(one.event)}: {said(one.event)} → {_what(one)}"
        yield f"{_begin(record.taken_in_s, one)}  {told}"
    else:
        known = {text.client_msg_id: text.state for text in before.texts}
        for text in record.texts:
            if known.get(text.client_msg_id) != text.state:
                since_s = text.ended_s or text.attempted_s or text.created_s
                name = receiver(one, text) or one.event.chat.name
                yield f"{_begin(since_s, one)}  to {plain(name)}: {_reply(text)}"


def _begin(seconds: float, one: Seen) -> str:
    return f"{moment(seconds)}  {plain(one.record.event_id)}"


def _what(one: Seen) -> str:
    """What became of an event, in a line."""
    record, main = one.record, one.main
    shadows = [quote(taken.rule) for taken in one.decision.taken if taken.shadow]
    watching = f" (shadow: {', '.join(shadows)} would take it)" if shadows else ""
    texts = [_reply(text, prefix=True, to=receiver(one, text)) for text in record.texts]
    if one.error is not None:
        texts.append(f"{_rule(one)}fails: {harmless(one.error)}")
    elif main is not None and main.suppressed:
        why = because(main.suppressed, main.suppressed_why)
        texts.append(f"{_rule(one)}answers nothing: {why}")
    elif main is not None:
        texts += [f"{_rule(one)}kept back: {because(k, why)}" for _, k, why in main.kept_back]
    if record.outcome == HELD:
        until = f" until {moment(record.due_s)}" if record.due_s is not None else ""
        return f"waits{until} to be decided"
    if record.outcome == "joined":
        return "decided with the message after it"
    if record.outcome == "silent":
        texts.append(f"{_rule(one)}answers nothing, on purpose")
    if record.outcome == "waits" and not texts:
        texts.append(f"{_rule(one)}goes on later")
    return ("; ".join(texts) or "nobody: no rule takes it") + watching


def _rule(one: Seen) -> str:
    return "" if one.main is None else f"rule {quote(one.main.rule)} "


def _reply(text: Text, *, prefix: bool = False, to: str = "") -> str:
    words = quote(text.text) if text.text else NOT_KEPT
    words = f"to {plain(to)}: {words}" if to else words
    return f"rule {quote(text.rule)}: {words} {fate(text)}" if prefix else f"{words} {fate(text)}"


def _as_json(one: Seen) -> str:
    record, event = one.record, one.event
    is_text = event.kind is EventKind.MESSAGE and event.type is MessageType.TEXT
    about: dict[str, Any] = {
        "id": record.event_id,
        "time": event.time_s,
        "taken_in": record.taken_in_s,
        "kind": event.kind.value,
        "type": event.type.value,
        "chat": {"id": event.chat.id, "kind": event.chat.kind.value, "name": event.chat.name},
        "sender": {"id": event.sender.id, "name": event.sender.name},
        "from_me": event.from_me,
        "mentioned": event.mentioned,
        "text": event.text,
        "text_kept": bool(event.text) or not is_text,
        "outcome": record.outcome,
        "rule": record.rule or None,
        "rule_set": record.rule_set,
        "error": one.error,
        "taken": [
            {
                "rule": taken.rule,
                "shadow": taken.shadow,
                "suppressed": taken.suppressed,
                "suppressed_why": taken.suppressed_why,
                "kept_back": [{"key": key, "why": why} for _, key, why in taken.kept_back],
            }
            for taken in one.decision.taken
        ],
        "texts": [
            {
                "id": text.client_msg_id,
                "rule": text.rule,
                "chat": {"id": text.chat_id, "name": text.chat_name},
                "text": text.text,
                "text_kept": bool(text.text),
                "state": text.state,
                "reason": text.reason,
                "created": text.created_s,
                "ended": text.ended_s,
            }
            for text in record.texts
        ],
    }
    return as_json(about)
