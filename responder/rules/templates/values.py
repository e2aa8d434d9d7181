"""What templates say of a value: how it is printed, what it is called, which number it is.

It knows the views; it must not know rules or Jinja's environment.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import isfinite
from typing import TYPE_CHECKING, TypeGuard

from jinja2 import Undefined

from responder.rules.templates.budget import COLLECTIONS, RenderError
from responder.rules.templates.views import VIEWS

if TYPE_CHECKING:
    from collections.abc import Iterable

FLOAT_DIGITS = 15
"""Digits of a number with a fraction that are printed: all that it holds for sure, so that
19.9 * 3 is 59.7, as on a till, and 3500 * 0.9 is 3150."""

_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?", re.ASCII)
"""A number as people write it, no longer than any price or count."""


def as_text(value: object) -> str:
    """`value` as it is printed.

    Raises:
        RenderError: It is a list, a mapping or nothing, which no reader wants to see.
        UndefinedError: It does not exist.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format(value, f".{FLOAT_DIGITS}g")
    if isinstance(value, (int, Undefined, *VIEWS)):
        return str(value)
    if value is None:
        raise RenderError("the template prints a value that is empty (null)")
    if callable(value):
        raise RenderError("the template prints a function: call it, as in pick(lists.jokes)")
    raise RenderError("the template prints a list or mapping: use join, or name one value of it")


def as_number(value: object, name: str) -> int | float:
    """The number that a value is or spells, such as `3500` of a spreadsheet.

    Args:
        value: Anything.
        name: Of the filter that wants it, for the message.

    Raises:
        RenderError: It is none, or none that has an end.
        UndefinedError: It does not exist.
    """
    insist(value)
    if is_number(value) and isfinite(value):
        return value
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return float(value) if "." in value else int(value)
    raise RenderError(f"{name} wants a number, and got {kind(value)}")


def as_items(value: object, name: str) -> Iterable[object]:
    """The items of a list, the keys of a mapping, the characters of a text.

    Raises:
        RenderError: It has no items.
        UndefinedError: It does not exist.
    """
    insist(value)
    if not isinstance(value, COLLECTIONS):
        raise RenderError(f"{name} wants a list, and got {kind(value)}")
    return value


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether it is a number; true and false are none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def insist(value: object) -> None:
    """Complain about `value` if it does not exist.

    Raises:
        UndefinedError: It does not.
    """
    if isinstance(value, Undefined):
        str(value)


def kind(value: object) -> str:
    """What a value is, in words for the template's author."""
    if isinstance(value, str):
        return "a text"
    if isinstance(value, int | float):
        return "a number"
    if value is None:
        return "an empty value"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, VIEWS):
        return type(value).__name__.removesuffix("View").lower()
    return "a list" if isinstance(value, list | tuple | range) else "this"


_PYTHONS = {
    **dict.fromkeys(("str", "bytes"), "a text"),
    **dict.fromkeys(("int", "float", "bool"), "a number"),
    **dict.fromkeys(("list", "tuple", "range"), "a list"),
    **dict.fromkeys(("dict", "Table"), "a mapping"),
    **dict.fromkeys(("function", "method", "builtin_function_or_method"), "a function"),
    "NoneType": "an empty value",
}
_TYPE = re.compile(
    rf"(?:['\"]|(?<=not ))({'|'.join(_PYTHONS)})(?:['\"]|$)|'?(\w+)View'?",
)
_IN_TEXT = "'in <string>'"


def said_of_types(error: TypeError) -> str:
    """What Python says of a value of the wrong kind, in words for the template's author."""
    words = str(error)
    if words.startswith(_IN_TEXT):
        return "only a text can be looked for in a text"
    return _TYPE.sub(lambda found: _PYTHONS.get(found[1]) or found[2].lower(), words)
