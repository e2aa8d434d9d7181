"""The journal: written down before anything is done."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from responder.errors import JournalError
from responder.journal.journal import FILE, KEPT_S, Journal, Pending
from responder.models import Outgoing, OutgoingState

if TYPE_CHECKING:
    from pathlib import Path

NOW_S = 1_800_000_000.0


def text(number: int, *, chat: str = "p1", created_s: float = NOW_S) -> Outgoing:
    """An outgoing text with a ClientMsgId in order."""
    return Outgoing(
        client_msg_id=f"{number:017d}",
        chat_id=chat,
        text=f"text {number}",
        event_id=f"event {number}",
        rule="rule",
        not_before_s=created_s + 1,
        created_s=created_s,
        chat_name="Ann",
    )


def opened(path: Path, now_s: float = NOW_S) -> Journal:
    """The journal of a directory."""
    return Journal.open(path, now_s=now_s)


def commit(journal: Journal, *events: str, out: list[Outgoing] | None = None) -> None:
    """Take in a batch of one login."""
    journal.commit(
        event_ids=events, outgoing=out or [], login_id="L", keys=f"keys {events}", now_s=NOW_S
    )


def test_a_batch_survives_a_restart(tmp_path: Path) -> None:
    """Ids, texts and keys of a commit are there when the journal is opened again."""
    with closing(opened(tmp_path)) as journal:
        commit(journal, "a", "b", out=[text(1), text(2)])
    with closing(opened(tmp_path)) as journal:
        assert journal.is_handled("a")
        assert journal.is_handled("b")
        assert not journal.is_handled("c")
        assert journal.keys("L") == "keys ('a', 'b')"
        assert journal.pending() == (Pending(text(1), "", None), Pending(text(2), "", None))


def test_only_the_newest_keys_of_a_login_count(tmp_path: Path) -> None:
    """A later batch replaces the keys; another login has its own."""
    with closing(opened(tmp_path)) as journal:
        commit(journal, "a")
        commit(journal, "b")
        assert journal.keys("L") == "keys ('b',)"
        assert journal.keys("other") is None


def test_a_failed_commit_leaves_nothing(tmp_path: Path) -> None:
    """When one row of a batch can not be written, none is, and nothing counts as handled."""
    with closing(opened(tmp_path)) as journal:
        commit(journal, "a", out=[text(1)])
        with pytest.raises(JournalError):
            commit(journal, "b", out=[text(2), text(1)])
        assert not journal.is_handled("b")
        assert journal.keys("L") == "keys ('a',)"
        assert len(journal.pending()) == 1


def test_an_ended_text_is_not_pending(tmp_path: Path) -> None:
    """Sent, failed and unknown texts are never taken up again."""
    with closing(opened(tmp_path)) as journal:
        commit(journal, "a", out=[text(n) for n in range(1, 5)])
        journal.mark(text(1).client_msg_id, OutgoingState.SENT, msg_id="77")
        journal.mark(text(2).client_msg_id, OutgoingState.FAILED, reason="not a friend")
        journal.mark(text(3).client_msg_id, OutgoingState.UNKNOWN, reason="lost")
        assert [p.outgoing for p in journal.pending()] == [text(4)]


def test_a_text_under_way_keeps_its_login_and_time(tmp_path: Path) -> None:
    """What a restart needs to judge a doubtful text is written before the attempt."""
    with closing(opened(tmp_path)) as journal:
        commit(journal, "a", out=[text(1)])
        journal.mark(
            text(1).client_msg_id, OutgoingState.SENDING, login_id="L", attempted_s=NOW_S + 5
        )
    with closing(opened(tmp_path)) as journal:
        assert journal.pending() == (Pending(text(1), "L", NOW_S + 5),)


def test_a_text_that_leaves_at_once_is_under_way_with_its_batch(tmp_path: Path) -> None:
    """It names its login, and needs no mark of its own; its batch's time is that of the attempt."""
    with closing(opened(tmp_path)) as journal:
        commit(journal, "a", out=[replace(text(1), login_id="L"), text(2)])
        assert journal.pending() == (Pending(text(1), "L", NOW_S), Pending(text(2), "", None))


def test_a_text_that_did_not_leave_is_queued_again(tmp_path: Path) -> None:
    """What was written about an attempt is taken back with it."""
    with closing(opened(tmp_path)) as journal:
        commit(journal, "a", out=[replace(text(1), login_id="L")])
        journal.mark(text(1).client_msg_id, OutgoingState.QUEUED, login_id="")
        assert journal.pending() == (Pending(text(1), "", None),)


def test_ids_go_on_after_a_restart(tmp_path: Path) -> None:
    """The greatest ClientMsgId is known, so that a clock set back gives no id twice."""
    with closing(opened(tmp_path)) as journal:
        assert journal.last_client_msg_id() == ""
        commit(journal, "a", out=[text(7), text(5)])
        assert journal.last_client_msg_id() == text(7).client_msg_id


def test_old_rows_are_dropped_but_not_the_unfinished(tmp_path: Path) -> None:
    """Opening drops ids and ended texts beyond the keeping time, never a text without an end."""
    with closing(opened(tmp_path)) as journal:
        commit(journal, "a", out=[text(1), text(2)])
        journal.mark(text(1).client_msg_id, OutgoingState.SENT)
    with closing(opened(tmp_path, NOW_S + KEPT_S + 1)) as journal:
        assert not journal.is_handled("a")
        assert [p.outgoing for p in journal.pending()] == [text(2)]
        assert journal.last_client_msg_id() == text(2).client_msg_id


def test_only_the_owner_reads_it(tmp_path: Path) -> None:
    """The file is created with mode 0600."""
    opened(tmp_path).close()
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_a_foreign_file_is_refused_and_kept(tmp_path: Path) -> None:
    """A file that is no database is named in a sentence and left as it is."""
    (tmp_path / FILE).write_bytes(b"not a database at all" * 100)
    with pytest.raises(JournalError, match=r"journal\.sqlite.*move it away"):
        opened(tmp_path)
    assert (tmp_path / FILE).read_bytes() == b"not a database at all" * 100


def test_a_newer_format_is_refused_and_kept(tmp_path: Path) -> None:
    """A journal of a later version is never touched."""
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(JournalError, match="another responder"):
        opened(tmp_path)


def test_an_unwritable_place_is_a_sentence(tmp_path: Path) -> None:
    """A state directory that is none is an error of ours, not a traceback."""
    with pytest.raises(JournalError, match="can not be opened"):
        opened(tmp_path / "missing")
