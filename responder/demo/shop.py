"""The small shop's own computer: a few orders and bookings over HTTP, on loopback.

It knows nothing of WeChat or rules, as a real shop does not.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import h11
import trio

if TYPE_CHECKING:
    from collections.abc import Mapping

HOST: Final = "127.0.0.1"

PATH: Final = "/v1"
"""Where the addresses of the shop begin."""

ORDERS: Final[dict[str, dict[str, Any]]] = {
    "200001": {
        "status": "已发货",
        "parcel": "SF1088",
        "lines": [{"name": "龙井", "count": 2}, {"name": "茶杯", "count": 1}],
    },
    "200002": {"status": "正在打包", "lines": [{"name": "普洱", "count": 1}]},
}

SEATS: Final = ("靠窗 3 号", "里间 1 号", "院子 2 号")

THINKS_S: Final = 0.4
"""A shop's computer takes its time; others are answered meanwhile."""

BODY_BYTES_MAX: Final = 65_536
REQUEST_S_MAX: Final = 10.0


class Shop:
    """Orders and bookings."""

    def __init__(self) -> None:
        self.bookings: dict[str, dict[str, Any]] = {}

    def answer(
        self, method: str, target: str, key: str, body: bytes
    ) -> tuple[int, Mapping[str, Any]]:
        """Status and JSON of one request.

        Args:
            method: Of HTTP.
            target: Its path.
            key: `Idempotency-Key`: a booking that is repeated with it is the same booking.
            body: JSON.
        """
        path = target.partition("?")[0].removeprefix(PATH)
        if method == "GET" and path.startswith("/orders/"):
            order = ORDERS.get(path.removeprefix("/orders/"))
            return (404, {"error": "no such order"}) if order is None else (200, order)
        if method == "POST" and path == "/bookings":
            if key not in self.bookings:
                seat = SEATS[len(self.bookings) % len(SEATS)]
                self.bookings[key] = {**json.loads(body), "seat": seat}
            return 201, self.bookings[key]
        return 404, {"error": "no such place"}


async def serve_shop(shop: Shop, *, task_status: trio.TaskStatus[str]) -> None:
    """Serve a shop until cancelled; started with its origin."""
    listeners = await trio.open_tcp_listeners(0, host=HOST)
    task_status.started(f"http://{HOST}:{listeners[0].socket.getsockname()[1]}")
    await trio.serve_listeners(partial(_talk, shop), listeners)


async def _talk(shop: Shop, stream: trio.SocketStream) -> None:
    """Answer one request; whoever sends no HTTP is not answered."""
    async with stream:
        with trio.move_on_after(REQUEST_S_MAX):
            try:
                await _answer(shop, stream)
            except (h11.ProtocolError, trio.BrokenResourceError, ValueError):
                return


async def _answer(shop: Shop, stream: trio.SocketStream) -> None:
    wire = h11.Connection(h11.SERVER)
    request, body = None, b""
    while True:
        event = wire.next_event()
        if event is h11.NEED_DATA:
            wire.receive_data(await stream.receive_some(BODY_BYTES_MAX))
        elif isinstance(event, h11.Request):
            request = event
        elif isinstance(event, h11.Data) and len(body) <= BODY_BYTES_MAX:
            body += event.data
        elif isinstance(event, h11.EndOfMessage) and request is not None:
            break
        else:
            return
    key = next((value for name, value in request.headers if name == b"idempotency-key"), b"")
    await trio.sleep(THINKS_S)
    status, found = shop.answer(
        request.method.decode(), request.target.decode(), key.decode("latin-1"), body
    )
    content = json.dumps(found, ensure_ascii=False).encode()
    headers = [
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(content))),
        ("Connection", "close"),
    ]
    sent = [
        h11.Response(status_code=status, headers=headers),
        h11.Data(data=content),
        h11.EndOfMessage(),
    ]
    await stream.send_all(b"".join(wire.send(one) or b"" for one in sent))
