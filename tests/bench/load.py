"""A rule file from its bytes to live rules: how long, how large, and what else has to wait.

    python -m tests.bench.load [RULES]

Times are ratios to a bare `yaml.compose` of the same text in the same run, collector off (aim: live
at most 2.5). Rules are live before they are looked through for what is probably not meant. Memory
is that of a process of its own (aim: 20 MB live for 10,000 rules, 210 for 100,000). Lateness is
that of a Trio loop which should wake up every millisecond, idle and while 10,000 rules are loaded
in a thread (aim: p99.9 at most 20 ms above idle).
"""

from __future__ import annotations

import gc
import os
import platform
import statistics
import subprocess
import sys
import time
import tracemalloc
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import trio
import yaml

from responder.heap import resting
from responder.rules.load import draft, load
from responder.rules.reading.reader import read_tree
from responder.rules.reading.source import read_source
from responder.rules.spec.when import TextSpec
from tests.bench.corpus import rule_file

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

RULES = 10_000
ROUNDS = 5
STAGE_ROUNDS = 9
"""A single ratio may be off by a quarter, where other programs share the processor."""

TICK_S = 0.001
SETS = 10
"""Rule sets kept at once while memory is measured: each is put into the holes that reading the one
before has left, and leaves others, which would count among a few sets."""

MIB = 1024 * 1024

PREFIXES = "starts_with" in TextSpec.model_fields
"""Whether the program measured has this key yet."""


@dataclass(frozen=True, slots=True)
class Memory:
    """One file, held in memory.

    Args:
        data: What it holds.
    """

    data: bytes

    def read(self, path: str) -> bytes:  # noqa: ARG002 - there is only one
        """The file, whatever its name is."""
        return self.data

    def peek(self, path: str) -> None:  # noqa: ARG002 - the same
        """Nothing is known of any other."""
        return

    def glob(self, pattern: str) -> Sequence[str]:  # noqa: ARG002 - the same
        """There is no other file."""
        return ()


def timed(work: Callable[[], object]) -> float:
    """Seconds that a piece of work takes, without what its result costs to free."""
    with resting():
        begun = time.perf_counter()
        result = work()
        took_s = time.perf_counter() - begun
    del result
    gc.collect()
    return took_s


def stages(rules: int, rounds: int = STAGE_ROUNDS) -> dict[str, float]:
    """Print what each stage takes, and the ratio to the first one.

    Returns:
        Median of the ratios by stage.
    """
    data = rule_file(rules, prefixes=PREFIXES).encode()
    source = read_source("rules.yaml", data)
    work: dict[str, Callable[[], object]] = {
        "yaml.compose": lambda: yaml.compose(source.text, Loader=yaml.CSafeLoader),
        "read_source": lambda: read_source("rules.yaml", data),
        "read_tree": lambda: read_tree(source),
        "live": lambda: draft("rules.yaml", Memory(data)),
        "reviewed": lambda: load("rules.yaml", Memory(data)),
    }
    took = [{name: timed(one) for name, one in work.items()} for _ in range(rounds)]
    ratios = {}
    for name in work:
        seconds = statistics.median(one[name] for one in took)
        ratios[name] = statistics.median(one[name] / one["yaml.compose"] for one in took)
        print(f"{name:14} {seconds * 1000:8.0f} ms   ratio {ratios[name]:.2f}")
    return ratios


def resident_mib() -> float:
    """Resident memory of this process."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MIB


def peak_mib() -> float:
    """The most it ever was."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def measure_memory(rules: int) -> None:
    """Load a file in this process and print how much it grew; run as a process of its own.

    What reading needs for a moment is given back to Python, not to the system. So the first set
    shows the peak, and what lives is what further sets add to the process.
    """
    load("warm.yaml", Memory(rule_file(20, prefixes=PREFIXES).encode()))
    files = Memory(rule_file(rules, prefixes=PREFIXES).encode())
    start = resident_mib()
    kept = []
    with resting():
        load("rules.yaml", files)
        gc.collect()
        peak, before = peak_mib() - start, resident_mib()
        for _ in range(SETS):
            kept.append(load("rules.yaml", files))
            gc.collect()
    live = (resident_mib() - before) / len(kept)
    tracemalloc.start()
    with resting():
        kept.append(load("rules.yaml", files))
    gc.collect()
    traced = tracemalloc.get_traced_memory()[0] / MIB
    print(f"memory {live:.1f} MiB for a set, {traced:.1f} of them Python's; {peak:.1f} at the peak")


def memory(rules: int) -> None:
    """Print memory, from a process of its own."""
    subprocess.run([sys.executable, "-m", "tests.bench.load", str(rules), "memory"], check=True)


async def late_ms(work: Callable[[], object] | None, rest_s: float) -> list[float]:
    """How late each tick of the loop comes, in ms, sorted.

    Args:
        work: Done in a thread meanwhile; None leaves the loop idle.
        rest_s: How long an idle loop is watched.
    """
    found: list[float] = []

    async def tick() -> None:
        while True:
            due = trio.current_time() + TICK_S
            await trio.sleep_until(due)
            found.append((trio.current_time() - due) * 1000)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(tick)
        if work is None:
            await trio.sleep(rest_s)
        else:
            await trio.to_thread.run_sync(work)
        nursery.cancel_scope.cancel()
    return sorted(found)


def percentile(values: list[float], share: float) -> float:
    """The value that so many of the sorted ones do not exceed."""
    return values[min(len(values) - 1, int(len(values) * share))]


def lateness(rules: int, rounds: int = ROUNDS) -> float:
    """Print percentiles of lateness, idle and loading in turns.

    Returns:
        Median of p99.9 while loading above that while idle, ms.
    """
    files = Memory(rule_file(rules, prefixes=PREFIXES).encode())

    def work() -> None:
        with resting():
            load("rules.yaml", files)

    rest_s = timed(work)
    shares = (0.5, 0.99, 0.999)
    works: dict[str, Callable[[], None] | None] = {"idle": None, "loading": work}
    runs: dict[str, list[list[float]]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, task in works.items():
            found = trio.run(late_ms, task, rest_s)
            runs[name].append([percentile(found, share) for share in shares])
            gc.collect()
    medians: dict[str, list[float]] = {
        name: [statistics.median(column) for column in zip(*rows, strict=True)]
        for name, rows in runs.items()
    }
    for name, row in medians.items():
        p50, p99, p999 = row
        print(f"ticks {name:8} p50 {p50:6.2f} ms   p99 {p99:6.2f} ms   p99.9 {p999:6.2f} ms")
    above_ms = medians["loading"][-1] - medians["idle"][-1]
    print(f"p99.9 above idle {above_ms:.1f} ms (aim: at most 20)")
    return above_ms


def main(rules: int = RULES) -> None:
    """Print everything."""
    print(f"{platform.platform()}, Python {platform.python_version()}, {rules:,} rules")
    stages(rules)
    memory(rules)
    lateness(min(rules, RULES))


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else RULES
    if len(sys.argv) > 2:
        measure_memory(asked)
    else:
        main(asked)
