"""Tests of the text by texts: equal, contained, at an end, as whole words, all of them, alike.

It knows the prepared text of an event; it must not know the rule file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import repeat
from typing import TYPE_CHECKING

from responder.frozen import frozen
from responder.rules.conditions.condition import GivesNothing, NeedsNothing
from responder.rules.conditions.phrases import listed
from responder.rules.needs import How
from responder.rules.reading.cells import quote
from responder.rules.text.lookup import NONE, Relation, price_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from responder.rules.captures import Pairs
    from responder.rules.needs import Needs
    from responder.rules.subject import Subject
    from responder.rules.table import Value
    from responder.rules.text.lookup import Lookup

NEAREST_WORDS_MAX = 50
"""Texts among which the nearest is looked for only to name it in a trace; without a bound for
likeness each comparison goes to its end."""

NEAREST_CHARS_MAX = 200
"""Longest message for which that is done."""

REST_UNITS = 5
"""Units of work to find what stands beside a keyword: a message of 4,000 characters is cut."""

_REFUSALS = {
    Relation.EQUALS: "is none of",
    Relation.STARTS_WITH: "begins with none of",
    Relation.ENDS_WITH: "ends with none of",
    Relation.CONTAINS: "contains none of",
    Relation.WORDS: "has as a whole word none of",
}

_HOW = {
    Relation.EQUALS: (How.WHOLE, How.RAW_WHOLE),
    Relation.STARTS_WITH: (How.START, How.RAW_START),
    Relation.ENDS_WITH: (How.PART, How.RAW_PART),
    Relation.CONTAINS: (How.PART, How.RAW_PART),
    Relation.WORDS: (How.PART, How.RAW_PART),
}
"""What an index can look up: of the folded text, of the text as written."""


@frozen
class LiteralTest:
    """Whether the text has one of several texts in some place.

    Args:
        lookup: The texts as they are compared, folded unless `exact`.
        spelled: The same texts as the author spelled them.
        exact: Whether the text is compared as it was written.
        values: What a table has beside each text; None without a table.
    """

    lookup: Lookup
    spelled: tuple[str, ...]
    exact: bool = False
    values: tuple[Value, ...] | None = None

    @property
    def gives(self) -> tuple[str, ...]:
        """The text that was found, and what the table has beside it."""
        return ("keyword",) if self.values is None else ("keyword", "value")

    def find(self, subject: Subject) -> Pairs | None:
        """The text that counts most among those found."""
        index = self.lookup.index(subject.text if self.exact else subject.folded, subject.deciding)
        return None if index == NONE else self.pairs(index)

    def pairs(self, index: int) -> Pairs:
        """What is said of one of the texts."""
        keyword = ("keyword", self.spelled[index])
        return (keyword,) if self.values is None else (keyword, ("value", self.values[index]))

    def why(self, _subject: Subject) -> str:
        """Which texts it takes."""
        return f"{_REFUSALS[self.lookup.relation]} {listed(self.spelled)}"

    def needs(self) -> Needs:
        """One of the texts."""
        how = _HOW[self.lookup.relation][self.exact]
        return (tuple(zip(repeat(how), self.lookup.words)),)


@dataclass(frozen=True, slots=True)
class EdgeTest:
    """Whether the text begins or ends with one of several texts; it also gives the rest.

    Args:
        literals: The texts; their relation is `STARTS_WITH` or `ENDS_WITH`.
    """

    literals: LiteralTest

    @property
    def gives(self) -> tuple[str, ...]:
        """The text that was found, what a table has beside it, and the rest of the message."""
        return (*self.literals.gives, "rest")

    def find(self, subject: Subject) -> Pairs | None:
        """The text that counts most, and the rest as it was written, without blanks at its ends."""
        literals = self.literals
        text = subject.text if literals.exact else subject.folded
        index = literals.lookup.index(text, subject.deciding)
        if index == NONE:
            return None
        word = literals.lookup.words[index]
        return (*literals.pairs(index), ("rest", self._rest(subject, word)))

    def why(self, subject: Subject) -> str:
        """Which texts it takes."""
        return self.literals.why(subject)

    def needs(self) -> Needs:
        """One of the texts."""
        return self.literals.needs()

    def _rest(self, subject: Subject, word: str) -> str:
        at_start = self.literals.lookup.relation is Relation.STARTS_WITH
        if self.literals.exact:
            text = subject.text
            return (text[len(word) :] if at_start else text[: -len(word)]).strip()
        subject.deciding.spend(REST_UNITS)
        spelling = subject.spelling
        return spelling.behind(word) if at_start else spelling.before(word)


@dataclass(frozen=True, slots=True)
class AllTest(GivesNothing):
    """Whether the text contains all of several texts.

    Args:
        words: As they are compared, folded unless `exact`.
        spelled: As the author spelled them.
        exact: Whether the text is compared as it was written.
    """

    words: tuple[str, ...]
    spelled: tuple[str, ...]
    exact: bool = False

    def find(self, subject: Subject) -> Pairs | None:
        """Whether all are there."""
        return None if self._missing(subject) else ()

    def why(self, subject: Subject) -> str:
        """What is missing."""
        return f"does not contain {listed(self._missing(subject))}"

    def needs(self) -> Needs:
        """Each of the texts."""
        how = How.RAW_PART if self.exact else How.PART
        return tuple(((how, word),) for word in self.words)

    def _missing(self, subject: Subject) -> list[str]:
        text = subject.text if self.exact else subject.folded
        subject.deciding.spend(price_of(self.words, text))
        return [
            spelled
            for word, spelled in zip(self.words, self.spelled, strict=True)
            if word not in text
        ]


@dataclass(frozen=True, slots=True)
class FuzzyTest(NeedsNothing):
    """Whether the text is like one of several texts as a whole.

    Likeness is twice the number of characters that both have in the same order, in hundredths of
    the characters of both: `你们几点开门` and `你们几点开门呀` are alike by 92.

    Args:
        literals: The texts; their relation is `EQUALS`.
        at_least: The likeness that is enough, 50 to 100.
    """

    literals: LiteralTest
    at_least: int
    _best: Callable[..., tuple[str, float, int] | None] = field(
        init=False, repr=False, compare=False
    )
    _longest: int = field(init=False, repr=False, compare=False)
    """Characters of the longest message that can be so alike, if it has all of a text in it."""

    _price: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        from rapidfuzz import process  # noqa: PLC0415 - most files compare nothing so

        object.__setattr__(self, "_best", process.extractOne)
        longest = max(map(len, self.literals.lookup.words), default=0)
        # Whole numbers: 9 characters at 75 allow 15, which a fraction would miss by a hair.
        object.__setattr__(self, "_longest", longest * (200 - self.at_least) // self.at_least)
        # Measured: 0.13 µs for a text of 10 characters, 1.2 µs for one of 100.
        price = len(self.literals.lookup.words) * (130 + 10 * longest) // 1_000
        object.__setattr__(self, "_price", price)

    @property
    def gives(self) -> tuple[str, ...]:
        """The text it is like, and what a table has beside it."""
        return self.literals.gives

    def find(self, subject: Subject) -> Pairs | None:
        """The text that it is most like; of equal ones the first."""
        subject.deciding.spend(1)
        if len(subject.text if self.literals.exact else subject.folded) > self._longest:
            return None
        best = self._most_like(subject, self.at_least)
        return None if best is None else self.literals.pairs(best[2])

    def why(self, subject: Subject) -> str:
        """What comes nearest, where that is quickly found."""
        few = len(self.literals.spelled) <= NEAREST_WORDS_MAX
        best = (
            self._most_like(subject, 0) if few and len(subject.text) <= NEAREST_CHARS_MAX else None
        )
        if best is None:
            return f"is like none of {listed(self.literals.spelled)}"
        word, likeness = quote(self.literals.spelled[best[2]]), int(best[1])
        return f"is like {word} by {likeness}, and {self.at_least} is wanted"

    def _most_like(self, subject: Subject, cutoff: int) -> tuple[str, float, int] | None:
        from rapidfuzz.fuzz import ratio  # noqa: PLC0415 - as above

        literals = self.literals
        text = subject.text if literals.exact else subject.folded
        words = literals.lookup.words
        subject.deciding.spend(self._price)
        return self._best(text, words, scorer=ratio, score_cutoff=cutoff)
