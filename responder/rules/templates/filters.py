"""The filters of templates, each of which knows what it costs.

They are our own, not Jinja's: Jinja's take no budget, and some of them grow without bound or draw
randomness. It must not know rules.
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jinja2 import Undefined

from responder.rules.templates.budget import RenderError, refuse_length
from responder.rules.templates.views import VIEWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ROUND_DIGITS_MAX = 12
"""Digits that `round` keeps: a float has about 15, and more would cost time without bound."""


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
    if isinstance(value, (int, float, Undefined, *VIEWS)):
        return str(value)
    if value is None:
        raise RenderError("the template prints a value that is empty (null)")
    raise RenderError("the template prints a list or mapping: use join, or name one value of it")


def _default(value: Any, fallback: object = "", boolean: object = False) -> object:  # noqa: ANN401, FBT002 - Jinja's own signature, for any value
    missing = isinstance(value, Undefined) or value is None
    return fallback if missing or (boolean and not value) else value


def _replace(value: object, old: object, new: object) -> str:
    text, old_text, new_text = as_text(value), as_text(old), as_text(new)
    refuse_length(len(text) + text.count(old_text) * len(new_text))
    return text.replace(old_text, new_text)


def _join(value: Iterable[object], separator: object = "") -> str:
    parts, between = [as_text(item) for item in value], as_text(separator)
    refuse_length(sum(map(len, parts)) + len(parts) * len(between))
    return between.join(parts)


def _round(value: float, digits: int = 0) -> float:
    if abs(digits) > ROUND_DIGITS_MAX:
        raise RenderError(f"round keeps at most {ROUND_DIGITS_MAX} digits")
    return round(value, digits) if digits > 0 else int(round(value, digits))


def _int(value: object, fallback: object = 0) -> object:
    number = _float(value, None)
    if isinstance(number, float) and not isinstance(value, int):
        try:
            # Digits are read as an int first: a float keeps only 15 of them.
            return int(as_text(value)) if isinstance(value, str) else int(number)
        except ValueError:
            return int(number) if isfinite(number) else fallback
        except OverflowError:
            return fallback
    return value if isinstance(value, int) else fallback


def _float(value: object, fallback: object = 0.0) -> object:
    try:
        return float(as_text(value))
    except (ValueError, OverflowError):
        return fallback


def _first(value: Iterable[object]) -> object:
    for item in value:
        return item
    raise RenderError("the template takes the first of an empty list")


def _last(value: Iterable[object]) -> object:
    return _first(reversed(list(value)))


def _reverse(value: object) -> object:
    if isinstance(value, str):
        return value[::-1]
    return list(value)[::-1] if isinstance(value, tuple | list | range) else list(as_text(value))


def _sort(value: Iterable[Any], reverse: object = False) -> list[Any]:  # noqa: FBT002 - Jinja's own signature
    # Without the `key` of `sorted`: a method given as one would run once per item, uncharged.
    return sorted(value, reverse=bool(reverse))


def _truncate(value: object, length: int = 60, end: str = "…") -> str:
    text = as_text(value)
    if len(text) <= length:
        return text
    return text[: max(length - len(end), 0)] + end


FILTERS: dict[str, Callable[..., object]] = {
    "abs": abs,
    "capitalize": lambda value: as_text(value).capitalize(),
    "count": len,
    "d": _default,
    "default": _default,
    "first": _first,
    "float": _float,
    "int": _int,
    "join": _join,
    "last": _last,
    "length": len,
    "lower": lambda value: as_text(value).lower(),
    "replace": _replace,
    "reverse": _reverse,
    "round": _round,
    "sort": _sort,
    "string": as_text,
    "title": lambda value: as_text(value).title(),
    "trim": lambda value: as_text(value).strip(),
    "truncate": _truncate,
    "unique": lambda value: list(dict.fromkeys(value)),
    "upper": lambda value: as_text(value).upper(),
    "urlencode": lambda value: quote(as_text(value), safe=""),
}
"""Every filter by its name; each call is charged for what goes in and what comes out."""
