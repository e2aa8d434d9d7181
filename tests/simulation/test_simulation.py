"""A share of the simulation in every test run: fixed seeds, and some that every commit has anew."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import pytest

from tests.simulation.campaign import report
from tests.simulation.sites import ROOT

FIXED = (*range(9), 1002, 1012)
"""Seeds of every run: bursts, pauses, a full day, what is too old, lookups and errands."""

OF_THE_COMMIT = 2
"""Seeds that depend on the commit."""


def commit_seeds() -> list[int]:
    """Seeds made from the hash of the commit; none where that is not known."""
    try:
        answer = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return []
    digest = hashlib.sha256(answer.stdout.encode()).digest()
    return [int.from_bytes(digest[4 * n : 4 * n + 4], "big") for n in range(OF_THE_COMMIT)]


@pytest.mark.parametrize("seed", [*FIXED, *commit_seeds()])
def test_a_day_ends_well(seed: int) -> None:
    """Nothing is lost, doubled or untrue, whatever fails and wherever the daemon is cut off."""
    _, wrong = report(seed, 1.0)
    assert not wrong, f"\n{wrong}"


def test_a_seed_repeats_itself_exactly() -> None:
    """Every event at its time, byte for byte, also in a process that hashes texts otherwise."""
    logs = [
        subprocess.run(
            [sys.executable, "-m", "tests.simulation", "--seeds", "5..5", "-v"],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": hash_seed},
            capture_output=True,
            check=True,
        ).stdout
        for hash_seed in ("1", "2")
    ]
    assert logs[0] == logs[1]
    assert logs[0].count(b"cut off at") > 3
