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
    "paused_since": None,
    "left_today": None,
    "throttled_for": 0.0,
    "rules": {
        "file": "rules.yaml",
        "hash": "0123456789abcdef",
        "count": 7,
        "since": NOW_S - 30,
        "origin": "edit",
        "rejected": None,
    },
    "messages": 3,
    "answered": 2,
    "queue": 1,
    "sent": 1,
    "failed": 0,
    "unknown": 0,
    "suppressed": 0,
    "cancelled": 0,
    "errors": [{"at": NOW_S - 5, "error": "synccheck: no answer in time", "times": 2}],
}


def answering(monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any] | None) -> list[str]:
    """Put a daemon's answer in place; gives the commands it is asked."""
    asked: list[str] = []

    def ask(_: Path, command: str, **__: object) -> dict[str, Any] | None:
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


def test_what_holds_it_back_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rejected rules with all their lines, a pause, the service's throttling, the day's pace."""
    rejected = {"at": NOW_S, "reason": "rules.yaml:1:1: wrong\n  a line\n  ^"}
    answer = {
        **ANSWER,
        "rules": {**ANSWER["rules"], "rejected": rejected},
        "paused_since": NOW_S,
        "throttled_for": 59.6,
        "left_today": 12,
    }
    answering(monkeypatch, answer)
    status.report(tmp_path, "default", as_json=False, quiet=False)
    said = capsys.readouterr().out
    assert "rejected   " in said
    assert "rules.yaml:1:1: wrong\n             a line\n             ^\n" in said
    assert "`responder resume`" in said
    assert "leaves in 60 s" in said
    assert "pace       12 more" in said


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


def test_a_logout_tells_what_comes_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """How to log in again; without a daemon it is code 1."""
    asked = answering(monkeypatch, {"ok": True})
    assert status.log_out(tmp_path, "default") == 0
    assert asked == ["logout"]
    assert "responder login" in capsys.readouterr().out
    answering(monkeypatch, None)
    assert status.log_out(tmp_path, "default") == 1


def test_what_comes_by_the_clock_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The next ones, with the day where it is not today's; the rest is counted."""
    times = [NOW_S + 3 * 86_400 * number for number in range(7)]
    coming = [{"rule": f"rule {number}", "next": at} for number, at in enumerate(times)]
    answering(monkeypatch, ANSWER | {"schedules": coming})
    assert status.report(tmp_path, "default", as_json=False, quiet=False) == 0
    lines = capsys.readouterr().out.splitlines()
    next_ = [line for line in lines if line.startswith("next ")]
    assert len(next_) == 5
    assert next_[0].endswith('  rule "rule 0"')
    assert time.strftime("%Y-%m-%d", time.localtime(times[1])) in next_[1]
    assert "           and 2 more rules" in lines
