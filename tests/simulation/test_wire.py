"""What is on its way when a life ends may still arrive; its answer reaches nobody."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import httpx
import pytest
import trio

from tests.simulation.crash import Life, Trigger
from tests.simulation.rulefiles import MANNERS
from tests.simulation.run import play
from tests.simulation.scenario import Chat, Scenario
from tests.simulation.surroundings import Surroundings
from tests.simulation.wire import Wire

if TYPE_CHECKING:
    from pathlib import Path

ORIGIN = "http://sim.test"
LOGIN = f"{ORIGIN}/jslogin?appid=wx782c26e4c19acffb&fun=new"


class Steady(Random):
    """Always the same number."""

    value = 0.0

    def random(self) -> float:
        """That number."""
        return self.value


@pytest.mark.parametrize(
    ("after_s", "draw", "calls"),
    [
        (0.1, 0.4, 1),  # leaving, and it still arrives
        (0.1, 0.6, 0),  # leaving, and lost
        (0.7, 0.6, 1),  # the answer is on its way back
    ],
)
async def test_a_request_of_the_dead(
    after_s: float,
    draw: float,
    calls: int,
    tmp_path: Path,
    autojump_clock: trio.testing.MockClock,
) -> None:
    """Whether it arrives depends on where it was and on chance; nobody hears of it."""
    scenario = Scenario(
        0, MANNERS[0], (Chat("ann"),), (), (), (), "none", 1.0, echo=False, calm_lead_s=0.0
    )
    around = Surroundings(scenario, lambda: None)
    life = Life(1, tmp_path, tmp_path / "heir", Trigger(), lambda _places: None)
    rng = Steady()
    rng.value = draw
    async with trio.open_nursery() as nursery:
        wire = Wire(life, around, ORIGIN, rng, nursery)

        async def ask() -> None:
            async with httpx.AsyncClient(transport=wire) as client:
                with pytest.raises(httpx.ReadError, match="this life is over"):
                    await client.get(LOGIN)
                with pytest.raises(httpx.ConnectError, match="this life is over"):
                    await client.get(LOGIN)

        nursery.start_soon(ask)
        await trio.sleep(after_s)
        life.die(["here"])
    assert around.simulator.calls.get("jslogin", 0) == calls


def test_what_a_life_is_told_is_written_down() -> None:
    """The judge asks for nothing that nobody heard of, so it has to know."""
    history = play(3, 0.05)
    assert history.said
    assert {life for life, _ in history.heard} <= {cut.life for cut in history.cuts}
    assert history.heard[-1][1] > history.final_from_s
