"""The small shop's own computer."""

from __future__ import annotations

import json

import trio

from responder.demo.shop import ORDERS, Shop, serve_shop
from responder.lookup.client import FetchClient
from responder.rules.requests import Fetched, FetchFailure, FetchRequest, Form
from responder.rules.table import Table
from tests.lookup.kit import LOOPBACK

BOOKING = json.dumps({"tea": "普洱", "day": "5月3日"}).encode()


def test_orders_are_found_or_not() -> None:
    """By their number."""
    shop = Shop()
    assert shop.answer("GET", "/v1/orders/200001", "", b"") == (200, ORDERS["200001"])
    assert shop.answer("GET", "/v1/orders/999999", "", b"")[0] == 404
    assert shop.answer("DELETE", "/v1/orders/200001", "", b"")[0] == 404


def test_a_booking_is_made_once() -> None:
    """Whoever repeats it with its key gets the same seat, another one another."""
    shop = Shop()
    status, first = shop.answer("POST", "/v1/bookings", "a", BOOKING)
    assert (status, first["tea"]) == (201, "普洱")
    assert shop.answer("POST", "/v1/bookings", "a", BOOKING)[1] == first
    assert shop.answer("POST", "/v1/bookings", "b", BOOKING)[1]["seat"] != first["seat"]
    assert len(shop.bookings) == 2


async def test_it_is_served_over_http() -> None:
    """As any other computer; what is no HTTP gets no answer."""
    shop = Shop()
    client = FetchClient(now=lambda: 0.0, allowed=LOOPBACK)
    async with trio.open_nursery() as nursery:
        origin = await nursery.start(serve_shop, shop)
        found = await client.fetch(FetchRequest("GET", f"{origin}/v1/orders/200002", "k"))
        assert isinstance(found, Fetched)
        assert isinstance(found.value, Table)
        assert found.value["status"] == "正在打包"
        missing = await client.fetch(FetchRequest("GET", f"{origin}/v1/orders/1", "k"))
        assert isinstance(missing, FetchFailure)
        assert missing.status == 404
        asked = FetchRequest(
            "POST", f"{origin}/v1/bookings", "key", form=Form.JSON, body=BOOKING.decode()
        )
        made = await client.fetch(asked)
        assert isinstance(made, Fetched)
        assert [*shop.bookings] == ["key"]
        port = int(origin.rpartition(":")[2])
        stream = await trio.open_tcp_stream("127.0.0.1", port)
        await stream.send_all(b"hello\r\n\r\n")
        assert await stream.receive_some(1) == b""
        await stream.aclose()
        nursery.cancel_scope.cancel()
    await client.aclose()
