"""What a message must have for a condition to hold, as far as an index can look it up.

It knows texts and names; it must not know conditions or how an index is built.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TypeAlias


class How(IntEnum):
    """How the text of a key and the message belong together."""

    WHOLE = 0
    """The folded text equals it."""

    START = 1
    """The folded text begins with it."""

    PART = 2
    """The folded text contains it."""

    RAW_WHOLE = 3
    """The text as it was written equals it."""

    RAW_START = 4
    """The text as it was written begins with it."""

    RAW_PART = 5
    """The text as it was written contains it."""

    CASELESS_PART = 6
    """The text as it was written, after `str.casefold`, contains it."""

    SENDER = 7
    """A name of the sender that rules trust equals it."""

    GROUP = 8
    """A name of the group equals it."""


Key: TypeAlias = tuple[How, str]
"""One thing a message may have. Plain tuples, for a large file has 100,000 of them."""

Clause: TypeAlias = tuple[Key, ...]
"""Whenever the condition holds, the message has at least one of these."""

Needs: TypeAlias = tuple[Clause, ...]
"""Whenever the condition holds, each of these clauses is met; none says that nothing is known."""
