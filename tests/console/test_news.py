"""The stream of news, without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import trio

from responder.console.hints import LISTENERS_MAX, Hints, Topic
from responder.console.news import BEAT_S, NEWS_EVERY_S, News

if TYPE_CHECKING:
    from starlette.types import Message


class Browser:
    """One end of a stream.

    Args:
        hints: What the other end listens to.
        reads: Whether it reads what it is sent.
    """

    def __init__(self, hints: Hints, *, reads: bool = True) -> None:
        self._news = News(hints)
        self._reads = reads
        self._left = trio.Event()
        self.heard: list[tuple[float, str]] = []

    async def open(self) -> None:
        """Stay until it leaves."""
        await self._news({}, self._receive, self._send)

    def leave(self) -> None:
        """Close the page."""
        self._left.set()

    async def _receive(self) -> Message:
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        if not self._reads:
            await trio.sleep_forever()
        if "body" in message:
            self.heard.append((trio.current_time(), message["body"].decode()))


async def test_topics_come_together_and_at_most_so_often(autojump_clock: object) -> None:
    """However much is new."""
    hints, begun = Hints(), trio.current_time()
    browser = Browser(hints)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(browser.open)
        await trio.sleep(1.0)
        for _ in range(1000):
            hints.tell(Topic.MESSAGES)
            await trio.sleep(NEWS_EVERY_S / 100)
        hints.tell(Topic.RULES)
        await trio.sleep(1.0)
        browser.leave()
    took_s = trio.current_time() - begun
    assert browser.heard[0][1] == "retry: 2000\n\n"
    assert browser.heard[1][1] == "event: news\ndata: messages\n\n"
    assert browser.heard[-1][1].startswith("event: news\ndata: messages rules")
    assert len(browser.heard) <= took_s / NEWS_EVERY_S + 2


async def test_a_quiet_stream_says_that_it_lives(autojump_clock: object) -> None:
    """Before a proxy loses its patience."""
    browser = Browser(Hints())
    async with trio.open_nursery() as nursery:
        nursery.start_soon(browser.open)
        await trio.sleep(BEAT_S + 1)
        browser.leave()
    assert [text for _, text in browser.heard] == ["retry: 2000\n\n", ": \n\n"]


async def test_one_that_reads_nothing_is_left_to_itself(autojump_clock: object) -> None:
    """Telling returns at once, and its place is free when it is gone."""
    hints = Hints()
    slow = Browser(hints, reads=False)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(slow.open)
        await trio.sleep(1)
        begun = trio.current_time()
        for _ in range(1000):
            hints.tell(Topic.MESSAGES)
        assert trio.current_time() == begun
        nursery.cancel_scope.cancel()
    assert slow.heard == []
    assert hints._listeners == set()


async def test_one_stream_too_many_is_told_to_come_later(autojump_clock: object) -> None:
    """The others go on."""
    hints = Hints()
    async with trio.open_nursery() as nursery:
        for _ in range(LISTENERS_MAX):
            nursery.start_soon(Browser(hints).open)
        await trio.sleep(1)
        late = Browser(hints)
        await late.open()
        assert [text for _, text in late.heard] == ["retry: 60000\n\n"]
        assert len(hints._listeners) == LISTENERS_MAX
        nursery.cancel_scope.cancel()
