"""Words that the reasons of conditions share.

It must not know any condition.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from responder.rules.reading.cells import quote

if TYPE_CHECKING:
    from collections.abc import Collection

WORDS_SHOWN_MAX = 5
"""Texts or names that a reason repeats; the rest is counted."""


def listed(words: Collection[str]) -> str:
    """Texts or names in quotes, the first of them."""
    shown = ", ".join(quote(word) for word in islice(words, WORDS_SHOWN_MAX))
    more = len(words) - WORDS_SHOWN_MAX
    return f"{shown} and {more:,} more" if more > 0 else shown
