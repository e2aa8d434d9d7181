"""A bell that wakes a task before its time: something has changed that it has to look at.

It must not know what.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import trio

if TYPE_CHECKING:
    from collections.abc import Iterator


class Bell:
    """Rung by anybody, heard by one task."""

    def __init__(self) -> None:
        self._rung = False
        self._scope: trio.CancelScope | None = None

    def ring(self) -> None:
        """Wake the task, or have it not rest when it next would; returns at once."""
        self._rung = True
        if self._scope is not None:
            self._scope.cancel()

    @contextmanager
    def resting(self, rest_s: float) -> Iterator[None]:
        """Let what is waited for inside end after a time, or as soon as somebody rings.

        Args:
            rest_s: Seconds; may be infinite.
        """
        with trio.move_on_after(0.0 if self._rung else rest_s) as self._scope:
            yield
        self._rung, self._scope = False, None
