"""All that the simulation knows of the inside of a journal: how texts stand, what is counted."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from responder.journal.journal import FILE
from tests.simulation.history import End

if TYPE_CHECKING:
    from pathlib import Path

FINAL = frozenset({"sent", "failed", "unknown", "expired", "suppressed"})
"""States from which nothing leads on."""


def ends(folder: Path, epoch_s: float) -> list[End]:
    """Every text of a journal, in the order of writing.

    Args:
        folder: The state directory; the journal may be open elsewhere.
        epoch_s: Unix time at virtual second 0.
    """
    query = (
        "SELECT client_msg_id, event_id, text, state, reason, not_before_s - :epoch_s,"
        " attempted_s - :epoch_s FROM outgoing ORDER BY client_msg_id"
    )
    with closing(sqlite3.connect(folder / FILE)) as connection:
        rows = connection.execute(query, {"epoch_s": epoch_s}).fetchall()
    return [End(*row) for row in rows]


def probed(folder: Path) -> int:
    """How many texts that answer the last lines have an end."""
    return sum(end.text.startswith("q1 rp") and end.state in FINAL for end in ends(folder, 0.0))


def counted(folder: Path) -> int:
    """How many messages the rules have counted."""
    query = "SELECT value FROM stored WHERE owner = 'everyone' AND name = 'heard'"
    with closing(sqlite3.connect(folder / FILE)) as connection:
        row = connection.execute(query).fetchone()
    return 0 if row is None else int(row[0])


def waiting(folder: Path) -> int:
    """How many texts have no end yet."""
    return sum(end.state not in FINAL for end in ends(folder, 0.0))
