"""The simulator as an httpx transport: no socket, virtual time, every failure as httpx names it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import trio

from responder.simulator.answer import Answer, Defect
from responder.simulator.request import make_request

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from responder.simulator.request import Request


class SimulatorTransport(httpx.AsyncBaseTransport):
    """Requests go straight to the simulator; time-outs of the request are honoured.

    Args:
        ask: Who answers: `Simulator.answer`.
        base_url: The origin that exists, besides the service's own host names; any other host
            can not be connected to.
    """

    def __init__(self, ask: Callable[[Request], Awaitable[Answer]], base_url: str) -> None:
        self._ask = ask
        self._host = urlsplit(base_url).netloc.lower()
        self._in_flight: set[trio.CancelScope] = set()
        self._down = False
        self._stale = False

    @property
    def down(self) -> bool:
        """Whether the server is away: nothing connects, and what was in flight breaks."""
        return self._down

    @down.setter
    def down(self, down: bool) -> None:
        self._down = down
        if down:
            for scope in self._in_flight:
                scope.cancel()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request.

        Raises:
            httpx.ConnectError: The server is down, or the host is unknown.
            httpx.ReadTimeout: No answer within the read time-out.
            httpx.ReadError: The connection was reset.
            httpx.RemoteProtocolError: The answer was not HTTP, or a kept connection was closed.
        """
        body = await request.aread()
        asked = make_request(
            request.method,
            request.url.raw_path.decode("ascii"),
            [(k.decode("latin-1"), v.decode("latin-1")) for k, v in request.headers.raw],
            body,
            request.url.scheme,
        )
        host = request.url.netloc.decode("ascii").lower()
        if self._down or (host != self._host and not asked.to_real_host):
            await trio.lowlevel.checkpoint()
            raise httpx.ConnectError("All connection attempts failed", request=request)
        if self._stale:
            self._stale = False
            await trio.lowlevel.checkpoint()
            raise _disconnected(request)
        timeout_s = request.extensions.get("timeout", {}).get("read")
        answer = None
        with trio.CancelScope() as scope:
            self._in_flight.add(scope)
            try:
                with trio.move_on_after(float("inf") if timeout_s is None else timeout_s):
                    answer = await self._ask(asked)
            finally:
                self._in_flight.discard(scope)
        if scope.cancelled_caught:
            raise httpx.ReadError("connection reset by peer", request=request)
        if answer is None:
            raise httpx.ReadTimeout("read timed out", request=request)
        await trio.lowlevel.checkpoint()
        return self._response(answer, request)

    def _response(self, answer: Answer, request: httpx.Request) -> httpx.Response:
        if answer.defect is Defect.RESET:
            raise httpx.ReadError("connection reset by peer", request=request)
        if answer.defect is Defect.MALFORMED:
            raise httpx.RemoteProtocolError("illegal status line: HTTP/1.1 0 -", request=request)
        self._stale = answer.closes
        headers = [*answer.headers, ("Content-Length", str(len(answer.body)))]
        cut_at = answer.sent_bytes if answer.defect is Defect.CUT else None
        return httpx.Response(
            answer.status, headers=headers, stream=_Body(answer.body, cut_at), request=request
        )


class _Body(httpx.AsyncByteStream):
    def __init__(self, body: bytes, cut_at: int | None) -> None:
        self._body = body
        self._cut_at = cut_at

    async def __aiter__(self) -> AsyncIterator[bytes]:
        if self._cut_at is None:
            yield self._body
            return
        yield self._body[: self._cut_at]
        raise httpx.ReadError("connection reset by peer")


def _disconnected(request: httpx.Request) -> httpx.RemoteProtocolError:
    return httpx.RemoteProtocolError(
        "Server disconnected without sending a response.", request=request
    )
