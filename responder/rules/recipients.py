"""Which chat a name means that a rule writes to.

It knows what names promise; it must not know the address book, or how a text gets there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.models import Chat, ChatKind
from responder.rules.reading.cells import quote

if TYPE_CHECKING:
    from responder.models import Find

FILEHELPER = "filehelper"
"""Id and name of the owner's own chat with the file helper, which everybody has."""


SUPPOSED = "stranger "
"""Begins the id of somebody whom a test supposes that lists no contacts: he bears any name."""


class RecipientError(Exception):
    """Nobody, or nobody alone, is meant by a name."""


def recipient(find: Find, kind: ChatKind, name: str) -> Chat:
    """The one chat that bears a name.

    Args:
        find: Finds those that bear it.
        kind: `PRIVATE`, `GROUP` or `FILEHELPER`.
        name: As a rule may trust it: the remark, or where there is none alias or nickname.

    Raises:
        RecipientError: There is none, or there are several.
    """
    if kind is ChatKind.FILEHELPER:
        return Chat(FILEHELPER, ChatKind.FILEHELPER, FILEHELPER)
    found = find(kind, name)
    if len(found) == 1:
        return found[0]
    whom = "group" if kind is ChatKind.GROUP else "contact"
    if not found:
        raise RecipientError(f"no {whom} is called {quote(name)}")
    raise RecipientError(f"{len(found)} {whom}s are called {quote(name)}; give one a remark")
