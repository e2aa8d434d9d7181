"""Which of several texts stands in a message, and where: the first in the order of the file.

A few texts are compared one by one. Of many, such as a table of 10,000 keywords, a message must
not pay for each: they are looked up in a dictionary or found in one pass over the message. It
must not know rules or folding.
"""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from responder.frozen import frozen
from responder.rules.text.nested import heads_of
from responder.rules.text.wholeword import holds_word
from responder.rules.work import unpaid

if TYPE_CHECKING:
    from collections.abc import Callable

    from ahocorasick_rs import AhoCorasick

    from responder.rules.work import Work

MANY_WORDS = 30
"""From so many texts on they are found in one pass. On messages of 10 to 500 characters it takes as
long as 10 to 20 searches (measured: 0.7 to 4 µs, where 30 searches take 1.6 to 11), but the
automaton for it takes some kilobytes, and short lists are many."""

NONE = -1
"""The index that says that none of the texts was found."""

WORD_CHARS = 4
"""What each word counts besides its characters."""

CHARS_PER_UNIT = 2_500
"""Characters of the text times characters of a word for a unit of work: comparing takes 0.4 ns at
worst (measured: 85 µs for 61 characters that nearly fit everywhere in 4,000)."""

PASSED_PER_UNIT = 10
"""Characters of the text that an automaton passes for a unit of work (measured: 0.1 µs each where
it almost finds something everywhere)."""

PLACES_PER_UNIT = 2
"""Places of a word whose neighbours are looked at for one (measured: 0.4 µs)."""

HITS_PER_UNIT = 3
"""Heads it finds for one; each is three numbers (measured: 0.3 µs)."""

Words: TypeAlias = tuple[str, ...]
_Search: TypeAlias = "Callable[[Words, str, Work], int]"


class Relation(StrEnum):
    """How the text of a condition and the message belong together; the words are the keys."""

    EQUALS = "equals"
    STARTS_WITH = "starts_with"
    ENDS_WITH = "ends_with"
    CONTAINS = "contains"
    WORDS = "words"


_ANYWHERE = (Relation.CONTAINS, Relation.WORDS)


@frozen
class Lookup:
    """Texts of one condition; two of the same texts are equal.

    Args:
        relation: What is asked of the message.
        words: None of them empty, the one that counts most first.
    """

    relation: Relation
    words: Words
    _search: _Search = field(init=False, repr=False, compare=False)
    _chars: int = field(init=False, repr=False, compare=False)
    """What the words count that are compared one by one at every place of a text."""

    def __post_init__(self) -> None:
        few = len(self.words) < MANY_WORDS
        search = _FEW[self.relation] if few else _MANY[self.relation](self.words)
        object.__setattr__(self, "_search", search)
        anywhere = few and self.relation in _ANYWHERE
        object.__setattr__(self, "_chars", _chars_of(self.words) if anywhere else 0)

    def index(self, text: str, work: Work | None = None) -> int:
        """Index of the first of the words that fits `text`, `NONE` if no one does.

        Args:
            text: Of a message; or of the rule file, while it is read.
            work: Pays for it; None: no message waits.

        Raises:
            SpentError: There is not so much work left.
        """
        work = unpaid() if work is None else work
        work.spend(1 + self._chars * len(text) // CHARS_PER_UNIT)
        return self._search(self.words, text, work)


def price_of(words: Words, text: str) -> int:
    """Units of work to look for each of several words in a text."""
    return 1 + _chars_of(words) * len(text) // CHARS_PER_UNIT


def _chars_of(words: Words) -> int:
    return sum(map(len, words)) + WORD_CHARS * len(words)


def _whole(words: Words, text: str, _work: Work) -> int:
    for index, word in enumerate(words):
        if word == text:
            return index
    return NONE


def _start(words: Words, text: str, _work: Work) -> int:
    for index, word in enumerate(words):
        if text.startswith(word):
            return index
    return NONE


def _end(words: Words, text: str, _work: Work) -> int:
    for index, word in enumerate(words):
        if text.endswith(word):
            return index
    return NONE


def _part(words: Words, text: str, _work: Work) -> int:
    for index, word in enumerate(words):
        if word in text:
            return index
    return NONE


def _word(words: Words, text: str, work: Work) -> int:
    for index, word in enumerate(words):
        if word in text and _is_word(word, text, work):
            return index
    return NONE


def _is_word(word: str, text: str, work: Work) -> bool:
    """Whether a word that is in a text stands alone somewhere."""
    work.spend(text.count(word) * len(word) // PLACES_PER_UNIT)
    return holds_word(text, word)


class _ManyWhole:
    """Looks the whole text up."""

    __slots__ = ("_places",)

    def __init__(self, words: Words) -> None:
        self._places = _places(words)

    def __call__(self, _words: Words, text: str, _work: Work) -> int:
        return self._places.get(text, NONE)


class _ManyStarts(_ManyWhole):
    """Looks up the beginning, once for each length that the words have."""

    __slots__ = ("_lengths",)

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self._lengths = tuple(sorted({len(word) for word in words}))

    def __call__(self, _words: Words, text: str, work: Work) -> int:
        return self._first([text[:length] for length in self._lengths if length <= len(text)], work)

    def _first(self, pieces: list[str], work: Work) -> int:
        work.spend(len(pieces))
        places = self._places
        return min([places[piece] for piece in pieces if piece in places], default=NONE)


class _ManyEnds(_ManyStarts):
    """Looks up the end likewise."""

    __slots__ = ()

    def __call__(self, _words: Words, text: str, work: Work) -> int:
        return self._first(
            [text[-length:] for length in self._lengths if length <= len(text)], work
        )


class _ManyParts:
    """Finds the heads of all words in one pass, and looks for the words of those that are there."""

    __slots__ = ("_automaton", "_numbers")

    def __init__(self, words: Words) -> None:
        heads = heads_of(words)
        self._automaton = _automaton(list(heads))
        # Most heads are a word; of the words that are the same only the first counts.
        self._numbers = [numbers[0] if len(numbers) == 1 else numbers for numbers in heads.values()]

    def __call__(self, words: Words, text: str, work: Work) -> int:
        hits = self._automaton.find_matches_as_indexes(text, overlapping=True)
        work.spend(len(text) // PASSED_PER_UNIT + len(hits) // HITS_PER_UNIT)
        best = len(words)
        for head in {hit[0] for hit in hits}:
            numbers = self._numbers[head]
            for number in (numbers,) if isinstance(numbers, int) else numbers:
                if number >= best:
                    break
                if self._is_there(words[number], text, work):
                    best = number
                    break
        return best if best < len(words) else NONE

    @staticmethod
    def _is_there(word: str, text: str, work: Work) -> bool:
        work.spend(price_of((word,), text))
        return word in text


class _ManyWords(_ManyParts):
    """Likewise, but they must stand alone."""

    __slots__ = ()

    @staticmethod
    def _is_there(word: str, text: str, work: Work) -> bool:
        work.spend(price_of((word,), text))
        return word in text and _is_word(word, text, work)


_FEW: dict[Relation, _Search] = {
    Relation.EQUALS: _whole,
    Relation.STARTS_WITH: _start,
    Relation.ENDS_WITH: _end,
    Relation.CONTAINS: _part,
    Relation.WORDS: _word,
}

_MANY: dict[Relation, Callable[[Words], _Search]] = {
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


def _automaton(words: list[str]) -> AhoCorasick:
    from ahocorasick_rs import AhoCorasick  # noqa: PLC0415 - most files have no list so long

    return AhoCorasick(words)
