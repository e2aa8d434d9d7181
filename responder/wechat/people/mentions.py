"""Being called by `@name`, as phones and web pages write it.

A phone ends the name with U+2005; web pages and people who type end it with a blank, or with the
text. Names may hold blanks themselves, so what follows the name decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

MARK = "\u2005"
"""Four-per-em space: what a phone puts behind a name."""

EVERYONE = ("@所有人" + MARK, "@All" + MARK)
"""Only a phone writes these, for only a group's owner may call everybody."""


def is_mentioned(text: str, names: Iterable[str], others: Collection[str] = ()) -> bool:
    """Whether the text calls one of these names, or everybody.

    Args:
        text: Decoded.
        names: Mine, decoded.
        others: Names of other members. One that begins with mine and a blank is told apart by it.
    """
    if "@" not in text:
        return False
    if any(call in text for call in EVERYONE):
        return True
    mine = [name for name in names if name]
    begin = text.find("@") + 1
    while begin:
        if any(text.startswith(name, begin) and _ends(text, begin, name, others) for name in mine):
            return True
        begin = text.find("@", begin) + 1
    return False


def _ends(text: str, begin: int, name: str, others: Collection[str]) -> bool:
    """Whether the called name, which begins with `name`, ends with it too."""
    end = begin + len(name)
    follows = text[end : end + 1]
    if follows in {"", MARK}:
        return True
    if not follows.isspace():
        return False
    longer, marked, _ = text[end:].partition(MARK)
    if marked and "@" not in longer:
        return False  # the mark ends this very call, so its name goes on up to there
    return not any(
        len(other) > len(name) and other.startswith(name) and _is_called(text, begin, other)
        for other in others
    )


def _is_called(text: str, begin: int, name: str) -> bool:
    follows = text[begin + len(name) : begin + len(name) + 1]
    return text.startswith(name, begin) and (not follows or follows.isspace())
