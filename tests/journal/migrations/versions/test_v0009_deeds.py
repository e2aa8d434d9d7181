"""What outgoing rows do."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import sqlalchemy as sa

from responder.journal.database import FORMATS, Database
from responder.journal.migrate import migrate
from responder.journal.migrations.versions.v0009_deeds import FORMAT, down_revision
from responder.journal.outbox import Outbox
from responder.models import Deed

if TYPE_CHECKING:
    from pathlib import Path


def test_what_waits_of_the_revision_before_goes_on_as_it_was_meant(tmp_path: Path) -> None:
    """A text is a text; what had a ticket accepts with it."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'j'}")
    with engine.begin() as connection:
        migrate(connection, None, down_revision)
        for number, ticket in ((1, ""), (2, "v2_x")):
            connection.execute(
                sa.text(
                    "INSERT INTO outgoing (client_msg_id, chat_id, chat_name, text, event_id,"
                    " rule, not_before_s, created_s, state, reason, login_id, msg_id, ticket)"
                    " VALUES (:id, 'p', 'Ann', 'hello', 'e', 'r', 1, 1, 'queued', '', '', '', :t)"
                ),
                {"id": str(number), "t": ticket},
            )
    engine.dispose()
    with closing(Database.open(tmp_path / "j")) as database:
        waiting = [one.outgoing for one in Outbox(database, str).pending()]
        assert [(one.deed, one.content, one.text) for one in waiting] == [
            (Deed.TEXT, "", "hello"),
            (Deed.ACCEPT, "v2_x", "hello"),
        ]
    assert FORMATS["0009"] == FORMAT
