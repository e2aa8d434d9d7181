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
from tests.simulation.rulefiles import SHOP

if TYPE_CHECKING:
    from responder.lookup.addresses import Address
    from tests.simulation.crash import Life

SLOW_S = (0.0, 0.0, 0.1, 0.1, 2.0, 15.0)
"""How long it may think; the rule waits for twenty seconds."""

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
    """

    def __init__(self, seed: int, asked: list[Asked]) -> None:
        self._asked = asked
        self._rng = Random(f"{seed} shop")

    def network(self, life: Life) -> Network:
        """The way of one life to it."""
        return Network(_resolve, _Way(life, self))

    async def answer(self, life: Life, request: httpx.Request) -> httpx.Response:
        """Take a request, think, and answer.

        Raises:
            httpx.ReadError: The answer is lost.
        """
        key = request.headers["idempotency-key"]
        token = request.url.path.lstrip("/")
        self._asked.append(Asked(trio.current_time(), life.number, token, key))
        slow_s, luck = self._rng.choice(SLOW_S), self._rng.random()
        await trio.sleep(slow_s)
        if luck < 0.1:
            raise httpx.ReadError("reset", request=request)
        status = 503 if luck < 0.2 else 404 if luck < 0.25 else 200
        headers, body = {"content-type": "application/json"}, httpx.ByteStream(b'{"number": 2}')
        return httpx.Response(status, headers=headers, stream=body, request=request)


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
        """Nothing is open."""


async def _resolve(host: str, _port: int) -> tuple[Address, ...]:
    await trio.lowlevel.checkpoint()
    return (ADDRESS,) if host == SHOP else ()
