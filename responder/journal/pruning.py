"""What the journal forgets, and when: in small pieces, so that nothing has to wait for it.

It knows for how long each kind of row is of use; it must not know what rules make of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from responder.journal import schema
from responder.journal.outbox import ECHO_S

if TYPE_CHECKING:
    from responder.journal.bygone import Bygone
    from responder.journal.database import Database

DAY_S = 86_400.0

IDS_KEPT_S = 3 * DAY_S
"""Ids of messages; the service repeats those of the same login only, and after an outage reaches
back less than a day."""

MEMORY_KEPT_S = 367 * DAY_S
"""Cooldowns, limits, the pace, what was heard and said: no duration of a rule file exceeds a year.
Rates of the pace are mostly short, but an edit may make them long, and what has left counts."""

ROWS_AT_ONCE = 200
"""Rows of one kind that one transaction deletes: about a millisecond."""


class Pruning:
    """Forgets what is of no use any more.

    Args:
        database: Open.
        keep_s: How long events and outgoing texts are kept, in seconds.
        keep_text: Whether texts are kept as long as the rest.
        bygone: Told of stored values before they go.
    """

    def __init__(
        self, database: Database, *, keep_s: float, keep_text: bool, bygone: Bygone
    ) -> None:
        self._database = database
        self._keep_s = keep_s
        self._keep_text = keep_text
        self._bygone = bygone

    def prune(self, now_s: float, rows: int = ROWS_AT_ONCE) -> bool:
        """Forget some of what is too old, in one transaction.

        Args:
            now_s: Unix seconds.
            rows: At most so many of each kind.

        Returns:
            Whether there may be more.

        Raises:
            JournalError: Not written.
        """
        more = False
        with self._database.writing() as connection:
            ending = connection.execute(_ENDED, {"before_s": now_s, "rows": rows}).mappings()
            self._bygone.note_values(connection, now_s, [{**row} for row in ending])
            for statement, kept_s in _DELETE.items():
                age_s = self._keep_s if kept_s is None else kept_s
                values = {"before_s": now_s - age_s, "rows": rows}
                more |= connection.execute(statement, values).rowcount >= rows
            if not self._keep_text:
                values = {"before_s": now_s - ECHO_S, "rows": rows}
                more |= connection.execute(_FORGET_TEXT, values).rowcount >= rows
        if not (self._keep_text or more):
            self._database.empty_log()  # words of texts, and of what has waited, stand in it
        return more


def _delete(table: sa.Table, at: str, *conditions: sa.ColumnElement[bool]) -> sa.Delete:
    """Delete the oldest rows of a table."""
    key = [*table.primary_key.columns]
    old = (
        sa.select(*key)
        .where(table.c[at] < sa.bindparam("before_s"), *conditions)
        .order_by(table.c[at])
        .limit(sa.bindparam("rows"))
    )
    return sa.delete(table).where(sa.tuple_(*key).in_(old) if len(key) > 1 else key[0].in_(old))


def _goes_on(table: sa.Table) -> sa.ColumnElement[bool]:
    """Whether a run waits of the event of a row: at its end it matters what was sent before."""
    return sa.exists().where(schema.run.c.event_id == table.c.event_id)


_DELETE: dict[sa.Delete, float | None] = {
    _delete(schema.handled, "handled_s"): IDS_KEPT_S,
    _delete(
        schema.event, "taken_in_s", schema.event.c.due_s.is_(None), ~_goes_on(schema.event)
    ): None,
    _delete(schema.outgoing, "created_s", ~schema.WAITING, ~_goes_on(schema.outgoing)): None,
    _delete(schema.attempt, "at_s"): MEMORY_KEPT_S,
    _delete(schema.claim, "at_s"): MEMORY_KEPT_S,
    _delete(schema.heard, "at_s"): MEMORY_KEPT_S,
    _delete(schema.replied, "at_s"): MEMORY_KEPT_S,
    _delete(schema.said, "at_s"): MEMORY_KEPT_S,
    _delete(schema.stored, "until_s", schema.ENDING): 0.0,
    _delete(schema.stored_before, "at_s"): None,
    _delete(schema.run_before, "at_s"): None,
}
"""What forgets one kind of row, and for how many seconds it is kept; None is as long as asked."""

_ENDED = (
    sa.select(
        schema.stored.c.owner.label("whose"),
        schema.stored.c.name.label("called"),
        schema.stored.c.entry.label("which"),
    )
    .where(schema.ENDING, schema.stored.c.until_s < sa.bindparam("before_s"))
    .order_by(schema.stored.c.until_s)
    .limit(sa.bindparam("rows"))
)
"""The same rows of stored values as the statement above deletes."""

_FORGET_TEXT = (
    sa.update(schema.outgoing)
    .where(
        schema.outgoing.c.client_msg_id.in_(
            sa.select(schema.outgoing.c.client_msg_id)
            .where(schema.TOLD, schema.outgoing.c.ended_s < sa.bindparam("before_s"))
            .limit(sa.bindparam("rows"))
        )
    )
    .values(text="", content="")
)
