"""The journal: every message is written down before anything is done about it.

One transaction takes in a batch: the ids it handled, the texts to send and the new sync key. So a
crash at any instant leaves either the old key, and the service gives the batch again, or the whole
batch, and its texts are still to be sent. Calls are synchronous: a commit costs some hundred
microseconds, less than handing it to a thread.
"""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import sqlalchemy as sa

from responder.errors import JournalError
from responder.journal import schema
from responder.models import Outgoing, OutgoingState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

FILE = "journal.sqlite"
KEPT_S = 3 * 24 * 3600.0
"""Ids of handled messages are kept this long; the service repeats messages of the same login only,
and after an outage reaches back less than a day."""

WAITING = (OutgoingState.QUEUED, OutgoingState.SENDING)


@dataclass(frozen=True, slots=True)
class Pending:
    """An outgoing text without an end, found at start.

    Args:
        outgoing: The text.
        login_id: The login in which it may have left; `""` if it certainly has not.
        attempted_s: Unix seconds since when.
    """

    outgoing: Outgoing
    login_id: str
    attempted_s: float | None


class Journal:
    """One account's journal; open it with `Journal.open`."""

    def __init__(self, path: Path, connection: sa.Connection, handled: set[str]) -> None:
        self._path = path
        self._connection = connection
        self._handled = handled

    @classmethod
    def open(cls, directory: Path, *, now_s: float) -> Self:
        """Open or create the journal of a state directory and drop what is older than `KEPT_S`.

        Raises:
            JournalError: Unreadable, damaged, or of another version; the file is left as it is.
        """
        path = directory / FILE
        try:
            path.touch(mode=0o600)
        except OSError as error:
            msg = f"{path} can not be opened: {error.strerror}"
            raise JournalError(msg) from error
        engine = sa.create_engine(f"sqlite:///{path}", poolclass=sa.StaticPool)
        with ExitStack() as on_failure, _told(path):
            on_failure.callback(engine.dispose)
            connection = engine.connect()
            on_failure.callback(connection.close)
            version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            if version not in {0, schema.VERSION}:
                msg = f"{path} was written by another responder (format {version}); use that one"
                raise JournalError(msg)
            # FULL: a power cut must not take back a commit whose text has already left.
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
            connection.exec_driver_sql("PRAGMA synchronous = FULL")
            connection.rollback()
            with connection.begin():
                schema.metadata.create_all(connection)
                connection.exec_driver_sql(f"PRAGMA user_version = {schema.VERSION}")
                _prune(connection, now_s - KEPT_S)
                handled = set(connection.scalars(sa.select(schema.handled.c.event_id)))
            on_failure.pop_all()
        return cls(path, connection, handled)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
        self._connection.engine.dispose()

    def is_handled(self, event_id: str) -> bool:
        """Whether a message was decided already; the service may deliver it any number of times."""
        return event_id in self._handled

    def commit(
        self,
        *,
        event_ids: Sequence[str],
        outgoing: Sequence[Outgoing],
        login_id: str,
        keys: str,
        now_s: float,
    ) -> None:
        """Take in one batch, whole or not at all.

        Args:
            event_ids: Messages decided now, none of them handled before.
            outgoing: Texts to send, in order. One that names a login counts as attempted in it
                from now on, without a `mark` of its own.
            login_id: Whose keys these are.
            keys: The new sync keys, as text.
            now_s: Unix seconds.

        Raises:
            JournalError: Not written (disk full, read-only …); the batch must not be acted upon.
        """
        with _told(self._path), self._connection.begin():
            if event_ids:
                self._connection.execute(
                    _INSERT_HANDLED, [{"event_id": e, "handled_s": now_s} for e in event_ids]
                )
            if outgoing:
                self._connection.execute(_INSERT_OUTGOING, [_row(o, now_s) for o in outgoing])
            self._connection.execute(_UPSERT_CURSOR, {"login_id": login_id, "keys": keys})
        self._handled.update(event_ids)

    def mark(
        self,
        client_msg_id: str,
        state: OutgoingState,
        *,
        reason: str = "",
        msg_id: str = "",
        login_id: str | None = None,
        attempted_s: float | None = None,
    ) -> None:
        """Write down how an outgoing text fares.

        Args:
            client_msg_id: Which.
            state: Its new state.
            reason: Why it ended, unless it was sent.
            msg_id: The service's id once sent.
            login_id: With `SENDING`: the login in which it may leave from now on. With `QUEUED`:
                `""`, it is certain that it has not left.
            attempted_s: When that login's first attempt began, Unix seconds.

        Raises:
            JournalError: Not written.
        """
        values: dict[str, Any] = {"state": state.value, "reason": reason, "msg_id": msg_id}
        if login_id is not None:
            values |= {"login_id": login_id, "attempted_s": attempted_s}
        with _told(self._path), self._connection.begin():
            self._connection.execute(_UPDATE_OUTGOING, {"which": client_msg_id} | values)

    def pending(self) -> tuple[Pending, ...]:
        """Texts without an end, in the order they were written."""
        table = schema.outgoing
        query = (
            sa.select(table)
            .where(table.c.state.in_([state.value for state in WAITING]))
            .order_by(table.c.client_msg_id)
        )
        with _told(self._path), self._connection.begin():
            rows = self._connection.execute(query).all()
        return tuple(_pending(row) for row in rows)

    def last_client_msg_id(self) -> str:
        """The greatest ClientMsgId ever given; `""` if none."""
        with _told(self._path), self._connection.begin():
            greatest = self._connection.scalar(
                sa.select(sa.func.max(schema.outgoing.c.client_msg_id))
            )
        return greatest or ""

    def keys(self, login_id: str) -> str | None:
        """The sync keys last committed for a login."""
        table = schema.cursor
        with _told(self._path), self._connection.begin():
            return self._connection.scalar(
                sa.select(table.c["keys"]).where(table.c.login_id == login_id)
            )


# Made once: composing a statement costs about as much as running it.
_INSERT_HANDLED = sa.insert(schema.handled)
_INSERT_OUTGOING = sa.insert(schema.outgoing)
_UPDATE_OUTGOING = sa.update(schema.outgoing).where(
    schema.outgoing.c.client_msg_id == sa.bindparam("which")
)
_UPSERT_CURSOR = sa.insert(schema.cursor).prefix_with("OR REPLACE")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn a database error into a sentence that names the file and a way out."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        cause = error.orig
        if error.connection_invalidated or "not a database" in str(cause):
            way = "it is not a journal; move it away or restore it from a backup"
        elif "malformed" in str(cause):
            way = "restore it from a backup, or move it away to begin a new one"
        else:
            way = f"check the space and the permissions of {os.fspath(path.parent)}"
        msg = f"{path}: {cause}; {way}"
        raise JournalError(msg) from error


def _prune(connection: sa.Connection, before_s: float) -> None:
    table = schema.outgoing
    final = table.c.state.not_in([state.value for state in WAITING])
    connection.execute(sa.delete(schema.handled).where(schema.handled.c.handled_s < before_s))
    connection.execute(sa.delete(table).where(final, table.c.created_s < before_s))


def _row(outgoing: Outgoing, now_s: float) -> dict[str, Any]:
    begun = bool(outgoing.login_id)
    return {
        "client_msg_id": outgoing.client_msg_id,
        "chat_id": outgoing.chat_id,
        "chat_name": outgoing.chat_name,
        "text": outgoing.text,
        "event_id": outgoing.event_id,
        "rule": outgoing.rule,
        "not_before_s": outgoing.not_before_s,
        "created_s": outgoing.created_s,
        "state": (OutgoingState.SENDING if begun else OutgoingState.QUEUED).value,
        "reason": "",
        "login_id": outgoing.login_id,
        "attempted_s": now_s if begun else None,
        "msg_id": "",
    }


def _pending(row: sa.Row[Any]) -> Pending:
    return Pending(
        Outgoing(
            client_msg_id=row.client_msg_id,
            chat_id=row.chat_id,
            text=row.text,
            event_id=row.event_id,
            rule=row.rule,
            not_before_s=row.not_before_s,
            created_s=row.created_s,
            chat_name=row.chat_name,
        ),
        row.login_id,
        row.attempted_s,
    )
