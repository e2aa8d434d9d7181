"""Edits of a JSON value by path, for faults that make an answer lie about its shape.

A path is names joined by dots; `*` stands for every entry of a list: `AddMsgList.*.CreateTime`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


def edit(value: Any, kind: str, what: Any) -> None:  # noqa: ANN401 - any JSON there is
    """Change `value` in place.

    Args:
        value: A JSON object.
        kind: `set` (then `what` maps paths to values), `omit`, `null` or `retype` (then it is a
            list of paths). `retype` makes text of numbers and numbers of digits.
        what: Where, and for `set` to what.
    """
    changes: dict[str, Any] = what if isinstance(what, dict) else dict.fromkeys(what)
    for path, new in changes.items():
        parents, _, name = path.rpartition(".")
        for place in _places(value, parents.split(".") if parents else []):
            _change(place, name, kind, new)


def _change(place: Any, name: str, kind: str, new: Any) -> None:  # noqa: ANN401 - any JSON there is
    if isinstance(place, list):
        keys: list[Any] = list(range(len(place))) if name == "*" else []
    elif isinstance(place, dict):
        keys = [name] if name in place or kind == "set" else []
    else:
        keys = []
    for key in reversed(keys):
        if kind == "omit":
            del place[key]
        else:
            place[key] = _retyped(place[key]) if kind == "retype" else new


def _retyped(value: Any) -> Any:  # noqa: ANN401 - any JSON there is
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def _places(value: Any, path: list[str]) -> Iterator[Any]:  # noqa: ANN401 - any JSON there is
    if not path:
        yield value
    elif path[0] == "*":
        for item in value if isinstance(value, list) else []:
            yield from _places(item, path[1:])
    elif isinstance(value, dict) and path[0] in value:
        yield from _places(value[path[0]], path[1:])
