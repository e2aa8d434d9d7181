"""Messages a second through sync, journal, decide and deliver, pace off, beside a bare loop.

    python -m tests.bench.throughput [BURSTS] [PAIRS]

The bare loop does the same requests and one commit of its own for each message. Both answer bursts
of 1, 10 and 500 messages in turns, against the same measuring server (aim: at most 1.3 times as
long). Beside it stands how many commits the daemon makes for a message of such a burst.
"""

from __future__ import annotations

import platform
import statistics
import sys
import tempfile
from pathlib import Path

import structlog
import trio
import trio.testing

from tests.bench.latency import daemon, measured
from tests.desk import HELLO, Desk
from tests.fakes import Delivery, commits

SIZES = (1, 10, 500)


def bare(count: int, burst: int) -> list[float]:
    """How long bursts take the bare loop, in µs."""
    with tempfile.TemporaryDirectory() as name:
        command = [sys.executable, "-m", "tests.bench.bare", str(Path(name) / "journal.sqlite")]
        return measured(command, count, burst=burst)


async def _commits(burst: int) -> float:
    with tempfile.TemporaryDirectory() as name:
        async with Delivery(Path(name)).running() as delivery:
            desk = Desk(delivery.journal)
            desk.answerer._at_once = delivery.deliverer.at_once
            desk.answerer._hand_over = delivery._texts_in.send
            with commits(delivery.journal) as seen:
                await desk.hears(*[(number, HELLO) for number in range(burst)])
                await delivery.ended(burst)
    return len(seen) / burst


def commits_for(burst: int) -> float:
    """Commits for each message of a burst that is answered."""
    clock = trio.testing.MockClock(autojump_threshold=0)
    return trio.run(_commits, burst, clock=clock)


def main(bursts: int = 10, pairs: int = 3) -> dict[int, float]:
    """Print the figures.

    Returns:
        Median of the ratios by size of the burst.
    """
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    print(f"{platform.platform()}, Python {platform.python_version()}")
    found = {}
    for size in SIZES:
        ratios = []
        count = max(bursts * 10 // size, 2)
        for _ in range(pairs):
            ours = statistics.median(daemon(count, size))
            base = statistics.median(bare(count, size))
            ratios.append(ours / base)
            rates = f"daemon {size / ours * 1e6:6.0f}/s   bare {size / base * 1e6:6.0f}/s"
            print(f"bursts of {size:3}: {rates}   ratio {ratios[-1]:.2f}")
        found[size] = statistics.median(ratios)
        print(f"median ratio {found[size]:.2f}, {commits_for(size):.2f} commits a message")
    return found


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
