"""What actions of rules store: whose it is, and under which names.

Pure functions of a memory snapshot. It must not know actions, conditions or how memory is stored.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from responder.memory import Kept, Memory, Stored
    from responder.models import Event

NAME_CHARS_MAX = 50
"""Longest name in a path: the rule's author chooses it."""

LIST_ITEMS_MAX = 100
"""Items of a stored list: what a reply can show."""

_PATH = re.compile(r"(?P<scope>[a-z]+)\.(?P<name>[^\W\d_]\w*)(?:\.(?P<entry>.+))?", re.DOTALL)


class Scope(StrEnum):
    """Whose a value is; the words are those that paths begin with."""

    SENDER = "sender"
    """Of the person who writes, wherever that is."""

    CHAT = "chat"
    EVERYONE = "everyone"
    """Of all rules together."""


class Verb(StrEnum):
    """What is done to a stored value; the words are those of the actions."""

    SET = "set"
    COUNT = "count"
    PUSH = "push"
    DROP = "drop"


class Kind(StrEnum):
    """What stands under a name: it says what counts as long as nothing is stored there."""

    VALUE = "value"
    """Anything; then there is nothing."""

    NUMBER = "number"
    """Something counted; then it is 0."""

    LIST = "list"
    """Something things are added to; then it is empty."""

    ENTRIES = "entries"
    """Values by a name of their own, such as one for each person; then there are none."""


Kinds: TypeAlias = Mapping[tuple[Scope, str], Kind]
"""Every name that a rule file stores something under."""


class Path(NamedTuple):
    """A path as it is written: `sender.visits`, `everyone.karma.{{ match.who }}`.

    Args:
        scope: Whose.
        name: Under which name.
        entry: Which of the values under it; `""` where it has no entries.
    """

    scope: Scope
    name: str
    entry: str = ""

    def __str__(self) -> str:
        return f"{self.scope}.{self.name}{self.entry and f'.{self.entry}'}"


def path_of(text: str) -> Path | None:
    """A path, None if it is none. Dots behind the second one belong to the entry."""
    found = _PATH.fullmatch(text)
    if found is None or found["scope"] not in {one.value for one in Scope}:
        return None
    if len(found["name"]) > NAME_CHARS_MAX:
        return None
    return Path(Scope(found["scope"]), found["name"], (found["entry"] or "").strip())


def owner_of(scope: Scope, event: Event) -> str:
    """Who has the values of a scope where something happens."""
    if scope is Scope.EVERYONE:
        return scope.value
    return f"{scope.value} {event.sender.id if scope is Scope.SENDER else event.chat.id}"


def path_of_change(change: Kept) -> Path:
    """The path of what was stored or dropped."""
    scope, _, _ = change.owner.partition(" ")
    return Path(Scope(scope), change.name, change.entry)


def shown(value: Stored) -> str:
    """A stored value in words for people."""
    if isinstance(value, tuple):
        return f"[{', '.join(shown(one) for one in value)}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def living(memory: Memory, owner: str, name: str, now_s: float) -> dict[str, Stored]:
    """What is stored under a name by entry, without what has ended."""
    cells = memory.values.get((owner, name), {})
    return {entry: cell.value for entry, cell in cells.items() if cell.lives(now_s)}
