"""Who looks at a page is told that something is new, never what.

A browser then asks for its page again. So nothing piles up for one that is slow or dead: all that
is kept for it is a set of the few topics there are, and whoever tells never waits.
"""

from __future__ import annotations

from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING

import trio

from responder.errors import EnvironmentFault

if TYPE_CHECKING:
    from collections.abc import Iterator

LISTENERS_MAX = 64
"""Pages that are open at the same time; more have to be reloaded by hand."""


class Topic(StrEnum):
    """What may be new."""

    LOGIN = "login"
    MESSAGES = "messages"
    RULES = "rules"
    STATE = "state"


class Listener:
    """One open page."""

    def __init__(self) -> None:
        self._news: set[Topic] = set()
        self._told = trio.Event()

    def tell(self, topic: Topic) -> None:
        """Something is new; returns at once."""
        self._news.add(topic)
        self._told.set()

    async def wait(self) -> frozenset[Topic]:
        """Wait until something is new; what came in since the last time comes together."""
        await self._told.wait()
        news, self._news, self._told = frozenset(self._news), set(), trio.Event()
        return news


class Hints:
    """Tells all open pages."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()

    def tell(self, topic: Topic) -> None:
        """Something is new; returns at once, whoever listens."""
        for one in self._listeners:
            one.tell(topic)

    @contextmanager
    def listening(self) -> Iterator[Listener]:
        """Listen for as long as the block lasts.

        Raises:
            EnvironmentFault: Too many do.
        """
        if len(self._listeners) >= LISTENERS_MAX:
            raise EnvironmentFault(f"{LISTENERS_MAX} pages are open already")
        one = Listener()
        self._listeners.add(one)
        try:
            yield one
        finally:
            self._listeners.discard(one)
