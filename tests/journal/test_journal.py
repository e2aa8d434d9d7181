"""The journal: written down before anything is done."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from responder.errors import JournalError
from responder.journal.journal import FILE, Cursor, Hold
from responder.journal.pruning import IDS_KEPT_S
from responder.memory import Met, OwnerWrote
from tests.journal.kit import NOW_S, by, entry, opened, take_in, text

if TYPE_CHECKING:
    from pathlib import Path


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    """Read past the journal."""
    with closing(sqlite3.connect(path / FILE)) as connection:
        return connection.execute(query).fetchall()


def test_messages_survive_a_restart(tmp_path: Path) -> None:
    """Ids, events, texts and keys of a commit are there when the journal is opened again."""
    with closing(opened(tmp_path)) as journal:
        take_in(journal, "a", "b", out=[text(1), text(2)])
    with closing(opened(tmp_path)) as journal:
        assert journal.unknown(["c", "a", "b", "c"]) == ("c",)
        assert journal.keys("L") == "keys ('a', 'b')"
        assert [one.outgoing for one in journal.outbox.pending()] == [text(1), text(2)]
    assert rows(tmp_path, "SELECT event_id, chat_id, outcome FROM event") == [
        ("a", "p1", "answered"),
        ("b", "p1", "answered"),
    ]


def test_a_message_is_known_as_long_as_what_became_of_it(tmp_path: Path) -> None:
    """Though its id is forgotten: the clock may have been days behind when it came in."""
    with closing(opened(tmp_path)) as journal:
        take_in(journal, "a", "b")
        journal.pruning.prune(NOW_S + IDS_KEPT_S + 1)
        assert journal.unknown(["a", "c", "b"]) == ("c",)
        take_in(journal, *journal.unknown(["a", "c", "b"]))
    assert rows(tmp_path, "SELECT event_id FROM handled") == [("c",)]


def test_any_number_of_messages_can_be_asked_about(tmp_path: Path) -> None:
    """More than the database takes values in one question."""
    with closing(opened(tmp_path)) as journal:
        take_in(journal, "a")
        many = [f"m{n}" for n in range(40_000)]
        assert journal.unknown([*many, "a"]) == tuple(many)


def test_only_the_newest_keys_of_a_login_count(tmp_path: Path) -> None:
    """A later batch replaces the keys; another login has its own."""
    with closing(opened(tmp_path)) as journal:
        take_in(journal, "a")
        take_in(journal, "b")
        assert journal.keys("L") == "keys ('b',)"
        assert journal.keys("other") is None


def test_a_part_of_a_batch_leaves_the_keys_as_they_are(tmp_path: Path) -> None:
    """Without a cursor the service still gives the whole batch again, and its ids are known."""
    with closing(opened(tmp_path)) as journal:
        journal.take_in(event_ids=["a"], now_s=NOW_S)
        assert journal.keys("L") is None
        assert journal.unknown(["a", "b"]) == ("b",)


def test_a_failed_commit_leaves_nothing(tmp_path: Path) -> None:
    """When one row can not be written, none is, and nothing counts as taken in."""
    with closing(opened(tmp_path)) as journal:
        take_in(journal, "a", out=[text(1)])
        with pytest.raises(JournalError):
            journal.take_in(
                event_ids=["b"],
                entries=[entry("b")],
                changes=by("b", Met("eve", 1.0)),
                outgoing=[text(2), text(1)],
                cursor=Cursor("L", "keys b"),
                now_s=NOW_S,
            )
        assert journal.unknown(["b"]) == ("b",)
        assert journal.keys("L") == "keys ('a',)"
        assert "eve" not in journal.memory().met
        assert len(journal.outbox.pending()) == 1


def test_what_is_held_waits_over_a_restart(tmp_path: Path) -> None:
    """An event that is not decided yet is there again, with what it waits for, until it is."""
    hold = Hold("talk", NOW_S, NOW_S + 3)
    with closing(opened(tmp_path)) as journal:
        journal.take_in(entries=[entry("a", hold=hold), entry("b")], now_s=NOW_S)
    with closing(opened(tmp_path)) as journal:
        (held,) = journal.held()
        assert (held.text, held.hold) == ("a", hold)
        changed = by("a", OwnerWrote("p1", 5.0))
        journal.take_in(decided=[entry("a")], changes=changed, now_s=NOW_S)
        assert journal.held() == ()
        assert journal.memory().owner_wrote_s["p1"] == 5.0
    assert rows(tmp_path, "SELECT outcome FROM event") == [("answered",), ("answered",)]


def test_a_hold_can_be_put_off(tmp_path: Path) -> None:
    """What goes on waiting is written down with its new time."""
    with closing(opened(tmp_path)) as journal:
        journal.take_in(entries=[entry("a", hold=Hold("talk", 0.5, 1.0))], now_s=NOW_S)
        journal.take_in(decided=[entry("a", hold=Hold("talk", 0.5, 2.0))], now_s=NOW_S)
        assert [one.hold.due_s for one in journal.held()] == [2.0]


def test_notes_are_kept(tmp_path: Path) -> None:
    """A note is whatever JSON can hold; a later one takes its place."""
    with closing(opened(tmp_path)) as journal:
        assert journal.note("pause") is None
        journal.put_note("pause", {"until_s": 1.5})
        journal.put_note("pause", {"until_s": 2.5})
    with closing(opened(tmp_path)) as journal:
        assert journal.note("pause") == {"until_s": 2.5}
