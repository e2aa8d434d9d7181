"""The measurements still run; what they measure is never asserted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bench import console, journal, latency, memory, replay, rules, startup, throughput

if TYPE_CHECKING:
    from pathlib import Path


def test_latency_runs() -> None:
    """Both sides of the comparison answer a few messages."""
    assert len(latency.daemon(5)) == 5
    assert len(latency.bare(5)) == 5


def test_startup_runs(tmp_path: Path) -> None:
    """The first poll comes, and compiled modules are kept for the next time."""
    assert startup.first_poll(str(tmp_path / "cache"), str(tmp_path)) > 0
    assert list((tmp_path / "cache").rglob("daemon.*.pyc"))
    assert startup.timed(str(tmp_path / "cache"), "-m", "responder", "--help") > 0


def test_memory_is_read() -> None:
    """A process has a resident size."""
    assert memory.main() > 0


def test_rules_are_measured() -> None:
    """Both the index and a bare scan of the same messages take their time."""
    assert rules.measure(10, count=5, rounds=1).ratio > 0


def test_throughput_is_measured() -> None:
    """Both sides answer a burst, and its commits are counted."""
    assert len(throughput.bare(2, 3)) == 2
    assert len(latency.daemon(2, 3)) == 2
    assert throughput.commits_for(10) > 0


def test_the_journal_is_measured() -> None:
    """A few commits, and a short year."""
    journal.commits(3)
    assert len(journal.year(4)) == 4


def test_the_console_is_measured() -> None:
    """Its pages over a small journal, and a few replies beside browsers that stall."""
    assert console.pages(60, 1) > 0
    assert console.replies(4, 1) > 0


def test_the_replay_is_measured(tmp_path: Path) -> None:
    """Both sides go over the same messages, and the replay finds no difference."""
    rules, written = replay.rule_set(), replay.events(50)
    replay.record(tmp_path, rules, written)
    assert replay.bare(rules, written) > 0
    taken, report = replay.ours(tmp_path, rules)
    assert taken > 0
    assert (report.messages, report.differences) == (50, 0)
