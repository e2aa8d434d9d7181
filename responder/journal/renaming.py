"""Ids that were given for want of a better one, and the better one when it is known.

Somebody of whom a look-up told nothing gets a passing id; once it is settled who that is, what
happened under the passing one has happened to him. It must not know how anybody is recognised.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from responder.journal import schema

if TYPE_CHECKING:
    from collections.abc import Callable

    from responder.journal.database import Database


OWNERS = ("sender ", "chat ")
"""What stands before an id in the owner of a stored value."""


class Renaming:
    """The ids in one journal.

    Args:
        database: Open.
        renamed: Called when something was; must return at once.
    """

    def __init__(self, database: Database, renamed: Callable[[], None]) -> None:
        self._database = database
        self._renamed = renamed

    def beginning(self, mark: str) -> frozenset[str]:
        """The ids of people and chats that begin with a mark.

        Args:
            mark: One character.
        """
        values = {"first": mark, "behind": chr(ord(mark) + 1)}
        rows = (row for query in _BEGINNING for row in self._database.rows(query, values))
        return frozenset(row[0] for row in rows)

    def rename(self, old: str, new: str) -> None:
        """Let all that was of one id be of another.

        Raises:
            JournalError: Not written.
        """
        values = {"old": old, "new": new}
        with self._database.writing() as connection:
            for statement in (*_WHOLE, *_INSIDE):
                connection.execute(statement, values)
            connection.execute(_SENDER, values)
            for word in OWNERS:
                owners = {"from": word + old, "to": word + new}
                connection.execute(_STORED, owners)
                connection.execute(_LEFT, {"from": word + old})
                connection.execute(_WAS, owners)
        self._renamed()


def _range(column: sa.Column[str]) -> sa.Select[Any]:
    inside = column >= sa.bindparam("first"), column < sa.bindparam("behind")
    return sa.select(column).distinct().where(*inside)


def _whole(column: sa.Column[str]) -> sa.Executable:
    update = sa.update(column.table).prefix_with("OR REPLACE")  # of two rows the later one counts
    return update.where(column == sa.bindparam("old")).values({column: sa.bindparam("new")})


def _inside(column: sa.Column[str]) -> sa.Executable:
    update = sa.update(column.table).prefix_with("OR REPLACE")
    found = sa.func.instr(column, sa.bindparam("old")) > 0
    renamed = sa.func.replace(column, sa.bindparam("old"), sa.bindparam("new"))
    return update.where(found).values({column: renamed})


_chat, _sender = schema.event.c.chat_id, schema.event.c.sender_id

# Each by an index: the first time it is asked for it, an account may have a million messages.
_BEGINNING = [
    _range(column)
    for column in (
        schema.person.c.person_id,
        schema.owner.c.chat_id,
        schema.outgoing.c.chat_id,
        _chat,
    )
]
_WHOLE = [_whole(column) for column in schema.IDS if column is not _sender]
_INSIDE = [_inside(column) for column in (*schema.TALKS, *schema.RUNS)]
# What is stored under the lasting id is older and worth more than what was under the passing one.
_STORED = (
    sa.update(schema.stored)
    .prefix_with("OR IGNORE")
    .where(schema.stored.c.owner == sa.bindparam("from"))
    .values(owner=sa.bindparam("to"))
)
_WAS = (
    sa.update(schema.stored_before)
    .where(schema.stored_before.c.owner == sa.bindparam("from"))
    .values(owner=sa.bindparam("to"))
)
_LEFT = sa.delete(schema.stored).where(schema.stored.c.owner == sa.bindparam("from"))
_SENDER = (
    sa.update(schema.event)
    .where(_chat == sa.bindparam("new"), _sender == sa.bindparam("old"))
    .values(sender_id=sa.bindparam("new"))
)
"""After the chat, whose index it uses; who wrote in a group keeps the id in what happened there."""
