"""What waits, and how the last texts ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.console.kit import Shop


async def test_waiting_and_ended_texts_stand_apart(shop: Shop) -> None:
    """Each with its chat, its rule, its end and the way to its reasons."""
    shop.hears("几点开门")
    shop.hears("price", sender="小红", chat="p2")
    shop.sends(1)
    async with shop.owner() as browser:
        text = (await browser.get("/outgoing")).text
    waiting, _, ended = text.partition('id="ended"')
    assert ("3500" in waiting, "九点开门" in waiting) == (True, False)
    assert ("3500" in ended, "九点开门" in ended) == (False, True)
    assert "小红" in waiting
    assert 'href="/live/m1"' in ended
