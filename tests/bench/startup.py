"""How long until something happens: `--help`, and `run` to its first poll.

    python -m tests.bench.startup [RUNS]

`responder --help` is held against `python -c 'import typer'` (aim: at most twice), the first poll
of a resumed login against importing what the daemon stands on.
"""

from __future__ import annotations

import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.latency import RULES, logged_in

if TYPE_CHECKING:
    from collections.abc import Callable

LIBRARIES = "import httpx, jinja2, pydantic, re2, sqlalchemy, structlog, trio, typer, yaml"


def timed(*arguments: str) -> float:
    """Seconds until a Python command ends."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def first_poll() -> float:
    """Seconds from starting `responder run` to its first synccheck, at a resumed login."""
    watch = [sys.executable, "-m", "tests.bench.watcher"]
    with (
        subprocess.Popen(watch, stdout=subprocess.PIPE, text=True) as watcher,
        tempfile.TemporaryDirectory() as name,
    ):
        assert watcher.stdout is not None
        origin = f"http://127.0.0.1:{int(watcher.stdout.readline())}"
        directory = Path(name)
        (directory / "rules.yaml").write_text(RULES)
        logged_in(directory, origin)
        command = ["-m", "responder", "run", str(directory / "rules.yaml"), "--state", name]
        begun = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, *command, "--server", origin],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
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
    timed("-m", "responder", "--help")
    compare(
        "responder --help (aim: 2.0)",
        lambda: timed("-m", "responder", "--help"),
        lambda: timed("-c", "import typer"),
        runs,
    )
    compare("run to the first poll", first_poll, lambda: timed("-c", LIBRARIES), runs)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
