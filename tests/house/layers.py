"""The layers of `docs/architecture.md` as a judge of imports.

The document holds the tables, this module their meaning; neither repeats the other.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.house.markdown import table
from tests.house.tree import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.house.tree import Import, Module

_NAME = re.compile(r"`([\w.]+)`")
_AND_ABOVE = re.compile(r"\b(\w+) and above\b")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a module stands.

    Args:
        height: Of its layer; 0 is the lowest.
        room: Index of the room in its layer.
        step: Place in the room's chain `a → b`: 0 is the one that may import the others.
    """

    height: int
    room: int
    step: int

    def may_import(self, other: Place) -> bool:
        """Whether a module here may import one there: downwards, or along its own room's chain."""
        if self.height != other.height:
            return self.height > other.height
        return self.room == other.room and self.step <= other.step


@dataclass(frozen=True, slots=True)
class Guest:
    """A package from outside, or a restricted part of the standard library.

    Args:
        hosts: Module prefixes that may import it.
        as_type: Whether every module may name its types.
    """

    hosts: frozenset[str]
    as_type: bool

    def is_welcome(self, module: Module, found: Import) -> bool:
        """Whether this import in this module is one of the allowed."""
        if self.as_type and found.as_type:
            return True
        return any(_is_in(module.name, host) for host in self.hosts)


@dataclass(frozen=True, slots=True)
class House:
    """The tables of the architecture document.

    Args:
        layers: Names, lowest first.
        places: Module prefix to its place.
        order: Module prefix within one room to its height there; 0 is the lowest.
        secrets: Module prefix to the prefixes it must not know, though they are lower.
        guests: Package name to who may import it.
    """

    layers: tuple[str, ...]
    places: dict[str, Place]
    order: dict[str, int]
    secrets: dict[str, frozenset[str]]
    guests: dict[str, Guest]

    @classmethod
    def read(cls, text: str) -> House:
        """Take the tables out of the document.

        Raises:
            LookupError: A table is missing, or names a layer that the first one does not.
        """
        rows = table(text, "layer", "rooms", "may")[::-1]
        layers = tuple(row["layer"].strip("*") for row in rows)
        places = {
            name: Place(height, room, step)
            for height, row in enumerate(rows)
            for room, chain in enumerate(row["rooms"].split("·"))
            for step, link in enumerate(chain.split("→"))
            for name in _NAME.findall(link)
        }
        inside = table(text, "order", "in the rule room")[::-1]
        order = {
            name: height
            for height, row in enumerate(inside)
            for name in _NAME.findall(row["in the rule room"])
        }
        secrets = {
            name: frozenset(_NAME.findall(row["must not know"]))
            for row in table(text, "room", "knows", "must not know")
            for name in _NAME.findall(row["room"])
        }
        guests = {
            name: _guest(row["only in"], layers, places)
            for row in table(text, "package", "only in", "because")
            for name in _NAME.findall(row["package"])
        }
        return cls(layers, places, order, secrets, guests)

    def place(self, name: str) -> Place | None:
        """Place of the longest listed prefix of a module's name."""
        prefix = _longest(name, self.places)
        return None if prefix is None else self.places[prefix]

    def faults(self, modules: tuple[Module, ...]) -> Iterator[str]:
        """One sentence per import that the house does not allow."""
        known = frozenset(module.name for module in modules)
        for module in modules:
            for found in module.imports():
                if reason := self._objection(module, found, known):
                    yield f"{module.name}:{found.line}: {reason}"

    def homeless(self, modules: tuple[Module, ...]) -> tuple[str, ...]:
        """Modules that no row covers; a package that imports nothing is a mere doorway."""
        return tuple(
            module.name
            for module in modules
            if (self.place(module.name) is None or self._is_unordered(module.name))
            and not (module.is_package and all(i.top == "__future__" for i in module.imports()))
        )

    def _is_unordered(self, name: str) -> bool:
        """Whether a module stands in a room with an order, and has no place in it."""
        rooms = {ordered.rpartition(".")[0] for ordered in self.order}
        top = min(rooms, key=len, default="")
        return _is_in(name, top) and _longest(name, self.order) is None

    def _objection(self, module: Module, found: Import, known: frozenset[str]) -> str:
        if found.top != PACKAGE:
            return self._stranger(module, found)
        target = found.target(known)
        here, there = self.place(module.name), self.place(target)
        if here is None or there is None:
            return ""
        if not here.may_import(there):
            direction = "upward" if here.height < there.height else "sideways"
            return f"{direction} import of {target}"
        inner, outer = _longest(module.name, self.order), _longest(target, self.order)
        if inner and outer and self.order[inner] < self.order[outer]:
            return f"upward import of {target}, in the order of its room"
        secret = next(
            (
                hidden
                for room, hides in self.secrets.items()
                for hidden in hides
                if _is_in(module.name, room) and _is_in(target, hidden)
            ),
            None,
        )
        return f"must not know {secret}, imports {target}" if secret else ""

    def _stranger(self, module: Module, found: Import) -> str:
        name = _longest(found.module, self.guests)
        if name is None:
            if found.top in sys.stdlib_module_names:
                return ""
            return f"{found.top} is in no row of the package table"
        welcome = self.guests[name].is_welcome(module, found)
        return "" if welcome else f"{name} is not for this module"


def _guest(cell: str, layers: tuple[str, ...], places: dict[str, Place]) -> Guest:
    hosts = set(_NAME.findall(cell))
    for layer in _AND_ABOVE.findall(cell):
        if layer not in layers:
            raise LookupError(f"no layer {layer!r}")
        floor = layers.index(layer)
        hosts |= {name for name, place in places.items() if place.height >= floor}
    return Guest(frozenset(hosts), "as a type everywhere" in cell)


def _longest(name: str, prefixes: Iterable[str]) -> str | None:
    return max((prefix for prefix in prefixes if _is_in(name, prefix)), key=len, default=None)


def _is_in(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(prefix + ".")
