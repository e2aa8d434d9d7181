"""Many seeds one after the other or side by side, and what came of them.

A seed that violates an invariant is printed with the command that repeats it exactly.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import shlex
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


Turn = tuple[int, str]
"""A seed, and the aim of its run."""


def report(seed: int, days: float, aim: str = "") -> tuple[Figures, str]:
    """Play one seed.

    Returns:
        Its figures; what is wrong with it and how to see it again, or an empty text.
    """
    return _judged(play(seed, days, aim), days, aim)


def command(which: str, days: float) -> str:
    """What repeats a seed and shows all that happened in it.

    Args:
        which: As of `arguments_of`.
        days: As it was played.
    """
    return f"python -m tests.simulation {which} --days {days:g} -v"


def arguments_of(seed: int, aim: str = "") -> str:
    """Which seed to repeat, and how its run is directed."""
    return f"--seeds {seed}..{seed}" + (f" --aim {shlex.quote(aim)}" if aim else "")


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line.

    Returns:
        1 if any seed violated an invariant.
    """
    options = _options(arguments)
    total = Figures.read(options.figures) if options.figures else Figures()
    turns = _turns(options, total)
    failures = 0
    gc.freeze()  # what is loaded now stays: the collector need not look through it again
    try:
        for number, (figures, text) in enumerate(_reports(options, turns), 1):
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
    for which in total.failed:
        print("failed: " + command(which, options.days))
    if missed := total.missed(SITES.all):
        print("never cut off at: " + ", ".join(missed))
    return 1 if failures else 0


def _turns(options: argparse.Namespace, total: Figures) -> list[Turn]:
    """The seeds, each with the aim that is given, or with one of those that were missed so far."""
    first, last = options.seeds
    aims = [options.aim]
    if options.aim_missed:
        so_far = Figures()
        for one in (total, *map(Figures.read, options.others)):
            so_far.add(one)
        aims = so_far.missed(SITES.all) or aims
    return [(seed, aims[(seed - first) % len(aims)]) for seed in range(first, last + 1)]


def _reports(options: argparse.Namespace, turns: list[Turn]) -> Iterator[tuple[Figures, str]]:
    if options.verbose:
        for seed, aim in turns:
            history = play(seed, options.days, aim)
            print("\n".join(history.log))
            yield _judged(history, options.days, aim)
        return
    if options.jobs == 1:
        for seed, aim in turns:
            yield report(seed, options.days, aim)
        return
    with multiprocessing.get_context("fork").Pool(options.jobs) as pool:
        yield from pool.imap(_Report(options.days), turns)


def _judged(history: History, days: float, aim: str) -> tuple[Figures, str]:
    complaints = judged(history)
    if not complaints:
        return Figures.of(history), ""
    seed = history.scenario.seed
    found = "".join(f"\n  {complaint}" for complaint in complaints)
    which = arguments_of(seed, aim)
    return Figures.of(history, which), f"seed {seed}:{found}\n  again: {command(which, days)}"


class _Report:
    """`report` with its days, for another process."""

    def __init__(self, days: float) -> None:
        self._days = days

    def __call__(self, turn: Turn) -> tuple[Figures, str]:
        seed, aim = turn
        return report(seed, self._days, aim)


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
    parser.add_argument(
        "--aim", default="", help="part of the names of the places where most lives are cut off"
    )
    parser.add_argument(
        "--aim-missed",
        action="store_true",
        help="let each seed aim at one of the places that the figures so far have missed",
    )
    parser.add_argument("-v", "--verbose", action="store_true", help="all that happened")
    return parser.parse_args(arguments)


def _seeds(text: str) -> tuple[int, int]:
    first, dots, last = text.partition("..")
    return (int(first), int(last)) if dots else (0, int(first) - 1)
