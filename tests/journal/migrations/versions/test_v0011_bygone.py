"""What stood where something else stands by now."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import sqlalchemy as sa

from responder.journal.database import FORMATS
from responder.journal.journal import Journal
from responder.journal.migrate import migrate
from responder.journal.migrations.versions.v0011_bygone import FORMAT, down_revision
from responder.journal.reader import Reader

if TYPE_CHECKING:
    from pathlib import Path


def test_of_the_revision_before_nothing_is_known(tmp_path: Path) -> None:
    """From the next event on all of it is."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'journal.sqlite'}")
    with engine.begin() as connection:
        migrate(connection, None, down_revision)
        connection.execute(
            sa.text(
                "INSERT INTO event (number, event_id, chat_id, sender_id, time_s, taken_in_s,"
                " event, outcome, rule, rule_set, decision)"
                " VALUES (7, '1', 'p', 'p', 1, 1, '{}', 'unanswered', '', '', '')"
            )
        )
    engine.dispose()
    Journal.open(tmp_path).close()
    with closing(Reader.open(tmp_path)) as reader:
        assert reader.earlier(7).knows_from == 8
    assert FORMATS["0011"] == FORMAT
