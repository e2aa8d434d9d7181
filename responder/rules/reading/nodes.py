"""The rule file as a tree of nodes, each of which knows where it stands.

It knows YAML's three shapes and the source spelling of scalars; it must not know the rule language.
Nobody changes a node between reading and taking the tree apart. They are not frozen all the same:
a file of 10,000 rules has more than 100,000 of them, and a frozen dataclass takes three times as
long to make. For the same reason they keep their place as the parser gave it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

from responder.rules.reading.cells import quote

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence as Steps

FEW_KEYS = 12
"""So many keys have the mappings of a rule at most; larger ones are tables and lists of names."""

NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
"""What means nothing where it stands without quotes."""


_BETWEEN = "\0"
"""Only an escape can put it into a text."""


class Position(NamedTuple):
    """Line and column, both 1-based; the column counts characters."""

    line: int
    column: int


class Mark(Protocol):
    """A place as the parser says it, both counted from 0."""

    @property
    def line(self) -> int:
        """The line."""

    @property
    def column(self) -> int:
        """The column, in characters."""


Place: TypeAlias = "tuple[int, int] | Mark"
"""Line and column as in `Position`, or as the parser says it: of most nodes nobody ever asks."""


def position(place: Place) -> Position:
    """A place as messages say it."""
    if isinstance(place, tuple):
        return Position(*place)
    return Position(place.line + 1, place.column + 1)


@dataclass(slots=True, init=False, eq=False)
class _Placed:
    """What stands somewhere in the file."""

    place: Place = field(repr=False)

    @property
    def at(self) -> Position:
        """Where it begins."""
        return position(self.place)

    @property
    def line(self) -> int:
        """The line of its beginning, 1-based."""
        return self.at.line

    @property
    def column(self) -> int:
        """The column of its beginning, 1-based."""
        return self.at.column


@dataclass(slots=True, init=False, eq=False)
class Scalar(_Placed):  # noqa: PLW1641 - what may change has no hash
    """One value.

    Args:
        text: As spelled in the file; of a quoted or block scalar its content.
        at: Where it begins.
        plain: Written without quotes, so that it may be a number, a boolean or nothing.
        block: Written as `|` or `>`, so that its first line is the one below `at`.
    """

    text: str
    plain: bool
    block: bool

    def __init__(
        self,
        text: str,
        at: Place,
        plain: bool = True,  # noqa: FBT001, FBT002 - by keyword the making would take twice as long
        block: bool = False,  # noqa: FBT001, FBT002 - the same
    ) -> None:
        self.place = at
        self.text = text
        self.plain = plain
        self.block = block

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Scalar) or self.at != other.at:
            return False
        mine, others = (self.text, self.plain, self.block), (other.text, other.plain, other.block)
        return mine == others

    @property
    def is_nothing(self) -> bool:
        """Whether nothing was written, or YAML's `null`."""
        return self.plain and self.text in NOTHING


@dataclass(slots=True, init=False, eq=False)
class Sequence(_Placed):  # noqa: PLW1641 - what may change has no hash
    """A list.

    Args:
        items: What it holds, in the order of the file.
        at: Where it begins.
    """

    items: tuple[Node, ...]

    def __init__(self, items: tuple[Node, ...], at: Place) -> None:
        self.place = at
        self.items = items

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self.at == other.at and self.items == other.items


@dataclass(slots=True, init=False, eq=False)
class Mapping(_Placed):  # noqa: PLW1641 - what may change has no hash
    """Keys and values in the order of the file; merge keys are already merged in.

    Half of what stands in a file are keys, of which hardly any is looked at again. So there is no
    node for them until somebody asks.

    Args:
        values: Each key once, with its value.
        places: Where each key begins, in the same order.
        at: Where it begins.
    """

    values: dict[str, Node]
    _places: Steps[Place] = field(repr=False)
    _by_key: dict[str, Place] | None = field(repr=False)

    def __init__(self, values: dict[str, Node], places: Steps[Place], at: Place) -> None:
        self.place = at
        self.values = values
        self._places = places
        self._by_key = None

    @classmethod
    def of(cls, entries: Iterable[Entry], at: Place) -> Mapping:
        """A mapping of single entries; of two with the same key the last one counts."""
        values: dict[str, Node] = {}
        by_key: dict[str, Place] = {}
        for key, value in entries:
            values[key.text] = value
            by_key[key.text] = key.place
        return cls(values, tuple(by_key.values()), at)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Each key with its value."""
        pairs = zip(self.values.items(), self._places, strict=True)
        return tuple([(Scalar(text, place), value) for (text, value), place in pairs])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and self.at == other.at and self.entries == other.entries

    def get(self, name: str) -> Node | None:
        """The value of a key, None where the key is missing."""
        return self.values.get(name)

    def key(self, name: str) -> Scalar | None:
        """The key itself, for its position."""
        if name not in self.values:
            return None
        # Each fault looks its place up by name; among thousands of keys a search would not do.
        if self._by_key is None:
            self._by_key = dict(zip(self.values, self._places, strict=True))
        return Scalar(name, self._by_key[name])


Node: TypeAlias = Scalar | Sequence | Mapping

Entry: TypeAlias = tuple[Scalar, Node]
"""A key and its value."""

Step: TypeAlias = str | int
"""One step into the tree: a key or an index."""


def copied(text: str) -> str:
    """A text of the tree for whoever keeps it longer than the tree.

    The text itself lies between nodes: a few that stay would hold back all the memory around them,
    which is several times their own, when the tree goes.
    """
    return f"{text} "[:-1]


def copies(texts: list[str]) -> tuple[str, ...]:
    """The same of several, in a third of the time."""
    found = _BETWEEN.join(texts).split(_BETWEEN)
    # What comes back whole, as one text does, is no copy.
    return tuple(found) if len(found) == len(texts) > 1 else tuple(map(copied, texts))


def is_empty(node: Node | None) -> bool:
    """Whether there is nothing in a node, or none at all."""
    if isinstance(node, Scalar):
        return node.is_nothing
    return not (node.items if isinstance(node, Sequence) else node and node.values)


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
                left += [
                    value
                    for value in item.values.values()
                    if type(value) is not Scalar and _is_long(value)
                ]


def _taken_out(node: Node) -> list[Node]:
    items: list[Node] = []
    if isinstance(node, Mapping):
        items = list(node.values.values())
        node.values = {}
        node._places = ()  # noqa: SLF001 - this module's own
        node._by_key = None  # noqa: SLF001 - the same
    elif isinstance(node, Sequence):
        items = list(node.items)
        node.items = ()
    return items


def _is_long(node: Node) -> bool:
    return isinstance(node, Sequence) or (isinstance(node, Mapping) and len(node.values) > FEW_KEYS)
