"""What is on its way when a life ends may still arrive; its answer reaches nobody."""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx
import pytest
import trio

from responder.simulator.request import make_request
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


@pytest.mark.parametrize("late", [True, False])
async def test_a_login_that_the_dead_replace_was_not_given_up(
    late: bool,  # noqa: FBT001 - of a parametrized test
    tmp_path: Path,
    autojump_clock: trio.testing.MockClock,
) -> None:
    """What one life had asked for just before it was cut off may end the login of the next."""
    scenario = Scenario(
        0, MANNERS[0], (Chat("ann"),), (), (), (), "none", 0.0, echo=False, calm_lead_s=0.0
    )
    around = Surroundings(scenario, lambda: None)
    life = Life(1, tmp_path, tmp_path / "heir", Trigger(), lambda _places: None)
    async with trio.open_nursery() as nursery:
        wire = Wire(life, around, ORIGIN, Steady(), nursery)
        async with httpx.AsyncClient(transport=wire) as client:
            ways = [await _way_in(client) for _ in range(2)]
            await client.get(ways[0])
            first = around.simulator.world.sessions.live
            assert first is not None
            poll = f"/cgi-bin/mmwebwx-bin/synccheck?sid={quote(first.sid, safe='')}"
            around.arrived(make_request("GET", poll, [], b"", "http"))
            if late:
                path = ways[1].removeprefix(ORIGIN)
                await around.arrive_late(make_request("GET", path, [], b"", "http"))
            else:
                await client.get(ways[1])
    around.finish()
    assert first.ended is not None
    assert len(around.history.replaced) == 1 - late


async def _way_in(client: httpx.AsyncClient) -> str:
    """Have a code scanned and confirmed.

    Returns:
        Where a login then begins.
    """
    uuid = re.findall('uuid = "(.*?)"', (await client.get(LOGIN)).text)[0]
    text = ""
    while "redirect_uri" not in text:
        answer = await client.get(f"{ORIGIN}/cgi-bin/mmwebwx-bin/login?uuid={uuid}&tip=0")
        text = answer.text
    (address,) = re.findall('redirect_uri="(.*?)"', text)
    return f"{address}&fun=new&version=v2"


def test_what_a_life_is_told_is_written_down() -> None:
    """The judge asks for nothing that nobody heard of, so it has to know."""
    history = play(3, 0.05)
    assert history.said
    assert {life for life, _ in history.heard} <= {cut.life for cut in history.cuts}
    assert history.heard[-1][1] > history.final_from_s
