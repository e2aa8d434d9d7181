"""Open pages are told that something is new; none of them can keep anybody waiting."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
import trio

from responder.console.hints import LISTENERS_MAX, Hints, Topic
from responder.errors import EnvironmentFault


async def test_news_wait_for_a_slow_page_and_come_together() -> None:
    """However much happens, it is one set of topics, each told once."""
    hints = Hints()
    with hints.listening() as page:
        for _ in range(100_000):
            hints.tell(Topic.MESSAGES)
        hints.tell(Topic.RULES)
        assert await page.wait() == {Topic.MESSAGES, Topic.RULES}
        with trio.move_on_after(0) as waiting:
            await page.wait()
        assert waiting.cancelled_caught
        hints.tell(Topic.LOGIN)
        assert await page.wait() == {Topic.LOGIN}


async def test_a_page_that_is_gone_is_forgotten() -> None:
    """Nothing is kept for it."""
    hints = Hints()
    with hints.listening() as page:
        pass
    hints.tell(Topic.STATE)
    with trio.move_on_after(0) as waiting:
        await page.wait()
    assert waiting.cancelled_caught


def test_so_many_pages_and_no_more() -> None:
    """One too many is refused; when one leaves there is room again."""
    hints = Hints()
    with ExitStack() as stack:
        for _ in range(LISTENERS_MAX):
            stack.enter_context(hints.listening())
        with pytest.raises(EnvironmentFault, match="pages are open already"), hints.listening():
            pass
    with hints.listening():
        pass
