"""Which outgoing rows accept a friend request."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import sqlalchemy as sa

from responder.journal.database import FORMATS, Database
from responder.journal.migrate import migrate
from responder.journal.migrations.versions.v0005_requests import FORMAT

if TYPE_CHECKING:
    from pathlib import Path


def test_a_text_of_the_revision_before_is_a_text(tmp_path: Path) -> None:
    """A journal that another commit of this version made goes on, and accepts nobody for it."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'j'}")
    with engine.begin() as connection:
        migrate(connection, None, "0004")
        connection.execute(
            sa.text(
                "INSERT INTO outgoing (client_msg_id, chat_id, chat_name, text, event_id, rule,"
                " not_before_s, created_s, state, reason, login_id, msg_id)"
                " VALUES ('1', 'p', 'Ann', 'hello', 'e', 'r', 1, 1, 'queued', '', '', '')"
            )
        )
    engine.dispose()
    with closing(Database.open(tmp_path / "j")) as database:
        (row,) = database.rows(sa.text("SELECT text, deed FROM outgoing"))
        assert tuple(row) == ("hello", "text")
    assert FORMATS["0005"] == FORMAT
