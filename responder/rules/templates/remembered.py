"""What templates see of stored values: `memory.sender.visits`.

It looks up only what a template asks for. It must not know Jinja, or how anything is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from responder.rules.stored import Kind, Scope, living, owner_of
from responder.rules.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from responder.memory import Memory
    from responder.models import Event
    from responder.rules.stored import Kinds
    from responder.rules.table import Value

_AT_FIRST: Final[Mapping[Kind, Value]] = {
    Kind.NUMBER: 0,
    Kind.LIST: (),
    Kind.ENTRIES: Table(),
}
"""What counts where nothing is stored yet; a plain value is missing then."""


class ScopeView:
    """The values of one person or chat, or of everybody.

    Args:
        scope: Whose, for messages.
        owner: See `stored.owner_of`.
        memory: The snapshot.
        now_s: Unix seconds.
        kinds: Of the rule file.
    """

    __slots__ = ("_kinds", "_memory", "_now_s", "_owner", "_scope")

    def __init__(
        self, scope: Scope, owner: str, memory: Memory, now_s: float, kinds: Kinds
    ) -> None:
        self._scope = scope
        self._owner = owner
        self._memory = memory
        self._now_s = now_s
        self._kinds = kinds

    def __getitem__(self, name: object) -> Value:
        found = living(self._memory, self._owner, str(name), self._now_s)
        kind = self._kinds.get((self._scope, str(name)), Kind.VALUE)
        if kind is Kind.ENTRIES:
            found.pop("", None)
            return Table(found)
        return found[""] if "" in found or kind not in _AT_FIRST else _AT_FIRST[kind]

    def __str__(self) -> str:
        return f"memory.{self._scope}"


@dataclass(frozen=True, slots=True)
class MemoryView:
    """All stored values that a template may see."""

    sender: ScopeView
    chat: ScopeView
    everyone: ScopeView


def memory_view(memory: Memory, event: Event, now_s: float, kinds: Kinds) -> MemoryView:
    """What templates see of stored values.

    Args:
        memory: The snapshot.
        event: What is answered: its sender and chat are meant.
        now_s: Unix seconds; what has ended is not seen.
        kinds: Of the rule file.
    """
    return MemoryView(
        *(
            ScopeView(scope, owner_of(scope, event), memory, now_s, kinds)
            for scope in (Scope.SENDER, Scope.CHAT, Scope.EVERYONE)
        )
    )
