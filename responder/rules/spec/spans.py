"""Durations, and what may be `off`: the kinds of value that manners and cooldowns take.

It knows how they are written; it must not know which key takes them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from pydantic import PlainValidator, ValidationError, WithJsonSchema
from pydantic_core import core_schema

from responder.models import Span
from responder.rules.reading.nodes import Scalar
from responder.rules.spec.fields import refuse
from responder.rules.spec.guesses import duration_hint, span_hint
from responder.rules.spec.scalars import duration_s, span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidatorFunctionWrapHandler
    from pydantic.json_schema import JsonSchemaValue

OFF = "off"

PAUSE_S_MAX = 600.0
"""Longest `wait`: whoever reads the next text after more has forgotten the one before it."""

_NUMBER_CHARS_MAX = 9
_EXPECTED = "a duration such as 30s, 5m or 4h"
_NO = frozenset({"false", "no", "never", "none", "disabled", "0", "无", "关"})
"""What authors write for `off`."""


def _duration(node: object) -> float:
    seconds = duration_s(node.text) if isinstance(node, Scalar) else None
    if seconds is None:
        refuse(_EXPECTED, node, duration_hint(node.text) if isinstance(node, Scalar) else "")
    return seconds


def _some_time(node: object) -> float:
    seconds = _duration(node)
    if seconds <= 0:
        refuse("a duration above zero", node)
    return seconds


def whole_number(low: int, high: int, what: str) -> PlainValidator:
    """Reads a whole number.

    Args:
        low: Smallest.
        high: Largest.
        what: What it counts, for messages.
    """
    return PlainValidator(lambda node: read_whole(node, low, high, what))


def read_whole(node: object, low: int, high: int, what: str) -> int:
    """A whole number; the arguments are those of `whole_number`."""
    text = node.text if isinstance(node, Scalar) else ""
    digits = text.isascii() and text.isdigit() and len(text) <= _NUMBER_CHARS_MAX
    if not (digits and low <= int(text) <= high):
        refuse(f"a number of {what} from {low:,} to {high:,}", node)
    return int(text)


def _pause(node: object) -> Span:
    found = span(node.text) if isinstance(node, Scalar) else None
    if found is None:
        hint = span_hint(node.text) if isinstance(node, Scalar) else ""
        refuse("a duration or range such as 3s or 1s..3s", node, hint)
    if not found.high_s or found.high_s > PAUSE_S_MAX:
        refuse("a pause above zero and up to 10 minutes", node)
    return found


@dataclass(frozen=True, slots=True)
class Bare:
    """Marks a section that may be written as the value of one of its keys alone.

    Args:
        key: Which, e.g. `for` of `cooldown: 30s`.
        bare: What it is in JSON Schema.
    """

    key: str
    bare: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"}, hash=False)

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Put a bare value under the key before the section is validated."""

        def widen(value: object) -> object:
            return {self.key: value} if isinstance(value, Scalar) else value

        return core_schema.no_info_before_validator_function(widen, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The bare value, or the section."""
        return {"anyOf": [dict(self.bare), handler(schema)]}


@dataclass(frozen=True, slots=True)
class OrOff:
    """Marks a value in place of which `off` may stand; then it is None."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Look for the word before the value is validated."""

        def read(value: object, inner: ValidatorFunctionWrapHandler) -> object:
            if not isinstance(value, Scalar):
                return inner(value)
            if value.text == OFF:
                return None
            if value.text.lower() not in _NO:
                return inner(value)
            try:
                return inner(value)  # of some keys it is a word of their own
            except ValidationError:
                refuse("a value or off", value, "write off")

        return core_schema.no_info_wrap_validator_function(read, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The word, or the value."""
        return {"anyOf": [{"const": OFF}, handler(schema)]}


_SPELLED: dict[str, Any] = {"type": "string"}

Duration: TypeAlias = Annotated[float, PlainValidator(_duration), WithJsonSchema(_SPELLED)]
SomeTime: TypeAlias = Annotated[float, PlainValidator(_some_time), WithJsonSchema(_SPELLED)]
"""A duration above zero."""
Pause: TypeAlias = Annotated[Span, PlainValidator(_pause), WithJsonSchema(_SPELLED)]
"""A duration above zero, or a range of them."""
