"""What conditions compare with: texts, names, lists and tables of the file, counts and odds.

It knows how they are written; it must not know which condition takes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from pydantic import AfterValidator, PlainValidator, WithJsonSchema
from pydantic_core import core_schema

from responder.rules.reading.nodes import Mapping, Scalar, Sequence
from responder.rules.spec.fields import (
    TEXT_SCHEMA,
    Shorthand,
    as_items,
    digits_schema,
    plain_texts,
    read_text,
    read_texts,
    refuse,
    refuse_at,
)
from responder.rules.spec.plain import Plainly

if TYPE_CHECKING:
    from pydantic import (
        GetCoreSchemaHandler,
        GetJsonSchemaHandler,
        ValidatorFunctionWrapHandler,
    )
    from pydantic.json_schema import JsonSchemaValue

COUNT_MAX = 4_000
"""Largest number of characters to compare with: no more of a message is looked at."""

LIKENESS_MIN = 50
"""Smallest likeness to ask for, of 100: texts that share less have nothing to do with each other,
and would have to be compared at great length."""

_EXPECTED = "text, {list: NAME} or {table: NAME}"
_ONE_TABLE = "write a rule for each of them, or a branch of `any`"
_NUMBER_CHARS_MAX = 20
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class FromList:
    """The texts of a list of the file."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class FromTable:
    """The keywords of a table of the file."""

    name: str

    def __str__(self) -> str:
        return self.name


Item: TypeAlias = str | FromList | FromTable
"""A text, or where texts are to be taken from."""


class OneOrMore:
    """Marks a tuple that may be written as its only item, or as a list of at least one."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Make a list of a bare value before the items are validated."""
        return core_schema.no_info_before_validator_function(as_items, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The item, or a list."""
        listed = handler(schema)
        item = listed["items"]
        # What is written as a list is the list, never an item that may be one too.
        choices = [one for one in item.get("anyOf", ()) if one.get("type") != "array"]
        bare = {**item, "anyOf": choices} if choices else item
        return {"anyOf": [bare, {**listed, "minItems": 1}]}


class OneOrMoreTexts(OneOrMore):
    """The same of a tuple that holds mostly texts, which need not be validated one by one."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Take what is nothing but text as it is."""
        return core_schema.no_info_wrap_validator_function(_read_listed, handler(source))


def _read_listed(node: object, handler: ValidatorFunctionWrapHandler) -> object:
    """The same as `read_texts`, with a word on conditions that stand in a list of texts."""
    for place, item in enumerate(node.items if isinstance(node, Sequence) else ()):
        if isinstance(item, Mapping) and item.values and not _is_reference(item):
            key = next(iter(item.values))
            hint = f"in a list stand texts: write {{{key}: …}} without [ ] or - around it"
            refuse_at((place,), _EXPECTED, item, _singular(item) or hint)
    return read_texts(node, handler)


@dataclass(frozen=True, slots=True)
class Wants(Shorthand):
    """Marks a section that may be written as its most usual key alone, lists and tables too.

    `sender: {list: vip}` is `sender: {equals: {list: vip}}`.
    """

    @property
    def bare(self) -> dict[str, Any]:
        """JSON Schema of a bare value that is no list; a reference is one."""
        return dict(self.item)

    def is_bare(self, node: object) -> bool:
        """Whether a node is a value or reference, and not the section."""
        if isinstance(node, Mapping):
            return _is_reference(node)
        return isinstance(node, (Scalar, Sequence))


def _is_reference(node: Mapping) -> bool:
    return len(node.values) == 1 and ("list" in node.values or "table" in node.values)


def _item(node: object) -> Item:
    if not isinstance(node, Mapping):
        return read_text(node)
    name = node.get("list") or node.get("table")
    if name is None or not _is_reference(node):
        refuse(_EXPECTED, node, _singular(node))
    kind, word = (FromTable, "table") if node.get("list") is None else (FromList, "list")
    if isinstance(name, Sequence):
        several = [f"{{list: {one.text}}}" for one in name.items if isinstance(one, Scalar)]
        hint = f"write [{', '.join(several)}]" if word == "list" else _ONE_TABLE
        refuse_at((word,), f"the name of one {word}", name, hint)
    return kind(read_text(name))


def _singular(node: Mapping) -> str:
    """The way out for `{lists: NAME}`."""
    key = next(iter(node.values), "")
    name = node.get(key)
    shown = name.text if isinstance(name, Scalar) and name.text else "…"
    return f"write {{{key[:-1]}: {shown}}}" if key in {"lists", "tables"} else ""


def _table_name(node: object) -> str:
    if isinstance(node, Sequence):
        refuse("the name of one table", node, _ONE_TABLE)
    return read_text(node)


def _name(node: object) -> str | FromList:
    item = _item(node)
    if isinstance(item, FromTable):
        refuse("text or {list: NAME}", f"the table {item.name}", "a table has no place here")
    return item


def _table_alone(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Refuse a table beside others: it finds the longest keyword, a list the first."""
    if len(items) > 1 and any(isinstance(item, FromTable) for item in items):
        refuse("a table alone", "one in a list", "write a rule of its own for the table")
    return items


def _count(node: object) -> int:
    text = node.text if isinstance(node, Scalar) else ""
    number = _number(text)
    if number is None or "." in text or number > COUNT_MAX:
        refuse(f"a number of characters from 0 to {COUNT_MAX:,}", node)
    return int(number)


def _percent(node: object) -> int:
    text = node.text.removesuffix("%").strip() if isinstance(node, Scalar) else ""
    number = _number(text)
    if number is None or not number.is_integer() or not LIKENESS_MIN <= number <= _WHOLE:
        hint = f"write {number * _WHOLE:.0f}" if number is not None and 0 < number < 1 else ""
        refuse(f"a likeness from {LIKENESS_MIN} to {_WHOLE}", node, hint)
    return int(number)


def _probability(node: object) -> float:
    text = "".join(node.text.split()) if isinstance(node, Scalar) else ""
    number = _number(text.removesuffix("%"))
    if number is not None and text.endswith("%"):
        number /= _WHOLE
    if number is None or not 0 <= number <= 1:
        of_hundred = number is not None and 1 < number <= _WHOLE and "%" not in text
        hint = f"write {text}%, or {number / _WHOLE:g}" if of_hundred and number else ""
        refuse("a chance from 0 to 1 such as 0.3, or 30%", node, hint)
    return number


def _number(text: str) -> float | None:
    digits = text.replace(".", "", 1)
    if not (digits.isascii() and digits.isdigit() and len(text) <= _NUMBER_CHARS_MAX):
        return None
    return float(text)


def _reference(*keys: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict.fromkeys(keys, TEXT_SCHEMA),
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
    }


_NUMBER: dict[str, Any] = {"type": ["string", "number"]}
TableName: TypeAlias = Annotated[str, PlainValidator(_table_name), WithJsonSchema(TEXT_SCHEMA)]
WANTED: dict[str, Any] = {"anyOf": [TEXT_SCHEMA, _reference("list", "table")]}
NAMED: dict[str, Any] = {"anyOf": [TEXT_SCHEMA, _reference("list")]}
"""JSON Schema of what `Wanted` and `WantedNames` hold."""

Wanted: TypeAlias = Annotated[
    tuple[Annotated[Item, PlainValidator(_item), WithJsonSchema(WANTED)], ...],
    AfterValidator(_table_alone),
    OneOrMoreTexts(),
    Plainly(plain_texts),
]
"""Texts, lists of the file, or a table of it."""

WantedNames: TypeAlias = Annotated[
    tuple[Annotated[str | FromList, PlainValidator(_name), WithJsonSchema(NAMED)], ...],
    OneOrMoreTexts(),
    Plainly(plain_texts),
]
"""Texts or names, and lists of the file."""

Count: TypeAlias = Annotated[
    int, PlainValidator(_count), WithJsonSchema(digits_schema(0, COUNT_MAX))
]
Percent: TypeAlias = Annotated[int, PlainValidator(_percent), WithJsonSchema(_NUMBER)]
Probability: TypeAlias = Annotated[float, PlainValidator(_probability), WithJsonSchema(_NUMBER)]
