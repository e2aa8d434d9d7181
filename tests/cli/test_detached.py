"""The other end of `responder start`, in a process of its own: it gives its output away."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from responder.cli.detached import VARIABLE, Detached
from responder.logs import LOG_FILE

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = """
import os, sys
from pathlib import Path
import structlog
from responder import logs
from responder.cli.detached import Detached
logs.configure("info")
us = Detached.of_environment()
print("before")
us.log_to(Path(sys.argv[1]))
structlog.get_logger().info("logged")
us.started("status")
print("lost")
print("the last sentence", file=sys.stderr)
structlog.get_logger().info("later")
assert Detached.of_environment() is None, "what we begin is not in the background"
"""


def test_it_says_that_it_is_up_and_then_speaks_to_its_log(tmp_path: Path) -> None:
    """Before it is up, words go to the starter, and then to the log."""
    heard, said = os.pipe()
    shown = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path)],
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        pass_fds=(said,),
        env={**os.environ, VARIABLE: str(said)},
    )
    os.close(said)
    with os.fdopen(heard, "rb") as ready:
        assert ready.read() == b"1"
    assert shown.stdout == "before\n"
    log = (tmp_path / LOG_FILE).read_text(encoding="utf-8").splitlines()
    assert ['"event": "logged"' in log[0], log[1], '"event": "later"' in log[2]] == [
        *(True, "the last sentence", True),
    ]
    assert (tmp_path / LOG_FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("given", [None, "", "x", "-1"])
def test_a_daemon_in_the_foreground_is_none(
    monkeypatch: pytest.MonkeyPatch, given: str | None
) -> None:
    """Nor is one whose variable says nothing."""
    monkeypatch.delenv(VARIABLE, raising=False)
    if given is not None:
        monkeypatch.setenv(VARIABLE, given)
    assert Detached.of_environment() is None


def test_a_starter_that_has_left_is_no_error(tmp_path: Path) -> None:
    """The daemon is up whether or not anybody hears of it."""
    script = SCRIPT.replace("us.started", "os.close(us._pipe); us.started")
    heard, said = os.pipe()
    os.close(heard)
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        check=False,
        pass_fds=(said,),
        env={**os.environ, VARIABLE: str(said)},
    )
    os.close(said)
    assert done.returncode == 0
