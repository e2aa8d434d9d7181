"""How SQLite finds the answers to what is asked of a journal."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from responder.journal.database import Database

GREAT = ("event", "outgoing")
"""Tables that grow with every message."""

FEW = ("event_held", "outgoing_waiting")
"""Indexes of the few rows in them that wait for something."""


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


def costly(database: Database, asked: Sequence[tuple[str, Any]]) -> list[tuple[str, list[str]]]:
    """Those questions for which SQLite goes through a great table, with how it does so."""
    found = []
    with database.writing() as connection:
        for statement, values in asked:
            if statement.startswith(("SELECT", "UPDATE", "DELETE")):
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
                if steps := goes_through(statement, [str(row[-1]) for row in plan]):
                    found.append((statement, steps))
    return found


def goes_through(statement: str, steps: list[str]) -> list[str]:
    """The steps that look at all rows of a great table, or sort all to take a few."""
    bounded = "LIMIT" in statement
    # What is asked for since some time is few enough to be sorted.
    recent = any("_s>?" in step for step in steps)
    return [
        step
        for step in steps
        # Along an index or the primary key, and no further than a limit, is a scan as well.
        if ("TEMP B-TREE FOR ORDER" in step and bounded and not recent)
        or (step.startswith(tuple(f"SCAN {table}" for table in GREAT)) and not bounded)
        if not step.endswith(FEW)
    ]
