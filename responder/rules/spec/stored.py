"""What is stored: the paths, values and wishes of rules and tests as they are written.

It must not know what they mean; `compiling` does. This module has no `from __future__
import annotations`: Pydantic reads these annotations while the program runs.
"""

from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import (
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    PlainValidator,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

from responder.rules.reading.cells import quote
from responder.rules.reading.faults import did_you_mean
from responder.rules.reading.nodes import Mapping, Node, Scalar, Sequence, copied
from responder.rules.reading.numbers import number
from responder.rules.spec.fields import KEY, TEXT_SCHEMA, Flag, refuse, refuse_at
from responder.rules.spec.scalars import plain_value
from responder.rules.spec.section import Section
from responder.rules.stored import Path, Scope, path_of, shown

PATH_EXPECTED = "a path such as sender.visits, chat.flag or everyone.karma.NAME"

PATH_PATTERN = rf"^({'|'.join(Scope)})\.[^\s._0-9]"
"""How a path begins, for editors: letters of all languages are names."""

_MARKS = ("{{", "{%")

_OPTIONS = frozenset({"expires", "unique", "keep"})
"""Keys that stand beside an action, and that authors write into it."""

Spelled: TypeAlias = str | int | float | bool | tuple[str | int | float | bool, ...]
"""A value as it is written, its templates not yet filled in."""

Holdings: TypeAlias = tuple[tuple[str, str, Spelled], ...]
"""Names and entries with their values; a name without entries has a blank one."""

Places: TypeAlias = tuple[tuple[Path, Spelled | None, str], ...]
"""Paths with their values, None where there is none, and with the key or spelling in the file."""


def is_template(text: str) -> bool:
    """Whether a text has marks of a template."""
    return any(mark in text for mark in _MARKS)


def _path_hint(text: str) -> str:
    if text in _OPTIONS:
        return f"`{text}` stands beside the action: `{{set: {{sender.vip: true}}, {text}: …}}`"
    first, dot, rest = text.partition(".")
    if first == "memory" and dot:
        return f"write {rest}: `memory.` is for templates"
    if first in set(Scope):
        if _MARKS[0] in rest.partition(".")[0]:
            return f"only what stands behind a name may change, as in {first}.notes.{{{{ … }}}}"
        hint = "letters, digits and _ behind the point, then perhaps a point and any text"
        return hint if dot else f"say what is stored, as in {first}.visits"
    hint = did_you_mean(first, list(Scope))
    return hint or "whose it is comes first: sender, chat or everyone"


def _path(text: str) -> Path | None:
    path = path_of(copied(text))
    blank = path is not None and text.rstrip() != text.rstrip(". ")
    return None if blank else path


def _value(node: Node) -> Spelled:
    """One value or a list of them."""
    if isinstance(node, Sequence):
        return tuple(_single(item) for item in node.items)
    return _single(node)


def _single(node: Node) -> str | int | float | bool:
    """One value that is no list."""
    found = plain_value(node) if isinstance(node, Scalar) else None
    if found is None:
        hint = "what is to be forgotten is `drop: PATH`" if isinstance(node, Scalar) else ""
        refuse("a text, a number, true or false", node, hint)
    return found


def _some_path(node: object) -> Path:
    path = _path(node.text) if isinstance(node, Scalar) else None
    if path is None:
        hint = _path_hint(node.text) if isinstance(node, Scalar) else ""
        refuse(PATH_EXPECTED, node, hint)
    return path


def _entries(node: object) -> tuple[tuple[Path, Node, str], ...]:
    """The paths of a mapping with what stands at them."""
    if not isinstance(node, Mapping) or not node.values:
        what = "an empty mapping" if isinstance(node, Mapping) else node
        refuse("a mapping of paths to values", what, "as in {sender.level: vip}")
    found = []
    for key, value in node.entries:
        path = _path(key.text)
        if path is None:
            refuse_at((key.text, KEY), PATH_EXPECTED, quote(key.text), _path_hint(key.text))
        found.append((path, value, copied(key.text)))
    return tuple(found)


def _places(node: object) -> Places:
    return tuple([(path, _at(key, value), key) for path, value, key in _entries(node)])


def _at(key: str, node: Node) -> Spelled:
    """The value at a key, which is pointed at where it is wrong."""
    if isinstance(node, Mapping) or (isinstance(node, Scalar) and node.is_nothing):
        hint = "what is to be forgotten is `drop: PATH`" if isinstance(node, Scalar) else ""
        refuse_at((key,), "a text, a number, true, false, or a list of these", node, hint)
    for place, item in enumerate(node.items if isinstance(node, Sequence) else ()):
        if not isinstance(item, Scalar) or item.is_nothing:
            refuse_at((key, place), "a text, a number, true or false", item)
    return _value(node)


def _paths(node: object) -> Places:
    """Paths alone, or with values."""
    if isinstance(node, Mapping):
        return _places(node)
    items = node.items if isinstance(node, Sequence) else (node,)
    if not items:
        refuse("at least one path", "an empty list")
    return tuple([(_some_path(item), None, "") for item in items])


def _amounts(node: object) -> Places:
    """Paths, each with how much is added; a path alone is 1."""
    found = _paths(node)
    for _, value, key in found:
        sound = not isinstance(value, (bool, tuple)) and (
            not isinstance(value, str) or is_template(value) or number(value.strip()) is not None
        )
        if value is not None and not sound:
            refuse_at((key,), "a number such as 1 or -1", quote(shown(value)))
    return found


def _number(node: object) -> float:
    text = node.text if isinstance(node, Scalar) else ""
    found = number(text)
    if found is None:
        hint = "a template has no place here: compare it with `if:`" if is_template(text) else ""
        refuse("a number", node, hint)
    return found


def _wanted(node: object) -> tuple[str | int | float, ...]:
    """Values to compare with; true and false are these words."""
    items = node.items if isinstance(node, Sequence) else (node,)
    if not items:
        refuse("at least one value", "an empty list")
    return tuple([_comparable(item) for item in items])


def _comparable(node: object) -> str | int | float:
    if not isinstance(node, Scalar) or node.is_nothing:
        hint = "that nothing is stored is {exists: false}" if isinstance(node, Scalar) else ""
        refuse("a text, a number, true or false", node, hint)
    if is_template(node.text):
        hint = "compare it with `if:`, as in `if: memory.sender.code == match.code`"
        refuse("a value without a template", node, hint)
    value = _single(node)
    return str(value).lower() if isinstance(value, bool) else value


def _holdings(node: object) -> Holdings:
    """Names with their values, or with entries that have values."""
    if not isinstance(node, Mapping) or not node.values:
        refuse("a mapping of names to values", node, "as in {visits: 3}")
    found: list[tuple[str, str, Spelled]] = []
    for key, value in node.entries:
        path = path_of(f"{Scope.EVERYONE}.{key.text}")
        if path is None or path.entry:
            hint = "names of entries stand inside, as in {karma: {小明: 3}}"
            refuse_at((key.text, KEY), "a name of letters, digits and _", quote(key.text), hint)
        if not isinstance(value, Mapping):
            found.append((path.name, "", _at(key.text, value)))
            continue
        if not value.values:
            refuse_at((key.text,), "a value, or entries with values", "an empty mapping")
        for entry, one in value.entries:
            if isinstance(one, Mapping) or (isinstance(one, Scalar) and one.is_nothing):
                refuse_at((key.text, entry.text), "a text, a number, true or false", one)
            found.append((path.name, copied(entry.text), _value(one)))
    return tuple(found)


def _by_owner(node: object) -> object:
    if not isinstance(node, Mapping) or not node.values:
        refuse("a mapping of people or chats", node, "as in {小明: {visits: 3}}")
    return {key.text: value for key, value in node.entries}


VALUE_SCHEMA: dict[str, Any] = {
    "anyOf": [TEXT_SCHEMA, {"type": "array", "items": TEXT_SCHEMA, "minItems": 0}]
}
_PLACES_SCHEMA: dict[str, Any] = {
    "type": "object",
    "patternProperties": {PATH_PATTERN: VALUE_SCHEMA},
    "additionalProperties": False,
    "minProperties": 1,
}
_PATH_SCHEMA: dict[str, Any] = {"type": "string", "pattern": PATH_PATTERN}
_PATHS_SCHEMA: list[dict[str, Any]] = [
    _PATH_SCHEMA,
    {"type": "array", "items": _PATH_SCHEMA, "minItems": 1},
]
_AMOUNTS_SCHEMA: dict[str, Any] = {
    **_PLACES_SCHEMA,
    "patternProperties": {PATH_PATTERN: {"type": ["number", "string"]}},
}
_WANTED_SCHEMA: dict[str, Any] = {
    "anyOf": [TEXT_SCHEMA, {"type": "array", "items": TEXT_SCHEMA, "minItems": 1}]
}

SetPlaces: TypeAlias = Annotated[Places, PlainValidator(_places), WithJsonSchema(_PLACES_SCHEMA)]
"""Paths with values."""

CountPlaces: TypeAlias = Annotated[
    Places,
    PlainValidator(_amounts),
    WithJsonSchema({"anyOf": [*_PATHS_SCHEMA, _AMOUNTS_SCHEMA]}),
]
"""Paths, perhaps with how much is added."""

DropPlaces: TypeAlias = Annotated[
    Places,
    PlainValidator(_paths),
    WithJsonSchema({"anyOf": [*_PATHS_SCHEMA, _PLACES_SCHEMA]}),
]
"""Paths, perhaps with the items of a list."""

Wanted: TypeAlias = Annotated[
    tuple[str | int | float, ...], PlainValidator(_wanted), WithJsonSchema(_WANTED_SCHEMA)
]
Number: TypeAlias = Annotated[
    float, PlainValidator(_number), WithJsonSchema({"type": ["number", "string"]})
]


class WishSpec(Section):
    """What a stored value must be."""

    expects: ClassVar[str] = "a value, a list of values, or a mapping such as {at_least: 3}"
    meant: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("is", "equal", "value", "one_of", "in"), "equals"),
        **dict.fromkeys(("min", "minimum", "more_than", "above", "from"), "at_least"),
        **dict.fromkeys(("max", "maximum", "less_than", "below", "to"), "at_most"),
        **dict.fromkeys(("contain", "has", "includes"), "contains"),
        **dict.fromkeys(("exist", "set", "stored", "defined"), "exists"),
        **dict.fromkeys(("missing", "unset", "undefined"), "exists: false"),
    }

    equals: Wanted | None = None
    at_least: Number | None = None
    at_most: Number | None = None
    contains: Wanted | None = None
    exists: Flag | None = None


def _bare(node: object) -> object:
    """A value alone is what it must equal."""
    return {"equals": node} if isinstance(node, Scalar | Sequence) else node


WishOrValue: TypeAlias = Annotated[
    WishSpec, BeforeValidator(_bare, json_schema_input_type=Wanted | WishSpec)
]


def _by_path(node: object) -> object:
    for path, _, key in _entries(node):
        if is_template(path.entry):
            hint = f"ask with `if:`, as in `if: memory.{path.scope}.{path.name}.get(…, 0) > 3`"
            refuse_at((key, KEY), "a path without a template", quote(key), hint)
    return {key: value for _, value, key in _entries(node)}


class _Paths:
    """Marks a mapping whose keys are paths, for editors."""

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The keys by their beginning."""
        wish = handler(schema)["additionalProperties"]
        return {
            "type": "object",
            "patternProperties": {PATH_PATTERN: wish},
            "additionalProperties": False,
            "minProperties": 1,
        }


Wishes: TypeAlias = Annotated[dict[str, WishOrValue], BeforeValidator(_by_path), _Paths()]
"""Paths, as they are spelled, with what is wished there."""


_HOLDINGS_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": {
        "anyOf": [
            VALUE_SCHEMA,
            {"type": "object", "additionalProperties": VALUE_SCHEMA, "minProperties": 1},
        ]
    },
    "minProperties": 1,
}

HoldingsOf: TypeAlias = Annotated[
    Holdings, PlainValidator(_holdings), WithJsonSchema(_HOLDINGS_SCHEMA)
]
_SOME = Field(min_length=1)
ByOwner: TypeAlias = Annotated[
    dict[str, HoldingsOf],
    BeforeValidator(_by_owner, json_schema_input_type=Annotated[dict[str, HoldingsOf], _SOME]),
]


class StageMemorySpec(Section):
    """What is stored when a test begins."""

    expects: ClassVar[str] = "a mapping such as {sender: {小明: {visits: 3}}}"
    meant: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("senders", "person", "people"), "sender"),
        **dict.fromkeys(("chats", "group", "groups"), "chat"),
        **dict.fromkeys(("all", "everybody"), "everyone"),
    }

    sender: ByOwner | None = None
    chat: ByOwner | None = None
    everyone: HoldingsOf | None = None
