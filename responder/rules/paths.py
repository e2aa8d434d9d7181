"""Where a run stands in the actions of its rule: paths that lead into branches, loops and delays.

A path has the index of an action, and for an action that holds others which of them: of `if` the
branch and an index in it, of `each` the number of the item and an index, of `later` an index. It
must not know what actions do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from responder.rules.actions import EachAction, IfAction, LaterAction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from responder.rules.actions import Action
    from responder.rules.table import Value

THEN, OTHERWISE = 0, 1
"""The branches of `if`, in paths."""


class Inside(NamedTuple):
    """A list of actions inside of another action, and the way on in it."""

    actions: Sequence[Action]
    rest: tuple[int, ...]


def inside(action: Action, rest: tuple[int, ...]) -> Inside | None:
    """Follow a path into an action; None if there is nothing inside of it.

    Args:
        action: The action.
        rest: The path behind its own index.
    """
    if isinstance(action, LaterAction):
        return Inside(action.actions, rest)
    if isinstance(action, IfAction):
        return Inside(action.then if rest[0] == THEN else action.otherwise, rest[1:])
    return Inside(action.actions, rest[1:]) if isinstance(action, EachAction) else None


def action_at(actions: Sequence[Action], path: tuple[int, ...]) -> Action | None:
    """The action to which a path leads; None if there is none."""
    index, *rest = path
    if index >= len(actions):
        return None
    if not rest:
        return actions[index]
    found = inside(actions[index], tuple(rest))
    return None if found is None or not found.rest else action_at(found.actions, found.rest)


def items_at(
    actions: Sequence[Action], path: tuple[int, ...], loops: Sequence[tuple[Value, ...]]
) -> dict[str, Value]:
    """The items whose turn it is at a path, by the names that templates know them under.

    Args:
        actions: Those that the path leads into.
        path: The path.
        loops: The items of each loop on it, the outermost first.
    """
    index, *rest = path
    if not rest or index >= len(actions):
        return {}
    action = actions[index]
    found = inside(action, tuple(rest))
    if found is None or not found.rest:
        return {}
    mine: dict[str, Value] = {}
    if isinstance(action, EachAction) and loops:
        items, *loops = loops
        mine = {action.name: items[rest[0]]} if rest[0] < len(items) else {}
    return {**mine, **items_at(found.actions, found.rest, loops)}
