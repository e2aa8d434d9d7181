"""Migrations, upwards from every released schema."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from responder.errors import JournalError
from responder.journal import migrate as module
from responder.journal.database import Database
from responder.journal.schema import metadata
from tests.journal.releases import RELEASES, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.journal.releases import Release


def tables(path: Path) -> set[str]:
    """What is in a file: every statement that made it, but for names that SQLite gives."""
    with closing(sqlite3.connect(path)) as connection:
        return {row[0] for row in connection.execute("SELECT sql FROM sqlite_master")}


def columns(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every table with its columns, sorted by name, and every index."""
    with closing(sqlite3.connect(path)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master")]
        return {
            name: sorted(row[1:4] for row in connection.execute(f"PRAGMA table_info({name})"))
            for name in names
        }


def test_a_new_file_has_the_tables_of_the_schema(tmp_path: Path) -> None:
    """The migrations lead to what the program works with, indexes and all."""
    with (
        closing(Database.open(tmp_path / "j")) as database,
        database.writing() as connection,
    ):
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_every_index_of_the_schema_is_there(tmp_path: Path) -> None:
    """Those of some rows too, which the comparison does not look into."""
    Database.open(tmp_path / "j").close()
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'made'}")
    metadata.create_all(engine)
    engine.dispose()
    migrated, made = tables(tmp_path / "j"), tables(tmp_path / "made")
    partial = {sql for sql in made if sql and "WHERE" in sql}
    assert len(partial) == 5
    assert partial <= migrated


@pytest.mark.parametrize("release", RELEASES, ids=lambda release: release.version)
def test_a_released_file_becomes_one_of_this_version(tmp_path: Path, release: Release) -> None:
    """Tables are those of a new file, and what was in it is still there."""
    old, new = tmp_path / "old", tmp_path / "new"
    write(old, release)
    Database.open(new).close()
    with closing(Database.open(old)) as database:
        assert {row[0] for row in database.rows(sa.text("SELECT event_id FROM handled"))} == {
            "7001",
            "7002",
        }
        query = "SELECT client_msg_id, text, state, ended_s FROM outgoing ORDER BY client_msg_id"
        assert [tuple(row) for row in database.rows(sa.text(query))] == [
            ("17000000000000001", "早", "sent", 1_700_000_000.0),
            ("17000000000000002", "晚", "queued", None),
        ]
        assert database.value(sa.text("SELECT keys FROM cursor")) == "[1]"
    assert columns(old) == columns(new)
    Database.open(old).close()


@pytest.mark.parametrize("release", RELEASES, ids=lambda release: release.version)
def test_a_failing_migration_changes_nothing(
    tmp_path: Path, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is as it was, and the release that wrote it can go on with it."""
    path = tmp_path / "old"
    write(path, release)
    before = columns(path), path.read_bytes()
    migrate = module.migrate

    def fails(connection: sa.Connection, revision: str | None) -> None:
        migrate(connection, revision)
        connection.exec_driver_sql("INSERT INTO nowhere VALUES (1)")

    monkeypatch.setattr(module, "migrate", fails)
    with pytest.raises(JournalError, match="nowhere"):
        Database.open(path)
    assert columns(path) == before[0]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (release.format,)
    monkeypatch.undo()
    Database.open(path).close()


def test_a_step_at_a_time(tmp_path: Path) -> None:
    """Each revision can be reached by itself, as an older program made it."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'j'}")
    with engine.begin() as connection:
        module.migrate(connection, None, "0001")
        assert sa.inspect(connection).has_table("cursor")
        assert not sa.inspect(connection).has_table("event")
        module.migrate(connection, None, "0002")
        assert sa.inspect(connection).has_table("event")
        assert not sa.inspect(connection).has_table("rule_set")
        module.migrate(connection, None, "0003")
        assert sa.inspect(connection).has_table("rule_set")
        assert not sa.inspect(connection).has_table("stored")
        module.migrate(connection, None, "0004")
        assert sa.inspect(connection).has_table("stored")
    engine.dispose()
