"""Names in the rules that are not clear, on the first page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.console.names import FRESH_S
from responder.wechat.protocol.states import State

if TYPE_CHECKING:
    from tests.console.kit import Shop


async def test_doubtful_names_are_told_and_asked_for_seldom(shop: Shop) -> None:
    """The page is asked for with every message; the names only for other rules or another login."""
    shop.doubts = ['rule "a": sender: nobody is called <老王>']
    async with shop.owner() as browser:
        for _ in range(3):
            assert "nobody is called &lt;老王&gt;" in (await browser.get("/")).text
        assert shop.asked_names == 1
        await browser.get("/live")
        shop.status.state = State.ONLINE
        shop.doubts = []
        assert "nobody is called" not in (await browser.get("/")).text
        assert shop.asked_names == 2
        shop.now_s += FRESH_S
        await browser.get("/")
    assert shop.asked_names == 3
