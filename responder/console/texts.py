"""What strangers wrote, fit for a page: Jinja2 escapes the markup, this the rest.

No character of theirs turns the direction of what stands around it, or hides.
"""

from __future__ import annotations

import time
import unicodedata
from typing import TYPE_CHECKING

from responder.wording import moment

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTROL = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})

KEPT = frozenset("\n\u200c\u200d")
"""A new line, and what joins the parts of an emoji or of Persian letters."""

CHARS_MAX = 4_000
"""Of one text; a message has fewer."""

RECENT_S = 20 * 3600.0


def shown(text: str) -> str:
    """All of it, with what could turn or hide writing written out."""
    if len(text) > CHARS_MAX:
        text = text[:CHARS_MAX] + "…"
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        repr(char)[1:-1] if unicodedata.category(char) in CONTROL and char not in KEPT else char
        for char in text
    )


def clock(seconds: float) -> str:
    """A time on the clock of this machine, with its day if that is not today's."""
    text = moment(seconds)
    return text[11:] if abs(time.time() - seconds) < RECENT_S and len(text) > len("HH:MM") else text


def parts_of(lines: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Lines with how deep each is indented, in steps of two blanks."""
    for line in lines:
        bare = line.lstrip(" ")
        yield min((len(line) - len(bare)) // 2, 4), bare
