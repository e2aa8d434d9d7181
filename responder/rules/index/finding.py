"""Finds in one text everything that rules look for: as a whole, at its beginning, anywhere.

It knows texts and their marks; it must not know rules.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from responder.rules.text.nested import heads_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from responder.rules.index.choice import Mark

Find: TypeAlias = "Callable[[str], list[Mark]]"
"""Gives the marks of what is found in a text, some perhaps twice."""

FindEach: TypeAlias = "Callable[[Sequence[str]], list[tuple[int, Mark]]]"
"""The same of several short texts, in a fraction of the time that one after the other takes: each
mark with the place of the text, from 0, in any order."""


class Finder(NamedTuple):
    """Finds what rules look for."""

    find: Find
    find_each: FindEach


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
"""Stands between texts that are looked through together; where one has it, they are not."""

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

    def find_each(texts: Sequence[str]) -> list[tuple[int, Mark]]:
        hits = _hits_in_each(scan, texts)
        if hits is None:
            return [(place, mark) for place, text in enumerate(texts) for mark in find(text)]
        found = [(place, head) for place, head in hits if head < count]
        if several is not None:
            found = [(place, mark) for place, head in found for mark in several[head]]
        found += [(place, wholes[text]) for place, text in enumerate(texts) if text in wholes]
        found += [
            (place, starts[start])
            for place, text in enumerate(texts)
            if text[:shortest] in begins
            for size in lengths
            if (start := text[:size]) in starts
        ]
        return found

    return Finder(find, find_each)


def _hits_in_each(scan: _Scan, texts: Sequence[str]) -> list[tuple[int, int]] | None:
    """What is found in several texts that are looked through together, with the place of the text.

    Returns:
        None if that can not be.
    """
    joined = _BETWEEN.join(texts)
    if joined.count(_BETWEEN) >= len(texts):
        return None
    try:
        hits = scan(joined, True)  # noqa: FBT003 - by its name it takes a tenth longer
    except UnicodeEncodeError:
        return None
    ends = [*accumulate([len(text) + 1 for text in texts])]
    # A part that has what stands between may reach from one text into the next.
    return [
        (place, mark) for mark, begin, end in hits if end < ends[place := bisect_right(ends, begin)]
    ]


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
