"""What happened and why, what is remembered of it, and the pace over restarts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from responder.journal.database import FORMATS, Database
from responder.journal.migrations.versions.v0002_manners import FORMAT
from tests.journal.releases import RELEASES, write

if TYPE_CHECKING:
    from pathlib import Path


def test_an_older_program_refuses_the_file(tmp_path: Path) -> None:
    """Version 0.1.0 looks at the number and leaves alone what it does not know."""
    write(tmp_path / "j", RELEASES[0])
    database = Database.open(tmp_path / "j")
    assert database.value(sa.text("PRAGMA user_version")) == max(FORMATS.values())
    database.close()
    assert RELEASES[0].format < FORMAT == FORMATS["0002"]
