"""The shape of an entry in the table of filters, functions and tests.

It must not know any of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from inspect import Parameter, signature
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ARGUMENTS_MAX = 100
"""Arguments of what takes any number of them: more than anybody writes."""


class Use(Enum):
    """How a template writes it."""

    FILTER = "x | name"
    FUNCTION = "name(x)"
    BOTH = "x | name, or name(x)"


@dataclass(frozen=True, slots=True)
class Arity:
    """How many arguments something takes.

    Args:
        least: Without which it can not do.
        most: With and without names.
        in_order: Without names.
    """

    least: int
    most: int
    in_order: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One filter or function, with what the documents say of it.

    Args:
        name: As templates write it.
        function: Takes the value first.
        says: What it gives, in one line.
        example: A template that uses it.
        result: What the example gives; a test renders it.
        use: As filter, as function, or both.
        asks: The function takes the `Rendering` before everything else.
        cheap: It costs the same however long its list is.
        also: Another name of the same.
    """

    name: str
    function: Callable[..., object]
    says: str
    example: str
    result: str
    use: Use = Use.FILTER
    asks: bool = False
    cheap: bool = False
    also: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it has."""
        return (self.name, *self.also)

    def parameters(self, *, value: bool) -> tuple[Parameter, ...]:
        """What stands between its brackets.

        Args:
            value: Whether what it works on is one of them, as in a function.
        """
        listed = tuple(signature(self.function).parameters.values())[self.asks :]
        if value or listed[0].kind is Parameter.VAR_POSITIONAL:
            return listed
        return listed[1:]

    def arity(self, *, value: bool) -> Arity:
        """How many arguments it takes.

        Args:
            value: As for `parameters`.
        """
        listed = self.parameters(value=value)
        single = [one for one in listed if one.kind is not Parameter.VAR_POSITIONAL]
        most = len(single) if len(single) == len(listed) else ARGUMENTS_MAX
        return Arity(
            least=sum(one.default is Parameter.empty for one in single),
            most=most,
            in_order=most - sum(one.kind is Parameter.KEYWORD_ONLY for one in single),
        )
