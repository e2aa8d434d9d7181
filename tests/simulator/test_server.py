"""The simulator on a port of the loopback interface."""

from __future__ import annotations

import socket
import time
from functools import partial
from typing import TYPE_CHECKING

import httpx
import pytest
import trio

from responder.errors import EnvironmentFault
from responder.simulator import server
from responder.simulator.server import serve
from responder.simulator.simulator import Simulator
from tests.simulator.driver import Driver

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def served(nursery: trio.Nursery) -> AsyncIterator[Driver]:
    """A client of a simulator on a free port, over real sockets."""
    simulator = Simulator(seed=3, hold_s=1)
    simulator.add_contacts([{"name": "小明"}])
    base = await nursery.start(partial(serve, simulator))
    driver = Driver(simulator, base)
    await driver.http.aclose()
    async with httpx.AsyncClient(headers={"Referer": f"{base}/"}) as http:
        driver.http = http
        yield driver
    nursery.cancel_scope.cancel()


async def raw(base: str, data: bytes) -> bytes:
    """Send bytes, and read until the other side closes."""
    host, _, port = base.removeprefix("http://").rpartition(":")
    stream = await trio.open_tcp_stream(host, int(port))
    got = b""
    with trio.fail_after(5):
        await stream.send_all(data)
        try:
            while piece := await stream.receive_some():
                got += piece
        except trio.BrokenResourceError:
            got += b"<reset>"
    await stream.aclose()
    return got


async def test_a_client_works_over_real_sockets(served: Driver) -> None:
    """Login, a message, a reply; nothing is found wrong."""
    await served.log_in()
    await served.sync_all()
    served.sim.say(from_="小明", text="你好 😄")
    assert await served.check() == ("0", "2")
    (message,) = await served.sync_all()
    await served.send(message["FromUserName"], "好的")
    assert [(sent.to, sent.text) for sent in served.sim.sent] == [("小明", "好的")]
    assert served.found() == []


async def test_a_poll_is_held_and_woken(served: Driver, nursery: trio.Nursery) -> None:
    """By another connection."""
    await served.log_in()
    await served.sync_all()
    served.sim.set(hold_s=20)

    async def write() -> None:
        await served.sim.wait_online()
        await served.post("/_sim/say", {"from": "小明", "text": "x"})

    nursery.start_soon(write)
    with trio.fail_after(5):
        assert await served.check() == ("0", "2")


async def test_a_client_that_hangs_up_is_noticed(served: Driver) -> None:
    """Its poll ends on the service, too."""
    await served.log_in()
    await served.sync_all()
    served.sim.set(hold_s=20)
    with trio.move_on_after(0.2):
        await served.check()
    with trio.fail_after(2):
        while served.sim.snapshot()["session"]["polling"]:  # noqa: ASYNC110 - no event tells
            await trio.sleep(0.01)


async def test_a_connection_serves_many_requests(served: Driver) -> None:
    """Kept alive, until a fault closes it without a word; httpx then opens another."""
    served.sim.set_faults("jslogin:close")
    assert (await served.get("/jslogin")).status_code == 200
    with trio.fail_after(5):
        for _ in range(3):
            assert (await served.get("/")).status_code == 200


async def test_faults_of_the_network_are_real(served: Driver) -> None:
    """Reset before and within the answer, and an answer that is no HTTP."""
    served.sim.set_faults("jslogin:reset")
    with pytest.raises(httpx.ReadError):
        await served.get("/jslogin")
    served.sim.set_faults("jslogin:cut=5")
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        await served.get("/jslogin")
    served.sim.set_faults("jslogin:malformed")
    with pytest.raises(httpx.RemoteProtocolError):
        await served.get("/jslogin")
    assert (await served.get("/jslogin")).status_code == 200


async def test_the_bytes_of_the_faults(served: Driver) -> None:
    """As a packet capture would show them."""
    question = b"GET /jslogin HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    served.sim.set_faults("jslogin:malformed")
    assert await raw(served.base, question) == b"HTTP/1.1 0 -\r\n\r\n"
    served.sim.set_faults("jslogin:reset")
    assert await raw(served.base, question) == b"<reset>"
    served.sim.set_faults("jslogin:status=503")
    answer = await raw(served.base, question)
    assert answer.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")


async def test_bodies_may_be_chunked_or_announced(served: Driver) -> None:
    """Uploaders ask first whether they may go on."""
    asks = (
        b"POST /_sim/settings HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
        b"Expect: 100-continue\r\nContent-Length: 14\r\n\r\n"
    )
    answer = await raw(served.base, asks + b'{"echo": true}')
    assert b'"echo": true' in answer
    chunked = (
        b"POST /_sim/settings HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
        b'Transfer-Encoding: chunked\r\n\r\ne\r\n{"batch": 123}\r\n0\r\n\r\n'
    )
    assert b'"batch": 123' in await raw(served.base, chunked)


async def test_a_client_that_waits_for_permission_gets_it(served: Driver) -> None:
    """100 Continue comes before the body is sent."""
    host, _, port = served.base.removeprefix("http://").rpartition(":")
    stream = await trio.open_tcp_stream(host, int(port))
    async with stream:
        with trio.fail_after(5):
            await stream.send_all(
                b"POST /_sim/settings HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                b"Content-Length: 2\r\n\r\n"
            )
            assert (await stream.receive_some()).startswith(b"HTTP/1.1 100")
            await stream.send_all(b"{}")
            assert (await stream.receive_some()).startswith(b"HTTP/1.1 200 OK")


async def test_requests_may_be_sent_ahead(served: Driver) -> None:
    """They are answered one after the other."""
    one = b"GET /jslogin HTTP/1.1\r\nHost: a\r\n\r\n"
    last = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    answer = await raw(served.base, one + last)
    assert answer.count(b"HTTP/1.1 200 OK") == 2


@pytest.mark.parametrize(
    "data", [b"\x16\x03\x01\x02\x00", b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n"]
)
async def test_what_is_no_http_ends_its_connection_only(served: Driver, data: bytes) -> None:
    """Others are served on."""
    assert b"200" not in await raw(served.base, data + b"\r\n\r\n")
    assert (await served.get("/")).status_code == 200


async def test_a_body_without_end_is_cut_off(
    served: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is a bound."""
    monkeypatch.setattr(server, "BODY_BYTES_MAX", 10)
    data = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\n" + b"x" * 50
    assert await raw(served.base, data) in {b"", b"<reset>"}


async def test_an_idle_connection_is_closed(
    served: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a while."""
    monkeypatch.setattr(server, "IDLE_S_MAX", 0.05)
    assert await raw(served.base, b"") == b""


async def test_stopping_is_prompt(nursery: trio.Nursery) -> None:
    """Also while polls are held."""
    simulator = Simulator(hold_s=60)
    start = 0.0
    async with trio.open_nursery() as serving:
        base = await serving.start(partial(serve, simulator))
        async with httpx.AsyncClient(base_url=base) as http:
            uuid = (await http.get("/jslogin?appid=wx782c26e4c19acffb")).text.split('"')[1]

            async def poll() -> None:
                with pytest.raises(httpx.HTTPError):
                    await http.get(f"/cgi-bin/mmwebwx-bin/login?uuid={uuid}&tip=1")

            nursery.start_soon(poll)
            await trio.sleep(0.1)
            start = time.monotonic()
            serving.cancel_scope.cancel()
    assert time.monotonic() - start < 10, "the poll would be held for 25 s"


async def test_head_gets_the_headers_alone(served: Driver) -> None:
    """As for GET, on the control interface, too; the connection stays good."""
    base = str(served.http.headers["Referer"]).rstrip("/")
    request = b"HEAD /_sim/state HTTP/1.1\r\nHost: x\r\n%s\r\n"
    got = await raw(base, request % b"" + request % b"Connection: close\r\n")
    first, second, rest = got.split(b"\r\n\r\n")
    assert first.startswith(b"HTTP/1.1 200 ")
    assert second.startswith(b"HTTP/1.1 200 ")
    assert int(first.lower().partition(b"content-length:")[2].split()[0]) > 0
    assert rest == b""


async def test_a_taken_port_gets_a_sentence() -> None:
    """It names the port and the way out."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(
            EnvironmentFault, match=f"can not listen on 127.0.0.1 port {port} "
        ) as e:
            await serve(Simulator(), port=port)
    assert "--port" in str(e.value)


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 70_000), ("192.0.2.1", 0)])
async def test_an_impossible_address_gets_a_sentence(host: str, port: int) -> None:
    """No such port; an address that is not ours."""
    with pytest.raises(EnvironmentFault, match="can not listen on"):
        await serve(Simulator(), host=host, port=port)


async def test_the_base_url_names_the_port(nursery: trio.Nursery) -> None:
    """The one the system chose."""
    base = await nursery.start(partial(serve, Simulator()))
    assert base.startswith("http://127.0.0.1:")
    assert int(base.rpartition(":")[2]) > 0
    nursery.cancel_scope.cancel()
