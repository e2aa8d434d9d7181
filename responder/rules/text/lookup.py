"""Which of several texts stands in a message, and where: the first in the order of the file.

A few texts are compared one by one. Of many, such as a table of 10,000 keywords, a message must
not pay for each: they are looked up in a dictionary or found in one pass over the message. It
must not know rules or folding.
"""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from responder.rules.frozen import frozen
from responder.rules.text.wholeword import holds_word, stands_alone

if TYPE_CHECKING:
    from collections.abc import Callable

    from ahocorasick_rs import AhoCorasick

MANY_WORDS = 30
"""From so many texts on they are found in one pass. On messages of 10 to 500 characters it takes as
long as 10 to 20 searches (measured: 0.7 to 4 µs, where 30 searches take 1.6 to 11), but the
automaton for it takes some kilobytes, and short lists are many."""

NONE = -1
"""The index that says that none of the texts was found."""

Words: TypeAlias = tuple[str, ...]


class Relation(StrEnum):
    """How the text of a condition and the message belong together; the words are the keys."""

    EQUALS = "equals"
    STARTS_WITH = "starts_with"
    ENDS_WITH = "ends_with"
    CONTAINS = "contains"
    WORDS = "words"


@frozen
class Lookup:
    """Texts of one condition; two of the same texts are equal.

    Args:
        relation: What is asked of the message.
        words: None of them empty, the one that counts most first.
    """

    relation: Relation
    words: Words
    _search: Callable[[Words, str], int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        few = len(self.words) < MANY_WORDS
        search = _FEW[self.relation] if few else _MANY[self.relation](self.words)
        object.__setattr__(self, "_search", search)

    def index(self, text: str) -> int:
        """Index of the first of the words that fits `text`, `NONE` if no one does."""
        return self._search(self.words, text)


def _whole(words: Words, text: str) -> int:
    for index, word in enumerate(words):
        if word == text:
            return index
    return NONE


def _start(words: Words, text: str) -> int:
    for index, word in enumerate(words):
        if text.startswith(word):
            return index
    return NONE


def _end(words: Words, text: str) -> int:
    for index, word in enumerate(words):
        if text.endswith(word):
            return index
    return NONE


def _part(words: Words, text: str) -> int:
    for index, word in enumerate(words):
        if word in text:
            return index
    return NONE


def _word(words: Words, text: str) -> int:
    for index, word in enumerate(words):
        if word in text and holds_word(text, word):
            return index
    return NONE


class _ManyWhole:
    """Looks the whole text up."""

    __slots__ = ("_places",)

    def __init__(self, words: Words) -> None:
        self._places = _places(words)

    def __call__(self, _words: Words, text: str) -> int:
        return self._places.get(text, NONE)


class _ManyStarts(_ManyWhole):
    """Looks up the beginning, once for each length that the words have."""

    __slots__ = ("_lengths",)

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self._lengths = tuple(sorted({len(word) for word in words}))

    def __call__(self, _words: Words, text: str) -> int:
        return self._first([text[:length] for length in self._lengths if length <= len(text)])

    def _first(self, pieces: list[str]) -> int:
        places = self._places
        return min([places[piece] for piece in pieces if piece in places], default=NONE)


class _ManyEnds(_ManyStarts):
    """Looks up the end likewise."""

    __slots__ = ()

    def __call__(self, _words: Words, text: str) -> int:
        return self._first([text[-length:] for length in self._lengths if length <= len(text)])


class _ManyParts:
    """Finds all words in one pass.

    Words inside of words are all found, so a message of 4,000 characters gives at most 4,000 times
    as many places as there are words of one table that end alike, each the end of the next.
    """

    __slots__ = ("_automaton",)

    def __init__(self, words: Words) -> None:
        self._automaton = _automaton(words)

    def __call__(self, _words: Words, text: str) -> int:
        found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        return min(found)[0] if found else NONE


class _ManyWords(_ManyParts):
    """Finds all words in one pass, and takes those that stand alone."""

    __slots__ = ()

    def __call__(self, _words: Words, text: str) -> int:
        found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        alone = [index for index, start, end in found if stands_alone(text, start, end)]
        return min(alone, default=NONE)


_FEW: dict[Relation, Callable[[Words, str], int]] = {
    Relation.EQUALS: _whole,
    Relation.STARTS_WITH: _start,
    Relation.ENDS_WITH: _end,
    Relation.CONTAINS: _part,
    Relation.WORDS: _word,
}

_MANY: dict[Relation, Callable[[Words], Callable[[Words, str], int]]] = {
    Relation.EQUALS: _ManyWhole,
    Relation.STARTS_WITH: _ManyStarts,
    Relation.ENDS_WITH: _ManyEnds,
    Relation.CONTAINS: _ManyParts,
    Relation.WORDS: _ManyWords,
}


def _places(words: Words) -> dict[str, int]:
    """Each word with its first place."""
    places: dict[str, int] = {}
    for index, word in enumerate(words):
        places.setdefault(word, index)
    return places


def _automaton(words: Words) -> AhoCorasick:
    from ahocorasick_rs import AhoCorasick  # noqa: PLC0415 - most files have no list so long

    return AhoCorasick(words)
