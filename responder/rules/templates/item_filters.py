"""Filters that look into each item of a list, or ask something of it.

What looks into an item does so as a template would, through the sandbox. It must not know rules.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from responder.rules.templates.budget import RenderError
from responder.rules.templates.entry import Entry
from responder.rules.templates.values import as_items, insist, is_number, kind

if TYPE_CHECKING:
    from responder.rules.templates.rendering import Rendering

_Asked: TypeAlias = Callable[[object], bool]


def _sum(
    rendering: Rendering, value: object, attribute: object = None, start: object = 0
) -> int | float:
    items = list(as_items(value, "sum"))
    rendering.budget.charge(items)
    total: int | float = 0
    for item in (start, *(items if attribute is None else rendering.members(items, attribute))):
        insist(item)
        if not is_number(item):
            raise RenderError(f"sum adds numbers, and got {kind(item)}: use int or float first")
        total += item
    return total


def _map(
    rendering: Rendering,
    value: object,
    name: object = None,
    *args: object,
    attribute: object = None,
    default: object = None,
) -> list[object]:
    items = list(as_items(value, "map"))
    rendering.budget.spend(len(items))
    if (attribute is None) == (name is None):
        raise RenderError("map wants the name of a filter, or attribute=…")
    if attribute is None:
        return [rendering.filtered(name, item, *args) for item in items]
    members = rendering.members(items, attribute)
    if default is None:
        return members
    return [rendering.filtered("default", member, default) for member in members]


def _chosen(
    rendering: Rendering,
    value: object,
    name: str,
    asked: _Asked,
    *,
    wanted: bool,
) -> list[object]:
    items = list(as_items(value, name))
    rendering.budget.spend(len(items))
    return [item for item in items if asked(item) is wanted]


def _question(rendering: Rendering, test: object, args: tuple[object, ...]) -> _Asked:
    """Whether an item passes a test, or is true where there is none."""
    if test is None:
        return bool
    return lambda item: rendering.tested(test, item, *args)


def _select(
    rendering: Rendering, value: object, test: object = None, *args: object
) -> list[object]:
    asked = _question(rendering, test, args)
    return _chosen(rendering, value, "select", asked, wanted=True)


def _reject(
    rendering: Rendering, value: object, test: object = None, *args: object
) -> list[object]:
    asked = _question(rendering, test, args)
    return _chosen(rendering, value, "reject", asked, wanted=False)


def _of_member(
    rendering: Rendering, attribute: object, test: object, args: tuple[object, ...]
) -> _Asked:
    asked = _question(rendering, test, args)
    return lambda item: asked(rendering.member(item, str(attribute)))


def _selectattr(
    rendering: Rendering, value: object, attribute: object, test: object = None, *args: object
) -> list[object]:
    asked = _of_member(rendering, attribute, test, args)
    return _chosen(rendering, value, "selectattr", asked, wanted=True)


def _rejectattr(
    rendering: Rendering, value: object, attribute: object, test: object = None, *args: object
) -> list[object]:
    asked = _of_member(rendering, attribute, test, args)
    return _chosen(rendering, value, "rejectattr", asked, wanted=False)


ITEMS = (
    Entry(
        "map",
        _map,
        "of each item one member (`attribute='name'`), or what a filter makes of it",
        "{{ tables.teas.values() | map(attribute='price') | join(' ') }}"
        " {{ ['a', 'b'] | map('upper') | join }}",
        "8 5 AB",
        asks=True,
    ),
    Entry(
        "reject",
        _reject,
        "the items that do not pass a test",
        "{{ range(6) | reject('odd') | join(' ') }}",
        "0 2 4",
        asks=True,
    ),
    Entry(
        "rejectattr",
        _rejectattr,
        "the items of which a member does not pass a test",
        "{{ tables.teas.values() | rejectattr('price', 'gt', 6) | map(attribute='name') | join }}",
        "绿茶",
        asks=True,
    ),
    Entry(
        "select",
        _select,
        "the items that pass a test; without one those that are not blank, zero or false",
        "{{ range(6) | select('odd') | join(' ') }}",
        "1 3 5",
        asks=True,
    ),
    Entry(
        "selectattr",
        _selectattr,
        "the items of which a member passes a test",
        "{{ tables.teas.values() | selectattr('price', 'gt', 6) | map(attribute='name') | join }}",
        "红茶",
        asks=True,
    ),
    Entry(
        "sum",
        _sum,
        "all numbers added up, or a member of each item (`attribute='price'`)",
        "{{ tables.teas.values() | sum(attribute='price') }}",
        "13",
        asks=True,
    ),
)
"""The filters that look at each item."""
