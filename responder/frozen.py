"""Frozen dataclasses of which a rule file or a recording makes ten thousands.

It must not know what they hold.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field, fields
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(kind: type[_T]) -> type[_T]:
    """`dataclass(frozen=True, slots=True)`, whose objects take a quarter of the time to make.

    An object is filled while it is still of a class like this one that is not frozen: to get past
    the lock for each field takes ten times as long as to set it (measured: 3.8 µs for eleven).

    Args:
        kind: The class; for one or two fields the ordinary decorator is as quick. It must not have
            fields with a factory. It may inherit from an ordinary frozen dataclass with slots.
    """
    locked: Any = dataclass(frozen=True, slots=True)(kind)
    # Of the same slots, so that an object can change over from one to the other.
    open_ = {name: getattr(object, name) for name in ("__setattr__", "__delattr__")}
    loose = type(kind.__name__, kind.__bases__, {"__slots__": locked.__slots__, **open_})
    locked.__init__ = object.__init__  # not that of a base
    locked.__new__ = _maker(loose, locked)
    found: type[_T] = locked
    return found


def _maker(loose: type, locked: Any) -> Callable[..., Any]:  # noqa: ANN401 - whatever class it is
    """What makes an object: it is given the same as the `__init__` of the dataclass.

    Written out, as `dataclass` does it: to hand arguments on takes as long as all the rest.
    """
    given = [one for one in fields(locked) if one.init]
    known = {f"_{one.name}": one.default for one in given if one.default is not MISSING}
    takes = {
        one.name: f"{one.name}=_{one.name}" if f"_{one.name}" in known else one.name
        for one in given
    }
    by_place = [takes[one.name] for one in given if not one.kw_only]
    by_name = [takes[one.name] for one in given if one.kw_only]
    lines = [
        f"def __new__({', '.join(['_kind', *by_place, *(['*', *by_name] if by_name else [])])}):",
        "made = _new(_loose)",
        *[f"made.{one.name} = {one.name}" for one in given],
        "made.__class__ = _locked",
        *(["made.__post_init__()"] if hasattr(locked, "__post_init__") else []),
        "return made",
    ]
    space = {**known, "_new": object.__new__, "_loose": loose, "_locked": locked}
    exec("\n    ".join(lines), space)  # noqa: S102 - names of fields alone are put in
    made: Callable[..., Any] = space["__new__"]
    return made
