"""The network between one life of the daemon and the service, which outlives it.

A request takes a while to arrive, and so does its answer. What is on its way when the life is cut
off may still arrive, or never; its answer reaches nobody.
"""

from __future__ import annotations

import gzip
import json
from contextlib import aclosing
from typing import TYPE_CHECKING, cast

import httpx
import trio

from responder.simulator.request import make_request
from responder.simulator.transport import SimulatorTransport
from tests.simulation.history import Attempt, Told

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator
    from random import Random

    from responder.simulator.answer import Answer
    from responder.simulator.request import Request
    from tests.simulation.crash import Life
    from tests.simulation.surroundings import Surroundings

SEND = "webwxsendmsg"
SYNC = "webwxsync"
GZIP = b"\x1f\x8b"


class _Slow(httpx.AsyncByteStream):
    """A body that does not arrive all at once."""

    def __init__(self, inner: httpx.AsyncByteStream) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async with aclosing(cast("AsyncGenerator[bytes, None]", aiter(self._inner))) as parts:
            async for part in parts:
                await trio.lowlevel.checkpoint()
                yield part


class Wire(httpx.AsyncBaseTransport):
    """The network of one life.

    Args:
        life: Whose.
        around: The service, and who writes down what happens.
        origin: Its address.
        rng: How long things take, and what still arrives.
        nursery: Where what still arrives is on its way.
    """

    def __init__(
        self, life: Life, around: Surroundings, origin: str, rng: Random, nursery: trio.Nursery
    ) -> None:
        self._life = life
        self._around = around
        self._inner = SimulatorTransport(self._ask, origin)
        self._rng = rng
        self._nursery = nursery
        self._lag_s = around.history.scenario.lag_s
        self._leaving: dict[int, httpx.Request] = {}
        self._scopes: list[trio.CancelScope] = []
        self._attempts: dict[str, Attempt] = {}
        self._answers: dict[str, tuple[Told, int]] = {}
        self._numbers = 0
        around.connect(self._inner)
        life.on_death.append(self._cut_off)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Carry one request there and its answer back.

        Raises:
            httpx.TransportError: As the simulator's transport, or because this life is over.
        """
        self._numbers += 1
        number = self._numbers
        name = request.url.path.rpartition("/")[2]
        self._leave(request, name)
        with trio.CancelScope() as scope:
            self._scopes.append(scope)
            try:
                return await self._carry(request, name, number)
            finally:
                self._leaving.pop(number, None)
                self._scopes.remove(scope)
        raise httpx.ReadError("this life is over", request=request)

    async def aclose(self) -> None:
        """Take a moment, as closing connections does."""
        with trio.CancelScope(shield=True):
            await trio.lowlevel.checkpoint()

    def _leave(self, request: httpx.Request, name: str) -> None:
        if not self._life.alive:
            raise httpx.ConnectError("this life is over", request=request)
        self._around.note(f"> {name}")
        if name == SEND:
            message = json.loads(request.content)["Msg"]
            if not self._around.is_answer(message["Content"]):
                return
            attempt = Attempt(
                trio.current_time(),
                self._life.number,
                json.loads(request.content)["BaseRequest"]["Sid"],
                message["ClientMsgId"],
                message["Content"],
            )
            self._attempts[attempt.client_msg_id] = attempt
            self._around.history.attempts.append(attempt)

    async def _carry(self, request: httpx.Request, name: str, number: int) -> httpx.Response:
        self._leaving[number] = request
        await trio.sleep(self._rng.random() * self._lag_s)
        del self._leaving[number]
        try:
            response = await self._inner.handle_async_request(request)
        except httpx.ConnectError:
            self._tell(request, name, Told.UNSENT)
            raise
        await trio.sleep(self._rng.random() * self._lag_s)
        self._around.note(f"< {name} {response.status_code}")
        assert isinstance(response.stream, httpx.AsyncByteStream)
        response.stream = _Slow(response.stream)
        client_msg_id = json.loads(request.content)["Msg"]["ClientMsgId"] if name == SEND else ""
        if (attempt := self._attempts.get(client_msg_id)) is not None:
            attempt.told, attempt.ret = self._answers.pop(client_msg_id, (Told.NOTHING, 0))
            attempt.told_s = trio.current_time()
        return response

    async def _ask(self, request: Request) -> Answer:
        if not self._life.alive:
            await trio.sleep_forever()
        self._around.arrived(request)
        answer = await self._around.simulator.answer(request)
        if request.endpoint in {SEND, SYNC}:
            self._read(request, answer)
        return answer

    def _read(self, request: Request, answer: Answer) -> None:
        """What the daemon will know once this answer reaches it."""
        whole = answer.status == 200 and answer.defect is None
        try:
            packed = answer.body.startswith(GZIP)
            body = gzip.decompress(answer.body) if packed else answer.body
            ret = json.loads(body)["BaseResponse"]["Ret"] if whole else None
        except (OSError, EOFError, ValueError, KeyError, TypeError):
            ret = None
        if request.endpoint == SYNC:
            if ret == 0:
                self._around.history.heard.append((self._life.number, trio.current_time()))
        elif isinstance(ret, int):
            client_msg_id = (request.json() or {})["Msg"]["ClientMsgId"]
            self._answers[client_msg_id] = (Told.NO if ret else Told.YES, ret)

    def _tell(self, request: httpx.Request, name: str, told: Told) -> None:
        client_msg_id = json.loads(request.content)["Msg"]["ClientMsgId"] if name == SEND else ""
        if (attempt := self._attempts.get(client_msg_id)) is not None:
            attempt.told = told

    def _cut_off(self) -> None:
        for attempt in self._attempts.values():
            if attempt.told_s == trio.current_time():  # read, and perhaps not yet written down
                attempt.told = Told.NOTHING
        for number in sorted(self._leaving):
            request = self._leaving[number]
            if self._rng.random() < 0.5:
                arriving = make_request(
                    request.method,
                    request.url.raw_path.decode("ascii"),
                    [(k.decode("latin-1"), v.decode("latin-1")) for k, v in request.headers.raw],
                    request.content,
                    request.url.scheme,
                )
                self._nursery.start_soon(self._around.arrive_late, arriving)
        for scope in self._scopes:
            scope.cancel()
