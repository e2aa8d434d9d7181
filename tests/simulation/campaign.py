"""Many seeds one after the other or side by side, and what came of them.

A seed that violates an invariant is printed with the command that repeats it exactly.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.simulation.crash import SITES
from tests.simulation.figures import Figures
from tests.simulation.judge import judged
from tests.simulation.run import play

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.simulation.history import History

WRITE_EVERY = 10
"""Seeds after which the figures are written to their file."""


def report(seed: int, days: float) -> tuple[Figures, str]:
    """Play one seed.

    Returns:
        Its figures; what is wrong with it and how to see it again, or an empty text.
    """
    return _judged(play(seed, days), days)


def command(seed: int, days: float) -> str:
    """What repeats a seed and shows all that happened in it."""
    return f"python -m tests.simulation --seeds {seed}..{seed} --days {days:g} -v"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line.

    Returns:
        1 if any seed violated an invariant.
    """
    options = _options(arguments)
    first, last = options.seeds
    total = Figures.read(options.figures) if options.figures else Figures()
    failures = 0
    gc.freeze()  # what is loaded now stays: the collector need not look through it again
    try:
        for number, (figures, text) in enumerate(_reports(options, range(first, last + 1)), 1):
            total.add(figures)
            if text:
                failures += 1
                print(text, flush=True)
            if options.figures and not number % WRITE_EVERY:
                total.write(options.figures)
    except (KeyboardInterrupt, BaseExceptionGroup) as error:
        if isinstance(error, BaseExceptionGroup) and not error.subgroup(KeyboardInterrupt):
            raise
        print("interrupted", file=sys.stderr)
    finally:
        gc.unfreeze()
    if options.figures:
        total.write(options.figures)
    for path in options.others:
        total.add(Figures.read(path))
    print(total.line(SITES.all))
    for seed in total.failed:
        print("failed: " + command(seed, options.days))
    if missed := total.missed(SITES.all):
        print("never cut off at: " + ", ".join(missed))
    return 1 if failures else 0


def _reports(options: argparse.Namespace, seeds: range) -> Iterator[tuple[Figures, str]]:
    if options.verbose:
        for seed in seeds:
            history = play(seed, options.days)
            print("\n".join(history.log))
            yield _judged(history, options.days)
        return
    if options.jobs == 1:
        for seed in seeds:
            yield report(seed, options.days)
        return
    with multiprocessing.get_context("fork").Pool(options.jobs) as pool:
        yield from pool.imap(_Report(options.days), seeds)


def _judged(history: History, days: float) -> tuple[Figures, str]:
    complaints = judged(history)
    seed = history.scenario.seed
    found = "".join(f"\n  {complaint}" for complaint in complaints)
    text = f"seed {seed}:{found}\n  again: {command(seed, days)}" if complaints else ""
    return Figures.of(history, failed=bool(complaints)), text


class _Report:
    """`report` with its days, for another process."""

    def __init__(self, days: float) -> None:
        self._days = days

    def __call__(self, seed: int) -> tuple[Figures, str]:
        return report(seed, self._days)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument(
        "--seeds", type=_seeds, default=(0, 99), help="how many, or A..B (default 100)"
    )
    parser.add_argument("--days", type=float, default=1.0, help="simulated days a seed")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--figures", type=Path, help="file in which the figures add up")
    parser.add_argument(
        "--and",
        type=Path,
        nargs="+",
        default=[],
        dest="others",
        help="figures of other campaigns, counted in the last lines",
    )
    parser.add_argument("-v", "--verbose", action="store_true", help="all that happened")
    return parser.parse_args(arguments)


def _seeds(text: str) -> tuple[int, int]:
    first, dots, last = text.partition("..")
    return (int(first), int(last)) if dots else (0, int(first) - 1)
