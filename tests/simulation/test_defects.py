"""The simulation sees: each deliberate defect is found, by the invariant that is about it."""

from __future__ import annotations

from itertools import count, islice
from typing import TYPE_CHECKING

import pytest

from tests.simulation.deed_defects import DEED_DEFECTS
from tests.simulation.defects import DEFECTS
from tests.simulation.judge import judged
from tests.simulation.office_defects import OFFICE_DEFECTS
from tests.simulation.run import play
from tests.simulation.scenario import draw

if TYPE_CHECKING:
    from tests.simulation.defects import Defect

SEEDS_MAX = 40
"""So many seeds a defect may hide from; most are seen by the first."""


@pytest.mark.parametrize(
    "defect", [*DEFECTS, *DEED_DEFECTS, *OFFICE_DEFECTS], ids=lambda defect: defect.name
)
def test_a_defect_is_seen(defect: Defect, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within a few seeds the right invariant complains, and without the defect the seed is good."""
    fitting = (seed for seed in count(defect.seed) if defect.suits(draw(seed, defect.days)))
    seeds = islice(fitting, SEEDS_MAX)
    with monkeypatch.context() as patch:
        defect.patch(patch)
        wanted, days = set(defect.seen_by), defect.days
        seed = next((seed for seed in seeds if seen_in(seed, days) & wanted), None)
    assert seed is not None
    if seed != defect.seed:
        assert not seen_in(seed, defect.days)


def seen_in(seed: int, days: float) -> set[str]:
    """The invariants that a seed violates."""
    return {complaint.invariant for complaint in judged(play(seed, days))}
