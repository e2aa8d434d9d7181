"""Ctrl-C and a reader that leaves end a command in silence; and `responder test` as a process."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from responder.cli.codes import ENVIRONMENT, INTERRUPTED, READER_LEFT
from tests.cli.storedkit import entry, event, write
from tests.e2e.processes import PATIENCE_S, responder

RULES = "rules:\n  - {name: 问好, when: 你好, reply: 您好！}\n"
TESTS = """\
tests:
  - {name: good, steps: [{from: 小明, says: 你好, expect: 您好！}]}
  - {name: bad, steps: [{from: 小明, says: 你好, expect: 再见}]}
"""
MANY_FAULTS = "rules:\n" + "  - {when: 你好, replay: x}\n" * 500

MAIN_INTERRUPTED = """
import sys
sys.argv = ["responder", "--version"]
class Interrupt:
    def find_spec(self, name, path=None, target=None):
        if name == "{module}":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupt())
from responder.cli import main
main()
"""
"""The command, with Ctrl-C at the moment when a module is imported."""


def started(*arguments: str) -> subprocess.Popen[bytes]:
    """A command whose output nobody has read yet."""
    return subprocess.Popen(
        [sys.executable, "-m", "responder", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize(
    "command",
    [
        ("check",),
        ("test",),
        ("try", "你好", "--from", "小明"),
        ("schema",),
        ("--help",),
        ("demo", "--once"),
    ],
)
def test_a_reader_that_leaves(tmp_path: Path, command: tuple[str, ...]) -> None:
    """As `head` does: the first word that nobody reads ends the command without another."""
    path = tmp_path / "rules.yaml"
    path.write_text(RULES + TESTS, encoding="utf-8")
    name, *more = command
    file = [str(path)] if name in {"check", "test", "try"} else []
    with started(name, *file, *more) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(PATIENCE_S) == READER_LEFT


@pytest.mark.parametrize("module", ["responder.cli.app", "typer", "responder.errors"])
def test_ctrl_c_before_anything_has_begun(module: str) -> None:
    """While the program is still being read there is no traceback either."""
    finished = subprocess.run(
        [sys.executable, "-c", MAIN_INTERRUPTED.replace("{module}", module)],
        check=False,
        capture_output=True,
        timeout=PATIENCE_S,
    )
    assert (finished.returncode, finished.stdout, finished.stderr) == (INTERRUPTED, b"", b"")


def test_ctrl_c_in_the_middle(tmp_path: Path) -> None:
    """A command that works ends with the code for it and without a word."""
    path = tmp_path / "rules.yaml"
    path.write_text(MANY_FAULTS, encoding="utf-8")
    with started("check", str(path), "--format", "json") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()  # it waits for us now: a pipe holds less than all the faults
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == b""
        assert process.wait(PATIENCE_S) == INTERRUPTED


def test_ctrl_c_ends_what_follows(tmp_path: Path) -> None:
    """Whoever has seen enough of `log --follow` leaves without a word."""
    write(tmp_path, entry(event("7"), "unanswered"))
    with started("log", "--follow", "--state", str(tmp_path)) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert b"  7  " in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == b""
        assert process.wait(PATIENCE_S) == INTERRUPTED


def test_responder_test(tmp_path: Path) -> None:
    """Exit code 1 when a test fails and 0 when none does; 2 for a name that no test has."""
    path = tmp_path / "rules.yaml"
    path.write_text(RULES + TESTS, encoding="utf-8")
    answer = responder("test", str(path))
    assert answer.returncode == 1
    assert answer.stdout.endswith(f"{path}: 2 tests, 1 failed\n")
    assert responder("test", str(path), "--only", "good").returncode == 0
    assert responder("test", str(path), "--only", "x").returncode == 2
    assert '"failed": 1' in responder("test", str(path), "--format", "json").stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device")
def test_an_error_that_nobody_can_write_keeps_its_code(tmp_path: Path) -> None:
    """The log may lie on the disk that is full; whoever restarts the program goes by the code."""
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "responder", "check", str(tmp_path / "missing.yaml")],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=full,
        )
    assert ended.returncode == ENVIRONMENT


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device")
def test_a_full_disk_is_a_sentence(tmp_path: Path) -> None:
    """What can not be written is the machine's fault, and nothing to report to us."""
    path = tmp_path / "rules.yaml"
    path.write_text(RULES + TESTS, encoding="utf-8")
    with Path("/dev/full").open("wb") as full:
        finished = subprocess.run(
            [sys.executable, "-m", "responder", "check", str(path)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert finished.returncode == ENVIRONMENT
    assert finished.stderr == "responder: No space left on device\n"
