"""YAML's merge key, `<<: *name`.

It knows one rule: what a mapping says itself wins, then the earlier of several merged ones. It
must not know the rule language.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.rules.reading.nodes import Mapping, Node, Position, Scalar, Sequence, got

if TYPE_CHECKING:
    from collections.abc import Sequence as Entries

MERGE_KEY = "<<"


class MergeError(Exception):
    """What stands behind `<<` is not a mapping or a list of them."""

    def __init__(self, at: Position, message: str) -> None:
        super().__init__(message)
        self.at = at


def merged(entries: Entries[tuple[Scalar, Node]]) -> tuple[tuple[Scalar, Node], ...]:
    """The entries of a mapping with its merge keys replaced by what they bring.

    Raises:
        MergeError: With the position of the value that can not be merged.
    """
    if not any(is_merge(key) for key, _ in entries):
        return tuple(entries)
    own = {key.text: (key, value) for key, value in entries if not is_merge(key)}
    for key, value in entries:
        if is_merge(key):
            for mapping in _mappings(value):
                for entry in mapping.entries:
                    own.setdefault(entry[0].text, entry)
    return tuple(own.values())


def is_merge(key: Scalar) -> bool:
    """Whether a key is the merge key; in quotes it is a key like any other."""
    return key.plain and key.text == MERGE_KEY


def _mappings(value: Node) -> list[Mapping]:
    wanted = value.items if isinstance(value, Sequence) else (value,)
    found = []
    for node in wanted:
        if not isinstance(node, Mapping):
            raise MergeError(node.at, f"expected a mapping to merge, got {got(node)}")
        found.append(node)
    return found
