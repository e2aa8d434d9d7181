"""The code of a running daemon, on another terminal."""

from __future__ import annotations

import sys
import time
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from responder.cli import login
from responder.terminal import draw_qr

if TYPE_CHECKING:
    from pathlib import Path

CODE = "https://login.weixin.qq.com/l/abc"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands that the daemon gets; no time passes between them."""
    monkeypatch.setattr(time, "sleep", lambda _: None)
    monkeypatch.setattr(time, "monotonic", count().__next__)
    return []


def answering(
    monkeypatch: pytest.MonkeyPatch, asked: list[str], *codes: dict[str, Any] | None
) -> None:
    """Put a daemon in place that answers questions for a code so, the last one for ever."""
    answers = list(codes)

    def ask(_: Path, command: str) -> dict[str, Any] | None:
        asked.append(command)
        if command == "login":
            return {"ok": True}
        return answers.pop(0) if len(answers) > 1 else answers[0]

    monkeypatch.setattr(login, "ask", ask)


def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person watches."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)


def test_the_code_is_drawn(
    tmp_path: Path,
    asked: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The daemon is woken first, and asked until it has a code."""
    none = {"state": "no_session", "code": None}
    answering(monkeypatch, asked, none, none, {"state": "wait_scan", "code": CODE})
    at_a_terminal(monkeypatch)
    assert login.show_code(tmp_path, "default") == 0
    assert asked == ["login", "code", "code", "code"]
    out = capsys.readouterr().out
    assert draw_qr(CODE) in out
    assert f"also in {tmp_path / 'qr.png'}" in out


def test_without_a_terminal_the_picture_is_named(
    tmp_path: Path,
    asked: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A log is no place for a code."""
    answering(monkeypatch, asked, {"state": "wait_scan", "code": CODE})
    assert login.show_code(tmp_path, "default") == 0
    out = capsys.readouterr().out
    assert out == f"Scan the code in {tmp_path / 'qr.png'} with WeChat on your phone.\n"


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"state": "online", "code": None}, "It is on line; there is nothing to scan."),
        ({"state": "wait_confirm", "code": None}, "Please confirm the login on your phone."),
        ({"state": "no_session", "code": None}, login.LATER),
        ({"error": "unknown command"}, login.LATER),
        (None, login.LATER),
    ],
)
def test_without_a_code_it_says_why(  # noqa: PLR0917 - pytest gives them by name
    answer: dict[str, Any] | None,
    sentence: str,
    tmp_path: Path,
    asked: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Nothing to scan, something to confirm, or no code in time, which has an end."""
    answering(monkeypatch, asked, answer)
    at_a_terminal(monkeypatch)
    assert login.show_code(tmp_path, "default") == 0
    assert capsys.readouterr().out == f"{sentence}\n"
    assert len(asked) < login.CODE_WAIT_S + 4


def test_without_a_daemon_there_is_no_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 1 and the state directory's name."""
    assert login.show_code(tmp_path, "default") == 1
    assert capsys.readouterr().out == f"No responder runs on {tmp_path}.\n"
