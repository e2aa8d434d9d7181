"""What leaves something to chance: the same message and rule draw the same again.

It must not know where a draw comes from.
"""

from __future__ import annotations

from collections.abc import KeysView, ValuesView
from typing import TYPE_CHECKING

from responder.rules.templates.budget import RenderError
from responder.rules.templates.entry import Entry, Use
from responder.rules.templates.values import insist, kind

if TYPE_CHECKING:
    from responder.rules.templates.rendering import Rendering

DICE_MAX = 100
"""Dice thrown at once."""

SIDES_MAX = 1_000_000
"""Sides of a die: any whole number up to here can be drawn."""


def _pick(rendering: Rendering, value: object) -> object:
    items = _drawable(rendering, value, "pick")
    if not items:
        raise RenderError("the template picks from an empty list")
    return items[rendering.number_below(len(items))]


def _shuffle(rendering: Rendering, value: object) -> list[object]:
    items = list(_drawable(rendering, value, "shuffle"))
    # From the end, each place gets one of those that are left: every order is as likely.
    for place in range(len(items) - 1, 0, -1):
        drawn = rendering.number_below(place + 1)
        items[place], items[drawn] = items[drawn], items[place]
    return items


def _drawable(
    rendering: Rendering, value: object, name: str
) -> list[object] | tuple[object, ...] | range:
    insist(value)
    if isinstance(value, KeysView | ValuesView):
        rendering.budget.charge(value)
        return list(value)
    if not isinstance(value, list | tuple | range):
        raise RenderError(f"{name} wants a list, and got {kind(value)}")
    return value


def _dice(rendering: Rendering, *numbers: object) -> int:
    sides, count = _whole(numbers[-1]) if numbers else 6, 1
    if len(numbers) > 1:
        count = _whole(numbers[0])
    if len(numbers) > 2 or not (1 <= count <= DICE_MAX and 2 <= sides <= SIDES_MAX):  # noqa: PLR2004 - dice and sides
        raise RenderError(
            f"dice takes 1 to {DICE_MAX} dice with 2 to {SIDES_MAX:,} sides, as in dice(2, 6)"
        )
    return sum(1 + rendering.number_below(sides) for _ in range(count))


def _whole(value: object) -> int:
    insist(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise RenderError(f"dice wants whole numbers, and got {kind(value)}")
    return value


CHANCE = (
    Entry(
        "dice",
        _dice,
        "what a die shows: `dice()` of six sides, `dice(20)` of twenty, `dice(2, 6)` two of six"
        " together",
        "{{ dice(2, 6) }}",
        "11",
        Use.FUNCTION,
        asks=True,
    ),
    Entry(
        "pick",
        _pick,
        "one item of a list, by chance",
        "{{ pick(['石头', '剪刀', '布']) }}",
        "布",
        Use.BOTH,
        asks=True,
        cheap=True,
    ),
    Entry(
        "shuffle",
        _shuffle,
        "the items in an order of chance",
        "{{ ['红', '黄', '蓝'] | shuffle | join }}",
        "黄红蓝",
        Use.BOTH,
        asks=True,
    ),
)
"""What draws."""
