"""Texts within texts: what an automaton looks for, so that it finds few of them in each place.

`哈`, `哈哈`, `哈哈哈` … are each the end of the next, and a message full of `哈` has all of them at
each of its characters: of a thousand such texts four million, which took 1.7 s and 667 MB. So only
heads are looked for, of which few end in the same place. It must not know rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

HEAD_CHARS_MAX = 16
"""How much of a text is looked for: whoever has the whole has its beginning."""

NESTED_MAX = 4
"""Texts that may end in the same place; no language has more words within a word."""


def heads_of(words: Iterable[str]) -> dict[str, list[int]]:
    """What to look for instead of words.

    Args:
        words: None of them empty.

    Returns:
        Heads, and the numbers of the words that each stands for, ascending. Whatever has one of
        the words has its head; of the heads, at most `NESTED_MAX` end in the same place.
    """
    begins = [word[:HEAD_CHARS_MAX] for word in words]
    heads = {begin: [number] for number, begin in enumerate(begins)}
    shortest = min(map(len, heads), default=0)
    short = shortest + NESTED_MAX  # has too few ends to matter
    instead = {
        begin: head
        for begin in heads
        if len(begin) >= short and (head := _head(begin, heads, shortest)) != begin
    }
    if not instead and len(heads) == len(begins):
        return heads  # so it is with nearly all words that people write
    heads = {}
    for number, begin in enumerate(begins):
        heads.setdefault(instead.get(begin, begin), []).append(number)
    return heads


def _head(begin: str, known: Container[str], shortest: int) -> str:
    inside = 0
    for size in range(shortest, len(begin)):
        end = begin[-size:]
        if end in known:
            inside += 1
            if inside == NESTED_MAX:
                return end
    return begin
