"""How long until something happens: `--help`, and `run` to its first poll.

    python -m tests.bench.startup [RUNS]

`responder --help` is held against `python -c 'import typer'` (aim: at most twice), the first poll
of a resumed login against importing what the daemon stands on. All of them find their modules
compiled, as an installed program does, and the daemon finds a journal, as it does after a restart.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.latency import RULES, logged_in

if TYPE_CHECKING:
    from collections.abc import Callable

LIBRARIES = "import httpx, jinja2, pydantic, re2, sqlalchemy, structlog, trio, typer, yaml"


def environment(cache: str) -> dict[str, str]:
    """Ours, but compiled modules are kept in a folder, whatever is said of them here."""
    return {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": cache}


def timed(cache: str, *arguments: str) -> float:
    """Seconds until a Python command ends.

    Args:
        cache: Where compiled modules are kept.
        arguments: Of Python.
    """
    command, quiet = [sys.executable, *arguments], subprocess.DEVNULL
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=quiet, env=environment(cache))
    return time.perf_counter() - begun


def first_poll(cache: str, state: str) -> float:
    """Seconds from starting `responder run` to its first synccheck, at a resumed login.

    Args:
        cache: Where compiled modules are kept.
        state: The state directory.
    """
    watch = [sys.executable, "-m", "tests.bench.watcher"]
    with subprocess.Popen(watch, stdout=subprocess.PIPE, text=True) as watcher:
        assert watcher.stdout is not None
        origin = f"http://127.0.0.1:{int(watcher.stdout.readline())}"
        rules = Path(state) / "rules.yaml"
        rules.write_text(RULES)
        logged_in(Path(state), origin)
        command = [*("-m", "responder", "run", str(rules)), *("--state", state, "--server", origin)]
        begun = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, *command],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment(cache),
        ) as daemon:
            watcher.stdout.readline()
            took_s = time.perf_counter() - begun
            daemon.terminate()
    return took_s


def compare(name: str, ours: Callable[[], float], base: Callable[[], float], runs: int) -> float:
    """Run both in turns and print the medians.

    Returns:
        Median ratio.
    """
    pairs = [(ours(), base()) for _ in range(runs)]
    ratio = statistics.median(one / other for one, other in pairs)
    one_ms, other_ms = (statistics.median(column) * 1000 for column in zip(*pairs, strict=True))
    print(f"{name:28} {one_ms:6.0f} ms   baseline {other_ms:6.0f} ms   ratio {ratio:.2f}")
    return ratio


def main(runs: int = 15) -> None:
    """Print both comparisons."""
    print(f"{platform.platform()}, Python {platform.python_version()}, {runs} runs each")
    with tempfile.TemporaryDirectory() as cache, tempfile.TemporaryDirectory() as state:
        help_ = partial(timed, cache, "-m", "responder", "--help")
        poll = partial(first_poll, cache, state)
        help_()
        poll()
        compare(
            "responder --help (aim: 2.0)", help_, partial(timed, cache, "-c", "import typer"), runs
        )
        compare("run to the first poll", poll, partial(timed, cache, "-c", LIBRARIES), runs)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
