"""A quick look at values that are what they mostly are.

The schema asks for every key that a section could have, and takes longer than all else that becomes
of an ordinary rule. This look asks for the keys that are there. What it passes, the schema gives
the same of; of what it does not pass, it knows nothing. It must not know any key.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, Union, get_args, get_origin

from responder.rules.reading.nodes import Mapping

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pydantic import BaseModel

    from responder.rules.reading.nodes import Node

Look: TypeAlias = "Callable[[Node], object]"
"""Gives what the schema would give of a value, None where only the schema can tell."""


@dataclass(frozen=True, slots=True)
class Plainly:
    """Marks a kind of value of which a quick look is enough where it is plain.

    Args:
        look: The look.
    """

    look: Look


class Shortened:
    """Marks a section that may be written as the value of one of its keys alone."""

    __slots__ = ()

    key: str
    """Which one."""

    def is_bare(self, node: object) -> bool:
        """Whether a node is that value, and not the section."""
        raise NotImplementedError


class Key(NamedTuple):
    """A key of a section that has a look.

    Args:
        name: Of its field.
        look: The look at what stands under it.
    """

    name: str
    look: Look


@cache  # kept for good: one for each kind of section
def looks_of(kind: type[BaseModel]) -> dict[str, Key]:
    """The keys of a section that have a look, as they are written."""
    fields = kind.model_fields
    looks = {name: _look_of(one.annotation, one.metadata) for name, one in fields.items()}
    return {fields[name].alias or name: Key(name, look) for name, look in looks.items() if look}


def section_look_of(kind: type[BaseModel], key: str) -> SectionLook:
    """The look at a section that stands under a key and has one."""
    look = looks_of(kind)[key].look
    assert isinstance(look, SectionLook)  # noqa: S101 - whoever asks knows which sections have one
    return look


def _look_of(annotation: object, marks: Iterable[object]) -> Look | None:
    """The look at a value that is annotated and marked like this; None without one."""
    for mark in marks:
        if isinstance(mark, Plainly):
            return mark.look
        if isinstance(mark, Shortened) and isinstance(annotation, type):
            return _look_at_section(annotation, mark)
    # `Annotated[kind, mark] | None`: what may be left out is marked inside.
    if get_origin(annotation) in {Union, UnionType}:
        inner, *others = get_args(annotation)
        if others == [NoneType] and hasattr(inner, "__metadata__"):
            return _look_of(inner.__origin__, inner.__metadata__)
    return None


def _look_at_section(kind: type[BaseModel], mark: Shortened) -> SectionLook | None:
    """The look at a section; None where only the schema knows what makes it whole."""
    fields = kind.model_fields
    demands = [one for one in fields.values() if one.is_required() or one.default_factory]
    if demands or kind.__pydantic_decorators__.model_validators.keys() - {"_from_node"}:
        return None
    return SectionLook(kind, mark)


class SectionLook:
    """The look at a section that may be left out or be the value of one of its keys."""

    def __init__(self, kind: type[BaseModel], mark: Shortened) -> None:
        self._kind = kind
        self._mark = mark
        self._looks = looks_of(kind)
        self._unsaid = {name: one.default for name, one in kind.model_fields.items()}

    def __call__(self, node: Node) -> BaseModel | None:
        """The section as the schema leaves it, which is frozen."""
        said = self.said(node)
        if said is None:
            return None
        put = object.__setattr__
        made = self._kind.__new__(self._kind)
        put(made, "__dict__", self._unsaid | said)
        put(made, "__pydantic_fields_set__", set(said))
        put(made, "__pydantic_extra__", None)
        put(made, "__pydantic_private__", None)
        return made

    def said(self, node: Node) -> dict[str, Any] | None:
        """What its keys say, by the names of their fields; for whoever needs no more than that."""
        if self._mark.is_bare(node):
            values = {self._mark.key: node}
        elif isinstance(node, Mapping):
            values = node.values
        else:
            return None
        looks = self._looks
        said: dict[str, Any] = {}
        for key, value in values.items():
            if key not in looks:
                return None
            name, look = looks[key]
            found = look(value)
            if found is None:
                return None
            said[name] = found
        return said or None
