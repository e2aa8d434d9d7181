"""`responder check`, in process; the command itself is in `tests/e2e/test_commands.py`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from responder.cli.check import check_file
from responder.errors import EnvironmentFault

if TYPE_CHECKING:
    from pathlib import Path

TWO_FAULTS = """\
rules:
  - name: 100%, really
    when: {tekst: 你好}
    reply: x
  - when: b
    reply: "{{ nobody }}"
"""


def test_all_faults_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Text form: every fault with its place, and a last line with their number."""
    path = tmp_path / "rules.yaml"
    path.write_text(TWO_FAULTS, encoding="utf-8")
    assert check_file(path, form="text", strict=False) == 1
    out = capsys.readouterr().out
    assert f"{path}:3:" in out
    assert f"{path}:6:" in out
    assert out.endswith(f"{path}: 2 faults; nothing of it would be used\n")


def test_json_gives_fields(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each fault as data: level, file, line, column, rule, field, message and hint."""
    path = tmp_path / "rules.yaml"
    path.write_text(TWO_FAULTS, encoding="utf-8")
    assert check_file(path, form="json", strict=False) == 1
    first = json.loads(capsys.readouterr().out)["faults"][0]
    assert first["file"] == str(path)
    assert first["line"] == 3
    assert first["rule"] == "100%, really"
    assert 'did you mean "text"?' in first["hint"]


def test_workflow_commands_are_escaped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Percent signs, commas and colons of names and paths can not break a command."""
    path = tmp_path / "a,b:c.yaml"
    path.write_text(TWO_FAULTS, encoding="utf-8")
    assert check_file(path, form="github", strict=False) == 1
    first = capsys.readouterr().out.splitlines()[0]
    assert "a%2Cb%3Ac.yaml,line=3,col=" in first
    assert "100%25, really" in first


def test_an_unreadable_file_is_the_machines_fault(tmp_path: Path) -> None:
    """A directory is no rule file."""
    with pytest.raises(EnvironmentFault):
        check_file(tmp_path, form="text", strict=False)
