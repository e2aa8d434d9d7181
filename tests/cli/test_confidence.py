"""Commands that give confidence, as they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typer.testing import CliRunner

from responder.cli.app import app
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
