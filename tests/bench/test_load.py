"""The measurement of loading still runs; what it measures is never asserted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import trio

from tests.bench import load

if TYPE_CHECKING:
    import pytest


def test_stages_run() -> None:
    """Each stage has a ratio to the first."""
    ratios = load.stages(20, rounds=1)
    assert ratios["yaml.compose"] == 1
    assert all(ratio > 0 for ratio in ratios.values())


def test_memory_is_measured_in_a_process_of_its_own(capfd: pytest.CaptureFixture[str]) -> None:
    """What lives and what was needed at the peak are printed."""
    load.memory(20)
    assert "at the peak" in capfd.readouterr().out


def test_lateness_is_measured() -> None:
    """Ticks come late or in time, idle and while something is loaded."""
    assert trio.run(load.late_ms, None, 0.02)[0] >= 0
    load.lateness(300, rounds=1)  # of fewer rules a file may be loaded before the first tick


def test_percentiles_of_few_values() -> None:
    """The highest share of few values is the largest of them."""
    assert load.percentile([1.0, 2.0, 3.0], 0.5) == 2.0
    assert load.percentile([1.0, 2.0, 3.0], 0.999) == 3.0
