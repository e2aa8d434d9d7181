"""Questions to a running daemon."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest

from responder.cli import status

if TYPE_CHECKING:
    from pathlib import Path

NOW_S = time.time()
ANSWER: dict[str, Any] = {
    "state": "online",
    "since": NOW_S - 60,
    "last_sync": NOW_S,
    "rules": {"file": "rules.yaml", "hash": "0123456789abcdef", "count": 7},
    "messages": 3,
    "answered": 2,
    "queue": 1,
    "sent": 1,
    "failed": 0,
    "unknown": 0,
    "suppressed": 0,
    "errors": [{"at": NOW_S - 5, "error": "synccheck: no answer in time", "times": 2}],
}


def answering(monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any] | None) -> list[str]:
    """Put a daemon's answer in place; gives the commands it is asked."""
    asked: list[str] = []

    def ask(_: Path, command: str) -> dict[str, Any] | None:
        asked.append(command)
        return answer

    monkeypatch.setattr(status, "ask", ask)
    return asked


def test_a_person_reads_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """State, sync, rules, counts and the last errors, one a line."""
    answering(monkeypatch, ANSWER)
    assert status.report(tmp_path, "default", as_json=False, quiet=False) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("state      online since ")
    assert "7 from rules.yaml (0123456789ab)" in lines[2]
    assert lines[-1].endswith("synccheck: no answer in time  (2 times)")


def test_a_program_reads_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The answer as it came."""
    answering(monkeypatch, ANSWER)
    assert status.report(tmp_path, "default", as_json=True, quiet=False) == 0
    assert json.loads(capsys.readouterr().out) == ANSWER


@pytest.mark.parametrize("answer", [None, {**ANSWER, "state": "wait_scan"}])
def test_not_on_line_is_code_1(
    answer: dict[str, Any] | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A health check needs nothing but the exit code."""
    answering(monkeypatch, answer)
    assert status.report(tmp_path, "default", as_json=False, quiet=True) == 1
    assert capsys.readouterr().out == ""


def test_never_synced_reads_as_never(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before the first poll there is no time to show."""
    answering(monkeypatch, {**ANSWER, "state": "wait_scan", "last_sync": None, "errors": []})
    status.report(tmp_path, "default", as_json=False, quiet=False)
    assert "last sync  never" in capsys.readouterr().out


def test_knock_asks_for_a_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`responder login` is one command to the daemon."""
    asked = answering(monkeypatch, {"ok": True})
    assert status.knock(tmp_path, "default") == 0
    assert asked == ["login"]
