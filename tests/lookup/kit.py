"""A web server of our own on loopback that answers with bytes, and what asks it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from ipaddress import ip_address
from typing import TYPE_CHECKING

import httpx
import trio

from responder.lookup.addresses import Allowed
from responder.lookup.client import FetchClient, Network
from responder.lookup.secrets import Secrets
from responder.rules.requests import FetchRequest

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Awaitable, Callable

    from responder.lookup.addresses import Address

LOOPBACK = Allowed.of_setting("127.0.0.1")


@dataclass(frozen=True)
class Asked:
    """A request as it arrived."""

    line: str
    headers: dict[str, str]
    body: bytes


Answer = bytes | None
"""What goes back; None breaks the connection off."""


@dataclass
class Server:
    """Answers what a function says, and remembers what it was asked."""

    answer: Callable[[Asked], Answer]
    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    before: Callable[[], Awaitable[None]] | None = None

    @property
    def origin(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    async def handle(self, stream: trio.SocketStream) -> None:
        """One request of one connection."""
        try:
            raw = b""
            while b"\r\n\r\n" not in raw:
                raw += await stream.receive_some(65_536)
            head, _, body = raw.partition(b"\r\n\r\n")
            line, *lines = head.decode().split("\r\n")
            headers = {name.lower(): value for name, _, value in (x.partition(": ") for x in lines)}
            while len(body) < int(headers.get("content-length", "0")):
                body += await stream.receive_some(65_536)
            asked = Asked(line, headers, body)
            self.asked.append(asked)
            if self.before is not None:
                await self.before()
            answer = self.answer(asked)
            if answer is not None:
                await stream.send_all(answer)
        except trio.BrokenResourceError:
            pass  # who asked has heard enough
        finally:
            with trio.move_on_after(1):
                await stream.aclose()


def http(
    body: bytes | str = b"",
    *,
    status: int = 200,
    kind: str = "application/json",
    headers: str = "",
) -> bytes:
    """An answer of HTTP."""
    content = body.encode() if isinstance(body, str) else body
    head = f"HTTP/1.1 {status} So\r\nContent-Type: {kind}\r\nContent-Length: {len(content)}\r\n"
    return f"{head}{headers}Connection: close\r\n\r\n".encode() + content


def moved(to: str, status: int = 302) -> bytes:
    """A redirect."""
    return http(status=status, headers=f"Location: {to}\r\n")


@asynccontextmanager
async def serving(answer: Callable[[Asked], Answer]) -> AsyncIterator[Server]:
    """A server while the block runs."""
    server = Server(answer)
    async with trio.open_nursery() as nursery:
        listeners = await trio.open_tcp_listeners(0, host="127.0.0.1")
        server.port = listeners[0].socket.getsockname()[1]
        nursery.start_soon(trio.serve_listeners, server.handle, listeners)
        yield server
        nursery.cancel_scope.cancel()


def names(*answers: str) -> tuple[Network, list[str]]:
    """A resolver that gives these addresses, one answer after the other and then the last."""
    asked: list[str] = []
    left = list(answers)

    async def resolve(host: str, _: int) -> tuple[Address, ...]:
        await trio.lowlevel.checkpoint()
        asked.append(host)
        found = left.pop(0) if len(left) > 1 else left[0]
        return tuple(map(ip_address, found.split()))

    return Network(resolve), asked


@cache
def certificates() -> ssl.SSLContext:
    """Read once: it takes 60 ms."""
    return httpx.create_ssl_context()


def client(
    network: Network | None = None,
    *,
    allowed: Allowed = LOOPBACK,
    secrets: dict[str, str] | None = None,
    now: Callable[[], float] = lambda: 1_800_000_000.0,
) -> FetchClient:
    """What asks."""
    network = network or Network()
    if network.transport is None:
        limits = httpx.Limits(max_keepalive_connections=0)
        transport = httpx.AsyncHTTPTransport(verify=certificates(), limits=limits)
        network = replace(network, transport=transport)
    held = {f"RESPONDER_SECRET_{name}": value for name, value in (secrets or {}).items()}
    return FetchClient(now=now, allowed=allowed, secrets=Secrets(held), network=network)


USUAL = FetchRequest("GET", "", "key-1", mark="0123456789abcdef", timeout_s=5.0)


def request(url: str, **changes: object) -> FetchRequest:
    """Any request."""
    return replace(USUAL, url=url, **changes)  # type: ignore[arg-type]  # of its fields
