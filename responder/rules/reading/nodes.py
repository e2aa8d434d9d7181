"""The rule file as a tree of frozen nodes, each of which knows where it stands.

It knows YAML's three shapes and the source spelling of scalars; it must not know the rule language.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from responder.rules.reading.cells import quote

if TYPE_CHECKING:
    from collections.abc import Sequence as Steps

_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Position:
    """Line and column, both 1-based; the column counts characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value.

    Args:
        text: As spelled in the file; of a quoted or block scalar its content.
        plain: Written without quotes, so that it may be a number, a boolean or nothing.
        block: Written as `|` or `>`, so that its first line is the one below `at`.
        size: Nodes it stands for, 1; of the other nodes with what they hold, aliases unfolded.
        depth: Levels below it, 0; of the other nodes likewise with aliases unfolded.
    """

    text: str
    at: Position
    plain: bool = True
    block: bool = False
    size: int = 1
    depth: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether nothing was written, or YAML's `null`."""
        return self.plain and self.text in _NOTHING


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    at: Position
    size: int = field(default=1, repr=False)
    depth: int = field(default=1, repr=False)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in the order of the file; merge keys are already merged in."""

    entries: tuple[tuple[Scalar, Node], ...]
    at: Position
    size: int = field(default=1, repr=False)
    depth: int = field(default=1, repr=False)
    _named: dict[str, tuple[Scalar, Node]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # A fault looks its place up by name; among thousands of keys a search would not do.
        named = {entry[0].text: entry for entry in self.entries}
        object.__setattr__(self, "_named", named)

    def get(self, name: str) -> Node | None:
        """The value of a key, None where the key is missing."""
        return self._named[name][1] if name in self._named else None

    def key(self, name: str) -> Scalar | None:
        """The key itself, for its position."""
        return self._named[name][0] if name in self._named else None


Node: TypeAlias = Scalar | Sequence | Mapping

Step: TypeAlias = str | int
"""One step into the tree: a key or an index."""


def got(node: Node) -> str:
    """The "got …" of a message."""
    if isinstance(node, Scalar):
        return "nothing" if node.is_nothing else quote(node.text)
    return "a list" if isinstance(node, Sequence) else "a mapping"


def locate(root: Node, path: Steps[Step]) -> tuple[Node, tuple[Step, ...]]:
    """Follow a path as far as the tree goes.

    A step that has no node is skipped: shorthand leaves levels out (`when: 你好` has no `text`),
    and a validator names alternatives that are not in the file.

    Returns:
        The node reached and the steps that led to it.
    """
    node, taken = root, list[Step]()
    for step in path:
        child: Node | None = None
        if isinstance(node, Mapping) and isinstance(step, str):
            child = node.get(step)
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            child = node.items[step]
        if child is not None:
            node = child
            taken.append(step)
    return node, tuple(taken)


def spelled(path: Steps[Step]) -> str:
    """A path as a message shows it: `do[2].reply`, indexes counted from 1."""
    text = ""
    for step in path:
        text += f"[{step + 1}]" if isinstance(step, int) else f"{'.' if text else ''}{step}"
    return text
