"""Stand-ins for the tests of answering and delivering: an account that fails as it is told to.

The account keeps its service's promise and no other: within one login a ClientMsgId is delivered
once. Whatever is delivered twice was therefore sent twice, and `received` shows it.
"""

from __future__ import annotations

import math
import sqlite3
from collections import deque
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Self, cast

import httpx
import sqlalchemy as sa
import trio

from responder.deliver import Blocked, Delivered, Deliverer
from responder.errors import LocalProtocolError, ResponderError, TransportError
from responder.fetching import NothingAsked
from responder.journal.journal import FILE, Journal
from responder.models import Limits, Outgoing, OutgoingState
from responder.pace import Pace
from responder.wechat.account import CATCH_UP_S_MAX, Account, Address, Online
from responder.wechat.client import Client
from responder.wechat.kept import KeptMedia
from responder.wechat.protocol.base import BaseResponse, raise_for_ret

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

    from responder.performing import Download
    from responder.wechat.directory import Directory

NOW_S = 1_800_000_000.0
OFF = Limits(delay=None, per_chat=None, per_account=None)
SEND = "webwxsendmsg"


class Clock:
    """Unix time that goes with virtual time, until somebody sets it.

    Args:
        off_s: How far it was set forward.
    """

    def __init__(self, off_s: float = 0.0) -> None:
        self.off_s = off_s

    def __call__(self) -> float:
        """What it shows."""
        return NOW_S + trio.current_time() + self.off_s


@dataclass(frozen=True, slots=True)
class Fate:
    """What happens to one send.

    Args:
        error: Comes in place of the service's yes.
        arrives: The text is delivered all the same.
        after_s: The answer takes this long; what arrives does so at the beginning.
        msg_id: Whether the answer names the message.
    """

    error: Exception | None = None
    arrives: bool = False
    after_s: float = 0.0
    msg_id: bool = True


def slow(after_s: float) -> Fate:
    """All is well, in a while."""
    return Fate(after_s=after_s)


def ret(code: int) -> Fate:
    """The service answers with a code, and delivers nothing."""
    try:
        raise_for_ret(SEND, BaseResponse(code))
    except ResponderError as error:
        return Fate(error)
    return Fate()


def status(code: int) -> Fate:
    """An HTTP status in place of an answer."""
    return Fate(TransportError(SEND, "status", status=code))


LOST = Fate(TransportError(SEND, "timeout"), arrives=True)
"""Delivered, but nobody told us."""

VANISHED = Fate(TransportError(SEND, "broken"))
"""Not delivered, and it looks exactly like `LOST`."""

UNREACHABLE = Fate(TransportError(SEND, "connect", sent=False))


@dataclass(frozen=True, slots=True)
class Call:
    """One request, whatever came of it."""

    at_s: float
    login_id: str
    chat_id: str
    text: str
    client_msg_id: str


@dataclass(frozen=True, slots=True)
class Received:
    """One text on somebody's phone."""

    at_s: float
    chat_id: str
    text: str


@dataclass(slots=True)
class Service:
    """What outlives our process: texts delivered, and the ids known in each login.

    Args:
        fates: Of the next sends, in order of arrival; after them all is well.
        unknown_chats: Chats that no login knows.
    """

    fates: deque[Fate] = field(default_factory=deque)
    unknown_chats: set[str] = field(default_factory=set)
    calls: list[Call] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    known: dict[tuple[str, str], str] = field(default_factory=dict)
    under_way: int = 0
    under_way_max: int = 0

    def texts(self, chat_id: str | None = None) -> list[str]:
        """What arrived, in one chat or in all."""
        return [r.text for r in self.received if chat_id in {None, r.chat_id}]

    def times(self) -> list[float]:
        """When something arrived, in virtual seconds."""
        return [r.at_s for r in self.received]


def _nobody(_: httpx.Request) -> httpx.Response:
    """There is no network."""
    raise AssertionError


class FakeAccount(Account):
    """An account whose logins are given and taken by the test, in front of a `Service`."""

    def __init__(self, service: Service) -> None:
        super().__init__(Client(transport=httpx.MockTransport(_nobody), rng=Random(1)))
        self.service = service
        self.bearers: dict[str, str] = {}
        self.doubles: dict[str, tuple[str, ...]] = {}

    def log_in(self, login_id: str = "L1", *, behind: bool = False) -> Online:
        """A login is complete, or taken up again and still `behind`."""
        self.online = online = Online(login_id, cast("Directory", None))
        self._behind_until = trio.current_time() + CATCH_UP_S_MAX if behind else -math.inf
        self._tell()
        return online

    def address_of(self, chat_id: str) -> Address | None:
        """A chat's own id, or who bears it at present."""
        return Address(self.online, self.bearers.get(chat_id, chat_id)) if self.online else None

    def ids_of(self, chat_id: str) -> tuple[str, ...]:
        """A chat's own id, and the other one where the test gave it two."""
        return (chat_id, *(self.doubles.get(chat_id, ()) if self.online else ()))

    async def send_text(
        self,
        online: Online,
        chat_id: str,
        text: str,
        client_msg_id: str,
        address: Address | None = None,
    ) -> str:
        """Let the next fate happen to it."""
        service = self.service
        if address is not None and address.online is online:
            chat_id = address.user_name
        if chat_id in service.unknown_chats:
            raise LookupError(chat_id)
        if self.online is not online:
            raise LocalProtocolError("the login this text was meant for is over")
        call = Call(trio.current_time(), online.login_id, chat_id, text, client_msg_id)
        service.calls.append(call)
        fate = service.fates.popleft() if service.fates else Fate()
        identity = (online.login_id, client_msg_id)
        if (fate.arrives or fate.error is None) and identity not in service.known:
            service.known[identity] = str(9_000_000_000_000_000_000 + len(service.known))
            service.received.append(Received(call.at_s, chat_id, text))
        service.under_way += 1
        service.under_way_max = max(service.under_way, service.under_way_max)
        try:
            await trio.sleep(fate.after_s)
        finally:
            service.under_way -= 1
        if fate.error is not None:
            raise fate.error
        return service.known[identity] if fate.msg_id else ""


@dataclass(frozen=True, slots=True)
class Row:
    """How the journal says that a text stands."""

    state: OutgoingState
    reason: str
    login_id: str
    attempted_s: float | None
    msg_id: str


def row(folder: Path, client_msg_id: str) -> Row:
    """Read it from the file, past the journal."""
    query = (
        "SELECT state, reason, login_id, attempted_s, msg_id FROM outgoing WHERE client_msg_id = ?"
    )
    with closing(sqlite3.connect(folder / FILE)) as connection:
        state, *rest = connection.execute(query, (client_msg_id,)).fetchone()
    return Row(OutgoingState(state), *rest)


@contextmanager
def commits(journal: Journal) -> Iterator[list[object]]:
    """Every commit of a journal while the block runs."""
    seen: list[object] = []
    engine, count = journal._database._connection.engine, seen.append
    sa.event.listen(engine, "commit", count)
    yield seen
    sa.event.remove(engine, "commit", count)


def outgoing(
    number: int,
    chat_id: str = "ann",
    *,
    created_s: float = NOW_S,
    delay_s: float = 0.0,
) -> Outgoing:
    """A text with a ClientMsgId in order."""
    return Outgoing(
        client_msg_id=f"{10**16 + number}",
        chat_id=chat_id,
        text=f"text {number}",
        event_id=f"event {number}",
        rule="rule",
        not_before_s=created_s + delay_s,
        created_s=created_s,
        chat_name=chat_id.title(),
    )


@dataclass(frozen=True, slots=True)
class End:
    """The end of a text as it was told, and when."""

    at_s: float
    text: str
    state: OutgoingState
    reason: str


class Delivery:
    """One run of the deliver task: a real journal, a real pace, and a service that obeys.

    Args:
        folder: State directory; the same one again is a restart.
        service: A new one by default.
        limits: The pace; none by default.
        login_id: Logged in from the beginning; `""` for not.
        clock: Unix time.
        dry_run: Everything but the sending.
        download: In place of other computers.
    """

    def __init__(
        self,
        folder: Path,
        service: Service | None = None,
        *,
        limits: Limits = OFF,
        login_id: str = "L1",
        clock: Clock | None = None,
        dry_run: bool = False,
        download: Download | None = None,
    ) -> None:
        self.folder = folder
        self.service = service or Service()
        self.account = FakeAccount(self.service)
        if login_id:
            self.account.log_in(login_id)
        self.clock = clock or Clock()
        self.limits = limits
        self.pace = Pace(limits)
        self.forbidden: Callable[[Outgoing], str] = lambda _: ""
        self.ends: list[End] = []
        self.blocked: list[Blocked] = []
        self._ended = trio.Event()
        self.journal = Journal.open(folder)
        self.deliverer = Deliverer(
            account=self.account,
            journal=self.journal,
            pace=self.pace,
            limits=lambda: self.limits,
            forbidden=self._is_forbidden,
            now=self.clock,
            rng=Random(1),
            tell=self._told,
            blocked=self.blocked.append,
            kept=KeptMedia(folder),
            download=download or NothingAsked().download,
            dry_run=dry_run,
        )
        self._texts_in, self._texts_out = trio.open_memory_channel[Outgoing](64)
        self._scope = trio.CancelScope()
        self._stopped = False

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Self]:
        """It delivers while the block runs, and is stopped without grace after it, or as it was."""
        with closing(self.journal):
            async with trio.open_nursery() as nursery:
                self._scope = nursery.cancel_scope
                nursery.start_soon(self.deliverer.run, self._texts_out)
                yield self
                if not self._stopped:
                    self.stop(0.0)

    def stop(self, grace_s: float) -> None:
        """As the daemon does on SIGTERM; without any grace it is a crash for what is on its way."""
        self._stopped = True
        self.deliverer.finish_within(grace_s)
        self._scope.cancel()

    async def hand(self, *texts: Outgoing, plain: bool = False) -> None:
        """Commit texts and hand them over, as the answer task does.

        Args:
            texts: In order.
            plain: Without asking which of them leave at once.
        """
        marked = texts if plain else self.deliverer.at_once(texts)
        self.journal.take_in(
            event_ids=[text.event_id for text in texts], outgoing=marked, now_s=self.clock()
        )
        for text in marked:
            await self._texts_in.send(text)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Until something is so; looked at whenever a text ends."""
        with trio.fail_after(4000):
            while not condition():
                await self._ended.wait()

    async def ended(self, count: int = 1) -> list[End]:
        """The ends of so many texts."""
        await self.until(lambda: len(self.ends) >= count)
        return self.ends

    async def end(self) -> End:
        """The end of the one text."""
        (end,) = await self.ended()
        return end

    def row(self, text: Outgoing) -> Row:
        """How it stands in the journal."""
        return row(self.folder, text.client_msg_id)

    def _is_forbidden(self, text: Outgoing) -> str:
        return self.forbidden(text)

    def _told(self, delivered: Delivered) -> None:
        text = delivered.outgoing.text
        self.ends.append(End(trio.current_time(), text, delivered.state, delivered.reason))
        self._ended.set()
        self._ended = trio.Event()
