"""Start a tool of the virtual environment the tests run in, and keep what it said."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.house.tree import ROOT

TIMEOUT_S = 300
"""No tool of ours takes a minute; this ends one that hangs."""

TIMED_OUT = 124
"""Exit code reported for a tool that had to be ended, as `timeout` reports it."""


@dataclass(frozen=True, slots=True)
class Finished:
    """How a process ended.

    Args:
        code: Its exit code.
        output: Both of its streams, as they came.
    """

    code: int
    output: str


def run(*command: str, cwd: Path = ROOT, timeout_s: float = TIMEOUT_S) -> Finished:
    """Run a command, found in this virtual environment first, without standard input."""
    bin_dir = Path(sys.executable).parent
    path = os.pathsep.join((str(bin_dir), os.environ.get("PATH", os.defpath)))
    plain = {"PATH": path, "NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "100"}
    try:
        done = subprocess.run(
            command,
            cwd=cwd,
            env=os.environ | plain,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Finished(TIMED_OUT, f"{command[0]} was ended after {timeout_s} s")
    return Finished(done.returncode, done.stdout)


def python(*arguments: str) -> Finished:
    """Run this very Python in the checkout."""
    return run(sys.executable, *arguments)
