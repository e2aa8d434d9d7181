"""Outgoing texts by when they ended."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import sqlalchemy as sa

from responder.journal.database import FORMATS
from responder.journal.journal import Journal
from responder.journal.migrate import migrate
from responder.journal.migrations.versions.v0012_ends import FORMAT, down_revision

if TYPE_CHECKING:
    from pathlib import Path


def test_what_ended_in_the_revision_before_is_found(tmp_path: Path) -> None:
    """An echo of it is known, once."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'journal.sqlite'}")
    with engine.begin() as connection:
        migrate(connection, None, down_revision)
        connection.execute(
            sa.text(
                "INSERT INTO outgoing (client_msg_id, chat_id, chat_name, text, event_id, rule,"
                " not_before_s, created_s, state, reason, login_id, msg_id, ended_s)"
                " VALUES ('1', 'p', 'Ann', 'hi', '', '', 1, 1, 'unknown', '', 'L', '', 1000)"
            )
        )
    engine.dispose()
    with closing(Journal.open(tmp_path)) as journal:
        assert not journal.outbox.is_ours("7", "p", "hi", 1121)
        assert journal.outbox.is_ours("7", "p", "hi", 1120)
        assert not journal.outbox.is_ours("8", "p", "hi", 1120)
    assert FORMATS["0012"] == FORMAT
