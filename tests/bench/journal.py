"""What the journal costs: a commit on this disk, and how file and memory grow over a year.

    python -m tests.bench.journal [DAYS]

Commits are those of one message, with SQLite's `synchronous` FULL and NORMAL, beside a bare insert
of the same size in the same run; `TMPDIR` chooses the disk. The year is one of 200 messages a day,
half of them answered, with a journal that keeps 90 days and is tidied as the daemon does it.
"""

from __future__ import annotations

import platform
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from responder.journal.journal import FILE, Entry, Journal
from responder.memory import Claimed, Met, Replied
from responder.models import OutgoingState
from tests.bench.load import MIB, percentile, resident_mib
from tests.journal.kit import by, event, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from responder.models import Outgoing

COMMITS = 1_000
A_DAY = 200
DAY_S = 86_400.0
BYTES = 600
"""Of an ordinary event with its decision."""


def entry(number: int) -> Entry:
    """A message of one of forty people, with a decision of ordinary size."""
    one = event(f"{number}", chat=f"p{number % 40}")
    return Entry(one, "x" * BYTES, "answered", "rule", "hash", "y" * BYTES)


def take_in(journal: Journal, number: int, at_s: float, outgoing: Sequence[Outgoing] = ()) -> None:
    """Take a message in, with what is remembered of it."""
    one = entry(number)
    met, replied = Met(one.event.sender.id, at_s), Replied(one.event.chat.id, at_s)
    journal.take_in(
        now_s=at_s,
        event_ids=[one.event.id],
        entries=[one],
        changes=by(one.event.id, met, Claimed("rule", "s", at_s), replied),
        outgoing=outgoing,
    )


def answer(journal: Journal, number: int, at_s: float) -> None:
    """Take a message in, and answer every second one."""
    out = text(number, created_s=at_s, event=f"{number}")
    outgoing = [out] if number % 2 else []
    take_in(journal, number, at_s, outgoing)
    if outgoing:
        journal.outbox.begin(out, "L", at_s)
        journal.outbox.end(out, OutgoingState.SENT, at_s, msg_id=f"m{number}")


def commits(count: int = COMMITS) -> None:
    """Print what a commit costs."""
    for mode in ("FULL", "NORMAL"):
        with (
            tempfile.TemporaryDirectory() as name,
            closing(Journal.open(Path(name))) as journal,
            closing(sqlite3.connect(Path(name) / "bare")) as other,
        ):
            connection = journal._database._connection
            connection.exec_driver_sql(f"PRAGMA synchronous = {mode}")
            connection.rollback()
            other.execute("PRAGMA journal_mode = WAL")
            other.execute(f"PRAGMA synchronous = {mode}")
            other.execute("CREATE TABLE event (id INTEGER PRIMARY KEY, text TEXT)")
            other.commit()
            ours, bare = _alternating(journal, other, count)
        ratio = statistics.median(ours) / statistics.median(bare)
        print(
            f"synchronous {mode:6}   message {_row(ours)}   bare {_row(bare)}   ratio {ratio:.2f}"
        )


def _alternating(
    journal: Journal, bare: sqlite3.Connection, count: int
) -> tuple[list[float], list[float]]:
    """Times of both in turns, in µs."""
    took: tuple[list[float], list[float]] = ([], [])
    for number in range(count):
        begun = time.perf_counter()
        take_in(journal, number, 1.0)
        took[0].append((time.perf_counter() - begun) * 1e6)
        begun = time.perf_counter()
        bare.execute("INSERT INTO event (text) VALUES (?)", ("x" * 2 * BYTES,))
        bare.commit()
        took[1].append((time.perf_counter() - begun) * 1e6)
    return took


def _row(took_us: list[float]) -> str:
    p99 = percentile(sorted(took_us), 0.99)
    return f"median {statistics.median(took_us):5.0f} µs, p99 {p99:6.0f}"


def year(days: int = 365) -> list[float]:
    """Print how a journal grows.

    Returns:
        Size of the file in MiB after each quarter of the time.
    """
    sizes = []
    shared = Path("/dev/shm")  # noqa: S108 - memory, where there is such a place: nothing is synced
    with (
        tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as name,
        closing(Journal.open(Path(name))) as journal,
    ):
        before = resident_mib()
        for day in range(days):
            for number in range(day * A_DAY, (day + 1) * A_DAY):
                answer(journal, number, number / A_DAY * DAY_S)
            while journal.pruning.prune((day + 1) * DAY_S):
                pass
            if (day + 1) % max(days // 4, 1) == 0:
                size = sum(file.stat().st_size for file in Path(name).glob(f"{FILE}*"))
                sizes.append(size / MIB)
                grown = resident_mib() - before
                print(f"day {day + 1:4}: {sizes[-1]:6.1f} MiB on disk, memory {grown:+5.1f} MiB")
    return sizes


def main(days: int = 365) -> None:
    """Print everything."""
    print(f"{platform.platform()}, Python {platform.python_version()}")
    commits()
    year(days)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
