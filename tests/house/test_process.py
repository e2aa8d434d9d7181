"""The helper that starts tools tells the truth about them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tests.house.process import TIMED_OUT, Finished, python, run

if TYPE_CHECKING:
    from pathlib import Path


def test_both_streams_and_the_exit_code_come_back() -> None:
    """A failing tool is seen to fail, with everything it said."""
    code = "import sys; print('out', flush=True); sys.exit('err')"
    assert python("-c", code) == Finished(1, "out\nerr\n")


def test_a_tool_that_hangs_is_ended() -> None:
    """A tool that never ends is a failure, not a suite that never ends."""
    hanging = run(
        sys.executable, "-c", "input() if False else __import__('signal').pause()", timeout_s=0.2
    )
    assert hanging.code == TIMED_OUT


def test_nothing_can_be_read_from_the_user(tmp_path: Path) -> None:
    """A question of a tool meets the end of the input, and the folder is the one asked for."""
    code = "import os, sys; print(repr(sys.stdin.read()), os.getcwd())"
    assert run(sys.executable, "-c", code, cwd=tmp_path).output == f"'' {tmp_path}\n"
