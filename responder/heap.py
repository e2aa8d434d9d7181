"""The garbage collector while a rule file is loaded, and after.

A rule set of 10,000 rules is some hundred thousand objects that live until the next reload. Left
alone, the collector walks through all of them again and again: loading takes three times as long,
and every later full collection stops the loop. So it rests while a file is loaded, and what then
lives is taken out of its sight. It must not know what is loaded.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def resting() -> Iterator[None]:
    """Keep the collector from running, if it was on; nesting is fine."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def settle() -> None:
    """Take everything that lives now out of the collector's sight; takes microseconds.

    Loading leaves nothing behind that only the collector could free, so nothing is looked for.
    """
    gc.unfreeze()
    gc.freeze()


def sweep() -> None:
    """Free what only the collector can, also of what it does not see, and settle again.

    It stops the process for as long as it takes to look at everything, 30 to 90 ms with 10,000
    rules: for once in a long while, not for every reload.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
