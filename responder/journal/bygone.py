"""What stood where something else stands by now: stored values, and runs that waited.

Before either is changed, what was there is written down with the time, so that a moment of the past
can be told by undoing what came after it. It must not know what any of it means.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from responder.journal import schema

if TYPE_CHECKING:
    from collections.abc import Sequence

    from responder.journal.database import Database

SINCE = "bygone_since"
"""Name of the note on the first event before which all of this is known."""


@dataclass(frozen=True, slots=True)
class Value:
    """One stored value as it was; `value` None: there was none.

    Args:
        owner: Whose.
        name: Under which name.
        entry: Which of the values under it.
        value: As it was written down.
        until_s: When it ended, Unix seconds.
    """

    owner: str
    name: str
    entry: str
    value: str | None = field(repr=False)
    until_s: float | None


class Bygone:
    """The past of one journal.

    Args:
        database: Open.
        kept: Whether it is kept at all: it has words of messages in it.
    """

    def __init__(self, database: Database, *, kept: bool = True) -> None:
        self._database = database
        self._kept = kept

    def begin(self) -> None:
        """Begin to keep it where that was not done so far, or drop all of it.

        Raises:
            JournalError: Not written.
        """
        since = self.since()
        if self._kept is (since is not None):
            return
        with self._database.writing() as connection:
            first = None
            if self._kept:
                first = (connection.scalar(_NEWEST) or 0) + 1
            for table in (schema.stored_before, schema.run_before):
                connection.execute(sa.delete(table))
            connection.execute(_PUT_NOTE, {"name": SINCE, "value": first})

    def since(self) -> int | None:
        """Number of the first event before which all of it is known; None if it is not kept."""
        number: int | None = self._database.value(_NOTE, {"name": SINCE})
        return number

    def note_values(
        self, connection: sa.Connection, now_s: float, keys: Sequence[dict[str, str]]
    ) -> None:
        """Note stored values before they change, in the transaction of the caller.

        Args:
            connection: In a transaction.
            now_s: Unix seconds.
            keys: Of each `whose`, `called` and `which`.
        """
        if self._kept and keys:
            connection.execute(_NOTE_VALUE, [{"at_s": now_s, **key} for key in keys])

    def note_runs(self, connection: sa.Connection, now_s: float, keys: Sequence[str]) -> None:
        """Note runs before others come in their place or none does; likewise."""
        if self._kept and keys:
            connection.execute(_NOTE_RUN, [{"at_s": now_s, "which": key} for key in keys])

    def values(self, since_s: float) -> list[Value]:
        """What was stored at a moment wherever anything changed since then."""
        found: dict[tuple[str, str, str], Value] = {}
        for row in self._database.rows(_VALUES, {"since_s": since_s}):
            key = row.owner, row.name, row.entry
            if key not in found:
                found[key] = Value(*key, row.value, row.until_s)
        return [*found.values()]

    def runs(self, since_s: float) -> list[str]:
        """The runs that waited at a moment, as they were written down."""
        found: dict[str, str | None] = {}
        for row in self._database.rows(_RUNS, {"since_s": since_s}):
            found.setdefault(row.key, row.run)
        for row in self._database.rows(_WAITING):
            found.setdefault(row.key, row.run)
        return [run for run in found.values() if run is not None]

    def went_on(self, key: str, since_s: float) -> tuple[tuple[float, float], ...]:
        """When runs under a key were due, and when they went on or ended, in order of time."""
        rows = self._database.rows(_WENT_ON, {"which": key, "since_s": since_s})
        return tuple((row.due_s, row.at_s) for row in rows)

    def begun_by(self, event_id: str) -> list[str]:
        """The runs of an event that waited or wait, in order, as they were written down."""
        begins = {"first": f"{event_id} ", "behind": f"{event_id}!"}
        rows = self._database.rows(_WAITED_FOR, begins)
        return [row.run for row in (*rows, *self._database.rows(_WAITING_FOR, {"of": event_id}))]

    def latest_s(self) -> float | None:
        """When a run last began, went on or ended, Unix seconds."""
        latest: float | None = self._database.value(_LATEST)
        return latest


_stored, _run = schema.stored.c, schema.run.c
_was, _ran = schema.stored_before.c, schema.run_before.c


def _of_value(column: sa.Column[Any]) -> sa.ScalarSelect[Any]:
    which = (
        _stored.owner == sa.bindparam("whose"),
        _stored.name == sa.bindparam("called"),
        _stored.entry == sa.bindparam("which"),
    )
    return sa.select(column).where(*which).scalar_subquery()


def _of_run(column: sa.Column[Any]) -> sa.ScalarSelect[Any]:
    return sa.select(column).where(_run.key == sa.bindparam("which")).scalar_subquery()


# Made once: composing a statement costs about as much as running it.
_NOTE_VALUE = sa.insert(schema.stored_before).from_select(
    ["at_s", "owner", "name", "entry", "value", "until_s"],
    sa.select(
        sa.bindparam("at_s", type_=sa.Float),
        sa.bindparam("whose", type_=sa.String),
        sa.bindparam("called", type_=sa.String),
        sa.bindparam("which", type_=sa.String),
        _of_value(_stored.value),
        _of_value(_stored.until_s),
    ),
)
_NOTE_RUN = sa.insert(schema.run_before).from_select(
    ["at_s", "key", "run", "due_s"],
    sa.select(
        sa.bindparam("at_s", type_=sa.Float),
        sa.bindparam("which", type_=sa.String),
        _of_run(_run.run),
        _of_run(_run.due_s),
    ),
)
_VALUES = (
    sa.select(schema.stored_before)
    .where(_was.at_s >= sa.bindparam("since_s"))
    .order_by(_was.number)
)
_RUNS = (
    sa.select(_ran.key, _ran.run).where(_ran.at_s >= sa.bindparam("since_s")).order_by(_ran.number)
)
_WAITING = sa.select(_run.key, _run.run)
_WENT_ON = (
    sa.select(_ran.due_s, _ran.at_s)
    .where(
        _ran.key == sa.bindparam("which"),
        _ran.at_s >= sa.bindparam("since_s"),
        _ran.due_s.is_not(None),
    )
    .order_by(_ran.number)
)
# The keys of runs begin with the event and a blank, but for those that have a name.
_WAITED_FOR = (
    sa.select(_ran.run)
    .where(
        _ran.key >= sa.bindparam("first"), _ran.key < sa.bindparam("behind"), _ran.run.is_not(None)
    )
    .order_by(_ran.number)
)
_WAITING_FOR = sa.select(_run.run).where(_run.event_id == sa.bindparam("of"))
_LATEST = sa.select(sa.func.max(_ran.at_s))
_NEWEST = sa.select(sa.func.max(schema.event.c.number))
_NOTE = sa.select(schema.note.c.value).where(schema.note.c.name == sa.bindparam("name"))
_PUT_NOTE = sa.insert(schema.note).prefix_with("OR REPLACE")
