"""The simulator as an httpx transport."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
import trio

from tests.simulator.driver import virtual_simulator

if TYPE_CHECKING:
    from responder.simulator.simulator import Simulator
    from tests.simulator.driver import Driver


async def test_an_answer_is_an_httpx_response(driver: Driver) -> None:
    """With status, headers and a body that can be read twice."""
    response = await driver.get("/")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert int(response.headers["content-length"]) == len(response.content)


@pytest.mark.parametrize("timeout_s", [3.0, 24.5])
async def test_a_read_time_out_comes_to_the_second(
    online: Driver, sim: Simulator, timeout_s: float
) -> None:
    """In virtual time; the service notices that the client left."""
    start = trio.current_time()
    with pytest.raises(httpx.ReadTimeout):
        await poll(online, timeout_s)
    assert trio.current_time() - start == pytest.approx(timeout_s)
    assert sim.snapshot()["session"]["polling"] is False


async def poll(online: Driver, timeout_s: float | None) -> httpx.Response:
    """Call synccheck with a time-out."""
    pairs = online.check_key["List"]
    query = {
        "sid": online.credentials["wxsid"],
        "uin": online.credentials["wxuin"],
        "skey": online.credentials["skey"],
        "synckey": "|".join(f"{p['Key']}_{p['Val']}" for p in pairs),
    }
    return await online.get("synccheck", params=query, timeout=timeout_s)


async def test_without_a_time_out_the_hold_decides(online: Driver) -> None:
    """25 seconds."""
    start = trio.current_time()
    assert '"0"' in (await poll(online, None)).text
    assert trio.current_time() - start == pytest.approx(25.0)


async def test_only_the_one_origin_and_real_names_exist(sim: Simulator) -> None:
    """Other hosts and ports can not be connected to."""
    async with httpx.AsyncClient(transport=sim.transport("http://sim.test:81")) as http:
        assert (await http.get("http://sim.test:81/")).status_code == 200
        assert (await http.get("https://wx.qq.com/")).status_code == 200
        for url in ("http://sim.test/", "http://evil.example/", "http://127.0.0.1:1/"):
            with pytest.raises(httpx.ConnectError):
                await http.get(url)


async def test_a_server_that_is_away_can_not_be_connected_to(online: Driver) -> None:
    """Until it is back, with everything it knew."""
    online.transport.down = True
    assert online.transport.down is True
    with pytest.raises(httpx.ConnectError):
        await online.sync()
    online.transport.down = False
    assert (await online.sync())["BaseResponse"]["Ret"] == 0


async def test_going_away_breaks_what_is_in_flight(online: Driver, nursery: trio.Nursery) -> None:
    """As a killed server does."""

    async def go_away() -> None:
        await trio.sleep(4)
        online.transport.down = True

    nursery.start_soon(go_away)
    start = trio.current_time()
    with pytest.raises(httpx.ReadError):
        await online.check()
    assert trio.current_time() - start == pytest.approx(4.0)


async def test_cookies_of_real_names_reach_their_hosts(sim: Simulator) -> None:
    """Those of the base host go to its push and file hosts, too, and the uin comes twice."""
    sim.confirm(auto=True)
    cgi = "/cgi-bin/mmwebwx-bin/"
    async with httpx.AsyncClient(transport=sim.transport(), timeout=35) as http:
        start = "https://login.wx.qq.com"
        text = (await http.get(f"{start}/jslogin?appid=wx782c26e4c19acffb")).text
        query = f"uuid={text.split(chr(34))[1]}&tip=1"
        await http.get(f"{start}{cgi}login?{query}")
        uri = (await http.get(f"{start}{cgi}login?{query}")).text.split('"')[1]
        await http.get(f"{uri}&fun=new&version=v2")
        names = [cookie.name for cookie in http.cookies.jar]
        assert names.count("wxuin") == 2
        response = await http.get(f"https://webpush.wx2.qq.com{cgi}synccheck")
    assert 'retcode:"0"' in response.text


async def test_two_clients_may_share_one_simulator(sim: Simulator) -> None:
    """Each with a transport of its own; one going away does not touch the other."""
    one, two = sim.transport(), sim.transport()
    one.down = True
    async with httpx.AsyncClient(transport=two) as http:
        assert (await http.get("http://sim.test/")).status_code == 200


async def test_a_default_clock_does_not_hang_virtual_time(autojump_clock: object) -> None:
    """Where nobody gave a clock, a hold ends when trio says that its time is over."""
    del autojump_clock
    sim = virtual_simulator()
    sim._clock = lambda: 5.0  # a clock that stands still
    async with httpx.AsyncClient(transport=sim.transport()) as http:
        text = (await http.get("http://sim.test/jslogin?appid=wx782c26e4c19acffb")).text
        uuid = text.split('"')[1]
        with trio.fail_after(60):
            url = f"http://sim.test/cgi-bin/mmwebwx-bin/login?uuid={uuid}&tip=1"
            answer = await http.get(url, timeout=None)
    assert answer.text == "window.code=408;"
