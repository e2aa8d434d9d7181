"""What the journal forgets."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING

from responder.journal import pruning, schema
from responder.journal.database import BUSY_S
from responder.journal.journal import FILE, Hold, Journal
from responder.journal.outbox import ECHO_S
from responder.journal.pruning import DAY_S, IDS_KEPT_S, MEMORY_KEPT_S
from responder.journal.waits import Ended, RunChanges, StoredRun
from responder.memory import (
    Cell,
    Claimed,
    Heard,
    Kept,
    Met,
    Muted,
    OwnerWrote,
    Replied,
    Said,
)
from responder.models import OutgoingState
from tests.journal.kit import NOW_S, by, entry, opened, take_in, text

if TYPE_CHECKING:
    from pathlib import Path

ALL = (
    Claimed("r", "s", NOW_S),
    Met("ann", NOW_S),
    Heard("c", "x", "ann", NOW_S),
    OwnerWrote("c", NOW_S),
    Replied("t", NOW_S),
    Said("c", "x", NOW_S),
    Muted("t", NOW_S),
    Kept("everyone", "open", "", Cell(value=True)),
)


def counts(path: Path) -> dict[str, int]:
    """Rows by table, without the empty tables."""
    with closing(sqlite3.connect(path / FILE)) as connection:
        found = {
            name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608 - our own names
            for name in schema.metadata.tables
        }
    return {name: count for name, count in found.items() if count}


def filled(path: Path) -> Journal:
    """A journal with a row of every kind, and a text that has an end beside one that has none."""
    journal = opened(path)
    take_in(journal, "a", out=[text(1), text(2)])
    journal.take_in(
        entries=[entry("b"), entry("c", hold=Hold("k", NOW_S, NOW_S))],
        changes=by("b", *ALL),
        now_s=NOW_S,
    )
    journal.outbox.begin(text(1), "L", NOW_S)
    journal.outbox.end(text(1), OutgoingState.SENT, NOW_S)
    return journal


def test_everything_is_kept_as_long_as_it_is_of_use(tmp_path: Path) -> None:
    """Ids go first, then what happened, and last what rules and the pace ask for."""
    gone: list[set[str]] = []
    with closing(filled(tmp_path)) as journal:
        before = counts(tmp_path)
        for age_s in (IDS_KEPT_S, 90 * DAY_S, MEMORY_KEPT_S):
            assert not journal.pruning.prune(NOW_S + age_s)
            assert counts(tmp_path) == before
            assert not journal.pruning.prune(NOW_S + age_s + 1)
            after = counts(tmp_path)
            gone.append({name for name in before if before[name] != after.get(name)})
            before = after
    assert gone == [
        {"handled"},
        {"event", "outgoing", "stored_before"},
        {"attempt", "claim", "heard", "replied", "said"},
    ]


def test_what_has_no_end_is_never_forgotten(tmp_path: Path) -> None:
    """A text that waits and an event that is held stay, however old they are."""
    with closing(filled(tmp_path)) as journal:
        assert not journal.pruning.prune(NOW_S + 1000 * DAY_S)
        assert [one.outgoing for one in journal.outbox.pending()] == [text(2)]
        assert [one.text for one in journal.held()] == ["c"]
    assert counts(tmp_path)["outgoing"] == 1
    assert counts(tmp_path)["event"] == 1


def test_an_answer_that_goes_on_is_not_forgotten(tmp_path: Path) -> None:
    """Else the claim of what was sent would be given back when its last run fails."""
    late_s, said = NOW_S + 91 * DAY_S, text(1, event="a")
    run = StoredRun("k", "a", "rule", "hash", late_s, "run")
    with closing(opened(tmp_path)) as journal:
        take_in(journal, "a", "b", out=[said])
        claimed = by("a", Claimed("rule", "s", NOW_S))
        journal.take_in(now_s=NOW_S, changes=claimed, runs=RunChanges((run,)))
        journal.outbox.end(said, OutgoingState.SENT, NOW_S)
        assert not journal.pruning.prune(late_s)
        assert (journal.event("a"), journal.event("b")) == ("a", None)
        ended = RunChanges((), ("k",), (Ended("a", "rule", failed=True),))
        journal.take_in(now_s=late_s, runs=ended)
        assert journal.memory().claims["rule", "s"] == (NOW_S,)
        assert not journal.pruning.prune(late_s)
    assert counts(tmp_path).keys().isdisjoint({"event", "outgoing"})


def test_it_forgets_in_small_pieces(tmp_path: Path) -> None:
    """No transaction deletes more than so many rows of a kind; it says whether there are more."""
    with closing(opened(tmp_path)) as journal:
        take_in(journal, *map(str, range(5)))
        late_s = NOW_S + 100 * DAY_S
        assert journal.pruning.prune(late_s, rows=2)
        assert counts(tmp_path)["event"] == 3
        assert journal.pruning.prune(late_s, rows=2)
        assert not journal.pruning.prune(late_s, rows=2)
    assert set(counts(tmp_path)) <= {"cursor", "note"}


def test_the_oldest_go_first(tmp_path: Path) -> None:
    """What is left is newer than what went."""
    with closing(opened(tmp_path)) as journal:
        for number in (3, 1, 2):
            journal.take_in(entries=[entry(f"{number}")], now_s=NOW_S + number)
        journal.pruning.prune(NOW_S + 100 * DAY_S, rows=2)
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        assert connection.execute("SELECT event_id FROM event").fetchall() == [("3",)]


def test_texts_are_kept_as_long_as_they_are_needed_and_no_longer(tmp_path: Path) -> None:
    """Without `keep_text` an ended text goes when no echo of it is awaited any more."""
    with closing(Journal.open(tmp_path, keep_text=False)) as journal:
        take_in(journal, "a", out=[text(1), text(2)])
        journal.outbox.end(text(1), OutgoingState.SENT, NOW_S)
        journal.pruning.prune(NOW_S + ECHO_S)
        assert b"text 1" in on_disk(tmp_path)
        journal.pruning.prune(NOW_S + ECHO_S + 1)
        assert [one.outgoing for one in journal.outbox.pending()] == [text(2)]
    assert b"text 1" not in on_disk(tmp_path)
    assert b"text 2" in on_disk(tmp_path)


def test_no_word_is_left_beside_the_journal(tmp_path: Path) -> None:
    """Not in its log either, while the program runs; a reader puts that off and stops nobody."""
    late_s = NOW_S + ECHO_S + 1
    with closing(Journal.open(tmp_path, keep_text=False)) as journal:
        take_in(journal, "a", out=[text(1)])
        journal.outbox.end(text(1), OutgoingState.SENT, NOW_S)
        with closing(sqlite3.connect(tmp_path / FILE)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM outgoing").fetchone()
            begun = time.monotonic()
            assert not journal.pruning.prune(late_s)
            assert time.monotonic() - begun < BUSY_S / 2
            assert b"text 1" in on_disk(tmp_path)
        assert not journal.pruning.prune(late_s)
        assert b"text 1" not in on_disk(tmp_path)
        take_in(journal, "b", out=[text(2)])
        assert [one.outgoing for one in journal.outbox.pending()] == [text(2)]


def on_disk(path: Path) -> bytes:
    """Every byte of the journal's files."""
    return b"".join(file.read_bytes() for file in path.iterdir())


def test_forgetting_looks_at_what_is_old_alone(tmp_path: Path) -> None:
    """Every statement finds its rows by an index: a year of journal costs no more than a day."""
    with closing(opened(tmp_path)) as journal, journal._database.writing() as connection:
        for statement in [*pruning._DELETE, pruning._FORGET_TEXT]:
            compiled = statement.compile(dialect=connection.dialect)
            plan = connection.exec_driver_sql(
                f"EXPLAIN QUERY PLAN {compiled}", tuple(0 for _ in compiled.positiontup or ())
            )
            steps = [str(row[-1]) for row in plan]
            assert not [step for step in steps if step.startswith("SCAN")], (statement, steps)


def test_values_that_have_ended_are_forgotten(tmp_path: Path) -> None:
    """From the moment on that was said; those without an end stay, however old they are."""
    ending = [Kept("o", "n", name, Cell(1, NOW_S + number)) for number, name in enumerate("ab")]
    with closing(opened(tmp_path)) as journal:
        changes = by("a", *ending, Kept("o", "n", "c", Cell(1)))
        journal.take_in(entries=[entry("a")], changes=changes, now_s=NOW_S)
        assert not journal.pruning.prune(NOW_S + 0.5)
        assert set(journal.memory().values["o", "n"]) == {"b", "c"}
        assert not journal.pruning.prune(NOW_S + 1000 * DAY_S)
        assert set(journal.memory().values["o", "n"]) == {"c"}
        assert journal.memory().totals[""] == 1
