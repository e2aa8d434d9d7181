"""The rules that were put to use, as a person reads of them."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from responder.cli.history import diff, history
from responder.errors import JournalError, NoRulesError
from responder.journal.journal import Journal
from tests.test_reload import House, rules

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
async def hashes(tmp_path: Path) -> list[str]:
    """Two rule sets that were put to use, the first of them first."""
    with closing(Journal.open(tmp_path)) as journal:
        house = House(journal).started()
        first = house.reloader.rule_set.hash
        await house.edit(rules("two"))
        return [first, house.reloader.rule_set.hash]


async def test_the_latest_comes_first(
    hashes: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Hash, time, number of rules and why, also when no daemon runs."""
    capsys.readouterr()
    assert history(tmp_path, "default") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [one[:12] for one in reversed(hashes)]
    assert [line.split()[-1] for line in lines] == ["edit", "start"]
    assert "1 rule " in lines[0]


async def test_a_difference_is_told_rule_by_rule(
    hashes: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of the latest two, or of any two."""
    capsys.readouterr()
    assert diff(tmp_path, "default", "", "") == 0
    assert diff(tmp_path, "default", hashes[1][:8], hashes[0][:8]) == 0
    assert diff(tmp_path, "default", hashes[0], hashes[0]) == 0
    line = "~ a: answers  (rules.yaml:1)"
    assert capsys.readouterr().out.splitlines() == [line, line, "They do the same."]
    with pytest.raises(NoRulesError):
        diff(tmp_path, "default", "xyz", "")


def test_where_nothing_ran_is_a_sentence(tmp_path: Path) -> None:
    """Nothing is made there."""
    with pytest.raises(JournalError, match="no responder has run on it"):
        history(tmp_path, "default")
    assert list(tmp_path.iterdir()) == []
