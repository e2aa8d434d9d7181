"""Runs that go on later, as they were when the last step of each was committed.

It must not know what is in them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sqlalchemy as sa

from responder.journal import schema
from responder.journal.outbox import GIVE_BACK, SPOKEN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from responder.journal.bygone import Bygone
    from responder.journal.database import Database


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run that waits.

    Args:
        key: What comes under the same key takes its place.
        event_id: What it answers.
        rule: Name of the rule.
        rule_set: Hash of the rule set that began it, which is kept as long.
        due_s: When it goes on, Unix seconds.
        text: All of it.
    """

    key: str
    event_id: str
    rule: str
    rule_set: str
    due_s: float
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ended:
    """The last run that an event and a rule began is over.

    Args:
        event_id: The event.
        rule: Name of the rule.
        failed: Whether it ended early.
    """

    event_id: str
    rule: str
    failed: bool


@dataclass(frozen=True, slots=True)
class RunChanges:
    """What some steps of runs change.

    Args:
        put: Wait from now on.
        dropped: Keys under which nothing waits any more.
        ended: Runs that are over with it.
        amended: Events whose decision has grown, with it as text.
    """

    put: tuple[StoredRun, ...] = ()
    dropped: tuple[str, ...] = ()
    ended: tuple[Ended, ...] = ()
    amended: tuple[tuple[str, str], ...] = ()


class WaitingRuns:
    """The runs of one journal that wait.

    Args:
        database: Open.
        bygone: Told of runs before they change.
    """

    def __init__(self, database: Database, bygone: Bygone) -> None:
        self._database = database
        self._bygone = bygone

    def texts(self) -> tuple[str, ...]:
        """All of them, as they were written down."""
        return tuple(row.run for row in self._database.rows(_ALL))

    def decision(self, event_id: str) -> str:
        """What was decided of an event, as it was written down; `""` if that is not known."""
        found: str | None = self._database.value(_DECISION, {"event": event_id})
        return found or ""

    def write(self, connection: sa.Connection, now_s: float, changes: RunChanges) -> None:
        """Write changes down, in the transaction of the caller, behind its texts.

        What a rule had claimed is given back if its run ends and nothing of it was sent, unless
        nothing was to be sent at all.
        """
        keys = (*changes.dropped, *(one.key for one in changes.put))
        self._bygone.note_runs(connection, now_s, keys)
        if changes.dropped:
            connection.execute(_DROP, [{"which": key} for key in changes.dropped])
        if changes.put:
            connection.execute(_PUT, [_row(one) for one in changes.put])
        if changes.amended:
            rows = [{"which": event_id, "text": text} for event_id, text in changes.amended]
            connection.execute(_AMEND, rows)
        _give_back(connection, changes.ended)


def _give_back(connection: sa.Connection, ended: Iterable[Ended]) -> None:
    for one in ended:
        values = {"event": one.event_id, "by": one.rule}
        if one.failed or connection.scalar(SPOKEN, values):
            connection.execute(GIVE_BACK, values)


def _row(waits: StoredRun) -> dict[str, object]:
    return {
        "key": waits.key,
        "event_id": waits.event_id,
        "rule": waits.rule,
        "rule_set": waits.rule_set,
        "due_s": waits.due_s,
        "run": waits.text,
    }


# Made once: composing a statement costs about as much as running it.
_ALL = sa.select(schema.run.c.run).order_by(schema.run.c.due_s)
_PUT = sa.insert(schema.run).prefix_with("OR REPLACE")
_DROP = sa.delete(schema.run).where(schema.run.c.key == sa.bindparam("which"))
_DECISION = sa.select(schema.event.c.decision).where(
    schema.event.c.event_id == sa.bindparam("event")
)
_AMEND = (
    sa.update(schema.event)
    .where(schema.event.c.event_id == sa.bindparam("which"))
    .values(decision=sa.bindparam("text"))
)
