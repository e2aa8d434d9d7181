"""Requests that carried a text: what the pace of a later run has to know of this one.

Everything happens in the transaction of whoever sends. It knows the tables alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from responder.journal import schema

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Attempt:
    """A request that carried a text.

    Args:
        chat_id: Where to.
        at_s: Unix seconds.
    """

    chat_id: str
    at_s: float


def note(connection: sa.Connection, chat_ids: Iterable[str], now_s: float) -> None:
    """Write down that texts leave now, one to each of some chats."""
    if rows := [{"chat_id": chat_id, "at_s": now_s} for chat_id in chat_ids]:
        connection.execute(_NOTE, rows)


def forget(connection: sa.Connection, client_msg_id: str) -> None:
    """Take back the attempt with which a text began: it has not left."""
    connection.execute(_FORGET, {"which": client_msg_id})


_NOTE = sa.insert(schema.attempt)

_BEGUN = sa.select(
    sa.select(sa.func.max(schema.attempt.c.number))
    .where(
        schema.attempt.c.at_s == schema.outgoing.c.attempted_s,
        schema.attempt.c.chat_id == schema.outgoing.c.chat_id,
    )
    .scalar_subquery()
).where(schema.outgoing.c.client_msg_id == sa.bindparam("which"))
_FORGET = sa.delete(schema.attempt).where(schema.attempt.c.number == _BEGUN.scalar_subquery())

SINCE = (
    sa.select(schema.attempt.c.chat_id, schema.attempt.c.at_s)
    .where(schema.attempt.c.at_s >= sa.bindparam("since_s"))
    .order_by(schema.attempt.c.number)
)
"""Those since some time, oldest first."""
