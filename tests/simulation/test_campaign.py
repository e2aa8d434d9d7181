"""The command: figures in one line, a failing seed with what repeats it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.simulation.campaign import main
from tests.simulation.defects import answer_ourselves
from tests.simulation.figures import Figures

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_good_seeds_are_summed_up(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The figures are printed, and those of an earlier campaign counted in."""
    path = tmp_path / "figures.json"
    assert main(["--seeds", "2", "--days", "0.1", "--figures", str(path)]) == 0
    assert main(["--seeds", "2..2", "--days", "0.1", "--figures", str(path)]) == 0
    assert capsys.readouterr().out.splitlines()[-2].startswith("3 seeds, ")
    assert Figures.read(path).seeds == 3
    assert main(["--seeds", "1", "--days", "0.1", "--and", str(path), str(path)]) == 0
    assert capsys.readouterr().out.splitlines()[-2].startswith("7 seeds, ")


def test_a_failing_seed_says_how_to_see_it_again(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Invariant, text and command are named, and the exit code is 1."""
    answer_ourselves(monkeypatch)
    assert main(["--seeds", "0..0"]) == 1
    shown = capsys.readouterr().out
    assert "seed 0:\n  NothingUnasked: 'q1 r" in shown
    assert "again: python -m tests.simulation --seeds 0..0 --days 1 -v" in shown
    assert "\nfailed: python -m tests.simulation --seeds 0..0 --days 1 -v\n" in shown


def test_seeds_may_be_played_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    """Two processes find what one finds."""
    for jobs in ("1", "2"):
        assert main(["--seeds", "3", "--days", "0.1", "--jobs", jobs]) == 0
    one, _, two, _ = capsys.readouterr().out.splitlines()
    assert one == two
