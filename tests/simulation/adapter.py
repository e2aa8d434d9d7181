"""All that the simulation knows of the inside of a journal: how texts stand, what is counted."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from responder.journal.journal import FILE
from responder.wechat.kept import FOLDER as MEDIA
from responder.wechat.store import BESIDE
from tests.simulation.history import DeedEnd, End
from tests.simulation.rulefiles import SAME

if TYPE_CHECKING:
    from pathlib import Path

FINAL = frozenset({"sent", "failed", "unknown", "expired", "suppressed"})
"""States from which nothing leads on."""


def ends(folder: Path, epoch_s: float) -> list[End]:
    """Every answer of a journal, in the order of writing.

    Args:
        folder: The state directory; the journal may be open elsewhere.
        epoch_s: Unix time at virtual second 0.
    """
    query = (
        "SELECT client_msg_id, event_id, text, state, reason, not_before_s - :epoch_s,"
        " attempted_s - :epoch_s, deed FROM outgoing ORDER BY client_msg_id"
    )
    rows = _rows(folder, query, {"epoch_s": epoch_s})
    return [End(*row[:-1]) for row in rows if _is_answer(row[-1], row[2])]


def deeds(folder: Path) -> list[DeedEnd]:
    """Everything else that was to be sent or done."""
    query = "SELECT client_msg_id, event_id, deed, state, text FROM outgoing ORDER BY client_msg_id"
    rows = _rows(folder, query, {})
    return [DeedEnd(*row) for row in rows if not _is_answer(row[2], row[-1])]


def kept(folder: Path) -> dict[str, bytes]:
    """The kept media, by the ids of their messages; what was being written is none of them."""
    paths = [path for path in (folder / MEDIA).glob("*") if not path.name.endswith(BESIDE)]
    return {path.stem: path.read_bytes() for path in paths}


def _rows(folder: Path, query: str, values: dict[str, float]) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / FILE)) as connection:
        return connection.execute(query, values).fetchall()


def _is_answer(deed: str, text: str) -> bool:
    """Whether it answers a line."""
    return deed == "text" and (text.startswith("q1 r") or text == SAME)


def probed(folder: Path) -> int:
    """How many texts that answer the last lines have an end."""
    return sum(end.text.startswith("q1 rp") and end.state in FINAL for end in ends(folder, 0.0))


def runs(folder: Path) -> int:
    """How many runs of rules wait to go on."""
    return int(_rows(folder, "SELECT count(*) FROM run", {})[0][0])


def counted(folder: Path, name: str = "heard") -> int:
    """How many messages, or what else a name stands for, the rules have counted."""
    query = "SELECT value FROM stored WHERE owner = 'everyone' AND name = :name"
    with closing(sqlite3.connect(folder / FILE)) as connection:
        row = connection.execute(query, {"name": name}).fetchone()
    return 0 if row is None else int(row[0])


def waiting(folder: Path) -> int:
    """How much of what is to be sent or done has no end yet."""
    answers = sum(end.state not in FINAL for end in ends(folder, 0.0))
    return answers + sum(deed.waits for deed in deeds(folder))
