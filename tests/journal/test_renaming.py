"""Passing ids, and the lasting ones that take their place."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from responder.journal import renaming
from responder.journal.journal import FILE, Journal
from responder.memory import Cell, Claimed, Heard, Kept, Met, Muted, OwnerWrote, Replied, Said
from responder.models import OutgoingState
from tests.journal.kit import NOW_S, by, entry, text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OLD, NEW = "?@me/@@team", "g5"
SCOPE = f"sender {OLD} p7"


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """In which something happened under a passing id."""
    with closing(Journal.open(tmp_path)) as one:
        changes = (
            Claimed("r", SCOPE, 1.0),
            Met(OLD, 2.0),
            Heard(OLD, "hi", OLD, 3.0),
            OwnerWrote(OLD, 4.0),
            OwnerWrote(NEW, 3.5),
            Replied(SCOPE, 5.0),
            Said(OLD, "ho", 6.0),
            Muted(SCOPE, 7.0),
            Kept(f"sender {OLD}", "visits", "", Cell(1)),
            Kept(f"chat {OLD}", "visits", "", Cell(2)),
            Kept(f"chat {OLD}", "karma", "小明", Cell(3)),
            Kept(f"chat {NEW}", "visits", "", Cell(9)),
            Kept("sender p7", "visits", "", Cell(4)),
        )
        happened = entry("1", chat=OLD)
        one.take_in(
            now_s=NOW_S,
            event_ids=["1", "2"],
            entries=[happened, entry("2", chat="p7")],
            changes=by("1", *changes),
            outgoing=[replace(text(1, chat=OLD), login_id="L"), text(2, chat="p7")],
        )
        yield one


def test_what_begins_with_a_mark_is_found(journal: Journal) -> None:
    """People and chats; nobody else."""
    assert journal.ids.beginning("?") == {OLD}
    assert journal.ids.beginning("!") == frozenset()


def test_all_that_was_of_one_id_is_of_the_other(journal: Journal, tmp_path: Path) -> None:
    """Memory, texts, pace and events; what others did stays theirs."""
    journal.ids.rename(OLD, NEW)
    assert journal.ids.beginning("?") == frozenset()
    memory, scope = journal.memory(), f"sender {NEW} p7"
    assert memory.claims["r", scope] == (1.0,)
    assert memory.met[NEW] == 2.0
    assert memory.heard[NEW, "hi"] == ((NEW, 3.0),)
    assert memory.owner_wrote_s[NEW] == 4.0
    assert memory.replied[scope] == (5.0,)
    assert memory.said_s[NEW, "ho"] == 6.0
    assert memory.muted_until_s[scope] == 7.0
    assert memory.values[f"sender {NEW}", "visits"] == {"": Cell(1)}
    assert memory.values[f"chat {NEW}", "karma"] == {"小明": Cell(3)}
    assert memory.values[f"chat {NEW}", "visits"] == {"": Cell(9)}
    assert memory.values["sender p7", "visits"] == {"": Cell(4)}
    assert memory.totals[""] == 4
    assert [one.outgoing.chat_id for one in journal.outbox.pending()] == [NEW, "p7"]
    assert [one.chat_id for one in journal.outbox.attempts(0.0)] == [NEW]
    assert journal.outbox.is_ours("9", NEW, "text 1", NOW_S)
    engine = sa.create_engine(f"sqlite:///{tmp_path / FILE}")
    with engine.connect() as connection:
        found = connection.execute(sa.text("SELECT chat_id, sender_id FROM event ORDER BY number"))
        assert [tuple(row) for row in found] == [(NEW, NEW), ("p7", "p7")]
    engine.dispose()


def test_what_was_asked_before_is_of_the_other_id_too(journal: Journal) -> None:
    """When the owner wrote is remembered between two messages, and no longer than it is true."""
    wrote_s = journal.memory().owner_wrote_s
    assert (wrote_s.get(OLD), wrote_s.get(NEW)) == (4.0, 3.5)
    journal.ids.rename(OLD, NEW)
    wrote_s = journal.memory().owner_wrote_s
    assert (wrote_s.get(OLD), wrote_s.get(NEW)) == (None, 4.0)


def test_no_text_is_lost_or_sent_anew(journal: Journal) -> None:
    """Texts keep where they stand."""
    before = [(one.outgoing.client_msg_id, one.login_id) for one in journal.outbox.pending()]
    journal.ids.rename(OLD, NEW)
    after = [(one.outgoing.client_msg_id, one.login_id) for one in journal.outbox.pending()]
    assert before == after
    journal.outbox.end(text(1, chat=OLD), OutgoingState.SENT, NOW_S)
    assert len(journal.outbox.pending()) == 1


def test_no_search_looks_at_every_row(journal: Journal, tmp_path: Path) -> None:
    """Of the tables that grow with every message."""
    del journal
    engine = sa.create_engine(f"sqlite:///{tmp_path / FILE}")
    with engine.connect() as connection:
        for query in renaming._BEGINNING:
            shown = str(query.compile(engine))
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {shown}", ("?", "@")).all()
            assert all("SEARCH" in row[3] or "USING" in row[3] for row in plan), plan
    engine.dispose()
