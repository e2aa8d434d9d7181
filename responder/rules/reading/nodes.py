"""The rule file as a tree of nodes, each of which knows where it stands.

It knows YAML's three shapes and the source spelling of scalars; it must not know the rule language.
Nobody changes a node between reading and taking the tree apart. They are not frozen all the same:
a file of 10,000 rules has more than 100,000 of them, and a frozen dataclass takes three times as
long to make.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from responder.rules.reading.cells import quote

if TYPE_CHECKING:
    from collections.abc import Sequence as Steps

FEW_KEYS = 12
"""Up to so many keys a search takes no longer than gathering the names would."""

_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})


class Position(NamedTuple):
    """Line and column, both 1-based; the column counts characters."""

    line: int
    column: int


@dataclass(slots=True, init=False)
class _Placed:
    """What stands somewhere in the file; line and column as in `Position`."""

    line: int
    column: int

    @property
    def at(self) -> Position:
        """Where it begins."""
        return Position(self.line, self.column)


@dataclass(slots=True, init=False)
class Scalar(_Placed):
    """One value.

    Args:
        text: As spelled in the file; of a quoted or block scalar its content.
        at: Line and column of its beginning.
        plain: Written without quotes, so that it may be a number, a boolean or nothing.
        block: Written as `|` or `>`, so that its first line is the one below `at`.
    """

    text: str
    plain: bool
    block: bool

    def __init__(
        self,
        text: str,
        at: tuple[int, int],
        plain: bool = True,  # noqa: FBT001, FBT002 - by keyword the making would take twice as long
        block: bool = False,  # noqa: FBT001, FBT002 - the same
    ) -> None:
        self.line, self.column = at
        self.text = text
        self.plain = plain
        self.block = block

    @property
    def is_nothing(self) -> bool:
        """Whether nothing was written, or YAML's `null`."""
        return self.plain and self.text in _NOTHING


@dataclass(slots=True, init=False)
class Sequence(_Placed):
    """A list.

    Args:
        items: What it holds, in the order of the file.
        at: Line and column of its beginning.
    """

    items: tuple[Node, ...]

    def __init__(self, items: tuple[Node, ...], at: tuple[int, int]) -> None:
        self.line, self.column = at
        self.items = items


@dataclass(slots=True, init=False)
class Mapping(_Placed):
    """Keys and values in the order of the file; merge keys are already merged in.

    Args:
        entries: Each key once, with its value.
        at: Line and column of its beginning.
    """

    entries: tuple[tuple[Scalar, Node], ...]
    _named: dict[str, tuple[Scalar, Node]] | None = field(repr=False, compare=False)

    def __init__(self, entries: tuple[tuple[Scalar, Node], ...], at: tuple[int, int]) -> None:
        self.line, self.column = at
        self.entries = entries
        self._named = None

    def get(self, name: str) -> Node | None:
        """The value of a key, None where the key is missing."""
        entry = self._entry(name)
        return None if entry is None else entry[1]

    def key(self, name: str) -> Scalar | None:
        """The key itself, for its position."""
        entry = self._entry(name)
        return None if entry is None else entry[0]

    def _entry(self, name: str) -> tuple[Scalar, Node] | None:
        if len(self.entries) <= FEW_KEYS:
            for entry in self.entries:
                if entry[0].text == name:
                    return entry
            return None
        # Each fault looks its place up by name; among thousands of keys a search would not do.
        if self._named is None:
            self._named = {entry[0].text: entry for entry in self.entries}
        return self._named.get(name)


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
        if isinstance(step, str):
            if isinstance(node, Mapping):
                child = node.get(step)
        elif isinstance(node, Sequence) and step < len(node.items):
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


def take_apart(root: Node) -> None:
    """Let a tree go that is needed no more.

    Freed at once, the tree of 10,000 rules would keep every other thread waiting for 20 ms. Taken
    apart it lets them in between: lists item by item, and so are rules in rules; only what a rule
    has in small mappings goes with it.
    """
    left = [root]
    while left:
        items = _taken_out(left.pop())
        while items:
            item = items.pop()
            if _is_long(item):
                left.append(item)
            elif isinstance(item, Mapping):
                left += [value for _, value in item.entries if _is_long(value)]


def _taken_out(node: Node) -> list[Node]:
    items: list[Node] = []
    if isinstance(node, Mapping):
        items = [value for _, value in node.entries]
        node.entries = ()
        node._named = None  # noqa: SLF001 - this module's own
    elif isinstance(node, Sequence):
        items = list(node.items)
        node.items = ()
    return items


def _is_long(node: Node) -> bool:
    return isinstance(node, Sequence) or (
        isinstance(node, Mapping) and len(node.entries) > FEW_KEYS
    )
