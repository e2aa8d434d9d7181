"""The command: figures in one line, a failing seed with what repeats it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tests.simulation.campaign import main
from tests.simulation.crash import SITES
from tests.simulation.defects import answer_ourselves
from tests.simulation.figures import Figures
from tests.simulation.run import Run, play
from tests.simulation.scenario import draw

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from trio.testing import MockClock

    from tests.simulation.history import History


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


def test_seeds_may_aim_at_what_was_missed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each at one place, and what repeats a failed one says at which."""
    path = tmp_path / "figures.json"
    places = Counter(dict.fromkeys(SITES.all, 1))
    missed = "responder/answer.py", "responder/wechat/sync.py"
    aims = [next(place for place in SITES.awaits if part in place) for part in missed]
    for aim in aims:
        del places[aim]
    Figures(places=places).write(path)
    aimed: list[tuple[int, str]] = []

    def played(seed: int, days: float, aim: str) -> History:
        aimed.append((seed, aim))
        return play(seed, days, aim)

    monkeypatch.setattr("tests.simulation.campaign.play", played)
    answer_ourselves(monkeypatch)
    assert main(["--seeds", "0..2", "--aim-missed", "--and", str(path)]) == 1
    assert aimed == [(0, aims[0]), (1, aims[1]), (2, aims[0])]
    again = f"--seeds 0..0 --aim '{aims[0]}' --days 1 -v"
    shown = capsys.readouterr().out
    assert f"again: python -m tests.simulation {again}" in shown
    assert f"\nfailed: python -m tests.simulation {again}\n" in shown


def test_a_directed_run_repeats_itself() -> None:
    """As any other does."""
    one, other = (play(2, 0.34, "/answer.py") for _ in range(2))
    assert one.log == other.log


async def test_a_directed_run_ends_where_it_aims(tmp_path: Path, autojump_clock: MockClock) -> None:
    """Most of its lives are to end there, in whatever mood the scenario is."""
    part = "/answer.py"
    for seed, aim in ((2, part), (2, "")):
        run = Run(draw(seed, 0.34), tmp_path, aim)
        triggers = [run._trigger(60.0) for _ in range(100)]
        assert (sum(part in trigger.place for trigger in triggers) > len(triggers) / 2) is bool(aim)
