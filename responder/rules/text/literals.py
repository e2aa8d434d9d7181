"""What a text must contain for a pattern to be found in it.

A pattern is followed from left to right. As long as it can only be one of a few texts, those are
kept; where it may be more, they become a clause: one of them stands in every text that fits. It
knows tokens; it must not know how a pattern is written or run.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from responder.rules.needs import How
from responder.rules.text.tokens import (
    BAR,
    BEGIN,
    BYTE,
    CLOSE,
    EMPTY,
    END,
    ONE,
    OPEN,
    REPEAT,
    TEXT,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from responder.rules.needs import Clause, Key
    from responder.rules.text.tokens import Token

TEXTS_MAX = 16
"""Alternatives of one clause that are told apart while they may still grow."""

CHARS_MAX = 32
"""Characters of one literal; what follows begins another."""

CLAUSES_MAX = 2
"""Clauses of one pattern: an index asks for the rarest, or for a pair."""

_WHOLE, _START, _PART, _CASELESS = How.RAW_WHOLE, How.RAW_START, How.RAW_PART, How.CASELESS_PART
_WHERE = (_WHOLE, _START)

_EMPTY = ("",)


@dataclass(slots=True, eq=False)
class _Part:
    """What is known of a part of a pattern: its texts, or else what it needs. Never changed.

    Args:
        texts: What the part can be, if it is one of these and nothing else; None if that is not
            known.
        clauses: What a text must have then.
        begun: Whether the texts stand at the beginning of the whole text.
        ended: Whether at its end.
        fold: Whether the texts are casefolded, and so must the whole text be.
        more: Whether anything may follow the texts within the part.
    """

    texts: tuple[str, ...] | None = _EMPTY
    clauses: tuple[Clause, ...] = ()
    begun: bool = False
    ended: bool = False
    fold: bool = False
    more: bool = False

    def needed(self) -> tuple[Clause, ...]:
        """What a text must have in any case."""
        texts = self.texts
        if texts is None:
            return self.clauses
        if "" in texts:
            return ()
        if self.fold:
            how = _CASELESS
        elif not self.begun:
            how = _PART
        elif self.ended and not self.more:
            how = _WHOLE
        else:
            how = _START
        return (tuple([(how, text) for text in texts]),)


_UNKNOWN = _Part(None)
_NOTHING = _Part()
"""Takes no character."""


@dataclass(slots=True)
class _Group:
    """An open group, or the pattern itself.

    Args:
        ways: Its alternatives that are complete.
        clauses: What the way in hand needs, as far as it lies before `tail`.
        tail: The end of the way in hand, whose texts are known.
        apart: Whether `tail` is not the whole way.
        last: The latest part, which a repetition may still change.
    """

    ways: list[_Part] = field(default_factory=list)
    clauses: list[Clause] = field(default_factory=list)
    tail: _Part = _NOTHING
    apart: bool = False
    last: _Part | None = None

    def push(self, part: _Part) -> None:
        """Go on with a part."""
        self.settle()
        self.last = part

    def settle(self) -> None:
        """Join the latest part to the way."""
        part, self.last = self.last, None
        if part is None:
            return
        if part.texts is None:
            self._cut()
            self.clauses.extend(part.clauses)
            return
        joined = part if self.tail is _NOTHING else _joined(self.tail, part)
        if joined is None:
            self._cut()
            joined = part
        self.tail = joined
        if joined.more:
            self._cut()

    def turn(self) -> None:
        """End one way and begin the next."""
        self.settle()
        if self.apart:
            self._cut()
            self.ways.append(_Part(None, tuple(self.clauses)))
        else:
            self.ways.append(self.tail)
        self.clauses, self.tail, self.apart = [], _NOTHING, False

    def whole(self) -> _Part:
        """What is known of the group, now that it ends."""
        self.turn()
        return self.ways[0] if len(self.ways) == 1 else _either(self.ways)

    def _cut(self) -> None:
        """Make a clause of the tail, and begin anew."""
        if self.tail is not _NOTHING:
            self.clauses.extend(self.tail.needed())
            self.tail = _NOTHING
        self.apart = True


def clauses_of(tokens: Iterable[Token]) -> tuple[Clause, ...]:
    """What a text must have for a pattern to be found in it.

    Args:
        tokens: Of a pattern that RE2 accepts.

    Returns:
        At most `CLAUSES_MAX` clauses, the most telling first; of each, one literal at least stands
        in every text that fits. Empty if nothing is known.
    """
    groups = [_Group()]
    for token in tokens:
        kind = token.kind
        group = groups[-1]
        if kind is TEXT:
            for part in _texts(token):
                group.push(part)
        elif kind is REPEAT:
            if group.last is not None:
                group.last = _repeated(group.last, token.low, token.high)
        elif kind is OPEN:
            group.settle()
            groups.append(_Group())
        elif kind is CLOSE:
            groups.pop()
            groups[-1].push(group.whole())
        elif kind is BAR:
            group.turn()
        elif kind is not EMPTY:
            group.push(_one(token))
    return _most_telling([shortest(clause) for clause in groups[0].whole().needed()])


def _most_telling(clauses: list[Clause]) -> tuple[Clause, ...]:
    if len(clauses) > 1:
        clauses = sorted(clauses, key=_commonness)[:CLAUSES_MAX]
    return tuple(clauses)


def _texts(token: Token) -> list[_Part]:
    """The parts of a text; where letters are one with others, those nobody is sure of are apart."""
    chars = token.chars
    if token.fold:
        return [_one(token._replace(kind=ONE, chars=char)) for char in chars]
    if len(chars) <= CHARS_MAX:
        return [_Part((chars,))]
    return [_Part((chars[at : at + CHARS_MAX],)) for at in range(0, len(chars), CHARS_MAX)]


def _one(token: Token) -> _Part:
    """A character of a class, or a place in the text."""
    if token.kind is not ONE:
        if token.kind is BYTE:
            return _UNKNOWN
        return _Part(begun=token.kind is BEGIN, ended=token.kind is END)
    if not token.chars:
        return _UNKNOWN
    chars = tuple(dict.fromkeys(token.chars))
    if not token.fold or all(map(_is_caseless, chars)):
        return _Part(chars)
    if all(char.isascii() or _is_caseless(char) for char in chars):
        return _Part(tuple({char.casefold(): None for char in chars}), fold=True)
    return _UNKNOWN


def _is_caseless(char: str) -> bool:
    """Whether RE2 and Python agree that the character has no other form, small or capital.

    Their tables may differ in the letters of a new edition of Unicode, so an unknown one is not.
    """
    return (
        char.lower() == char.upper() == char.casefold() == char
        and unicodedata.category(char) != "Cn"
    )


def _joined(first: _Part, second: _Part) -> _Part | None:
    """Two parts, one after the other; None if they can be too many texts or too long ones."""
    fold = first.fold or second.fold
    ahead, behind = _folded(first, fold=fold), _folded(second, fold=fold)
    if len(ahead) * len(behind) > TEXTS_MAX:
        return None
    texts = tuple({one + other: None for one in ahead for other in behind})
    if max(map(len, texts)) > CHARS_MAX:
        return None
    begun, ended = first.begun or second.begun, first.ended or second.ended
    return _Part(texts, (), begun, ended, fold, second.more)


def _folded(part: _Part, *, fold: bool) -> tuple[str, ...]:
    texts = part.texts or _EMPTY
    return texts if part.fold is fold else tuple([text.casefold() for text in texts])


def _either(ways: list[_Part]) -> _Part:
    """One of several parts."""
    if sum(TEXTS_MAX + 1 if way.texts is None else len(way.texts) for way in ways) <= TEXTS_MAX:
        fold = any(way.fold for way in ways)
        texts = tuple({text: None for way in ways for text in _folded(way, fold=fold)})
        begun, ended = all(way.begun for way in ways), all(way.ended for way in ways)
        return _Part(texts, (), begun, ended, fold)
    best = [min(way.needed(), key=_commonness, default=()) for way in ways]
    if not all(best):
        return _UNKNOWN
    return _Part(None, (tuple(literal for clause in best for literal in clause),))


def _repeated(part: _Part, low: int, high: int) -> _Part:
    """A part several times over."""
    if low == 0:
        if high != 1 or part.texts is None or part.more:
            return _UNKNOWN
        return _Part((*part.texts, ""), fold=part.fold)
    if part.texts is None or part.more:
        return part
    copies = part
    for _ in range(1, low):
        longer = _joined(copies, part)
        if longer is None:
            return replace(copies, more=True)
        copies = longer
    return replace(copies, more=high != low)


def shortest(clause: Clause) -> Clause:
    """The clause without parts that contain others: those say it already."""
    if len(clause) == 1:
        return clause
    literals = tuple(dict.fromkeys(clause))
    if len(literals) > TEXTS_MAX:
        return literals
    return tuple([one for one in literals if not any(_says(other, one) for other in literals)])


def _says(one: Key, other: Key) -> bool:
    """Whether whatever has the second has the first too."""
    return one != other and one[0] is other[0] and one[0] not in _WHERE and one[1] in other[1]


def _commonness(clause: Clause) -> float:
    """How many texts may have it, roughly: a character more makes a literal four times rarer."""
    return sum([0.0 if how is _WHOLE else 4.0 ** -len(text) for how, text in clause])
