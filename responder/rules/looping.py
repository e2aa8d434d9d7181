"""What `each` goes through: the items of a list, as data that can be stored with a run.

Strangers write much of it, so it has bounds. It must not know what is done with an item.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from responder.errors import ResponderError
from responder.rules.table import Table
from responder.rules.templates.values import kind
from responder.rules.templates.views import VIEWS, clean

if TYPE_CHECKING:
    from responder.rules.table import Value

ITEMS_MAX = 200
"""Items that one action goes through: as many as a broadcast may have without taking up half of
what an account sends in a day."""

ITEM_CHARS_MAX = 50_000
"""Characters of all items together: they are stored with the run at each pause."""

LEVELS_MAX = 5
"""Lists in lists of one item."""


class LoopError(ResponderError):
    """There is nothing to go through, or too much; the sentence says why."""


def items_of(found: object) -> tuple[Value, ...]:
    """The items of a list, the keys of a mapping.

    Raises:
        LoopError: It is neither, or has too many or too long ones.
    """
    if isinstance(found, str) or not isinstance(found, (list, tuple, range, Mapping)):
        raise LoopError(f"expected a list, got {kind(found)}")
    if len(found) > ITEMS_MAX:
        raise LoopError(f"expected at most {ITEMS_MAX} items, got {len(found):,}")
    items = tuple(_value(item, LEVELS_MAX) for item in found)
    chars = sum(map(_chars, items))
    if chars > ITEM_CHARS_MAX:
        raise LoopError(f"expected items of at most {ITEM_CHARS_MAX:,} characters, got {chars:,}")
    return items


def _value(item: object, levels: int) -> Value:
    if isinstance(item, str):
        return clean(item)
    if item is None or isinstance(item, (bool, int, float)):
        return item
    if isinstance(item, VIEWS):
        return clean(str(item))
    if levels and isinstance(item, Mapping):
        return Table({str(key): _value(value, levels - 1) for key, value in item.items()})
    if levels and isinstance(item, (list, tuple, range)) and len(item) <= ITEMS_MAX:
        return tuple(_value(one, levels - 1) for one in item)
    raise LoopError(f"expected items that are texts, numbers or lists, got {kind(item)}")


def _chars(value: Value) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Table):
        return sum(len(key) + _chars(item) for key, item in value.items())
    return sum(map(_chars, value)) if isinstance(value, tuple) else 1
