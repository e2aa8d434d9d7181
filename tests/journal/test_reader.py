"""The journal as it is read from outside."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from responder.errors import JournalError
from responder.journal import reader as reader_module
from responder.journal import schema
from responder.journal.journal import FILE, Entry, Hold
from responder.journal.reader import ALL, Reader, Wanted
from responder.models import OutgoingState
from tests.journal.kit import NOW_S, entry, opened, take_in, text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from responder.journal.journal import Journal
    from responder.journal.reader import Record


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """A journal that is being written; left open, as a daemon leaves it."""
    return opened(tmp_path)


def ids(records: Iterable[Record]) -> list[str]:
    """Which events they are."""
    return [record.event_id for record in records]


def taken(event_id: str, rule: str, decision: str, *, chat: str = "p1") -> Entry:
    """An event that a rule took."""
    return replace(entry(event_id, chat=chat), rule=rule, decision=decision)


def test_a_journal_is_read_while_it_is_written(tmp_path: Path, journal: Journal) -> None:
    """Each event with its texts and where they stand, beside an open writer."""
    take_in(journal, "a", out=[text(1, event="a"), text(2, event="a")])
    with closing(Reader.open(tmp_path)) as reader:
        (record,) = reader.last(5)
        assert (record.event_id, record.outcome, record.is_open) == ("a", "answered", True)
        for one in (text(1), text(2)):
            journal.outbox.end(one, OutgoingState.FAILED, NOW_S + 3, reason="why")
        (record,) = reader.again([record.number])
        assert [(one.state, one.reason, one.ended_s) for one in record.texts] == [
            ("failed", "why", NOW_S + 3),
            ("failed", "why", NOW_S + 3),
        ]
        assert not record.is_open
    journal.close()


def test_nothing_can_be_written(tmp_path: Path, journal: Journal) -> None:
    """Whatever the reader's code does: the file is open for reading only."""
    journal.close()
    with closing(Reader.open(tmp_path)) as reader:
        write = sa.text("DELETE FROM event")
        with (
            pytest.raises(JournalError, match="readonly"),
            reader._database.writing() as connection,
        ):
            connection.execute(write)


def test_a_directory_without_a_journal_is_named(tmp_path: Path) -> None:
    """And no file appears in it."""
    with pytest.raises(JournalError, match="has no journal: no responder has run on it"):
        Reader.open(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_journal_is_said(tmp_path: Path) -> None:
    """As when a daemon opens it."""
    (tmp_path / FILE).write_bytes(b"x" * 5000)
    with pytest.raises(JournalError, match="it is not a journal"):
        Reader.open(tmp_path)


def test_an_earlier_version_is_not_migrated_by_looking(tmp_path: Path) -> None:
    """Reading changes nothing, so it says who does."""
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        connection.execute("PRAGMA user_version = 1")
    with pytest.raises(JournalError, match=r"earlier version; `responder run` brings it along"):
        Reader.open(tmp_path)


def test_a_path_may_be_named_in_any_way(tmp_path: Path) -> None:
    """Blanks, question marks and the like mean themselves."""
    folder = tmp_path / "a b?mode=rw&c#d%20中"
    folder.mkdir()
    opened(folder).close()
    with closing(Reader.open(folder)) as reader:
        assert reader.last(1) == ()


def test_the_last_events_are_the_newest_in_order(tmp_path: Path, journal: Journal) -> None:
    """Of three two: the second and the third."""
    take_in(journal, "a", "b", "c")
    with closing(Reader.open(tmp_path)) as reader:
        assert ids(reader.last(2)) == ["b", "c"]
        assert ids(reader.last(0)) == []
    journal.close()


def test_all_after_one_come_in_pieces(
    tmp_path: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many there are, in order and once."""
    monkeypatch.setattr("responder.journal.reader.IDS_AT_ONCE", 2)
    take_in(journal, *"abcde")
    with closing(Reader.open(tmp_path)) as reader:
        assert ids(reader.after(0)) == [*"abcde"]
        assert ids(reader.after(3)) == ["d", "e"]
        assert ids(reader.again([1, 2, 3])) == ["a", "b", "c"]
        assert reader.newest() == 5
    journal.close()


def test_what_we_said_did_not_come_in(tmp_path: Path, journal: Journal) -> None:
    """The service repeats our own texts; they are no events for a reader, but lead to theirs."""
    take_in(journal, "a", out=[text(1, event="a")])
    journal.outbox.end(text(1, event="a"), OutgoingState.SENT, NOW_S, msg_id="echo")
    ours = replace(entry("echo"), outcome="ours")
    journal.take_in(event_ids=["echo"], entries=[ours], now_s=NOW_S)
    with closing(Reader.open(tmp_path)) as reader:
        assert ids(reader.last(5)) == ["a"]
        said = reader.sent_as("echo")
        assert said is not None
        assert said.event_id == "a"
        assert reader.sent_as("a") is None
    journal.close()


def test_events_are_chosen_by_chat_rule_and_time(tmp_path: Path, journal: Journal) -> None:
    """A rule counts too where it let others answer; its name in a stranger's words does not."""
    here = taken("b", "r", '{"taken":[{"rule":"more \\"x\\""},{"rule":"r"}]}')
    talk = taken("c", "", '{"taken":[],"fault":"\\"rule\\":\\"r\\""}', chat="p2")
    journal.take_in(entries=[entry("a")], now_s=NOW_S)
    journal.take_in(entries=[here, talk], now_s=NOW_S + 60)
    with closing(Reader.open(tmp_path)) as reader:
        assert ids(reader.last(9, Wanted(chat_ids=("p2",)))) == ["c"]
        assert ids(reader.last(9, Wanted(chat_ids=()))) == []
        assert ids(reader.last(9, Wanted(rule="r"))) == ["b"]
        assert ids(reader.last(9, Wanted(rule='more "x"'))) == ["b"]
        assert ids(reader.last(9, Wanted(rule="R"))) == []
        assert ids(reader.after(0, Wanted(since_s=NOW_S + 1))) == ["b", "c"]
        assert ids(reader.after(2, Wanted(since_s=NOW_S + 1))) == ["c"]
        assert ids(reader.after(0, Wanted(since_s=NOW_S + 61))) == []
        assert dict(reader.chats()) == {"p2": "c", "p1": "b"}
    journal.close()


def test_one_event_by_its_id(tmp_path: Path, journal: Journal) -> None:
    """Or nothing; one that waits says until when."""
    held = entry("h", hold=Hold("k", NOW_S, NOW_S + 9))
    journal.take_in(entries=[held], now_s=NOW_S)
    with closing(Reader.open(tmp_path)) as reader:
        found = reader.one("h")
        assert found is not None
        assert (found.due_s, found.is_open) == (NOW_S + 9, True)
        assert reader.one("x") is None
    journal.close()


def test_it_is_known_cheaply_whether_anything_was_written(tmp_path: Path, journal: Journal) -> None:
    """Once after each write, and not by our own reading."""
    with closing(Reader.open(tmp_path)) as reader:
        assert reader.changed()
        assert not reader.changed()
        take_in(journal, "a")
        assert reader.changed()
        assert ids(reader.last(1, ALL)) == ["a"]
        assert not reader.changed()
    journal.close()


def test_events_are_chosen_by_outcome_and_place(tmp_path: Path, journal: Journal) -> None:
    """Before a number, after a number, and by what they came to."""
    entries = [replace(entry(one), outcome=out) for one, out in zip("abcd", "xyxy", strict=True)]
    journal.take_in(entries=entries, now_s=NOW_S)
    with closing(Reader.open(tmp_path)) as reader:
        assert ids(reader.last(9, Wanted(outcome="x"))) == ["a", "c"]
        assert ids(reader.last(1, Wanted(before=3))) == ["b"]
        assert ids(reader.last(9, Wanted(before=4, after=1))) == ["b", "c"]
        assert ids(reader.last(9, Wanted(outcome="y", after=2))) == ["d"]
    journal.close()


def test_texts_are_seen_while_they_wait_and_after(tmp_path: Path, journal: Journal) -> None:
    """The longest waiting first, the newest end first; each with its chat."""
    take_in(journal, "a", out=[text(number, event="a") for number in (1, 2, 3, 4)])
    journal.outbox.end(text(2, event="a"), OutgoingState.SENT, NOW_S)
    journal.outbox.end(text(3, event="a"), OutgoingState.FAILED, NOW_S, reason="why")
    with closing(Reader.open(tmp_path)) as reader:
        assert [one.text.text for one in reader.waiting(9)] == ["text 1", "text 4"]
        assert [one.text.text for one in reader.ended(9)] == ["text 3", "text 2"]
        assert [one.text.reason for one in reader.ended(1)] == ["why"]
        assert reader.waiting(1)[0].chat_name == "Ann"
    journal.close()


def test_what_was_sent_is_counted_by_the_hour(tmp_path: Path, journal: Journal) -> None:
    """From a moment on; what was not sent is not counted."""
    hours = [-1.0, 0.0, 0.9, 1.0, 1.5, 3.2]
    out = [text(n, created_s=NOW_S + 3600 * hour, event="a") for n, hour in enumerate(hours)]
    take_in(journal, "a", out=out)
    for one in out[:-1]:
        journal.outbox.end(one, OutgoingState.SENT, NOW_S)
    with closing(Reader.open(tmp_path)) as reader:
        assert reader.sent_by_hour(NOW_S) == {0: 2, 1: 2}
    journal.close()


def test_a_glance_tells_what_events_came_to(tmp_path: Path, journal: Journal) -> None:
    """The newest first, our own echoes left out."""
    entries = [entry("a"), replace(entry("b"), outcome="ours"), taken("c", "r", "", chat="p2")]
    journal.take_in(entries=entries, now_s=NOW_S)
    with closing(Reader.open(tmp_path)) as reader:
        assert [(one.chat_id, one.rule) for one in reader.glances(9)] == [("p2", "r"), ("p1", "")]
        assert len(reader.glances(1)) == 1
    journal.close()


def test_what_a_page_asks_for_is_found_by_an_index(tmp_path: Path, journal: Journal) -> None:
    """A page over a million rows costs what it costs over a thousand: no table is gone through."""
    questions: list[Any] = [
        reader_module._GLANCES,
        reader_module._UNENDED,
        reader_module._ENDED,
        reader_module._BY_HOUR,
        reader_module._ONE,
        *(
            reader_module._wanted(wanted).order_by(schema.event.c.number.desc()).limit(50)
            for wanted in (
                ALL,
                Wanted(chat_ids=("p1",), before=9),
                Wanted(rule="r", before=9, after=1),
                Wanted(outcome="answered", before=9, after=1),
            )
        ),
    ]
    with journal._database.writing() as connection:
        for question in questions:
            compiled = question.compile(
                dialect=connection.dialect, compile_kwargs={"render_postcompile": True}
            )
            values = tuple(0 for _ in compiled.positiontup or ())
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", values)
            steps = [str(row[-1]) for row in plan]
            # Backwards along the primary key and no further than the limit is a SCAN too.
            assert not [step for step in steps if "USE TEMP B-TREE FOR ORDER" in step], steps
            bounded = any(step.startswith("SEARCH") for step in steps)
            ordered = steps in (["SCAN event"], ["SCAN outgoing USING INDEX outgoing_waiting"])
            ordered |= "INDEX" in steps[0]
            assert bounded or ordered, (str(compiled), steps)
            others = [step for step in steps if " other " in step]
            assert all("outgoing_by_event" in step for step in others), steps
    journal.close()
