"""The kinds of value that keys of the rule file take, for the schema.

Each kind reads nodes, so that a text keeps its source spelling, and says in JSON Schema what it
admits. It knows Pydantic and single values; it must not know which keys there are.
"""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeAlias, TypeVar

from pydantic import (
    PlainValidator,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError, core_schema

from responder.models import Rate, Span
from responder.rules.reading.cells import quote
from responder.rules.reading.faults import did_you_mean
from responder.rules.reading.nodes import NOTHING, Mapping, Scalar, Sequence, copied, copies, got
from responder.rules.reading.yaml_words import COLON_HINT, FULL_WIDTH_COLON
from responder.rules.spec.guesses import rate_hint, span_hint
from responder.rules.spec.plain import Plainly, Shortened
from responder.rules.spec.scalars import boolean, plain_value, rate, span
from responder.rules.table import Table, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from collections.abc import Mapping as Mapping_
    from collections.abc import Sequence as Sequence_

    from pydantic import GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

    from responder.rules.reading.nodes import Node, Step

TEXT_SCHEMA: dict[str, Any] = {"type": ["string", "number", "boolean"]}
"""JSON Schema of a text: a number is one too, as it is spelled."""

DELAY_S_MAX = 600.0
"""Longest `delay`: a reply that comes later than ten minutes answers nobody."""

NAME_CHARS_MAX = 100
"""Longest rule name: it stands in logs, on pages and in metrics."""

EXPECTED = "expected"
"""Type of the errors raised here; their context has `expected`, `got` and `hint`."""

KEY = "[key]"
"""Last step of a path that means a key and not its value."""


_FLAGS = {
    **dict.fromkeys(("true", "yes", "on", "是", "开", "真", "对"), "true"),
    **dict.fromkeys(("false", "no", "off", "否", "关", "假", "不"), "false"),
}
"""What authors write for true and false, by what is meant."""

_QUOTE = 'put a text in quotes that begins with { or [, or has ": " in it'
_COMMENT = "write it here; a text that begins with # needs quotes"

_REFERENCES = ({"list"}, {"table"})
"""Keys of a mapping that stands for texts elsewhere."""

_BARE = (Scalar, Sequence)
"""Nodes that are no mapping."""

Word = TypeVar("Word", bound=StrEnum)


def refuse(expected: str, node: object, hint: str = "") -> NoReturn:
    """Raise the error that a fault is made of later.

    Args:
        expected: What would have been right.
        node: What was found, a node or words for it.
        hint: The way out.
    """
    context = {"expected": expected, "got": _found(node), "hint": hint}
    raise PydanticCustomError(EXPECTED, "expected {expected}, got {got}", context)


def refuse_at(path: tuple[Step, ...], expected: str, node: object, hint: str = "") -> NoReturn:
    """Raise it for something inside of the value.

    Args:
        path: Steps from the value; with `KEY` as the last one it is the key that is wrong.
        expected: As above, and so are the others.
        node: What was found.
        hint: The way out.
    """
    refuse_each([(path, expected, node, hint)])


def refuse_each(wrong: Sequence_[tuple[tuple[Step, ...], str, object, str]]) -> NoReturn:
    """Raise it for several things inside of the value, each as above; at least one."""
    raise ValidationError.from_exception_data(
        wrong[0][1],
        [
            InitErrorDetails(
                type=PydanticCustomError(
                    EXPECTED,
                    "expected {expected}, got {got}",
                    {"expected": expected, "got": _found(node), "hint": hint},
                ),
                loc=path,
                input=None,
            )
            for path, expected, node, hint in wrong
        ],
    )


def refuse_keys(names: Iterable[str], expected: str, hint: Callable[[str], str]) -> NoReturn:
    """Raise it for several keys of the value, each with a way out of its own."""
    context = {"expected": expected}
    errors = [
        InitErrorDetails(
            type=PydanticCustomError(
                EXPECTED,
                "expected {expected}, got {got}",
                {**context, "got": quote(name), "hint": hint(name)},
            ),
            loc=(name, KEY),
            input=None,
        )
        for name in names
    ]
    raise ValidationError.from_exception_data(expected, errors)


def _found(node: object) -> str:
    return got(node) if isinstance(node, Scalar | Sequence | Mapping) else str(node)


def colon_hint(node: object) -> str:
    """The way out for a text in place of a mapping: mostly its colons are not YAML's."""
    text = node.text if isinstance(node, Scalar) and node.plain else ""
    return COLON_HINT if FULL_WIDTH_COLON in text or ":" in text else ""


def read_text(node: object) -> str:
    """A text: any scalar's source spelling."""
    if not isinstance(node, Scalar):
        is_node = isinstance(node, Mapping | Sequence)
        hint = _QUOTE if is_node else ""
        if isinstance(node, Mapping) and node.values.keys() in _REFERENCES:
            hint = f"{{{', '.join(node.values)}: …}} has no place here: write the texts themselves"
        elif isinstance(node, Mapping) and node.values.keys() == {"file"}:
            hint = "write the name alone"
        refuse("text", node, hint)
    if node.is_nothing:
        refuse("text", node, f'for the word itself write "{node.text}"' if node.text else _COMMENT)
    return copied(node.text)


def _plain_name(node: Node) -> str | None:
    text = node.text if isinstance(node, Scalar) else ""
    is_plain = text.isprintable() and len(text) <= NAME_CHARS_MAX and text not in NOTHING
    return copied(text) if is_plain and not text.isspace() else None


def _name(node: object) -> str:
    text = read_text(node)
    if not text.strip() or not text.isprintable():
        refuse("a name on one line", node)
    if len(text) > NAME_CHARS_MAX:
        refuse(f"a name of at most {NAME_CHARS_MAX} characters", f"{len(text)}")
    return text


def _plain_flag(node: Node) -> bool | None:
    return boolean(node) if isinstance(node, Scalar) else None


def _flag(node: object) -> bool:
    if node is True:  # where the key alone stood
        return True
    value = boolean(node) if isinstance(node, Scalar) else None
    if value is None:
        word = node.text.lower() if isinstance(node, Scalar) else ""
        meant = _FLAGS.get(word)
        quotes = "" if isinstance(node, Scalar) and node.plain else " without quotes"
        refuse("true or false", node, f"write {meant}{quotes}" if meant else "")
    return value


def _version(node: object) -> int:
    if not isinstance(node, Scalar) or node.text != "1":
        refuse("1", node, "this program knows version 1 of the rule language")
    return 1


def _zone(node: object) -> str:
    text = read_text(node)
    try:
        zoneinfo.ZoneInfo(text)
    except (ValueError, OSError, KeyError):
        # "UTC+8" is near to other offsets, none of which is meant, and Peking to Harbin.
        is_near = "/" in text and not text.endswith(("Beijing", "Peking"))
        known = sorted(zoneinfo.available_timezones()) if is_near else ()
        similar = did_you_mean(text, known)
        refuse("the IANA name of a time zone", node, similar or "for example Asia/Shanghai")
    return text


def _delay(text: str) -> Span | None:
    value = span(text)
    return value if value is not None and value.high_s <= DELAY_S_MAX else None


def _or_off(
    expected: str,
    read: Callable[[str], Span | Rate | None],
    unit: str,
    hint: Callable[[str], str],
) -> PlainValidator:
    def check(node: object) -> Span | Rate | None:
        if not isinstance(node, Scalar):
            refuse(expected, node)
        if node.text == "off":
            return None
        value = read(node.text)
        if value is None:
            is_no = _FLAGS.get(node.text.lower()) == "false"
            with_unit = f"{node.text}{unit}" if node.text.isdigit() else ""
            way = f"write {with_unit}" if read(with_unit) is not None else hint(node.text)
            refuse(expected, node, "write off" if is_no else way)
        return value

    return PlainValidator(check)


def _value(node: object) -> Value:
    if isinstance(node, Mapping):
        return Table({key.text: _value(value) for key, value in node.entries})
    if isinstance(node, Sequence):
        return tuple(_value(item) for item in node.items)
    if isinstance(node, Scalar):
        return plain_value(node)
    refuse("a value", node)


def _name_hint(name: str) -> str:
    """How a name that templates can not say is written so that they can."""
    if ":" in name or FULL_WIDTH_COLON in name:
        return COLON_HINT
    better = "".join(char if char.isalnum() else "_" for char in name).lstrip("_")
    return f"write {better}, for templates say vars.NAME" if better.isidentifier() else ""


def _table(node: object) -> Table:
    if not isinstance(node, Mapping):
        refuse("a mapping of names to values", node, "as in {shop: 小店, price: 3500}")
    wrong = [
        key.text
        for key, _ in node.entries
        if not key.text.isidentifier() or key.text.startswith("_")
    ]
    if wrong:
        refuse_keys(wrong, "a name of letters, digits and _", _name_hint)
    return Table({key.text: _value(value) for key, value in node.entries})


def plain_texts(node: object) -> tuple[str, ...] | None:
    """The texts of a node, or of a list, where all of it certainly is text.

    So it is nearly everywhere, and to ask the schema for each text takes several times as long.

    Returns:
        What the schema would give; None where only it can tell.
    """
    if type(node) is Scalar:
        return None if node.text in NOTHING else (copied(node.text),)
    items = node.items if type(node) is Sequence else ()
    texts = [item.text for item in items if type(item) is Scalar]
    sure = texts and len(texts) == len(items) and NOTHING.isdisjoint(texts)
    return copies(texts) if sure else None


def read_texts(node: object, handler: ValidatorFunctionWrapHandler) -> object:
    """What a list of texts holds; a bare text is a list of one."""
    return plain_texts(node) or handler(as_items(node))


def as_items(node: object) -> object:
    """What a list holds; a bare value is a list of one."""
    if isinstance(node, tuple):
        return node
    if not isinstance(node, Sequence):
        return (node,)
    if not node.items:
        refuse("at least one value", "an empty list")
    return node.items


def meant_words(words: Mapping_[str, Iterable[str]]) -> dict[str, str]:
    """The way out from words that authors write for others; by the other word."""
    return {
        said: f"did you mean {quote(word)}?" for word, several in words.items() for said in several
    }


def read_word(
    kind: type[Word], ways: Mapping_[str, str] | None = None, otherwise: str = ""
) -> PlainValidator:
    """Reads one word of an enumeration.

    Args:
        kind: The enumeration.
        ways: The way out from words that are often written in place of one of its own.
        otherwise: The way out where nothing is like the word, behind the words that are known.
    """
    words = [member.value for member in kind]

    def check(node: object) -> Word:
        text = node.text if isinstance(node, Scalar) else ""
        if text not in words:
            hint = (ways or {}).get(text.lower()) or did_you_mean(text, words)
            known = f"known here: {', '.join(words)}{otherwise and '; '}{otherwise}"
            refuse("one of its words", node, hint or known)
        return kind(text)

    return PlainValidator(check)


@dataclass(frozen=True, slots=True)
class Shorthand(Shortened):
    """Marks a section that may be written as its most usual key alone.

    Args:
        key: What the bare value is put under, e.g. `text` for `when: 你好`.
        item: JSON Schema of what a bare list holds.
    """

    key: str
    item: Mapping_[str, Any] = field(default_factory=lambda: TEXT_SCHEMA, hash=False)

    @property
    def bare(self) -> dict[str, Any]:
        """JSON Schema of a bare value that is no list."""
        return TEXT_SCHEMA

    def __get_pydantic_core_schema__(
        self, source: type, handler: Callable[[Any], core_schema.CoreSchema]
    ) -> core_schema.CoreSchema:
        """Put a bare value under the key before the section is validated."""

        def widen(value: object) -> object:
            return {self.key: value} if self.is_bare(value) else value

        return core_schema.no_info_before_validator_function(widen, handler(source))

    def is_bare(self, node: object) -> bool:
        """Whether a node is the value of the key, and not the section."""
        return isinstance(node, _BARE)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The bare value, or the section."""
        item = dict(self.item)
        return {
            "anyOf": [self.bare, {"type": "array", "items": item, "minItems": 1}, handler(schema)]
        }


def _one_or_more(item: dict[str, Any]) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": [item, {"type": "array", "items": item, "minItems": 1}]})


def digits_schema(least: int, most: int) -> dict[str, Any]:
    """JSON Schema of a whole number, which may be in quotes."""
    number = {"type": "integer", "minimum": least, "maximum": most}
    return {"anyOf": [number, {"type": "string", "pattern": "^[0-9]+$"}]}


def word_schema(kind: type[StrEnum]) -> WithJsonSchema:
    """JSON Schema of one word of an enumeration."""
    return WithJsonSchema({"enum": [member.value for member in kind]})


def words_schema(kind: type[StrEnum]) -> WithJsonSchema:
    """JSON Schema of one word of an enumeration or a list of them."""
    return _one_or_more({"enum": [member.value for member in kind]})


_SPELLED: dict[str, Any] = {"type": "string"}

Text: TypeAlias = Annotated[str, PlainValidator(read_text), WithJsonSchema(TEXT_SCHEMA)]
Texts: TypeAlias = Annotated[
    tuple[Text, ...], WrapValidator(read_texts), _one_or_more(TEXT_SCHEMA), Plainly(plain_texts)
]
Name: TypeAlias = Annotated[
    str, PlainValidator(_name), WithJsonSchema(TEXT_SCHEMA), Plainly(_plain_name)
]
Flag: TypeAlias = Annotated[
    bool, PlainValidator(_flag), WithJsonSchema({"type": "boolean"}), Plainly(_plain_flag)
]
Version: TypeAlias = Annotated[int, PlainValidator(_version), WithJsonSchema({"enum": [1, "1"]})]
Zone: TypeAlias = Annotated[str, PlainValidator(_zone), WithJsonSchema(_SPELLED)]
Vars: TypeAlias = Annotated[Table, PlainValidator(_table), WithJsonSchema({"type": "object"})]
DelayOrOff: TypeAlias = Annotated[
    Span | None,
    _or_off("a duration or range up to 10 minutes such as 1s..3s, or off", _delay, "s", span_hint),
    WithJsonSchema(_SPELLED),
]
RateOrOff: TypeAlias = Annotated[
    Rate | None,
    _or_off("a rate such as 1/3s or 20/min, or off", rate, "/min", rate_hint),
    WithJsonSchema(_SPELLED),
]
