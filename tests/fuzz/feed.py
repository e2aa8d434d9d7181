"""Bytes as choices: what a fuzzer changes becomes other keys, other words, other structure.

Every sequence of bytes is enough for anything; when it is used up, each choice is the first one,
so that whatever is built from it ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_T = TypeVar("_T")


@dataclass(slots=True)
class Feed:
    """Choices made by bytes.

    Args:
        data: The bytes.
    """

    data: bytes
    at: int = 0

    def __bool__(self) -> bool:
        """Whether anything is left."""
        return self.at < len(self.data)

    def number(self, count: int) -> int:
        """A number below `count`, 0 once the bytes are used up."""
        size = 1 if count <= 1 << 8 else 2 if count <= 1 << 16 else 4
        part = self.data[self.at : self.at + size]
        self.at += size
        return int.from_bytes(part, "big") % count

    def pick(self, options: Sequence[_T]) -> _T:
        """One of several."""
        return options[self.number(len(options))]

    def chance(self, one_in: int) -> bool:
        """True once in so many times; never once the bytes are used up."""
        return self.number(one_in) == one_in - 1

    def several(self, most: int, make: Callable[[], _T]) -> list[_T]:
        """Up to so many of something."""
        return [make() for _ in range(self.number(most + 1))]

    def rest(self) -> bytes:
        """What is left, all of it."""
        part = self.data[self.at :]
        self.at = len(self.data)
        return part
