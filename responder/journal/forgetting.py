"""Forgets one person or group everywhere in a journal, for good: `responder forget`.

It knows what hangs on an id; it must not know who that belongs to.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import sqlalchemy as sa

from responder.journal import schema
from responder.journal.database import Database
from responder.journal.journal import FILE
from responder.journal.masking import WORDS_MAX, Masking, mask_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Left:
    """What of somebody was found beside what was theirs alone.

    Args:
        entries: Stored values under their name, which are deleted.
        rows: Rows of others in which their name stood, which is masked.
        values: Stored values with words of theirs, which are masked.
        rule_files: Kept versions of rule files and tables that have their name, and stay.
    """

    entries: int = 0
    rows: int = 0
    values: int = 0
    rule_files: int = 0


class Forgetting:
    """One journal, open for forgetting; open it with `Forgetting.open`, and only while nobody runs.

    Args:
        database: Open, so that what is deleted is overwritten on the disk too.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, directory: Path) -> Self:
        """Open the journal of a state directory, which must have one.

        Raises:
            JournalError: Unreadable, damaged, or of a later version; it is left as it is.
        """
        return cls(Database.open(directory / FILE, forget=True))

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def count(self, ids: tuple[str, ...]) -> tuple[int, int]:
        """How many messages and how many of our texts would be deleted."""
        values = {"ids": ids}
        events: int = self._database.value(_COUNT_EVENTS, values)
        texts: int = self._database.value(_COUNT_TEXTS, values)
        return events, texts

    def waits(self, ids: tuple[str, ...]) -> int:
        """How many texts to them have not left yet."""
        waiting: int = self._database.value(_COUNT_WAITING, {"ids": ids})
        return waiting

    def messages(self, ids: tuple[str, ...]) -> tuple[str, ...]:
        """The service's ids of all their messages."""
        return tuple(row[0] for row in self._database.rows(_IDS, {"ids": ids}))

    def forget(self, ids: tuple[str, ...], names: Iterable[str] = ()) -> Left:
        """Delete everything of some people and chats, whole or not at all.

        Args:
            ids: Ours, of the same person or group.
            names: Of theirs and of nobody else, which are masked in what others wrote.

        Returns:
            What was found elsewhere, and what is left.

        Raises:
            JournalError: Not written; nothing was deleted.
        """
        masking = Masking(names)
        with self._database.writing() as connection:
            words = [_words(text) for text in connection.scalars(_WRITTEN, {"ids": ids})]
            for statement in _DELETE:
                connection.execute(statement, {"ids": ids})
            for one in ids:
                for statement in _DELETE_INSIDE:
                    connection.execute(statement, {"inside": f" {one} "})
                for statement in _DELETE_RUNS:
                    connection.execute(statement, {"inside": f'"id":{json.dumps(one)}'})
            left = Left(
                masking.drop_entries(connection),
                masking.mask(connection) if masking.names else 0,
                mask_words(connection, words),
                masking.rule_files(connection),
            )
        self._database.rebuild()
        return left


def _words(event: str) -> str:
    """What somebody wrote; `""` where that was not kept."""
    record = json.loads(event)
    text = record.get("text") if isinstance(record, dict) else None
    return text if isinstance(text, str) else ""


def _among(column: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    return column.in_(sa.bindparam("ids", expanding=True))


def _inside(column: sa.Column[str]) -> sa.Delete:
    """Delete the rows in whose words, parted by blanks, an id stands."""
    padded: sa.ColumnElement[Any] = sa.literal(" ") + column + sa.literal(" ")
    return sa.delete(column.table).where(sa.func.instr(padded, sa.bindparam("inside")) > 0)


_event, _out = schema.event.c, schema.outgoing.c
_THEIRS = sa.or_(_among(_event.chat_id), _among(_event.sender_id))
_IDS = sa.select(_event.event_id).where(_THEIRS)
_TO_THEM = sa.or_(_among(_out.chat_id), _out.event_id.in_(_IDS))

_WRITTEN = (
    sa.select(_event.event)
    .where(_among(_event.sender_id))
    .order_by(_event.number.desc())
    .limit(WORDS_MAX)
)
_COUNT_EVENTS = sa.select(sa.func.count()).select_from(schema.event).where(_THEIRS)
_COUNT_TEXTS = sa.select(sa.func.count()).select_from(schema.outgoing).where(_TO_THEM)
_COUNT_WAITING = (
    sa.select(sa.func.count()).select_from(schema.outgoing).where(_TO_THEM, schema.WAITING)
)
_DELETE = (
    # Before the events, by which they are found.
    sa.delete(schema.outgoing).where(_TO_THEM),
    sa.delete(schema.claim).where(schema.claim.c.event_id.in_(_IDS)),
    sa.delete(schema.event).where(_THEIRS),
    *(
        sa.delete(column.table).where(_among(column))
        for column in schema.IDS
        if column.table not in {schema.event, schema.outgoing}
    ),
)
_RUN, _RAN = schema.run.c, schema.run_before.c
_DELETE_RUNS = (
    sa.delete(schema.run_before).where(
        _RAN.key.in_(
            sa.union(
                sa.select(_RUN.key).where(sa.func.instr(_RUN.run, sa.bindparam("inside")) > 0),
                sa.select(_RAN.key).where(sa.func.instr(_RAN.run, sa.bindparam("inside")) > 0),
            )
        )
    ),
    sa.delete(schema.run).where(sa.func.instr(_RUN.run, sa.bindparam("inside")) > 0),
)
"""Runs of an event of theirs, which may be forgotten by now: it stands in the run, as JSON."""

_DELETE_INSIDE = tuple(_inside(column) for column in (*schema.TALKS, *schema.OWNERS))
