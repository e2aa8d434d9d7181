"""Filters that put the items of a list in order, and take from one of its ends.

It must not know rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from responder.rules.templates.budget import RenderError
from responder.rules.templates.entry import Entry
from responder.rules.templates.values import as_items, insist, kind

if TYPE_CHECKING:
    from responder.rules.templates.rendering import Rendering


def _keyed(
    rendering: Rendering, value: object, name: str, attribute: object
) -> list[tuple[Any, object]]:
    """Each item behind what it is compared by, and charged for being put in order."""
    items = list(as_items(value, name))
    keys = items if attribute is None else rendering.members(items, attribute)
    rendering.budget.charge_sorting(keys)
    for key in keys:
        insist(key)
    return list(zip(keys, items, strict=True))


def _ordered(
    rendering: Rendering, value: object, name: str, attribute: object, *, falling: bool
) -> list[object]:
    pairs = _keyed(rendering, value, name, attribute)
    try:
        pairs.sort(key=lambda pair: pair[0], reverse=falling)
    except TypeError:
        raise RenderError(f"{name} can not compare items of different kinds") from None
    return [item for _, item in pairs]


def _sort(
    rendering: Rendering,
    value: object,
    reverse: object = False,  # noqa: FBT002 - Jinja's own signature
    attribute: object = None,
) -> list[object]:
    return _ordered(rendering, value, "sort", attribute, falling=bool(reverse))


def _min(rendering: Rendering, value: object, attribute: object = None) -> object:
    return _outermost(_ordered(rendering, value, "min", attribute, falling=False), "min")


def _max(rendering: Rendering, value: object, attribute: object = None) -> object:
    return _outermost(_ordered(rendering, value, "max", attribute, falling=True), "max")


def _outermost(items: list[object], name: str) -> object:
    if not items:
        raise RenderError(f"the template takes the {name} of an empty list")
    return items[0]


def _top(
    rendering: Rendering, value: object, count: int = 3, attribute: object = None
) -> list[object]:
    if isinstance(value, Mapping):
        value, attribute = list(value.items()), "1" if attribute is None else f"1.{attribute}"
    return _ordered(rendering, value, "top", attribute, falling=True)[: max(count, 0)]


def _dictsort(
    rendering: Rendering,
    value: object,
    by: object = "key",
    reverse: object = False,  # noqa: FBT002 - as Jinja's
) -> list[object]:
    insist(value)
    if not isinstance(value, Mapping):
        raise RenderError(f"dictsort wants a mapping, and got {kind(value)}")
    if by not in ("key", "value"):
        raise RenderError('dictsort goes by "key" or by "value"')
    place = "0" if by == "key" else "1"
    return _ordered(rendering, list(value.items()), "dictsort", place, falling=bool(reverse))


def _unique(rendering: Rendering, value: object, attribute: object = None) -> list[object]:
    seen: dict[object, object] = {}
    for key, item in _keyed(rendering, value, "unique", attribute):
        seen.setdefault(key, item)
    return list(seen.values())


ORDER = (
    Entry(
        "dictsort",
        _dictsort,
        "the pairs of a mapping in the order of its keys, or `by='value'`; `reverse=true`",
        "{% for k, v in {'b': 1, 'a': 2} | dictsort %}{{ k }}{{ v }} {% endfor %}",
        "a2 b1",
        asks=True,
    ),
    Entry(
        "max",
        _max,
        "the largest item, by itself or by a member (`attribute='price'`)",
        "{{ [3, 8, 5] | max }}",
        "8",
        asks=True,
    ),
    Entry(
        "min",
        _min,
        "the smallest item, likewise",
        "{{ (tables.teas.values() | min(attribute='price')).name }}",
        "绿茶",
        asks=True,
    ),
    Entry(
        "sort",
        _sort,
        "the items in order; `reverse=true` from the largest, `attribute='price'` by a member",
        "{{ [3, 1, 2] | sort | join }} {{ [3, 1, 2] | sort(reverse=true) | join }}",
        "123 321",
        asks=True,
    ),
    Entry(
        "top",
        _top,
        "the largest three items, or so many; of a mapping the pairs with the largest values",
        "{% for name, points in memory.everyone.karma | top(1) %}{{ name }} {{ points }}"
        "{% endfor %}",
        "小红 5",
        asks=True,
    ),
    Entry(
        "unique",
        _unique,
        "each item once, in the order of their first places",
        "{{ ['a', 'b', 'a'] | unique | join }}",
        "ab",
        asks=True,
    ),
)
"""The filters that compare items."""
