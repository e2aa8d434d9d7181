"""The simulator as an object."""

from __future__ import annotations

import time
from random import Random
from typing import TYPE_CHECKING

import pytest
import trio
import trio.testing

from responder.errors import SettingError
from responder.simulator.request import make_request
from responder.simulator.simulator import Simulator
from tests.simulator.driver import Driver, virtual_simulator

if TYPE_CHECKING:
    from collections.abc import Callable


def test_the_default_clock_is_the_machines() -> None:
    """Unix time."""
    assert abs(Simulator().now() - time.time()) < 5


def test_a_clock_over_trio_has_no_time_outside_of_a_run() -> None:
    """Controls still work there, as in a fixture."""
    sim = virtual_simulator()
    assert sim.now() == 0.0
    assert len(sim.add_contacts([{"name": "小明"}])) == 1


def test_settings_are_given_by_name() -> None:
    """Wrong ones are refused at once."""
    sim = Simulator(hold_s=3, auto_confirm=True)
    assert sim.world.settings.hold_s == 3.0
    assert sim.snapshot()["auto_confirm"] is True
    with pytest.raises(SettingError, match="no setting is called 'holds'"):
        Simulator(holds=3)


async def test_the_same_seed_gives_the_same_answers(sim: Simulator) -> None:
    """All ids are equal; with another seed none is."""
    del sim

    async def ids(seed: int) -> tuple[str, str, str]:
        simulator = virtual_simulator(seed)
        driver = Driver(simulator)
        async with driver.http:
            await driver.log_in()
        return driver.uuid, driver.credentials["wxsid"], driver.me

    assert await ids(1) == await ids(1)
    assert set(await ids(1)).isdisjoint(await ids(2))


async def test_waiting_for_sends_ends_with_the_last_of_them(
    online: Driver, sim: Simulator, nursery: trio.Nursery
) -> None:
    """At that moment, and gives them all."""

    async def send() -> None:
        for text in ("一", "二", "三"):
            await trio.sleep(1)
            await online.send("filehelper", text)

    nursery.start_soon(send)
    start = trio.current_time()
    assert [sent.text for sent in await sim.wait_sent(2)] == ["一", "二"]
    assert trio.current_time() - start == pytest.approx(2.0)
    assert len(await sim.wait_sent(3)) == 3
    assert len(await sim.wait_sent(1)) == 3


async def test_waiting_for_a_client_ends_with_its_first_poll(
    driver: Driver, sim: Simulator, nursery: trio.Nursery
) -> None:
    """Not with its login."""

    async def come() -> None:
        await trio.sleep(2)
        await driver.log_in()
        await driver.sync_all()
        await trio.sleep(3)
        await driver.check()

    nursery.start_soon(come)
    start = trio.current_time()
    await sim.wait_online()
    assert trio.current_time() - start == pytest.approx(5.0)


async def test_a_condition_is_asked_after_every_change(
    sim: Simulator, nursery: trio.Nursery
) -> None:
    """Whoever makes it."""

    async def write() -> None:
        for _ in range(3):
            await trio.sleep(1)
            sim.say(from_="小明", text="x")

    nursery.start_soon(write)
    await sim.wait_until(lambda world: world.log.last_seq == 3)
    assert trio.current_time() == pytest.approx(3.0)


CONTROLS: tuple[tuple[str, Callable[[Simulator], object]], ...] = (
    ("1101", lambda sim: sim.expire(1101)),
    ("2", lambda sim: sim.say(from_="小明", text="x")),
    ("2", lambda sim: sim.event("pat", from_="小明")),
    ("6", lambda sim: sim.add_contacts([{"name": "新"}])),
    ("6", lambda sim: sim.add_groups([{"name": "新"}])),
)


@pytest.mark.parametrize(("expected", "act"), CONTROLS)
async def test_a_control_wakes_a_held_poll(
    online: Driver, nursery: trio.Nursery, expected: str, act: Callable[[Simulator], object]
) -> None:
    """At once, without anybody awaiting."""

    async def later() -> None:
        await trio.sleep(1)
        act(online.sim)

    start = trio.current_time()
    nursery.start_soon(later)
    assert expected in await online.check()
    assert trio.current_time() - start == pytest.approx(1.0)


async def test_over_http_it_wakes_as_well(online: Driver, nursery: trio.Nursery) -> None:
    """The two ways are one."""

    async def later() -> None:
        await trio.sleep(1)
        await online.post("/_sim/event", {"kind": "pat", "from": "小明"})

    start = trio.current_time()
    nursery.start_soon(later)
    assert await online.check() == ("0", "2")
    assert trio.current_time() - start == pytest.approx(1.0)


def test_faults_are_given_as_objects_or_text(sim: Simulator) -> None:
    """And taken away."""
    sim.set_faults([{"endpoint": "webwxsync", "kind": "html"}])
    sim.set_faults("synccheck:reset@0.5")
    assert len(sim.snapshot()["faults"]) == 2
    sim.clear_faults()
    assert sim.snapshot()["faults"] == []
    with pytest.raises(SettingError):
        sim.set_faults("nonsense")


def test_only_plain_values_can_be_given(sim: Simulator) -> None:
    """What could not come over HTTP can not come here either."""
    with pytest.raises(SettingError, match="only plain JSON values"):
        sim.say(from_="小明", text=object())


def test_settings_are_turned(sim: Simulator) -> None:
    """As over HTTP."""
    sim.set(echo=True, batch=3)
    assert (sim.world.settings.echo, sim.world.settings.batch) == (True, 3)


async def test_calls_are_counted(online: Driver, sim: Simulator) -> None:
    """By name."""
    before = sim.calls["webwxsync"]
    await online.sync()
    assert sim.calls["webwxsync"] == before + 1
    assert sim.violations == []


async def test_many_may_wait_at_once(sim: Simulator) -> None:
    """Each is woken by what concerns it."""
    request = make_request("GET", "/jslogin?appid=wx782c26e4c19acffb")
    uuids = [(await sim.answer(request)).body.decode().split('"')[1] for _ in range(5)]
    answers = {}

    async def poll(uuid: str) -> None:
        path = f"/cgi-bin/mmwebwx-bin/login?uuid={uuid}&tip=1"
        answers[uuid] = (await sim.answer(make_request("GET", path))).body

    with trio.move_on_after(5):
        async with trio.open_nursery() as nursery:
            for uuid in uuids:
                nursery.start_soon(poll, uuid)
            await trio.testing.wait_all_tasks_blocked()
            sim.scan(Random(1).choice(uuids))
    assert len(answers) == 1


async def test_the_whole_in_one_go(online: Driver, sim: Simulator) -> None:
    """A thousand messages of mixed types in bursts, a reply to each text, no violation."""
    kinds = ("text", "image", "voice", "link", "sticker")
    friend = await online.user_name("小明")
    for burst in range(10):
        sim.say(
            [{"from": "小明", "type": kinds[n % 5], "text": f"{burst}/{n}"} for n in range(100)]
        )
        assert await online.check() == ("0", "2")
        for message in await online.sync_all():
            if message["MsgType"] == 1:
                await online.send(friend, f"回 {message['Content']}")
    expected = [f"回 {burst}/{n}" for burst in range(10) for n in range(0, 100, 5)]
    assert [sent.text for sent in sim.sent] == expected
    assert sim.violations == []
