"""The computer that rules ask: it may be slow, fail, or answer what nobody hears any more.

It outlives the daemon and writes down who asked for what, with which `Idempotency-Key`.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from random import Random
from typing import TYPE_CHECKING

import httpx
import trio

from responder.lookup.client import Network
from responder.simulator.media import CHECK_ABOVE_BYTES, JPEG
from tests.simulation.rulefiles import SHOP

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from responder.lookup.addresses import Address
    from tests.simulation.crash import Life

SLOW_S = (0.0, 0.0, 0.1, 0.1, 2.0, 15.0)
"""How long it may think; the rule waits for twenty seconds."""

NUMBER = b'{"number": 2}'

_BODIES = {".jpg": JPEG, ".zip": b"PK\x03\x04" + bytes(CHECK_ABOVE_BYTES)}
"""Files by the ends of their names; the second is so large that it is announced first."""

PIECES = 4

PACKED_FROM = 0.95
"""With more luck than that an answer is packed in a way that nobody has asked for."""

ADDRESS = ip_address("93.184.215.14")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that arrived.

    Args:
        at_s: Virtual seconds.
        life: In which life of the daemon.
        token: What was asked for.
        key: Its `Idempotency-Key`.
    """

    at_s: float
    life: int
    token: str
    key: str


class Shop:
    """It.

    Args:
        seed: Of what it does.
        asked: Takes each request.
        streams: Whether what it answers comes piece by piece.
    """

    def __init__(self, seed: int, asked: list[Asked], *, streams: bool = False) -> None:
        self._asked = asked
        self.streams = streams
        self._rng = Random(f"{seed} shop")

    def network(self, life: Life) -> Network:
        """The way of one life to it."""
        return Network(_resolve, _Way(life, self))

    async def answer(self, life: Life, request: httpx.Request) -> httpx.Response:
        """Take a request, think, and answer.

        Raises:
            httpx.ReadError: The answer is lost.
        """
        key = request.headers.get("idempotency-key", "")  # who fetches a file has none
        token = request.url.path.lstrip("/")
        self._asked.append(Asked(trio.current_time(), life.number, token, key))
        slow_s, luck = self._rng.choice(SLOW_S), self._rng.random()
        await trio.sleep(slow_s)
        if luck < 0.1:
            raise httpx.ReadError("reset", request=request)
        status = 503 if luck < 0.2 else 404 if luck < 0.25 else 200
        headers, body = {"content-type": "application/json"}, _BODIES.get(token[-4:], NUMBER)
        if self.streams and luck > PACKED_FROM:
            headers["content-encoding"] = "br"
        stream = _Pieces(body) if self.streams else httpx.ByteStream(body)
        return httpx.Response(status, headers=headers, stream=stream, request=request)


class _Pieces(httpx.AsyncByteStream):
    """A body that does not arrive all at once, and takes a moment to be closed."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = max(len(self._body) // PIECES, 1)
        for begin in range(0, len(self._body), size):
            await trio.lowlevel.checkpoint()
            yield self._body[begin : begin + size]

    async def aclose(self) -> None:
        """Nothing is lost by it."""
        with trio.CancelScope(shield=True):
            await trio.lowlevel.checkpoint()


class _Way(httpx.AsyncBaseTransport):
    """The network between one life and the shop."""

    def __init__(self, life: Life, shop: Shop) -> None:
        self._life = life
        self._shop = shop

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Carry a request there.

        Raises:
            httpx.TransportError: It was lost, or this life is over.
        """
        if not self._life.alive:
            raise httpx.ConnectError("this life is over", request=request)
        return await self._shop.answer(self._life, request)

    async def aclose(self) -> None:
        """Nothing is open; where it streams, that takes a moment to find out."""
        if self._shop.streams:
            await trio.lowlevel.checkpoint()


async def _resolve(host: str, _port: int) -> tuple[Address, ...]:
    await trio.lowlevel.checkpoint()
    return (ADDRESS,) if host == SHOP else ()
