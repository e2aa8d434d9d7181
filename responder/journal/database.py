"""The journal's file: opened, migrated, and every error of it told as a sentence.

It knows SQLite and the revisions of the tables; it must not know what is written there.
"""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

import sqlalchemy as sa

from responder.errors import JournalError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

REVISION = "0012"
"""Of the tables in `schema`: the last of `migrations`, which are looked at only if a file has
another one, for Alembic takes longer to import than the rest of the journal."""

FIRST_REVISION = "0001"
"""What version 0.1.0 wrote, without saying so."""

FORMATS = {
    None: 0,
    FIRST_REVISION: 1,
    "0002": 2,
    "0003": 3,
    "0004": 4,
    "0005": 5,
    "0006": 6,
    "0009": 9,
    "0011": 11,
    REVISION: 12,
}
"""The `user_version` of a file of each revision. It is how version 0.1.0 knows its files, and that
it must not touch a later one."""

BUSY_S = 5.0
"""Only one responder writes; another process that reads may hold a lock for a moment."""


class Database:
    """One connection to the journal of a state directory; open it with `Database.open`.

    Calls are synchronous: a commit costs some hundred microseconds, less than handing it to a
    thread.
    """

    def __init__(self, path: Path, connection: sa.Connection) -> None:
        self._path = path
        self._connection = connection
        self._owed: list[tuple[sa.Executable, dict[str, Any]]] = []
        self._then: list[Callable[[], object]] = []

    @classmethod
    def open(cls, path: Path, *, forget: bool = False) -> Self:
        """Open or create the file and bring its tables to this version, all of it or nothing.

        Args:
            path: In a directory that exists.
            forget: Whether what is deleted is overwritten on the disk too.

        Raises:
            JournalError: Unreadable, damaged, locked, or of a later version; it is left as it is.
        """
        try:
            path.touch(mode=0o600)
        except OSError as error:
            msg = f"{path} can not be opened: {error.strerror}"
            raise JournalError(msg) from error
        with ExitStack() as on_failure, told(path):
            engine = _engine(path)
            on_failure.callback(engine.dispose)
            connection = engine.connect()
            on_failure.callback(connection.close)
            _prepare(path, connection, forget=forget)
            on_failure.pop_all()
        return cls(path, connection)

    @classmethod
    def look_into(cls, path: Path) -> Self:
        """Open a file to read it and never change it, also while a daemon writes there.

        Raises:
            JournalError: There is none, it is damaged, or of another version.
        """
        if not os.path.exists(path):  # noqa: PTH110 - of a folder that is closed it says no, and does not fail
            msg = f"{path.parent} has no journal: no responder has run on it"
            raise JournalError(msg)
        with ExitStack() as on_failure, told(path):
            engine = _engine(path, read_only=True)
            on_failure.callback(engine.dispose)
            connection = engine.connect()
            on_failure.callback(connection.close)
            if _revision(path, connection) != REVISION:
                msg = f"{path} is of an earlier version; `responder run` brings it along"
                raise JournalError(msg)
            on_failure.pop_all()
        return cls(path, connection)

    def rebuild(self) -> None:
        """Write the file anew without what was ever deleted from it.

        Raises:
            JournalError: Not written (disk full, read-only …); nothing is lost.
        """
        with self._alone() as connection:
            connection.exec_driver_sql("VACUUM")

    def empty_log(self) -> bool:
        """Take what the log beside the file says over into it, and cut the log off.

        What was deleted from the file may stand there until then. It waits for nobody: while
        another process or thread reads, it may not be done.

        Returns:
            Whether it was.

        Raises:
            JournalError: Not written; nothing is lost.
        """
        with self._alone() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout = 0")
            try:
                found = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
            finally:
                connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_S * 1000:.0f}")
        return not found[0]

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
        self._connection.engine.dispose()

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """One transaction: everything in the block is written, or nothing; and so is what is owed.

        Raises:
            JournalError: Not written (disk full, read-only …).
        """
        owed = tuple(self._owed)
        with told(self._path), self._connection.begin():
            self._connection.exec_driver_sql("BEGIN")
            for statement, values in owed:
                self._connection.execute(statement, values)
            yield self._connection
        del self._owed[: len(owed)]
        waiting, self._then = self._then, []
        for call in waiting:
            call()

    @property
    def owes(self) -> bool:
        """Whether a change waits for the next transaction."""
        return bool(self._owed)

    def owe(self, statement: sa.Executable, values: dict[str, Any]) -> None:
        """Have a change written with the next transaction, ahead of all else in it.

        A crash before that loses it, so it has to be one that is found out again; and somebody
        has to see to it that there is a next one, soon.
        """
        self._owed.append((statement, values))

    def then(self, call: Callable[[], object]) -> None:
        """Call something as soon as nothing is owed: mostly at once."""
        if self._owed:
            self._then.append(call)
        else:
            call()

    def rows(
        self, query: sa.Executable, values: dict[str, Any] | None = None
    ) -> Sequence[sa.Row[Any]]:
        """Everything a query finds.

        Raises:
            JournalError: The file can not be read.
        """
        with self._alone() as connection:
            return connection.execute(query, values or {}).all()

    def value(self, query: sa.Executable, values: dict[str, Any] | None = None) -> Any:  # noqa: ANN401 - whatever the column holds
        """The first column of the first row; None if there is none.

        Raises:
            JournalError: The file can not be read.
        """
        with self._alone() as connection:
            return connection.scalar(query, values or {})

    @contextmanager
    def _alone(self) -> Iterator[sa.Connection]:
        """Each statement by itself, outside of a transaction, which would double its time."""
        with told(self._path):
            try:
                yield self._connection
            finally:
                self._connection.rollback()


@contextmanager
def told(path: Path) -> Iterator[None]:
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


def _engine(path: Path, *, read_only: bool = False) -> sa.Engine:
    url = sa.URL.create("sqlite", database=os.fspath(path))
    if read_only:
        name = f"file:{quote(os.fspath(path))}"
        url = sa.URL.create("sqlite", database=name, query={"mode": "ro", "uri": "true"})
    engine = sa.create_engine(url, poolclass=sa.StaticPool, connect_args={"timeout": BUSY_S})

    def plain(connection: Any, _: object) -> None:  # noqa: ANN401 - the driver's own
        # Python's driver begins no transaction before a change of tables; we begin them all.
        connection.isolation_level = None

    sa.event.listen(engine, "connect", plain)
    return engine


def _revision(path: Path, connection: sa.Connection) -> str | None:
    """Of the tables in a file; None of an empty one.

    Raises:
        JournalError: It is none that this program knows.
    """
    found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    tables = set(connection.scalars(sa.text("SELECT name FROM sqlite_master")))
    stamped = sa.text("SELECT version_num FROM alembic_version")
    revision = connection.scalar(stamped) if "alembic_version" in tables else None
    connection.rollback()
    if revision is None and found == FORMATS[FIRST_REVISION]:
        revision = FIRST_REVISION
    if FORMATS.get(revision) != found:
        msg = f"{path} was written by another responder (format {found}); use that one"
        raise JournalError(msg)
    return revision


def _prepare(path: Path, connection: sa.Connection, *, forget: bool) -> None:
    revision = _revision(path, connection)
    connection.exec_driver_sql("PRAGMA journal_mode = WAL")
    # FULL: a power cut must not take back a commit whose text has already left.
    connection.exec_driver_sql("PRAGMA synchronous = FULL")
    connection.exec_driver_sql(f"PRAGMA secure_delete = {'ON' if forget else 'OFF'}")
    connection.rollback()
    if revision != REVISION:
        from responder.journal.migrate import migrate  # noqa: PLC0415 - see REVISION

        with connection.begin():
            connection.exec_driver_sql("BEGIN")
            migrate(connection, revision)
