"""Figures add up over campaigns."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tests.simulation.figures import Figures

if TYPE_CHECKING:
    from pathlib import Path


def some(seed: int) -> Figures:
    """Of one failed seed."""
    return Figures(1, 3, 2, 10, 8, Counter(sent=8), Counter({"a": 2}), [f"--seeds {seed}..{seed}"])


def test_figures_add_up_over_files(tmp_path: Path) -> None:
    """What an earlier campaign wrote is what the next begins with."""
    path = tmp_path / "figures.json"
    total = Figures.read(path)
    total.add(some(1))
    total.write(path)
    total = Figures.read(path)
    total.add(some(2))
    seeds = ["--seeds 1..1", "--seeds 2..2"]
    assert total == Figures(2, 6, 4, 20, 16, Counter(sent=16), Counter({"a": 4}), seeds)


def test_places_without_a_crash_are_named() -> None:
    """The line counts them, the list names them."""
    assert "1/2 places hit" in some(1).line(["a", "b"])
    assert some(1).missed(["a", "b"]) == ["b"]
