"""Commands that a running daemon carries out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from responder.cli import operate
from responder.cli.codes import FINE, WRONG
from responder.control import WORK_TIMEOUT_S

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Daemon = Callable[[dict[str, Any] | None], list[Any]]

RELOADED: dict[str, Any] = {
    "outcome": "applied",
    "rules": 1,
    "hash": "0123456789abcdef",
    "reason": "",
    "warnings": ["a.yaml:1:1: warning"],
}


@pytest.fixture
def daemon(monkeypatch: pytest.MonkeyPatch) -> Daemon:
    """Puts a daemon's answer in place, and gives what it was asked."""

    def answering(answer: dict[str, Any] | None) -> list[Any]:
        asked: list[Any] = []

        def ask(_: Path, command: str, *, timeout_s: float, **arguments: object) -> object:
            assert timeout_s == WORK_TIMEOUT_S
            asked.append((command, arguments))
            return answer

        monkeypatch.setattr(operate, "ask", ask)
        return asked

    return answering


def test_a_reload_is_told(
    daemon: Daemon, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What holds now, and warnings where errors go."""
    assert daemon(RELOADED) == []
    assert operate.reload(tmp_path, "default", preview=False) == FINE
    out, err = capsys.readouterr()
    assert out == "1 rule (0123456789ab) holds now.\n"
    assert err == "a.yaml:1:1: warning\n"
    daemon({**RELOADED, "outcome": "unchanged", "rules": 2})
    assert operate.reload(tmp_path, "default", preview=False) == FINE
    assert "Nothing has changed: 2 rules" in capsys.readouterr().out


def test_a_rejected_reload_is_code_1(
    daemon: Daemon, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With every line of the faults."""
    daemon({**RELOADED, "outcome": "rejected", "reason": "wrong\n  ^", "warnings": []})
    assert operate.reload(tmp_path, "default", preview=False) == WRONG
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "wrong\n  ^\nNot put to use; 1 rule (0123456789ab) from before goes on.\n"


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ({"differences": [{"line": "+ a"}], "warnings": [], "reason": ""}, "+ a\n"),
        ({"differences": [], "warnings": [], "reason": ""}, "Nothing would change.\n"),
        ({"differences": [], "warnings": ["hm"], "reason": "wrong"}, ""),
    ],
)
def test_a_preview_is_told(
    daemon: Daemon,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    answer: dict[str, Any],
    shown: str,
) -> None:
    """Differences a line each."""
    asked = daemon(answer)
    code = WRONG if answer["reason"] else FINE
    assert operate.reload(tmp_path, "default", preview=True) == code
    out, err = capsys.readouterr()
    assert asked == [("preview", {})]
    assert out == shown
    assert ("wrong" in err) is bool(answer["reason"])


def test_a_rollback_is_told(daemon: Daemon, tmp_path: Path) -> None:
    """Like a reload."""
    asked = daemon(RELOADED)
    assert operate.roll_back(tmp_path, "default", "0123") == FINE
    assert asked == [("rollback", {"to": "0123"})]


def test_pause_and_resume_are_told(
    daemon: Daemon, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whether or not anything was paused."""
    daemon({"paused_since": 5.0})
    assert operate.pause(tmp_path, "default") == FINE
    assert operate.resume(tmp_path, "default") == FINE
    daemon({"paused_since": None})
    assert operate.resume(tmp_path, "default") == FINE
    paused, again, never = capsys.readouterr().out.splitlines()
    assert paused.startswith("Paused")
    assert again == "Answering again."
    assert never == "It was not paused."


@pytest.mark.parametrize("answer", [None, {"error": "no"}], ids=["nobody", "refused"])
def test_without_an_answer_it_is_code_1(
    daemon: Daemon,
    answer: dict[str, Any] | None,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Every command says why."""
    daemon(answer)
    place = tmp_path, "default"
    for command in (
        partial(operate.reload, *place, preview=False),
        partial(operate.roll_back, *place, ""),
        partial(operate.pause, *place),
        partial(operate.resume, *place),
    ):
        assert command() == WRONG
        out, err = capsys.readouterr()
        assert out == ""
        assert err == (f"No responder runs on {tmp_path}.\n" if answer is None else "no\n")
