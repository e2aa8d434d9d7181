"""The console as it is served: over real HTTP on loopback."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

import httpx
import pytest
import trio

from responder.answer import Answered
from responder.console.access import Access
from responder.console.address import Address
from responder.console.console import Console
from responder.console.hints import LISTENERS_MAX
from responder.deliver import Delivered
from responder.errors import EnvironmentFault
from responder.models import Outgoing, OutgoingState
from responder.reload import Origin, Outcome, Reloaded
from responder.rules.decision import Decision, Taken
from responder.wechat.progress import Moved
from responder.wechat.protocol.states import Signal, State
from tests.console.kit import NOW_S, TOKEN, Shop, event

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

ANYWHERE = Address("127.0.0.1", 0)
PATIENCE_S = 20.0
ANSWERED = Answered(event("m", "x"), Decision("m", (Taken("hours"),), claimed=True), ())
DELIVERED = Delivered(
    Outgoing("1", "p1", "九点", "m", "hours", NOW_S, NOW_S, "小明"), OutgoingState.SENT
)


def console(shop: Shop) -> Console:
    """At a port of its own."""
    return Console(ANYWHERE, Access(TOKEN), shop.now)


@asynccontextmanager
async def served(shop: Shop) -> AsyncIterator[tuple[Console, httpx.AsyncClient]]:
    """A console that is served, and a browser that was let in."""
    one = console(shop)
    async with trio.open_nursery() as nursery:
        await nursery.start(one.serve, shop.room.desk)
        browser = httpx.AsyncClient(base_url=f"http://{one.address}", timeout=PATIENCE_S)
        async with browser:
            assert (await browser.get(one.url)).status_code == 303
            yield one, browser
        nursery.cancel_scope.cancel()


async def test_the_printed_address_opens_it(shop: Shop) -> None:
    """With the port that was found, and the cookie from then on."""
    async with served(shop) as (one, browser):
        assert one.url == f"http://127.0.0.1:{one.address.port}/?token={TOKEN}"
        answer = await browser.get("/")
        assert answer.status_code == 200
        assert "server" not in answer.headers
        assert (await browser.get("/static/console.js")).status_code == 200


async def test_what_a_daemon_tells_is_seen(shop: Shop) -> None:
    """From before it was served, too: login, decisions, ends, reloads."""
    async with served(shop) as (one, browser):
        assert (await browser.get("/readyz")).status_code == 503
        one.notice(Moved(Signal.RESTORED, State.ONLINE))
        one.answered(ANSWERED)
        one.delivered(DELIVERED)
        one.reloaded(Reloaded(Outcome.APPLIED, Origin.EDIT, shop.rule_set))
        assert (await browser.get("/readyz")).status_code == 200
        figures = (await browser.get("/metrics")).text
        assert 'responder_messages_total{outcome="silent",rule="hours"} 1.0' in figures
        assert 'responder_texts_total{state="sent"} 1.0' in figures
        assert 'responder_reloads_total{outcome="applied"} 1.0' in figures
        assert "hours" in (await browser.get("/")).text


@asynccontextmanager
async def news_of(one: Console) -> AsyncIterator[trio.SocketStream]:
    """A stream of news that is open."""
    async with await trio.open_tcp_stream(one.address.host, one.address.port) as stream:
        head = f"GET /news HTTP/1.1\r\nhost: {one.address}\r\nauthorization: Bearer {TOKEN}\r\n\r\n"
        await stream.send_all(head.encode())
        yield stream


async def heard(stream: trio.SocketStream, words: bytes) -> bytes:
    """All that comes up to some words."""
    got = b""
    with trio.fail_after(PATIENCE_S):
        while words not in got:
            got += await stream.receive_some()
    return got


async def test_news_arrive_as_they_happen(shop: Shop) -> None:
    """On a stream that stays open."""
    async with served(shop) as (one, _), news_of(one) as stream:
        head = await heard(stream, b"retry: 2000\n\n")
        assert b"content-type: text/event-stream" in head
        one.answered(ANSWERED)
        assert b"event: news\ndata: messages\n\n" in await heard(stream, b"data: messages")


async def test_stalled_browsers_keep_nobody_waiting(shop: Shop) -> None:
    """Fifty that read nothing: telling costs next to nothing, and others are served."""
    async with served(shop) as (one, browser), AsyncExitStack() as stack:
        for _ in range(50):
            await stack.enter_async_context(news_of(one))
        begun = trio.current_time()
        for _ in range(2_000):
            one.answered(ANSWERED)
        assert trio.current_time() - begun < 2.0  # some 30 ms; it never waits
        with trio.fail_after(PATIENCE_S):
            assert (await browser.get("/healthz")).status_code == 200
    assert LISTENERS_MAX >= 50


async def test_it_stops_at_once_though_pages_are_open(shop: Shop) -> None:
    """A stream that never ends does not keep the program."""
    one = console(shop)
    async with trio.open_nursery() as nursery:
        await nursery.start(one.serve, shop.room.desk)
        async with news_of(one) as stream:
            await heard(stream, b"retry: 2000")
            begun = trio.current_time()
            nursery.cancel_scope.cancel()
    assert trio.current_time() - begun < 3.0  # it takes milliseconds


def test_a_taken_port_is_known_before_anything_runs(shop: Shop) -> None:
    """The address is opened when the console is made, and left again."""
    one = console(shop)
    with pytest.raises(EnvironmentFault, match="choose another port"):
        Console(one.address, Access(TOKEN), shop.now)
    one.close()
    Console(one.address, Access(TOKEN), shop.now).close()


async def test_a_request_of_no_form_ends_nothing(shop: Shop) -> None:
    """Whatever comes to the port."""
    async with served(shop) as (one, browser):
        for head in (b"\x16\x03\x01\x02\x00", b"GET /\r\n\r\n", b"G" * 100_000):
            stream = await trio.open_tcp_stream(one.address.host, one.address.port)
            async with stream:
                try:
                    await stream.send_all(head)
                    with trio.move_on_after(1):
                        await stream.receive_some(100)
                except trio.BrokenResourceError:
                    pass
        assert (await browser.get("/")).status_code == 200
