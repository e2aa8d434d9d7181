"""What `each` goes through: a list of values, a list of the file, or a template that gives one.

It must not know what is done with an item. This module has no `from __future__
import annotations`: Pydantic reads these annotations while the program runs.
"""

from typing import Annotated, TypeAlias

from pydantic import PlainValidator, WithJsonSchema

from responder.rules.reading.nodes import Mapping, Node, Scalar, Sequence, copied
from responder.rules.spec.fields import TEXT_SCHEMA, read_text, refuse
from responder.rules.spec.scalars import plain_value
from responder.rules.spec.stored import is_template
from responder.rules.spec.wanted import FromList

EACH_EXPECTED = "a list, {list: NAME} or a template that gives a list"

Items: TypeAlias = str | FromList | tuple[str | int | float | bool, ...]
"""A template, a list of the file, or values as they are written."""

_SCHEMA = {
    "anyOf": [
        {"type": "string"},
        {"type": "array", "items": TEXT_SCHEMA, "minItems": 1},
        {
            "type": "object",
            "properties": {"list": {**TEXT_SCHEMA, "description": "The name of a list."}},
            "required": ["list"],
            "additionalProperties": False,
        },
    ]
}


def _item(node: Node) -> str | int | float | bool:
    found = plain_value(node) if isinstance(node, Scalar) else None
    if found is None:
        refuse("a text, a number, true or false", node)
    return found


def _items(node: object) -> Items:
    if isinstance(node, Sequence):
        return tuple(map(_item, node.items)) or refuse("at least one value", "an empty list")
    if isinstance(node, Mapping):
        name = node.get("list")
        if name is None or len(node.values) > 1:
            refuse(EACH_EXPECTED, node)
        return FromList(read_text(name))
    text = node.text if isinstance(node, Scalar) else ""
    if not is_template(text):
        refuse(EACH_EXPECTED, node, "as in {{ match.rest.split() }} or [早, 午, 晚]")
    return copied(text)


Each: TypeAlias = Annotated[Items, PlainValidator(_items), WithJsonSchema(_SCHEMA)]
