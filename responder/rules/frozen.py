"""Frozen dataclasses of which a rule file makes ten thousands.

It must not know what they hold.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeVar, dataclass_transform

_T = TypeVar("_T")

_OF_EVERY_CLASS = ("__dict__", "__weakref__")
"""What Python gives a class without `__slots__`, and a copy must not be given twice."""


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(kind: type[_T]) -> type[_T]:
    """`dataclass(frozen=True, slots=True)`, whose objects take a quarter of the time to make.

    An object is filled while it is still of a class like this one that is not frozen: to get past
    the lock for each field takes ten times as long as to set it (measured: 3.8 µs for eleven).

    Args:
        kind: The class; for one or two fields the ordinary decorator is as quick.
    """
    own = {name: value for name, value in vars(kind).items() if name not in _OF_EVERY_CLASS}
    loose: Any = dataclass(slots=True, eq=False)(type(kind.__name__, kind.__bases__, own))
    locked: Any = dataclass(frozen=True, slots=True)(kind)

    def __new__(_kind: object, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401, N807 - it stands for every class
        made = loose(*args, **kwargs)
        made.__class__ = locked
        return made

    del locked.__init__
    locked.__new__ = __new__
    found: type[_T] = locked
    return found
