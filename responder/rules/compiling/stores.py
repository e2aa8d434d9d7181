"""Which names the rules of all files store something under.

Found out before any rule is compiled, so that a slip of the finger is found before any message. It
must not know what actions and conditions do with them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from responder.rules.reading.nodes import Mapping, Scalar, Sequence
from responder.rules.steps import DO, ON_ERROR
from responder.rules.stored import Kind, Scope, Verb, path_of
from responder.rules.templates.words import shape_of_stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from responder.rules.compiling.sites import Site
    from responder.rules.reading.nodes import Node
    from responder.rules.stored import Kinds
    from responder.rules.templates.words import Known

STORING = (Verb.SET, Verb.COUNT, Verb.PUSH)
_WEIGHTS = {Verb.SET: Kind.VALUE, Verb.COUNT: Kind.NUMBER, Verb.PUSH: Kind.LIST}
_ORDER = (Kind.VALUE, Kind.NUMBER, Kind.LIST, Kind.ENTRIES)
"""What stands under a name that several actions store something under is the last of these."""


@dataclass(frozen=True, slots=True)
class Stores:
    """What the rules of all files store.

    Args:
        kinds: Every name, with what stands under it.
        sure: Whether these are all: not where a path has a fault.
        shape: What `memory` has in templates; None where nobody knows. Many rules share it.
    """

    kinds: Kinds = field(default_factory=dict)
    sure: bool = True
    shape: Known = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "shape", shape_of_stored(self.kinds) if self.sure else None)


NO_STORES = Stores(sure=False)
"""Where nobody knows what is stored."""


def stores_of(sites: Iterable[Site]) -> Stores:
    """What rules store, from the rules as they were read, right or wrong.

    Args:
        sites: All rules, nested ones too.
    """
    kinds: dict[tuple[Scope, str], Kind] = {}
    sure = True
    for part in _actions_of(sites):
        for verb, text in _paths_in(part):
            path = path_of(text)
            if path is None:
                sure = False
                continue
            kind = Kind.ENTRIES if path.entry else _WEIGHTS[verb]
            known = kinds.get((path.scope, path.name), kind)
            kinds[path.scope, path.name] = max(kind, known, key=_ORDER.index)
    return Stores(kinds, sure)


def _actions_of(sites: Iterable[Site]) -> Iterator[Node]:
    """What stands under the keys that hold the actions of a rule."""
    for site in sites:
        values = site.node.values if isinstance(site.node, Mapping) else {}
        if DO in values:
            yield values[DO]
        if ON_ERROR in values:
            yield values[ON_ERROR]


def _paths_in(node: Node) -> Iterator[tuple[Verb, str]]:
    """The paths of all actions at any depth that store something."""
    left = [node]
    while left:
        part = left.pop()
        if isinstance(part, Sequence):
            left += part.items
        elif isinstance(part, Mapping):
            for verb in STORING:
                if verb in part.values:
                    yield from ((verb, text) for text in _texts(part.values[verb]))
            left += part.values.values()


def _texts(node: Node) -> list[str]:
    if isinstance(node, Mapping):
        return list(node.values)
    items = node.items if isinstance(node, Sequence) else (node,)
    return [item.text for item in items if isinstance(item, Scalar)]
