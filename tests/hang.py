"""A guard for work that must end: inputs made to be slow, sizes nobody expected.

It is no measurement. What it guards takes milliseconds and would take minutes, or for ever, if the
bound it is about were gone; no noise of a machine comes near the limit.
"""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

LIMIT_S = 60


class HangError(Exception):
    """The guarded work did not end."""


@contextmanager
def must_end() -> Iterator[None]:
    """Fail what is still at work after a minute.

    Raises:
        HangError: It is.
    """

    def stop(_: int, __: FrameType | None) -> None:
        raise HangError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(LIMIT_S)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
