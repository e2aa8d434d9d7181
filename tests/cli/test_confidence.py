"""Commands that give confidence, as they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typer.testing import CliRunner

from responder.cli.app import app
from responder.errors import EnvironmentFault, SettingError
from tests.cli.test_replay import path

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["path"]


def test_replay_takes_its_flags(path: Path) -> None:
    """They reach what they mean, and the exit code comes back."""
    flags = ["--state", str(path.parent), "--shadow", "--json", "--examples", "1", "--since", "7d"]
    result = CliRunner().invoke(app, ["replay", str(path), *flags])
    assert result.exit_code == 1
    assert '"rule": "看看"' in result.output


def test_record_takes_several_messages(path: Path) -> None:
    """Any that is unknown is a wrong use of the command."""
    flags = ["record", "1", "77", "--state", str(path.parent)]
    result = CliRunner().invoke(app, flags)
    assert isinstance(result.exception, SettingError)
    assert "77" in str(result.exception)


def test_forget_takes_a_name(path: Path) -> None:
    """And deletes at once where it need not ask."""
    flags = ["forget", "小明", "--yes", "--state", str(path.parent)]
    result = CliRunner().invoke(app, flags)
    assert result.exit_code == 0
    assert "Deleted p1" in result.output


def test_import_takes_a_new_file(path: Path) -> None:
    """One that is there already stays as it is."""
    faq = path.with_name("faq.csv")
    faq.write_text("问题,答案\n价格,3500 元\n", encoding="utf-8")
    new = path.with_name("new.yaml")
    assert CliRunner().invoke(app, ["import", str(faq), "--out", str(new)]).exit_code == 0
    again = CliRunner().invoke(app, ["import", str(faq), "--out", str(path)])
    assert isinstance(again.exception, EnvironmentFault)
    assert new.exists()
