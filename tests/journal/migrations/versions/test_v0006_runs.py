"""Runs that go on later."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import sqlalchemy as sa

from responder.journal.database import FORMATS, Database
from responder.journal.migrate import migrate
from responder.journal.migrations.versions.v0006_runs import FORMAT

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_of_the_revision_before_keeps_what_is_in_it(tmp_path: Path) -> None:
    """A journal that another commit of this version made goes on, and nothing waits in it."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'j'}")
    with engine.begin() as connection:
        migrate(connection, None, "0005")
        connection.execute(sa.text("INSERT INTO cursor VALUES ('L', '[1]')"))
    engine.dispose()
    with closing(Database.open(tmp_path / "j")) as database:
        assert database.value(sa.text("SELECT keys FROM cursor")) == "[1]"
        assert database.rows(sa.text("SELECT * FROM run")) == []
    assert FORMATS["0006"] == FORMAT
