"""Who looks at a page is told that something is new, never what.

A browser then asks for its page again. So nothing piles up for one that is slow or dead: all that
is kept for it is a set of the few topics there are, and whoever tells never waits. What became new
between the making of a page and its first question is not lost: a page carries a number.
"""

from __future__ import annotations

import itertools
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING

import trio

from responder.errors import EnvironmentFault

if TYPE_CHECKING:
    from collections.abc import Iterator

LISTENERS_MAX = 64
"""Pages that are open at the same time; more have to be reloaded by hand."""


PAUSES_S = tuple(0.1 + 0.02 * place for place in range(16))
"""How long news wait, by turns: what is new is a message that is just being answered, and its reply
goes first, also where fifty pages are open."""


class Topic(StrEnum):
    """What may be new."""

    LOGIN = "login"
    MESSAGES = "messages"
    RULES = "rules"
    STATE = "state"


class Listener:
    """One open page.

    Args:
        pause_s: How long its news wait.
    """

    def __init__(self, pause_s: float) -> None:
        self._pause_s = pause_s
        self._news: set[Topic] = set()
        self._told = trio.Event()

    def tell(self, topic: Topic) -> None:
        """Something is new; returns at once."""
        self._news.add(topic)
        self._told.set()

    async def wait(self) -> frozenset[Topic]:
        """Wait until something is new; what came in since the last time comes together."""
        await self._told.wait()
        await trio.sleep(self._pause_s)
        news, self._news, self._told = frozenset(self._news), set(), trio.Event()
        return news


class Hints:
    """Tells all open pages."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()
        self._pauses = itertools.cycle(PAUSES_S)
        self._told_at = dict.fromkeys(Topic, 0)
        self.count = 0
        """How often something was told: a page that is made now has seen so much."""

    def tell(self, topic: Topic) -> None:
        """Something is new; returns at once, whoever listens."""
        self.count += 1
        self._told_at[topic] = self.count
        for one in self._listeners:
            one.tell(topic)

    @contextmanager
    def listening(self, since: int) -> Iterator[Listener]:
        """Listen for as long as the block lasts.

        Args:
            since: The count that the page has seen; one from before a restart has seen nothing.

        Raises:
            EnvironmentFault: Too many do.
        """
        if len(self._listeners) >= LISTENERS_MAX:
            raise EnvironmentFault(f"{LISTENERS_MAX} pages are open already")
        one = Listener(next(self._pauses))
        for topic, at in self._told_at.items():
            if at > since or since > self.count:
                one.tell(topic)
        self._listeners.add(one)
        try:
            yield one
        finally:
            self._listeners.discard(one)
