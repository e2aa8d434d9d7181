"""The journal as it is read from outside: what came in, what was decided and what went out.

It changes nothing and may be used while a daemon writes. It must not know what the texts mean in
which events and decisions are kept.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any, Self

import sqlalchemy as sa

from responder.frozen import frozen
from responder.journal import schema
from responder.journal.database import Database
from responder.journal.earlier import Earlier
from responder.journal.journal import FILE, HELD, IDS_AT_ONCE, SALT
from responder.journal.outbox import REPEATED
from responder.journal.rulesets import RuleSets
from responder.models import MESSAGES, Deed, OutgoingState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

OURS = "ours"
"""Outcome of what the service repeats to us of our own texts: it did not come in."""

UNENDED = frozenset({OutgoingState.QUEUED.value, OutgoingState.SENDING.value})
"""States of texts that will have another."""


@frozen
class Text:
    """One text that was to go out.

    Args:
        client_msg_id: Its identity.
        event_id: What it answers.
        text: `""` where texts are not kept.
        rule: That wrote it.
        state: An `OutgoingState`.
        reason: Why it ended so, unless it was sent.
        created_s: When it was decided, Unix seconds.
        attempted_s: When it may first have left, likewise.
        ended_s: When it ended, likewise.
        chat_id: Where to.
        chat_name: The same for people.
    """

    client_msg_id: str
    event_id: str
    text: str = field(repr=False)
    rule: str
    state: str
    reason: str
    created_s: float
    attempted_s: float | None
    ended_s: float | None
    chat_id: str = ""
    chat_name: str = ""


@frozen
class Record:
    """One event and what became of it.

    Args:
        number: In the order of arrival.
        event_id: The service's MsgId.
        taken_in_s: Unix seconds.
        event: All of it, as it was written down.
        outcome: In a word.
        rule: That has it; `""` if none.
        rule_set: Hash of the rules that decided.
        decision: With its trace, as it was written down; `""` if there is none.
        due_s: While held: when it is decided, Unix seconds.
        chat_id: Where it happened, as that chat is known by now.
        texts: That were to go out, in order.
    """

    number: int
    event_id: str
    taken_in_s: float
    event: str = field(repr=False)
    outcome: str
    rule: str
    rule_set: str
    decision: str = field(repr=False)
    due_s: float | None
    chat_id: str = ""
    texts: tuple[Text, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether something will still become of it."""
        return self.outcome == HELD or any(text.state in UNENDED for text in self.texts)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events are asked for; all of it must hold.

    Args:
        chat_ids: In one of these chats; None is any.
        rule: A rule of this name took it or wrote an answer; `""` is any or none.
        since_s: Taken in since then, Unix seconds.
        outcome: It came to this; `""` is any.
        before: Only events before the one of this number; None is no bound.
        after: Likewise after.
    """

    chat_ids: tuple[str, ...] | None = None
    rule: str = ""
    since_s: float | None = None
    outcome: str = ""
    before: int | None = None
    after: int | None = None


ALL = Wanted()


@dataclass(frozen=True, slots=True)
class Glance:
    """What one event came to, for figures.

    Args:
        chat_id: Where it happened.
        event: All of it, as it was written down.
        outcome: In a word.
        rule: That has it; `""` if none.
    """

    chat_id: str
    event: str = field(repr=False)
    outcome: str
    rule: str


@dataclass(frozen=True, slots=True)
class Sending:
    """A text that was to go out, and whereto.

    Args:
        chat_name: For display.
        text: The text.
        repeated: Whether the same was written once more, for the same message, at a later time.
        message: Whether it is a message, and not something else that was to be done.
    """

    chat_name: str
    text: Text
    repeated: bool = False
    message: bool = True


class Reader:
    """Reads one account's journal; open it with `Reader.open`.

    Args:
        database: Open.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.rule_sets = RuleSets(database)
        self._version: int | None = None

    @classmethod
    def open(cls, directory: Path) -> Self:
        """Open the journal of a state directory, which must have one.

        Raises:
            JournalError: There is none, it is damaged, or of another version.
        """
        return cls(Database.look_into(directory / FILE))

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def note(self, name: str) -> Any:  # noqa: ANN401 - whatever was noted
        """A single value that was kept; None if there is none."""
        return self._database.value(_NOTE, {"name": name})

    def earlier(self, number: int) -> Earlier:
        """What was remembered before an event came in.

        Args:
            number: Of the event.
        """
        return Earlier(self._database, bytes.fromhex(self.note(SALT) or ""), number)

    def count(self, wanted: Wanted = ALL) -> int:
        """How many events there are of those that are asked for."""
        counted = sa.select(sa.func.count()).select_from(_wanted(wanted).subquery())
        number: int = self._database.value(counted)
        return number

    def storing(self, number: int, before: int | None = None) -> Iterator[tuple[str, str]]:
        """Events from one on for which rules stored something, each with what was decided.

        Args:
            number: Of the first.
            before: Number of the one behind the last; None is no bound.
        """
        values = {"number": number, "before": self.newest() + 1 if before is None else before}
        for row in self._database.rows(_STORING, values):
            yield row.event, row.decision

    def oldest(self) -> int:
        """Number of the oldest event that is still here; 0 if there is none."""
        number: int | None = self._database.value(_OLDEST)
        return number or 0

    def changed(self) -> bool:
        """Whether anybody has written since this was last asked; costs next to nothing."""
        before, self._version = self._version, self._database.value(_VERSION)
        return self._version != before

    def last(self, count: int, wanted: Wanted = ALL) -> tuple[Record, ...]:
        """The newest events, the oldest of them first."""
        newest = _wanted(wanted).order_by(schema.event.c.number.desc()).limit(count)
        return self._records(self._database.rows(newest)[::-1])

    def before(self, number: int, count: int, wanted: Wanted = ALL) -> tuple[Record, ...]:
        """The last events before one, the oldest of them first."""
        earlier = _wanted(wanted).where(_EVENT.number < number)
        rows = self._database.rows(earlier.order_by(_EVENT.number.desc()).limit(count))
        return self._records(rows[::-1])

    def after(self, number: int, wanted: Wanted = ALL) -> Iterator[Record]:
        """The events after one, in order, read a piece at a time."""
        return chain.from_iterable(self.pieces(number, wanted))

    def pieces(self, number: int, wanted: Wanted = ALL) -> Iterator[tuple[Record, ...]]:
        """The same in pieces of several hundred, none of them empty."""
        if wanted.since_s is not None:
            # By its own index: the rows before it, which are large, are not looked at.
            first: int | None = self._database.value(_FIRST, {"since_s": wanted.since_s})
            if first is None:
                return
            number = max(number, first - 1)
        query = _wanted(wanted).order_by(schema.event.c.number).limit(IDS_AT_ONCE)
        while rows := self._database.rows(query.where(schema.event.c.number > number)):
            yield self._records(rows)
            number = rows[-1].number

    def newest(self) -> int:
        """Number of the newest event; 0 if there is none."""
        number: int | None = self._database.value(_NEWEST)
        return number or 0

    def again(self, numbers: Sequence[int]) -> tuple[Record, ...]:
        """Events as they are by now, in order; what was forgotten is missing."""
        return tuple(
            record
            for start in range(0, len(numbers), IDS_AT_ONCE)
            for record in self._records(
                self._database.rows(_AGAIN, {"numbers": numbers[start : start + IDS_AT_ONCE]})
            )
        )

    def one(self, event_id: str) -> Record | None:
        """An event by its id; None if it is not, or no longer, here."""
        return next(iter(self._records(self._database.rows(_ONE, {"event_id": event_id}))), None)

    def sent_as(self, msg_id: str) -> Text | None:
        """The text of ours that the service gave this id."""
        rows = self._database.rows(_SENT_AS, {"msg_id": msg_id})
        return next(map(_text, rows), None)

    def chats(self) -> Iterator[tuple[str, str]]:
        """Every chat: its id, and its newest event as that was written down."""
        for row in self._database.rows(_CHATS):
            yield row.chat_id, row.event

    def glances(self, count: int) -> tuple[Glance, ...]:
        """What the newest events came to, the newest first."""
        rows = self._database.rows(_GLANCES, {"count": count})
        return tuple(Glance(row.chat_id, row.event, row.outcome, row.rule) for row in rows)

    def waiting(self, count: int) -> tuple[Sending, ...]:
        """Texts that have no end yet, the longest waiting first."""
        rows = self._database.rows(_UNENDED, {"count": count})
        return tuple(Sending(row.chat_name, _text(row)) for row in rows)

    def ended(self, count: int) -> tuple[Sending, ...]:
        """The newest texts that have an end, the newest first."""
        rows = self._database.rows(_ENDED, {"count": count})
        return tuple(
            Sending(
                row.chat_name, _text(row[: len(_OF_TEXT)]), bool(row.repeated), row.deed in MESSAGES
            )
            for row in rows
        )

    def sent_by_hour(self, since_s: float) -> dict[int, int]:
        """How many texts were sent in each hour since then, by the hour's number from there."""
        rows = self._database.rows(_BY_HOUR, {"since_s": since_s})
        return {row.hour: row.sent for row in rows}

    def _records(self, rows: Sequence[sa.Row[Any]]) -> tuple[Record, ...]:
        # By place, not by name: a replay reads a hundred thousand of them.
        texts: dict[str, list[Text]] = {}
        for start in range(0, len(rows), IDS_AT_ONCE):
            ids = [row[_EVENT_ID] for row in rows[start : start + IDS_AT_ONCE]]
            for text in map(_text, self._database.rows(_TEXTS, {"ids": ids})):
                texts.setdefault(text.event_id, []).append(text)
        return tuple([_record(row, texts.get(row[_EVENT_ID], ())) for row in rows])


def _text(row: Sequence[Any]) -> Text:
    return Text(*row)


def _record(row: Sequence[Any], texts: Sequence[Text]) -> Record:
    return Record(*[*row, tuple(texts)])


_EVENT, _OUT = schema.event.c, schema.outgoing.c
_EVENT_ID = 1
"""Place of the id in a row of `_EVENTS`, whose columns are the fields of a `Record`."""

_EVENTS = sa.select(
    _EVENT.number,
    _EVENT.event_id,
    _EVENT.taken_in_s,
    _EVENT.event,
    _EVENT.outcome,
    _EVENT.rule,
    _EVENT.rule_set,
    _EVENT.decision,
    _EVENT.due_s,
    _EVENT.chat_id,
)
_OF_TEXT = (
    _OUT.client_msg_id,
    _OUT.event_id,
    _OUT.text,
    _OUT.rule,
    _OUT.state,
    _OUT.reason,
    _OUT.created_s,
    _OUT.attempted_s,
    _OUT.ended_s,
    _OUT.chat_id,
    _OUT.chat_name,
)
"""The fields of a `Text`, in their order."""


def _wanted(wanted: Wanted) -> sa.Select[Any]:
    query = _EVENTS.where(_EVENT.outcome != OURS)
    if wanted.chat_ids is not None:
        query = query.where(_EVENT.chat_id.in_(wanted.chat_ids))
    if wanted.since_s is not None:
        query = query.where(_EVENT.taken_in_s >= wanted.since_s)
    if wanted.outcome:
        query = query.where(_EVENT.outcome == wanted.outcome)
    if wanted.before is not None:
        query = query.where(_EVENT.number < wanted.before)
    if wanted.after is not None:
        query = query.where(_EVENT.number > wanted.after)
    if wanted.rule:
        # A rule that let later ones answer too, or only watched, stands in the decision alone, and
        # there as these words: what others say is escaped in it.
        took_it = f'"rule":{json.dumps(wanted.rule, ensure_ascii=False)}'
        query = query.where(
            sa.or_(_EVENT.rule == wanted.rule, sa.func.instr(_EVENT.decision, took_it) > 0)
        )
    return query


_VERSION = sa.text("PRAGMA data_version")
_FIRST = sa.select(sa.func.min(_EVENT.number)).where(_EVENT.taken_in_s >= sa.bindparam("since_s"))
_NEWEST = sa.select(sa.func.max(_EVENT.number))
_STORING = (
    sa.select(_EVENT.event, _EVENT.decision)
    .where(
        _EVENT.number >= sa.bindparam("number"),
        _EVENT.number < sa.bindparam("before"),
        sa.func.instr(_EVENT.decision, '"stored":[') > 0,
    )
    .order_by(_EVENT.number)
)
_OLDEST = sa.select(sa.func.min(_EVENT.number))
_NOTE = sa.select(schema.note.c.value).where(schema.note.c.name == sa.bindparam("name"))
_ONE = _EVENTS.where(_EVENT.event_id == sa.bindparam("event_id"))
_AGAIN = _EVENTS.where(_EVENT.number.in_(sa.bindparam("numbers", expanding=True))).order_by(
    _EVENT.number
)
_TEXTS = (
    sa.select(*_OF_TEXT)
    .where(schema.outgoing.c.event_id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(schema.outgoing.c.client_msg_id)
)
_SENT_AS = sa.select(*_OF_TEXT).where(
    schema.outgoing.c.msg_id == sa.bindparam("msg_id"), schema.NAMED
)
_LAST_OF_CHATS = sa.select(sa.func.max(_EVENT.number)).group_by(_EVENT.chat_id)
_CHATS = (
    sa.select(_EVENT.chat_id, _EVENT.event)
    .where(_EVENT.number.in_(_LAST_OF_CHATS))
    .order_by(_EVENT.number.desc())
)
_GLANCES = (
    sa.select(_EVENT.chat_id, _EVENT.event, _EVENT.outcome, _EVENT.rule)
    .where(_EVENT.outcome != OURS)
    .order_by(_EVENT.number.desc())
    .limit(sa.bindparam("count"))
)
_GOES_OUT = _OUT.deed != Deed.KEEP.value
"""Nobody gets what is only kept, so there is nothing to call off or to send again."""

_UNENDED = (
    sa.select(*_OF_TEXT)
    .where(schema.WAITING, _GOES_OUT)
    .order_by(_OUT.client_msg_id)
    .limit(sa.bindparam("count"))
)
_ENDED = (
    sa.select(*_OF_TEXT, _OUT.deed, REPEATED)
    .where(_OUT.ended_s.is_not(None), _GOES_OUT)
    .order_by(_OUT.client_msg_id.desc())
    .limit(sa.bindparam("count"))
)
_HOUR = sa.cast((_OUT.created_s - sa.bindparam("since_s")) / 3600, sa.Integer)
_BY_HOUR = (
    sa.select(_HOUR.label("hour"), sa.func.count().label("sent"))
    .where(_OUT.created_s >= sa.bindparam("since_s"), _OUT.state == OutgoingState.SENT.value)
    .group_by("hour")
)
