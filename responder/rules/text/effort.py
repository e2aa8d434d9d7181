r"""What it costs at most to look for a pattern in a message.

RE2 is linear in the text, but how steep depends on the pattern: at each character it may be in many
places of the pattern at once, and every new set of places has to be worked out. `\d{6,}` has a few
such sets; `退.{0,100}钱` has more than any message has characters. It knows tokens; it must not
know RE2, or what a pattern is for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf, log2
from typing import TYPE_CHECKING, NamedTuple

from responder.rules.text.brackets import named_class
from responder.rules.text.tokens import (
    BAR,
    BEGIN,
    CLOSE,
    ONE,
    OPEN,
    REPEAT,
    TEXT,
    UNBOUNDED,
    Script,
    script_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from responder.rules.text.tokens import Token

BYTES_MAX = 12_000
"""Of the longest message that rules see, in Chinese."""

SPREAD_MAX = 14.0
"""Doublings after which there are more sets of places than such a message has bytes."""

FEW_SETS = 64
"""Up to so many sets it is not worth a look at the message how many of them may come up."""

CHAR_BYTES_MAX = 4

_OTHERS = {
    named_class(f"\\{one}").written: named_class(f"\\{other}").written
    for one, other in ("dD", "Dd", "wW", "Ww", "sS", "Ss")
}
"""Classes, and those of all other characters."""

STEPS_PER_UNIT = 200
"""Instructions that take part in working out one set, for a unit of work: 5 ns each (measured)."""

BYTES_PER_UNIT = 300
"""Bytes that are passed over in a known set of places: 3 ns each (measured)."""

COMPILED_PER_UNIT = 2
"""Instructions compiled for a unit of work. Programs are kept, but every message pays for one, for
it must not matter what was asked before."""


@dataclass(frozen=True, slots=True)
class Effort:
    """What one pattern costs.

    Args:
        steps: Its instructions.
        spread: How often the number of sets of places doubles.
        reach: Bytes from the beginning of a match to its end at most; infinite without a bound.
        first: What every match begins with, encoded; empty where that is not known.
        tied: Whether a match can only begin where the text does.
    """

    steps: int
    spread: float = SPREAD_MAX
    reach: float = inf
    first: bytes = b""
    tied: bool = False
    _sets: float = field(init=False, repr=False, compare=False)
    _set_units: float = field(init=False, repr=False, compare=False)
    _begin_units: int = field(init=False, repr=False, compare=False)
    _few_units: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_sets", 2**self.spread)
        object.__setattr__(self, "_set_units", 1 + self.steps / STEPS_PER_UNIT)
        object.__setattr__(self, "_begin_units", 2 + self.steps // COMPILED_PER_UNIT)
        few = self._begin_units + int(min(self._sets, FEW_SETS) * self._set_units)
        object.__setattr__(self, "_few_units", few)

    def units(self, data: bytes) -> int:
        """Units of work to look for it in an encoded text."""
        length = len(data)
        if self._sets <= FEW_SETS:
            return self._few_units + length // BYTES_PER_UNIT
        sets = min(self._sets, length)
        if self.first or self.tied:
            begins = 1 if self.tied else data.count(self.first)
            reached = begins * self.reach if begins else 0
            sets = min(sets, reached)
        return self._begin_units + length // BYTES_PER_UNIT + int(sets * self._set_units)

    @property
    def worst(self) -> int:
        """Units of work in the longest message, whatever it says."""
        often = self.first * (BYTES_MAX // len(self.first)) if self.first else b""
        return self.units(often + bytes(BYTES_MAX - len(often)))

    def groups_units(self, length: int) -> int:
        """Units of work to find the groups in a match of so many bytes."""
        return length * self.steps // STEPS_PER_UNIT


def effort_of(tokens: Sequence[Token] | None, steps: int) -> Effort:
    """What a pattern costs.

    Args:
        tokens: Of the pattern; None where they are not understood, which counts as the worst.
        steps: Its instructions.
    """
    if not tokens:
        return Effort(steps)
    spread, reach = _measured(tokens)
    tied = tokens[0].kind is BEGIN and not _has_ways(tokens)
    return Effort(steps, min(spread, SPREAD_MAX), reach, _first(tokens), tied)


class _Part(NamedTuple):
    """A part of a pattern.

    Args:
        spread: As of `Effort`.
        reach: Likewise.
        alike: Whether it is a single class: then it is in all its repetitions in order.
    """

    spread: float = 0.0
    reach: float = 0.0
    alike: bool = False


_NO_PART = _Part()


@dataclass(slots=True)
class _Group:
    """An open group: its ways are in it together, but a match takes one of them."""

    spread: float = 0.0
    reach: float = 0.0
    way: float = 0.0
    last: _Part = _NO_PART

    def push(self, part: _Part) -> None:
        """Go on with a part."""
        self.spread += self.last.spread
        self.way += self.last.reach
        self.last = part

    def turn(self) -> None:
        """End one way and begin the next."""
        self.push(_NO_PART)
        self.reach, self.way = max(self.reach, self.way), 0.0

    def whole(self) -> _Part:
        """The group, now that it ends."""
        self.turn()
        return _Part(self.spread, self.reach)


def _measured(tokens: Sequence[Token]) -> tuple[float, float]:
    groups = [_Group()]
    before: list[Token] | None = []
    latest: list[Token] | None = []
    for token in tokens:
        kind, group = token.kind, groups[-1]
        if kind is REPEAT:
            alike = group.last.alike and _is_entered_anew(latest, before)
            group.last = _repeated(group.last, token, alike=alike)
            if token.low == 0:
                latest = None if latest is None or before is None else [*before, *latest]
            continue
        if kind is OPEN:
            groups.append(_Group())
            continue
        before, latest = latest, [token] if kind is TEXT or kind is ONE else None
        if kind is CLOSE:
            groups.pop()
            groups[-1].push(group.whole())
        elif kind is BAR:
            group.turn()
        elif kind is TEXT:
            size = CHAR_BYTES_MAX * len(token.chars)
            group.push(_Part(_places(token.chars), size, alike=len(token.chars) == 1))
        elif kind is ONE:
            group.push(_Part(1.0, CHAR_BYTES_MAX, alike=True))
    whole = groups[0].whole()
    return whole.spread, whole.reach


def _is_entered_anew(latest: list[Token] | None, before: list[Token] | None) -> bool:
    """Whether a repeated class is left before it is entered again.

    So it is where the pattern begins with it, or where it follows on what it has not: then it is in
    all of its first places up to some one, or in a single one.

    Args:
        latest: The class.
        before: What may stand before it; None where that is not known.
    """
    if not latest or before is None:
        return False
    return all(_is_apart(latest[-1], other) for other in before)


def _is_apart(token: Token, other: Token) -> bool:
    """Whether a class certainly has nothing of what another token ends with."""
    if other.fold or token.fold:
        return False
    if other.kind is ONE:
        return _OTHERS.get(token.written) == other.written
    char = other.chars[-1]
    if token.chars:
        return char not in token.chars
    foreign = script_of(char) is Script.FOREIGN and not char.isdecimal()
    return token.script is Script.WORD and foreign


def _repeated(part: _Part, token: Token, *, alike: bool) -> _Part:
    endless = token.high == UNBOUNDED
    times = max(token.low, token.high, 1)
    spread = log2(1 + times) if alike else part.spread * times
    return _Part(spread + endless, inf if endless else part.reach * times)


def _places(chars: str) -> float:
    """A text is in one place at a time, unless it can begin again within itself."""
    again = any(chars.startswith(chars[at:]) for at in range(1, len(chars)))
    return float(len(chars)) if again else 1.0


def _first(tokens: Sequence[Token]) -> bytes:
    first = tokens[0]
    optional = len(tokens) > 1 and tokens[1].kind is REPEAT and tokens[1].low == 0
    if first.kind is not TEXT or first.fold or optional or _has_ways(tokens):
        return b""
    return first.chars.encode(errors="replace")


def _has_ways(tokens: Sequence[Token]) -> bool:
    return any(token.kind is BAR for token in tokens)
