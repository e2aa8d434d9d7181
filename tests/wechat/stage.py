"""The stage for tests of a whole account: its service, its tasks, and time that costs nothing.

A `Stage` wires the simulator's in-process transport to client, account and connection, the way the
daemon does, and stands in for its answer task: it takes batches in, drops what is known, and keeps
the keys, as the journal would. Everything is said in words of the domain.
"""

from __future__ import annotations

from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING, Any, Self

import httpx
import trio

from responder.errors import JournalError, LoggedOut, LoginRefused
from responder.simulator.simulator import Simulator
from responder.wechat.account import Account
from responder.wechat.client import Client
from responder.wechat.connection import Connection
from responder.wechat.login import Knock, LoginPlan
from responder.wechat.people.events import to_event
from responder.wechat.progress import Moved, Progress, QrPaused, QrShown, Trouble
from responder.wechat.protocol.codes import Mode
from responder.wechat.protocol.hosts import default_hosts, pinned_hosts
from responder.wechat.protocol.login import UosHeaders
from responder.wechat.store import Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from responder.models import Event
    from responder.wechat.account import Online
    from responder.wechat.batch import Batch
    from responder.wechat.progress import Notice
    from responder.wechat.protocol.states import Signal

START_S = 1_800_000_000.0
ORIGIN = "http://sim.test"
BATCHES_AHEAD = 16
SYNC_CHECK = "synccheck"

RATE_MAX = 200
"""More requests than this within a second are a hot loop: virtual time would hardly go on."""

WAIT_MAX_S = 7200.0
"""What has not come by then never will."""

ANN = "小明"
BOB = "小红"
ROOM = "客户群"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it left.

    Args:
        at_s: Virtual time.
        name: Last part of the path.
        request: As httpx had it.
    """

    at_s: float
    name: str
    request: httpx.Request


@dataclass(slots=True)
class Wire(httpx.AsyncBaseTransport):
    """Writes every request down on its way, and keeps hosts from being reached.

    Args:
        inner: The simulator's transport.
        stirred: Called when a request leaves and when it is over.
        asked: Every request so far.
        gone: Hosts that can not be connected to.
        polls: Polls in flight at this moment, and at most so far.
    """

    inner: httpx.AsyncBaseTransport
    stirred: Callable[[], None]
    asked: list[Asked] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    polls: int = 0
    polls_max: int = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass it on."""
        name = request.url.path.rpartition("/")[2]
        now = trio.current_time()
        recent = self.asked[-RATE_MAX:]
        assert len(recent) < RATE_MAX or recent[0].at_s < now - 1.0, f"a hot loop around {name}"
        self.asked.append(Asked(now, name, request))
        if request.url.host in self.gone:
            await trio.lowlevel.checkpoint()
            raise httpx.ConnectError("Name or service not known", request=request)
        is_poll = name == SYNC_CHECK
        self.polls += is_poll
        self.polls_max = max(self.polls, self.polls_max)
        self.stirred()
        try:
            return await self.inner.handle_async_request(request)
        finally:
            self.polls -= is_poll
            self.stirred()


@dataclass(slots=True)
class Books:
    """What the journal would keep of one account.

    Args:
        handled: Ids of messages that were taken in.
        keys: Committed sync keys of each login.
    """

    handled: set[str] = field(default_factory=set)
    keys: dict[str, str] = field(default_factory=dict)


class Stage:
    """One account in front of one service.

    Args:
        folder: State directory; the same one again is a restart.
        sim: The service; a new one with two friends and their group by default.
        books: What a journal kept; a new one by default.
        server: The `--server` that every host is pinned to; None for the real names.
        mode: As what the client presents itself.
        extspam: The user's constant for UOS.
        attended: Somebody watches a terminal.
    """

    def __init__(
        self,
        folder: Path,
        *,
        sim: Simulator | None = None,
        books: Books | None = None,
        server: str | None = ORIGIN,
        mode: Mode = Mode.UOS,
        extspam: str = "opaque",
        attended: bool = True,
    ) -> None:
        self.sim = sim or service()
        self.books = books or Books()
        self.link = self.sim.transport()
        self._stirred = trio.Event()
        self.wire = Wire(self.link, self._stir)
        self.clock_off_s = 0.0
        self.notices: list[tuple[float, Notice]] = []
        self.polls_heard = 0
        self.repeats = 0
        self.error: LoginRefused | JournalError | None = None
        self.knock = Knock()
        self.progress = Progress(self._noted)
        self.client = Client(
            transport=self.wire, now=self._now, rng=Random(1), pinned=server is not None
        )
        self.account = Account(self.client)
        self.store = Store(folder)
        hosts = default_hosts() if server is None else pinned_hosts(server)
        self.connection = Connection(
            self.account,
            LoginPlan(hosts, mode, UosHeaders(extspam), attended),
            self.store,
            self.progress,
            self.knock,
            keys_of=self.books.keys.get,
            heard=self._polled,
        )
        self._batches_in, self.batches = trio.open_memory_channel["Batch"](BATCHES_AHEAD)
        self._over = trio.Event()

    @asynccontextmanager
    async def playing(self) -> AsyncIterator[Self]:
        """The connection runs while the block does; its end is in `error`."""
        async with self.client, trio.open_nursery() as nursery:
            nursery.start_soon(self._run)
            yield self
            nursery.cancel_scope.cancel()

    async def online(self) -> Online:
        """Until the account is on line and polls."""
        with trio.fail_after(WAIT_MAX_S):
            online = await self.account.wait_online()
        await self.until(lambda: self.wire.polls > 0)
        return online

    async def over(self) -> LoginRefused | JournalError | None:
        """Until the connection ends by itself; gives its error."""
        with trio.fail_after(WAIT_MAX_S):
            await self._over.wait()
        return self.error

    async def until(self, condition: Callable[[], bool], within_s: float = WAIT_MAX_S) -> None:
        """Until something is so; looked at with every request and every notice.

        Raises:
            trio.TooSlowError: It never was.
        """
        with trio.fail_after(within_s):
            while not condition():
                await self._stirred.wait()

    async def next_batch(self) -> Batch:
        """The next batch, not yet taken in."""
        return await self.batches.receive()

    async def take_in(self, batch: Batch) -> list[Event]:
        """Do with a batch what the answer task does; gives its new events."""
        with suppress(LoggedOut):
            await batch.online.directory.take_in(batch.answer)
        events = []
        for message in batch.answer.messages:
            if message.id in self.books.handled:
                self.repeats += 1
                continue
            self.books.handled.add(message.id)
            event = to_event(message, batch.online.directory.book)
            if event is not None:
                events.append(event)
        batch.online.directory.keep()
        self.books.keys[batch.online.login_id] = batch.keys
        return events

    async def heard(self, within_s: float) -> list[Event]:
        """Everything new that happens within so many seconds; it always takes that long."""
        events: list[Event] = []
        with trio.move_on_after(within_s):
            while True:
                events += await self.take_in(await self.batches.receive())
        return events

    async def heard_text(self, within_s: float = 120.0) -> list[str]:
        """The words of it."""
        return [event.text for event in await self.heard(within_s)]

    async def listening(self) -> None:
        """Until the account is on line, and its first notices are behind it."""
        await self.online()
        assert await self.heard(5.0) == []
        self.wire.asked.clear()
        self.notices.clear()

    def asked(self, name: str) -> list[float]:
        """When a call was made, in seconds."""
        return [one.at_s for one in self.wire.asked if one.name == name]

    def requests(self, name: str) -> list[httpx.Request]:
        """The requests of a call."""
        return [one.request for one in self.wire.asked if one.name == name]

    def gaps(self, name: str) -> list[float]:
        """Seconds between calls, rounded to the tenth."""
        return [round(b - a, 1) for a, b in pairwise(self.asked(name))]

    @property
    def troubles(self) -> list[Trouble]:
        """What the user was told to go wrong."""
        return [notice for _, notice in self.notices if isinstance(notice, Trouble)]

    @property
    def codes(self) -> list[QrShown]:
        """Codes shown."""
        return [notice for _, notice in self.notices if isinstance(notice, QrShown)]

    @property
    def pauses(self) -> list[float]:
        """When it was said that no code comes for a while."""
        return [at_s for at_s, notice in self.notices if isinstance(notice, QrPaused)]

    @property
    def signals(self) -> list[Signal]:
        """What moved the login."""
        return [notice.signal for _, notice in self.notices if isinstance(notice, Moved)]

    def says(self, text: str, *, by: str = ANN, **more: Any) -> str:  # noqa: ANN401 - plain JSON values
        """A friend writes; gives the MsgId."""
        return self.sim.say(from_=by, text=text, **more)[0]

    def fails(self, name: str, kind: str, value: object = None, **more: object) -> None:
        """The service will fail at a call: once, `times=n`, or for ever with `times=None`."""
        fault = {"endpoint": name, "kind": kind, **more}
        self.sim.set_faults([fault if value is None else {**fault, kind: value}])

    def _now(self) -> float:
        return START_S + trio.current_time() + self.clock_off_s

    def _noted(self, notice: Notice) -> None:
        self.notices.append((trio.current_time(), notice))
        self._stir()

    def _polled(self) -> None:
        self.polls_heard += 1
        self._stir()

    def _stir(self) -> None:
        self._stirred.set()
        self._stirred = trio.Event()

    async def _run(self) -> None:
        """Only what the connection may end with is taken as its end; a bug fails the test."""
        try:
            await self.connection.run(self._batches_in)
        except (LoginRefused, JournalError) as error:
            self.error = error
            self._over.set()


def service(*, auto: bool = True, **settings: object) -> Simulator:
    """A service with two friends and their group; its phone confirms every login if `auto`."""
    sim = Simulator(
        seed=1,
        clock=lambda: START_S + trio.current_time(),
        auto_confirm=auto,
        **settings,
    )
    sim.add_contacts([{"name": ANN}, {"name": BOB}])
    sim.add_groups([{"name": ROOM, "members": [ANN, BOB], "owner": "me", "my_name": "客服"}])
    return sim
