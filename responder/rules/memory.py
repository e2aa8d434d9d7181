"""What rules remember between messages: an argument of `decide`, never changed by it.

No rule of this version remembers anything, so it is empty; the journal will fill it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Memory:
    """The stored values that one decision may read."""
