"""The fetch task: asks for the rules what they want to know, many at once, and tells who waits.

What one person asks for in one chat is asked one after the other, so that the answers keep their
order; nobody waits for what another one has asked for. It must not know rules, or what an answer
is for.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import structlog
import trio

from responder.rules.requests import FetchFailure, Why

if TYPE_CHECKING:
    from collections.abc import Callable

    from responder.rules.requests import FetchRequest, FetchResult

AT_ONCE_MAX: Final = 64
"""Requests that are on their way at the same time: each is a connection, and a rule's time-out ends
it. Only where so many people wait for slow computers does another one wait, too."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class FetchEnd:
    """How a request ended, for whoever watches.

    Args:
        request: What was asked.
        result: What came back.
        took_s: Seconds, without the time it waited to be asked.
    """

    request: FetchRequest
    result: FetchResult
    took_s: float


class Asks(Protocol):
    """Asks other computers."""

    async def fetch(self, request: FetchRequest, /) -> FetchResult:
        """What came back; nothing is raised."""

    async def aclose(self) -> None:
        """Close what is open."""


class Lookups(Asks, Protocol):
    """Asks other computers, also for files."""

    async def download(self, url: str, bytes_max: int, /) -> bytes | FetchFailure:
        """A file; nothing is raised."""


class NothingAsked:
    """Asks nobody: for a dry run, in which every fetch fails."""

    async def fetch(self, _: FetchRequest | None) -> FetchFailure:
        """That it is one."""
        await trio.lowlevel.checkpoint()
        return FetchFailure(Why.DRY_RUN, "nothing is fetched in a dry run")

    async def download(self, _url: str, _bytes_max: int) -> bytes | FetchFailure:
        """That it is one."""
        return await self.fetch(None)

    async def aclose(self) -> None:
        """Nothing."""
        await trio.lowlevel.checkpoint()


class Fetcher:
    """Fetches for one account.

    Args:
        client: Asks.
        tell: Called at the end of each request; must return at once.
    """

    def __init__(self, client: Asks, tell: Callable[[FetchEnd], None] = lambda _: None) -> None:
        self._client = client
        self._tell = tell
        self._queues: dict[str, deque[tuple[str, FetchRequest]]] = {}
        self._begun: set[str] = set()
        self._results: dict[str, FetchResult] = {}
        self._some = trio.Event()

    def begin(self, key: str, talk: str, request: FetchRequest) -> None:
        """Ask for something, unless it is being asked already; returns at once.

        Args:
            key: Under which the result is known.
            talk: What is asked under the same talk is asked in order.
            request: What.
        """
        if key in self._begun:
            return
        self._begun.add(key)
        self._queues.setdefault(talk, deque()).append((key, request))
        self._some.set()

    def has_begun(self, key: str) -> bool:
        """Whether something is being asked, or was and nobody has taken what came back."""
        return key in self._begun

    def result(self, key: str) -> FetchResult | None:
        """What came back; None if nothing did yet."""
        return self._results.get(key)

    def forget(self, key: str) -> None:
        """Nobody needs what came back any more."""
        self._results.pop(key, None)
        self._begun.discard(key)

    async def run(self, wake: Callable[[], None]) -> None:
        """Ask until cancelled.

        Args:
            wake: Called when something came back.
        """
        limiter = trio.CapacityLimiter(AT_ONCE_MAX)
        try:
            async with trio.open_nursery() as nursery:
                talking: set[str] = set()
                while True:
                    await self._some.wait()
                    self._some = trio.Event()
                    for talk in [one for one in self._queues if one not in talking]:
                        talking.add(talk)
                        nursery.start_soon(self._talk, talk, limiter, talking, wake)
        finally:
            with trio.CancelScope(shield=True), trio.move_on_after(1):
                await self._client.aclose()

    async def _talk(
        self,
        talk: str,
        limiter: trio.CapacityLimiter,
        talking: set[str],
        wake: Callable[[], None],
    ) -> None:
        """Ask for what stands in one queue, in order."""
        queue = self._queues[talk]
        while queue:
            key, request = queue[0]
            async with limiter:
                begun = trio.current_time()
                result = await self._client.fetch(request)
                took_s = trio.current_time() - begun
            queue.popleft()
            if key in self._begun:
                self._results[key] = result
            self._told(FetchEnd(request, result, took_s))
            wake()
        del self._queues[talk]
        talking.discard(talk)

    def _told(self, end: FetchEnd) -> None:
        result, took_s = end.result, round(end.took_s, 3)
        if isinstance(result, FetchFailure):
            log.info("fetch failed", reason=result.why.value, words=result.words)
        else:
            log.info("fetched", status=result.status, took_s=took_s)
        self._tell(end)
