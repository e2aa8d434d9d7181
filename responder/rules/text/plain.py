r"""Patterns so plain that nobody has to ask RE2 whether it can run them, and how large they get.

To compile a pattern takes RE2 several times as long as to measure it here, and of the thousands in
a large file most are needed by no message for a long time. Whatever is not certain is left to RE2.
It knows tokens and what RE2 makes of them; it must not know what a pattern is for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from responder.rules.text.brackets import named_class
from responder.rules.text.tokens import BAR, BEGIN, CLOSE, END, ONE, OPEN, REPEAT, TEXT, UNBOUNDED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from responder.rules.text.tokens import Token

STEPS_MAX = 500
"""Larger patterns are left to RE2; it refuses none of so few instructions."""

DEPTH_MAX = 50
"""Groups within groups; RE2 admits a thousand."""

_AROUND_STEPS = 8
"""Instructions of every pattern: to skip what comes before, to begin and to end."""

_GROUP_STEPS = 2
"""To remember where a group begins and ends, or to part two ways."""

_CHAR_STEPS = 4
"""Bytes of a character at most; each is an instruction."""

_NAMED_STEPS = {".": 14, r"\d": 10, r"\D": 26, r"\s": 25, r"\S": 45, r"\w": 70, r"\W": 70}
"""Of the named classes, rounded up."""

_CLASS_STEPS = {named_class(name).written: steps for name, steps in _NAMED_STEPS.items()}
_OPENING = re.compile(r"\((?:\?:|\?P?<(?P<name>[A-Za-z_][0-9A-Za-z_]*)>)?")


class Shape(NamedTuple):
    """What a pattern is like, without its program.

    Args:
        steps: Instructions, rather too many than too few.
        groups: How many.
        names: Of groups, with their numbers.
    """

    steps: int
    groups: int
    names: Mapping[str, int]


def shape_of(tokens: Iterable[Token]) -> Shape | None:
    """The shape of a plain pattern; None where only RE2 can say it."""
    return _Measure().shape(tokens)


@dataclass(slots=True)
class _Measure:
    """Goes through the tokens of one pattern.

    Args:
        outer: Instructions before each open group.
        steps: Instructions of the group in hand, without those of `last`.
        last: Those of what a repetition would repeat; 0 where there is nothing.
        groups: Groups that capture.
        names: Their names.
    """

    outer: list[int] = field(default_factory=list)
    steps: int = _AROUND_STEPS
    last: int = 0
    groups: int = 0
    names: dict[str, int] = field(default_factory=dict)

    def shape(self, tokens: Iterable[Token]) -> Shape | None:
        """The shape of the whole."""
        for token in tokens:
            if token.kind is REPEAT:
                sure = self._repeat(token.low, token.high)
            else:
                self.steps += self.last
                self.last = 0
                sure = not token.fold and self._count(token)
            if not sure or self.steps + self.last > STEPS_MAX:
                return None
        return None if self.outer else Shape(self.steps + self.last, self.groups, self.names)

    def _count(self, token: Token) -> bool:
        """Count what is no repetition; False where it is not certain."""
        kind = token.kind
        if kind is TEXT or kind is ONE:
            self.last = _CLASS_STEPS.get(token.written, _CHAR_STEPS * len(token.chars))
            return self.last > 0 and token.chars.isprintable()  # Half a surrogate pair is not.
        if kind is OPEN:
            return self._open(token.written)
        if kind is CLOSE:
            self.last = self.steps + _GROUP_STEPS
            self.steps = self.outer.pop()
        else:
            self.steps += _GROUP_STEPS
        return kind in _EASY

    def _open(self, written: str) -> bool:
        if written == "(":
            name = None
        else:
            opening = _OPENING.fullmatch(written)
            if opening is None:
                return False
            name = opening["name"]
        if len(self.outer) == DEPTH_MAX:
            return False
        self.outer.append(self.steps)
        self.steps = 0
        if not written.endswith(":"):
            self.groups += 1
        if name is None:
            return True
        known = name in self.names
        self.names[name] = self.groups
        return not known

    def _repeat(self, low: int, high: int) -> bool:
        if not self.last or (high != UNBOUNDED and low > high) or low > STEPS_MAX:
            return False
        self.steps += (self.last + _GROUP_STEPS) * max(low, high, 1) + _GROUP_STEPS
        self.last = 0
        return True


def named_twice(tokens: Iterable[Token]) -> str | None:
    """The first name that two groups of a pattern have, None without one.

    RE2 takes such a pattern, but keeps the place of only one of them.
    """
    seen = set[str]()
    for token in tokens:
        opening = _OPENING.fullmatch(token.written) if token.kind is OPEN else None
        name = None if opening is None else opening["name"]
        if name is not None and name in seen:
            return name
        seen.add(name or "")
    return None


_EASY = frozenset({CLOSE, BAR, BEGIN, END})
