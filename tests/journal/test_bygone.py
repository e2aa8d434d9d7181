"""What stood where something else stands by now."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from responder.journal.bygone import SINCE, Bygone, Value
from responder.journal.earlier import Lookback
from responder.journal.journal import Journal
from responder.journal.reader import Reader
from responder.journal.waits import RunChanges, StoredRun
from responder.memory import Cell, Kept
from tests.cli.storedkit import NOW_S, entry, event

if TYPE_CHECKING:
    from pathlib import Path

VISITS = "sender p1", "visits"


def kept(number: int | None, *, until_s: float | None = None) -> Kept:
    """A stored number, or that there is none any more."""
    return Kept(*VISITS, "", None if number is None else Cell(number, until_s))


def took(journal: Journal, number: int, at_s: float, *changes: Kept, runs: str = "") -> None:
    """An event comes in and changes what is stored; runs wait from then on as `KEY=TEXT` says."""
    put = tuple(
        StoredRun(key, "1", "r", "h", at_s + 60, text)
        for key, _, text in (one.partition("=") for one in runs.split())
        if text
    )
    dropped = tuple(one for one in runs.split() if "=" not in one)
    what = entry(event(str(number), "hi", time_s=at_s), "answered")
    changed = [(str(number), change) for change in changes]
    journal.take_in(now_s=at_s, entries=[what], changes=changed, runs=RunChanges(put, dropped))


def test_a_stored_value_is_what_it_was_before_each_event(tmp_path: Path) -> None:
    """Nothing, then one, two, nothing again; and how many values there were."""
    with closing(Journal.open(tmp_path)) as journal:
        for number, change in enumerate((kept(1), kept(2), kept(None), kept(3)), start=1):
            took(journal, number, NOW_S + number, change)
    with closing(Reader.open(tmp_path)) as reader:
        memories = [reader.earlier(number).memory(Lookback()) for number in (1, 2, 3, 4)]
    found = [memory.values.get(VISITS, {}).get("") for memory in memories]
    assert found == [None, Cell(1), Cell(2), None]
    assert [memory.totals[""] for memory in memories] == [0, 1, 1, 0]


def test_what_ended_and_was_cleared_away_was_there_before(tmp_path: Path) -> None:
    """Until its end."""
    with closing(Journal.open(tmp_path)) as journal:
        took(journal, 1, NOW_S, kept(1, until_s=NOW_S + 5))
        took(journal, 2, NOW_S + 1)
        journal.pruning.prune(NOW_S + 10)
        assert journal.memory().values.get(VISITS) is None
    with closing(Reader.open(tmp_path)) as reader:
        assert reader.earlier(2).memory(Lookback()).values[VISITS] == {"": Cell(1, NOW_S + 5)}


def test_the_runs_of_an_event_are_found_by_it(tmp_path: Path) -> None:
    """What waited, and what still does; of an account whose past is not kept nobody knows."""
    with closing(Journal.open(tmp_path)) as journal:
        for number, (key, text) in enumerate((("1 r do[0]", "a"), ("1 r do[1]", "b"))):
            put = StoredRun(key, "1", "r", "h", NOW_S, text)
            dropped = ("1 r do[0]",) if number else ()
            journal.take_in(now_s=NOW_S + number, runs=RunChanges((put,), dropped))
        other = StoredRun("10 r do[0]", "10", "r", "h", NOW_S, "c")
        journal.take_in(now_s=NOW_S, runs=RunChanges((other,), ()))
    with closing(Reader.open(tmp_path)) as reader:
        assert reader.earlier(1).begun_by("1") == ["a", "b"]
        assert reader.earlier(1).begun_by("7") == []
    with closing(Journal.open(tmp_path)) as journal:
        Bygone(journal._database, kept=False).begin()
    with closing(Reader.open(tmp_path)) as reader:
        assert reader.earlier(1).begun_by("1") is None


def test_runs_are_those_that_waited_then(tmp_path: Path) -> None:
    """Also one whose place another has taken; and when each went on is known."""
    with closing(Journal.open(tmp_path)) as journal:
        took(journal, 1, NOW_S, runs="a=first b=other")
        took(journal, 2, NOW_S + 1, runs="a=second")
        took(journal, 3, NOW_S + 2, runs="a b")
        took(journal, 4, NOW_S + 3)
    with closing(Reader.open(tmp_path)) as reader:
        waited = [sorted(reader.earlier(number).runs()) for number in (1, 2, 3, 4)]
        went_on = reader.earlier(1).went_on("a")
        assert reader.earlier(1).latest_s() == NOW_S + 2
    assert waited == [[], ["first", "other"], ["other", "second"], []]
    assert went_on == ((NOW_S + 60, NOW_S + 1), (NOW_S + 61, NOW_S + 2))


def test_it_is_known_from_when_on_it_is_kept(tmp_path: Path) -> None:
    """Not in a time of `--keep-text no`, which drops it; afterwards from the next event on."""
    with closing(Journal.open(tmp_path)) as journal:
        assert journal.note(SINCE) == 1
        took(journal, 1, NOW_S, kept(1))
    with closing(Journal.open(tmp_path, keep_text=False)) as journal:
        took(journal, 2, NOW_S + 1, kept(2))
        assert journal.note(SINCE) is None
        assert Bygone(journal._database).values(NOW_S) == []
    with closing(Journal.open(tmp_path)) as journal:
        assert journal.note(SINCE) == 3
        took(journal, 3, NOW_S + 2, kept(3))
        assert Bygone(journal._database).values(NOW_S) == [Value(*VISITS, "", "2", None)]
