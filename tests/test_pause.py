"""The owner's pause."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from responder.journal.journal import Journal
from responder.pause import Pause

if TYPE_CHECKING:
    from pathlib import Path


def test_it_holds_over_a_restart(tmp_path: Path) -> None:
    """From the moment it began, until it is ended."""
    with closing(Journal.open(tmp_path)) as journal:
        assert Pause(journal, lambda: 5.0).since_s is None
        Pause(journal, lambda: 5.0).begin()
    with closing(Journal.open(tmp_path)) as journal:
        pause = Pause(journal, lambda: 9.0)
        pause.begin()
        assert pause.since_s == 5.0
        pause.end()
    with closing(Journal.open(tmp_path)) as journal:
        assert Pause(journal, lambda: 9.0).since_s is None
