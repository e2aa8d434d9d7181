"""Filters of lists and mappings that look at each item as a whole.

It must not know rules, or how an item is looked into; see `item_filters`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from responder.rules.templates.budget import COLLECTIONS, RenderError, refuse_length
from responder.rules.templates.entry import Entry, Use
from responder.rules.templates.values import as_items, as_text, insist, kind


def _length(value: object) -> int:
    insist(value)
    if not isinstance(value, COLLECTIONS):
        raise RenderError(f"length wants a text or list, and got {kind(value)}")
    return len(value)


def _join(value: Iterable[object], separator: object = "") -> str:
    parts, between = [as_text(item) for item in as_items(value, "join")], as_text(separator)
    refuse_length(sum(map(len, parts)) + len(parts) * len(between))
    return between.join(parts)


def _first(value: object) -> object:
    for item in as_items(value, "first"):
        return item
    raise RenderError("the template takes the first of an empty list")


def _last(value: object) -> object:
    if isinstance(value, str | list | tuple | range) and value:
        return value[-1]
    return _first(list(as_items(value, "last"))[::-1])


def _list(value: object) -> list[object]:
    return list(as_items(value, "list"))


def _reverse(value: object) -> object:
    if isinstance(value, str):
        return value[::-1]
    return list(as_items(value, "reverse"))[::-1]


def _items(value: object) -> list[object]:
    insist(value)
    if not isinstance(value, Mapping):
        raise RenderError(f"items wants a mapping, and got {kind(value)}")
    return list(value.items())


def _range(*bounds: int) -> range:
    made = range(*bounds)
    # The length is told by arithmetic: `len` has no word for a very long range.
    refuse_length(max(0, (made.stop - made.start) // made.step))
    return made


LISTS = (
    Entry(
        "first",
        _first,
        "the first item",
        "{{ ['红茶', '绿茶'] | first }}",
        "红茶",
        cheap=True,
    ),
    Entry(
        "items",
        _items,
        "the pairs of key and value of a mapping",
        "{% for k, v in {'茶': 5} | items %}{{ k }} {{ v }} 元{% endfor %}",
        "茶 5 元",
    ),
    Entry(
        "join",
        _join,
        "the items as one text, with another text between them",
        "{{ ['红茶', '绿茶'] | join('、') }}",
        "红茶、绿茶",
    ),
    Entry(
        "last",
        _last,
        "the last item",
        "{{ ['红茶', '绿茶'] | last }}",
        "绿茶",
    ),
    Entry(
        "length",
        _length,
        "how many items a list has, or characters a text",
        "{{ ['红茶', '绿茶'] | length }}",
        "2",
        cheap=True,
        also=("count",),
    ),
    Entry(
        "list",
        _list,
        "a list of what has items: the characters of a text, the keys of a mapping",
        "{{ '茶水' | list | join('-') }}",
        "茶-水",
    ),
    Entry(
        "range",
        _range,
        "the numbers from 0, or from a first one, up to a last one that is left out",
        "{% for i in range(1, 4) %}{{ i }} {% endfor %}",
        "1 2 3",
        Use.FUNCTION,
    ),
    Entry(
        "reverse",
        _reverse,
        "the items or characters from the end",
        "{{ [1, 2] | reverse | join }}",
        "21",
    ),
)
"""The filters of lists that need no more than the list."""
