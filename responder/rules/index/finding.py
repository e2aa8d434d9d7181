"""Finds in one text everything that rules look for: as a whole, at its beginning, anywhere.

It knows texts and their marks; it must not know rules.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from responder.rules.text.nested import heads_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from responder.rules.index.choice import Mark

Find: TypeAlias = "Callable[[str], list[Mark]]"
"""Gives the marks of what is found in a text, some perhaps twice."""

FindEach: TypeAlias = "Callable[[Sequence[str]], list[list[Mark]]]"
"""The same of several short texts, in a fraction of the time that one after the other takes."""


class Finder(NamedTuple):
    """Finds what rules look for."""

    find: Find
    find_each: FindEach


class _Heads(NamedTuple):
    """What is looked for in place of parts.

    Args:
        total: How many there are; what has a greater number is a decoy.
        several: The marks of each; None where each is a part itself, with its own number.
    """

    total: int
    several: tuple[list[Mark], ...] | None

    def marks(self, head: int) -> Sequence[Mark]:
        """The marks of one."""
        return (head,) if self.several is None else self.several[head]


_Scan: TypeAlias = "Callable[[str, bool], list[tuple[Mark, int, int]]]"
"""Finds parts in a text, if True also those that overlap, with their beginnings and ends."""

DENSE_MAX = 500
"""So many parts are put into the quickest kind of automaton, which takes some 3 KiB for each; more
into one that takes twice the time and a fortieth of the memory (measured)."""

AT_ONCE = 5_000
"""Parts that are put into an automaton in one go, which keeps every other thread waiting for some
10 ms: so many more are spread over several."""

PIECES_MAX = 4
"""As many as that, for each takes a pass over every message."""

_BETWEEN = "\x05"
"""Stands between texts that are looked through together; where a part has it, they are not."""

_DECOYS = ("\x01", "\x02", "\x03", "\x04")
"""Parts that no message has. Where all parts begin with two or three different bytes, the library
jumps from one such byte to the next; in Chinese every third byte is one, and jumping takes half as
long again as reading on (measured). A fourth beginning makes it read on."""


def finder(parts: Sequence[str], wholes: Mapping[str, Mark], starts: Mapping[str, Mark]) -> Finder:
    """What finds what rules look for.

    Every message goes through it, so what it needs is bound once, here.

    Args:
        parts: Not empty; their marks are their places, from 0.
        wholes: Whole texts.
        starts: Beginnings, not empty.
    """
    heads = heads_of(parts)
    scan = _scan_in_turns(list(heads)) if parts else _scan_for_nothing
    count = len(heads)
    # Mostly each part is its own head, in the same order.
    several = None if count == len(parts) else tuple(heads.values())
    longest = max(map(len, wholes), default=-1)
    lengths = tuple(sorted({len(start) for start in starts}))
    shortest = lengths[0] if lengths else 0
    begins = frozenset([start[:shortest] for start in starts])

    def find(text: str) -> list[Mark]:
        try:
            hits = scan(text, True)  # noqa: FBT003 - by its name it takes a tenth longer
        except UnicodeEncodeError:
            hits = scan(_sound(text), True)  # noqa: FBT003 - the same
        found = [mark for mark, _, _ in hits if mark < count] if hits else []
        if several is not None:
            found = [number for head in set(found) for number in several[head]]
        if len(text) <= longest and text in wholes:
            found.append(wholes[text])
        if begins and text[:shortest] in begins:
            found += [starts[start] for size in lengths if (start := text[:size]) in starts]
        return found

    def beside(text: str) -> list[Mark]:
        found = [wholes[text]] if text in wholes else []
        if text[:shortest] in begins:
            found += [starts[start] for size in lengths if (start := text[:size]) in starts]
        return found

    if any(_BETWEEN in part for part in parts):
        return Finder(find, lambda texts: [find(text) for text in texts])
    return Finder(find, partial(_found_in_each, scan, _Heads(count, several), beside, find))


def _found_in_each(
    scan: _Scan, heads: _Heads, beside: Find, find: Find, texts: Sequence[str]
) -> list[list[Mark]]:
    """The marks of each of several texts.

    Args:
        scan: Finds heads.
        heads: Which marks they stand for.
        beside: Finds the marks of whole texts and beginnings.
        find: Finds all of a single text.
        texts: In which to find them.
    """
    joined = _BETWEEN.join(texts)
    if joined.count(_BETWEEN) >= len(texts):
        return [find(text) for text in texts]
    try:
        hits = scan(joined, True)  # noqa: FBT003 - by its name it takes a tenth longer
    except UnicodeEncodeError:
        return [find(text) for text in texts]
    found = [beside(text) for text in texts]
    places = [*accumulate((len(text) + 1 for text in texts), initial=0)]
    for mark, begin, _ in hits:
        if mark < heads.total:
            found[bisect_right(places, begin) - 1] += heads.marks(mark)
    return found


def _scan_in_turns(parts: list[str]) -> _Scan:
    """What finds parts of which there may be very many."""
    pieces = min(PIECES_MAX, max(1, round(len(parts) / AT_ONCE)))
    if pieces == 1:
        return _scan_for(parts)
    size = -(-len(parts) // pieces)
    scans = [(at, _scan_for(parts[at : at + size])) for at in range(0, len(parts), size)]

    def scan(text: str, overlapping: bool) -> list[tuple[Mark, int, int]]:  # noqa: FBT001 - takes the place of the library's
        return [
            (first + mark, begin, end)
            for first, one in scans
            for mark, begin, end in one(text, overlapping)
        ]

    return scan


def _scan_for(parts: Sequence[str]) -> _Scan:
    from ahocorasick_rs import (  # noqa: PLC0415 - start-up time: not every file needs it
        AhoCorasick,
        Implementation,
    )

    dense = len(parts) <= DENSE_MAX
    sought = [*parts, *_DECOYS] if dense and len(parts) > 1 else parts
    try:
        "".join(sought).encode()
    except UnicodeEncodeError:  # The library would take it for something else.
        sought = [_sound(part) for part in sought]
    kind = Implementation.DFA if dense else None
    automaton = AhoCorasick(sought, store_patterns=False, implementation=kind)
    return automaton.find_matches_as_indexes


def _scan_for_nothing(_text: str, _overlapping: bool, /) -> list[tuple[Mark, int, int]]:  # noqa: FBT001 - takes the place of the library's
    return []


def _sound(text: str) -> str:
    """Without halves of surrogate pairs; what was part of another text is so afterwards."""
    return text.encode(errors="replace").decode()
