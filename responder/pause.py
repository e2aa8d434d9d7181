"""The owner's pause: messages are taken in and decided, and nothing is answered.

It holds over restarts, for whoever pressed the button wants silence until he presses the other one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from responder.journal.journal import Journal

PAUSED = "paused"
"""Name of the journal's note on it."""


class Pause:
    """Whether the owner has paused all answers.

    Args:
        journal: Keeps it.
        now: Unix seconds.
    """

    def __init__(self, journal: Journal, now: Callable[[], float]) -> None:
        self._journal = journal
        self._now = now
        note = journal.note(PAUSED)
        self._since_s: float | None = note["since_s"] if note else None

    @property
    def since_s(self) -> float | None:
        """Since when, Unix seconds; None if answers are given."""
        return self._since_s

    def begin(self) -> None:
        """Answer nothing from now on; what waits to be sent is not sent any more.

        Raises:
            JournalError: Not written down; nothing has changed.
        """
        if self._since_s is None:
            since_s = self._now()
            self._journal.put_note(PAUSED, {"since_s": since_s})
            self._since_s = since_s

    def end(self) -> None:
        """Answer again what comes from now on.

        Raises:
            JournalError: Not written down; nothing has changed.
        """
        if self._since_s is not None:
            self._journal.put_note(PAUSED, {})
            self._since_s = None
