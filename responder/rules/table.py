"""A frozen mapping for the named values of a rule file.

It knows nothing but keys and values; templates read it, nothing can change it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

Plain: TypeAlias = str | int | float | bool | None
"""A single value of the rule file."""

Value: TypeAlias = "Plain | tuple[Value, ...] | Table"
"""What `vars` may hold: text, numbers, booleans, nothing, lists and mappings of these."""


class Table(Mapping[str, Value]):
    """A mapping that nobody can change after it is made."""

    __slots__ = ("_entries",)

    def __init__(self, entries: Mapping[str, Value] | None = None) -> None:
        self._entries = dict(entries or {})

    def __getitem__(self, key: str) -> Value:
        return self._entries[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __hash__(self) -> int:
        return hash(frozenset(self._entries.items()))

    def __repr__(self) -> str:
        return f"Table({self._entries!r})"


class UnknownTable(Table):
    """A table whose file has faults: nobody can say what else it would have."""

    __slots__ = ()
