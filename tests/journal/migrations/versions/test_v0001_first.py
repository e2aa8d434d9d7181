"""The tables of version 0.1.0."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import sqlalchemy as sa

from responder.journal.migrate import migrate
from tests.journal.releases import RELEASES, write

if TYPE_CHECKING:
    from pathlib import Path


def columns(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Name, type and rank in the key of every column, by table; and the indexes."""
    with closing(sqlite3.connect(path)) as connection:
        names = [
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master ORDER BY name")
            if "alembic" not in row[0]
        ]
        return {
            name: [row[1:4] for row in connection.execute(f"PRAGMA table_info({name})")]
            for name in names
        }


def test_it_makes_what_that_version_made(tmp_path: Path) -> None:
    """So that a file of that version may be taken for one of this revision."""
    write(tmp_path / "released", RELEASES[0])
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'made'}")
    with engine.begin() as connection:
        migrate(connection, None, "0001")
    engine.dispose()
    assert columns(tmp_path / "made") == columns(tmp_path / "released")
