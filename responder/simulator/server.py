"""The simulator on a port: HTTP/1.1 by h11 on trio streams.

Its own small server rather than an ASGI one, because the faults of a network (a reset in the middle
of a body, a status line `HTTP/1.1 0 -`, a kept connection that closes) can not be said in ASGI.
"""

from __future__ import annotations

import socket
import struct
from http import HTTPStatus
from typing import TYPE_CHECKING

import h11
import trio

from responder.errors import EnvironmentFault
from responder.simulator.answer import Answer, Defect
from responder.simulator.request import make_request

if TYPE_CHECKING:
    from responder.simulator.request import Request
    from responder.simulator.simulator import Simulator

READ_BYTES = 65_536
HEADER_BYTES_MAX = 65_536
BODY_BYTES_MAX = 64 * 1024 * 1024
"""Larger than any upload chunk by far; a client that sends more is cut off."""

IDLE_S_MAX = 75.0
"""A kept connection without a request is closed, as nginx does."""

PORT_MAX = 65_535
MALFORMED_LINE = b"HTTP/1.1 0 -\r\n\r\n"
REASONS = {int(status): status.phrase.encode() for status in HTTPStatus}


async def serve(
    simulator: Simulator,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    task_status: trio.TaskStatus[str] = trio.TASK_STATUS_IGNORED,
) -> None:
    """Serve until cancelled; started with the base URL, such as `http://127.0.0.1:8800`.

    Args:
        simulator: Who answers.
        host: Address to listen on.
        port: TCP port; 0 lets the system choose.
        task_status: Told the base URL once connections are accepted.

    Raises:
        EnvironmentFault: The address can not be listened on.
    """
    if not 0 <= port <= PORT_MAX:  # the system would silently take its last 16 bits
        raise _unusable(host, port, f"there is no port above {PORT_MAX}")
    try:
        listeners = await trio.open_tcp_listeners(port, host=host)
    except OSError as error:
        raise _unusable(host, port, error.strerror or str(error)) from error
    bound = listeners[0].socket.getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    async with trio.open_nursery() as nursery:
        await nursery.start(trio.serve_listeners, _Handler(simulator), listeners)
        task_status.started(f"http://{shown}:{bound}")


def _unusable(host: str, port: int, reason: str) -> EnvironmentFault:
    return EnvironmentFault(
        f"the simulator can not listen on {host} port {port} ({reason}); "
        "choose another one with --port"
    )


class _Handler:
    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator

    async def __call__(self, stream: trio.SocketStream) -> None:
        """Serve one connection to its end; whatever a client does ends only its own."""
        connection = _Connection(stream, self._simulator)
        try:
            await connection.run()
        except (trio.BrokenResourceError, trio.ClosedResourceError, h11.ProtocolError):
            pass
        finally:
            await trio.aclose_forcefully(stream)


class _Connection:
    def __init__(self, stream: trio.SocketStream, simulator: Simulator) -> None:
        self._stream = stream
        self._simulator = simulator
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=HEADER_BYTES_MAX)
        self._head_only = False

    async def run(self) -> None:
        """Serve requests one after the other until either side wants no more."""
        request: Request | None = None
        while True:
            request = None
            with trio.move_on_after(IDLE_S_MAX):
                request = await self._read_request()
            if request is None:
                return
            answer = await self._ask(request)
            if answer is None or not await self._write(answer):
                return
            self._http.start_next_cycle()

    async def _read_request(self) -> Request | None:
        head = await self._next_event()
        if not isinstance(head, h11.Request):
            return None
        body = bytearray()
        while isinstance(part := await self._next_event(), h11.Data):
            body += part.data
            if len(body) > BODY_BYTES_MAX:
                return None
        headers = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in head.headers]
        self._head_only = head.method == b"HEAD"  # as GET, but the answer has no body
        method = "GET" if self._head_only else head.method.decode("ascii")
        return make_request(method, head.target.decode("latin-1"), headers, bytes(body))

    async def _next_event(self) -> h11.Event | type[h11.PAUSED]:
        while True:
            if self._http.they_are_waiting_for_100_continue:
                await self._send(h11.InformationalResponse(status_code=100, headers=[]))
            event = self._http.next_event()
            if event is not h11.NEED_DATA:
                return event  # type: ignore[return-value]  # NEED_DATA is a class of its own
            self._http.receive_data(await self._stream.receive_some(READ_BYTES))

    async def _ask(self, request: Request) -> Answer | None:
        """The answer; None if the client left before there was one."""
        answer: Answer | None = None
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._watch, nursery.cancel_scope)
            answer = await self._simulator.answer(request)
            nursery.cancel_scope.cancel()
        return answer

    async def _watch(self, scope: trio.CancelScope) -> None:
        """Cancel when the client hangs up; what it sends early is kept for the next request."""
        try:
            data = await self._stream.receive_some(READ_BYTES)
        except trio.BrokenResourceError:
            data = b""
        self._http.receive_data(data)
        if not data:
            scope.cancel()

    async def _write(self, answer: Answer) -> bool:
        """Send it as it wants to be sent; gives whether the connection may be used again."""
        if answer.defect is Defect.RESET:
            return self._reset()
        if answer.defect is Defect.MALFORMED:
            await self._stream.send_all(MALFORMED_LINE)
            return False
        headers = [*answer.headers, ("Content-Length", str(len(answer.body)))]
        reason = REASONS.get(answer.status, b"")
        head = h11.Response(status_code=answer.status, headers=headers, reason=reason)
        body = answer.body[: answer.sent_bytes] if answer.defect else answer.body
        await self._send(head, h11.Data(data=b"" if self._head_only else body))
        if answer.defect is Defect.CUT:
            return self._reset()
        await self._send(h11.EndOfMessage())
        return not answer.closes and self._http.our_state is h11.DONE

    async def _send(self, *events: h11.Event) -> None:
        data = b"".join(self._http.send(event) or b"" for event in events)
        if data:
            await self._stream.send_all(data)

    def _reset(self) -> bool:
        linger = struct.pack("ii", 1, 0)  # on, for zero seconds: closing sends RST
        self._stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        return False
