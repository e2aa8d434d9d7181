"""The simulator and the daemon as two processes, driven as a script outside would."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

PATIENCE_S = 120.0
"""Everything waited for takes a second or two, on a machine that has nothing else to do."""

STOP_S_MAX = 5.0
"""What the product promises after SIGTERM."""


def wait_until(what: str, condition: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever it is
    """Poll a condition until it is true, and give what it gave.

    Raises:
        TimeoutError: It did not come true in time.
    """
    end_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < end_s:
        if result := condition():
            return result
        time.sleep(0.05)
    raise TimeoutError(what)


class Service:
    """A running `responder simulator`."""

    def __init__(self, url: str, process: subprocess.Popen[str]) -> None:
        self.url = url
        self.process = process

    @property
    def port(self) -> int:
        """Its port."""
        return int(self.url.rpartition(":")[2])

    def get(self, what: str) -> Any:  # noqa: ANN401 - JSON
        """Ask its control interface."""
        with urllib.request.urlopen(f"{self.url}/_sim/{what}", timeout=10) as answer:
            return json.loads(answer.read())

    def post(self, what: str, body: object) -> Any:  # noqa: ANN401 - JSON
        """Tell its control interface."""
        data = json.dumps(body).encode()
        with urllib.request.urlopen(f"{self.url}/_sim/{what}", data, timeout=60) as answer:
            return json.loads(answer.read())

    def texts(self) -> list[str]:
        """Every text it has accepted, in order."""
        return [sent["text"] for sent in self.get("sent")]


class Daemon:
    """A running `responder run`."""

    def __init__(self, process: subprocess.Popen[str], directory: Path) -> None:
        self.process = process
        self.directory = directory

    def output(self) -> str:
        """What it has written so far."""
        return (self.directory / "output.log").read_text(encoding="utf-8")

    def status(self) -> dict[str, Any]:
        """What `responder status --json` tells."""
        answer = responder("status", "--json", "--state", str(self.directory / "state"))
        return dict(json.loads(answer.stdout))

    def wait_state(self, state: str) -> None:
        """Until it is in a state."""
        wait_until(f"state {state}; {self.output()}", lambda: self.status()["state"] == state)

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, float]:
        """Send a signal and wait for the end.

        Returns:
            Exit code, and how long it took in seconds.
        """
        begun_s = time.monotonic()
        self.process.send_signal(number)
        code = self.process.wait(timeout=PATIENCE_S)
        return code, time.monotonic() - begun_s


def responder(*arguments: str, timeout_s: float = 60.0) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "responder", *arguments],
        check=False,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=timeout_s,
    )


@contextmanager
def simulator(port: int = 0, *arguments: str) -> Iterator[Service]:
    """Start a simulator; it is killed at the end."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "responder", "simulator", "--port", str(port), *arguments],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        first = process.stdout.readline()
        url = next(word for word in first.split() if word.startswith("http://"))
        yield Service(url, process)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@contextmanager
def daemon(
    directory: Path, service: Service, *arguments: str, under: Sequence[str] = ()
) -> Iterator[Daemon]:
    """Start a daemon on `rules.yaml` of a directory; it is killed at the end if still there.

    Args:
        directory: Has the rules, and gets state and output.
        service: Where it logs in.
        arguments: Further ones.
        under: A command before its own that becomes it.
    """
    with (directory / "output.log").open("a", encoding="utf-8") as output:
        process = subprocess.Popen(
            [
                *(*under, sys.executable, "-m", "responder", "run"),
                str(directory / "rules.yaml"),
                *("--server", service.url, "--state", str(directory / "state"), *arguments),
            ],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )
    try:
        yield Daemon(process, directory)
    finally:
        process.kill()
        process.wait()
