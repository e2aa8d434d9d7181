"""Commands that ask a running daemon or its journal, as they are called."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from responder.cli.app import app
from responder.cli.log import Asked
from responder.errors import NoRulesError
from responder.journal.journal import Journal
from responder.journal.rulesets import Kept, Load, pack
from responder.shelf import Shelf

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "command", ["status", "reload", "pause", "resume", "login", "logout", "rules rollback"]
)
def test_what_only_a_daemon_can_do_needs_one(command: str, tmp_path: Path) -> None:
    """Where none runs, the command says so and ends with exit code 1."""
    result = CliRunner().invoke(app, [*command.split(), "--state", str(tmp_path)])
    assert result.exit_code == 1
    assert f"No responder runs on {tmp_path}." in result.output


def test_log_takes_its_filters(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each reaches what shows the log."""
    seen: list[object] = []

    def show_log(*given: object) -> int:
        seen.append(given)
        return 3

    monkeypatch.setattr("responder.cli.log.show_log", show_log)
    flags = ["-f", "--json", "--chat", "小明", "--rule", "hi", "--since", "2h", "-n", "3"]
    assert CliRunner().invoke(app, ["log", *flags, "--state", str(tmp_path)]).exit_code == 3
    asked = Asked(chat="小明", rule="hi", since="2h", count=3, follow=True, as_json=True)
    assert seen == [(tmp_path, "default", asked)]


def test_rules_are_named_by_their_hashes(tmp_path: Path) -> None:
    """Those that are not kept are named in the answer."""
    with closing(Journal.open(tmp_path)) as journal:
        for number in "12":
            kept = pack(Kept("rules.yaml", Shelf({"rules.yaml": b"rules:"})))
            journal.rule_sets.keep(Load(0, number * 32, 0.0, "edit", 0), kept)
    call = ["rules", "diff", "1", "3", "--state", str(tmp_path)]
    result = CliRunner().invoke(app, call)
    assert isinstance(result.exception, NoRulesError)
    assert "no rules 3 are kept" in str(result.exception)
