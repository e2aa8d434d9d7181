"""What the pages ask of the journal, and how SQLite finds the answer to each question."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Iterator

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
GREAT = ("event", "outgoing")
"""Tables that grow with every message."""


@contextmanager
def overheard() -> Iterator[list[tuple[str, Any]]]:
    """Every question that is asked meanwhile, with its values."""
    asked: list[tuple[str, Any]] = []

    def hear(_connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:  # noqa: ANN401 - as the driver takes them
        asked.append((statement, values))

    sa.event.listen(sa.Engine, "before_cursor_execute", hear)
    try:
        yield asked
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", hear)


def goes_through(statement: str, steps: list[str]) -> list[str]:
    """The steps that look at all rows of a great table, or sort all to take a few."""
    bounded = "LIMIT" in statement
    return [
        step
        for step in steps
        # Along an index or the primary key, and no further than a limit, is a scan as well.
        if ("TEMP B-TREE FOR ORDER" in step and bounded)
        or (step.startswith(tuple(f"SCAN {table}" for table in GREAT)) and not bounded)
    ]


@pytest.mark.parametrize("page", PAGES)
async def test_no_page_goes_through_a_great_table(shop: Shop, page: str) -> None:
    """So a page over a million messages costs what it costs over a thousand."""
    shop.hears("几点开门")
    shop.hears("hello")
    shop.sends(1)
    async with shop.owner() as browser:
        with overheard() as asked:
            assert (await browser.get(page)).status_code == 200
    with shop.journal._database.writing() as connection:
        for statement, values in asked:
            if not statement.startswith("SELECT"):
                continue
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            steps = [str(row[-1]) for row in plan]
            assert goes_through(statement, steps) == [], (statement, steps)


async def test_the_pages_are_overheard(shop: Shop) -> None:
    """The messages are asked for, so what is found above is more than nothing."""
    shop.hears("几点开门")
    async with shop.owner() as browser:
        with overheard() as asked:
            await browser.get("/live")
    assert [one for one, _ in asked if "FROM event" in one]
