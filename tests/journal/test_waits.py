"""Runs in the journal: written with their step, and what their end gives back."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from responder.journal.waits import Ended, RunChanges, StoredRun
from responder.memory import Claimed
from responder.models import OutgoingState
from tests.journal.kit import NOW_S, by, entry, opened, text

if TYPE_CHECKING:
    from pathlib import Path

    from responder.journal.journal import Journal


def stored(key: str, event_id: str = "1", due_s: float = NOW_S) -> StoredRun:
    """A run of the rule that claims."""
    return StoredRun(key, event_id, "rule", "hash", due_s, f"text of {key}")


def begin(journal: Journal, *runs: StoredRun) -> None:
    """An event whose rule claimed something, and runs of it that wait."""
    claimed = by("1", Claimed("rule", "chat p1", NOW_S))
    journal.take_in(
        now_s=NOW_S,
        event_ids=["1"],
        entries=[entry("1")],
        changes=claimed,
        runs=RunChanges(runs),
    )


def claims(journal: Journal) -> int:
    """What the rule has claimed."""
    return len(journal.memory().claims.get(("rule", "chat p1"), ()))


def test_runs_are_there_until_they_are_dropped(tmp_path: Path) -> None:
    """In the order in which they are due; one takes the place of another of its key."""
    with closing(opened(tmp_path)) as journal:
        begin(journal, stored("a", due_s=NOW_S + 9), stored("b"), stored("c", due_s=NOW_S + 1))
        assert journal.waits.texts() == ("text of b", "text of c", "text of a")
        journal.take_in(now_s=NOW_S, runs=RunChanges((stored("a"),), ("c",)))
    with closing(opened(tmp_path)) as journal:
        assert journal.waits.texts() == ("text of a", "text of b")


def test_a_text_that_failed_gives_nothing_back_while_a_run_waits(tmp_path: Path) -> None:
    """It may still say something; at its end the claim is given back, if it has not."""
    with closing(opened(tmp_path)) as journal:
        begin(journal, stored("a"))
        first = text(1, event="1")
        journal.take_in(now_s=NOW_S, outgoing=[first])
        journal.outbox.end(first, OutgoingState.FAILED, NOW_S)
        assert claims(journal) == 1
        ended = (Ended("1", "rule", failed=False),)
        journal.take_in(now_s=NOW_S, runs=RunChanges((), ("a",), ended))
        assert claims(journal) == 0


@pytest.mark.parametrize("failed", [True, False])
def test_a_run_that_was_to_say_nothing_keeps_its_claim(tmp_path: Path, *, failed: bool) -> None:
    """Unless it failed before it could say anything."""
    with closing(opened(tmp_path)) as journal:
        begin(journal, stored("a"))
        ended = (Ended("1", "rule", failed=failed),)
        journal.take_in(now_s=NOW_S, runs=RunChanges((), ("a",), ended))
        assert claims(journal) == (0 if failed else 1)


def test_what_was_sent_keeps_the_claim(tmp_path: Path) -> None:
    """Though the run fails later."""
    with closing(opened(tmp_path)) as journal:
        begin(journal, stored("a"))
        first = text(1, event="1")
        journal.take_in(now_s=NOW_S, outgoing=[first])
        journal.outbox.end(first, OutgoingState.SENT, NOW_S)
        ended = (Ended("1", "rule", failed=True),)
        journal.take_in(now_s=NOW_S, runs=RunChanges((), ("a",), ended))
        assert claims(journal) == 1


def test_a_decision_grows_with_its_run(tmp_path: Path) -> None:
    """And one of an event that is forgotten is not missed."""
    with closing(opened(tmp_path)) as journal:
        begin(journal)
        journal.take_in(now_s=NOW_S, runs=RunChanges(amended=(("1", "more"), ("2", "x"))))
        assert (journal.waits.decision("1"), journal.waits.decision("2")) == ("more", "")
