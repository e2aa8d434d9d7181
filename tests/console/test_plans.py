"""What the pages ask of the journal, and how SQLite finds the answer to each question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.plans import costly, overheard

if TYPE_CHECKING:
    from tests.console.kit import Shop

PAGES = (
    "/",
    "/live",
    "/live?chat=p1&rule=hours&outcome=answered",
    "/live?before=2",
    "/live/m1",
    "/live/m1?all=1",
    "/live/m1/test",
    "/rules",
    "/rules/history",
    "/outgoing",
    "/try",
    "/metrics",
)


@pytest.mark.parametrize("page", PAGES)
async def test_no_page_goes_through_a_great_table(shop: Shop, page: str) -> None:
    """So a page over a million messages costs what it costs over a thousand."""
    shop.hears("几点开门")
    shop.hears("hello")
    shop.sends(1)
    async with shop.owner() as browser:
        with overheard() as asked:
            assert (await browser.get(page)).status_code == 200
    assert costly(shop.journal._database, asked) == []


async def test_the_pages_are_overheard(shop: Shop) -> None:
    """The messages are asked for, so what is found above is more than nothing."""
    shop.hears("几点开门")
    async with shop.owner() as browser:
        with overheard() as asked:
            await browser.get("/live")
    assert [one for one, _ in asked if "FROM event" in one]
