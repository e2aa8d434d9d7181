"""Tests of the text by its shape: patterns, length, and what it must not have.

It knows the prepared text of an event; it must not know the rule file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.rules.conditions.condition import GivesNothing, NeedsNothing
from responder.rules.conditions.phrases import listed
from responder.rules.conditions.rarity import any_of
from responder.rules.reading.cells import quote

if TYPE_CHECKING:
    from responder.rules.captures import Pairs
    from responder.rules.conditions.text import TextTest
    from responder.rules.needs import Needs
    from responder.rules.subject import Subject
    from responder.rules.text.patterns import Captures, Pattern


@dataclass(frozen=True, slots=True)
class PatternTest:
    """Whether one of several patterns is found in the text as it was written."""

    patterns: tuple[Pattern, ...]

    @property
    def gives(self) -> tuple[str, ...]:
        """The whole match, and the groups of all patterns."""
        if len(self.patterns) == 1:
            return "0", *self.patterns[0].names
        return tuple(dict.fromkeys(["0", *(name for one in self.patterns for name in one.names)]))

    def find(self, subject: Subject) -> Pairs | None:
        """The groups of the first pattern that is found."""
        for pattern in self.patterns:
            found = _found(pattern, subject)
            if found is not None:
                return found
        return None

    def why(self, _subject: Subject) -> str:
        """Which patterns it looks for."""
        return f"fits none of {listed([one.source for one in self.patterns])}"

    def needs(self) -> Needs:
        """What the only pattern needs, or one of what several need."""
        if len(self.patterns) == 1:
            return self.patterns[0].needs
        return any_of([pattern.needs for pattern in self.patterns])


@dataclass(frozen=True, slots=True)
class LengthTest(GivesNothing, NeedsNothing):
    """How many characters the text has as it was written, without blanks at its ends.

    Args:
        longer_than: It must have more; None where it was not asked.
        shorter_than: It must have fewer; likewise.
    """

    longer_than: int | None
    shorter_than: int | None

    def find(self, subject: Subject) -> Pairs | None:
        """Whether it is as long as wanted."""
        length = subject.length
        if self.longer_than is not None and length <= self.longer_than:
            return None
        return None if self.shorter_than is not None and length >= self.shorter_than else ()

    def why(self, subject: Subject) -> str:
        """How long it is."""
        return f"has {subject.length:,} characters"


@dataclass(frozen=True, slots=True)
class WithoutTest(GivesNothing, NeedsNothing):
    """Whether the text has nothing of what it must not have.

    Args:
        tests: None of them must pass.
    """

    tests: tuple[TextTest, ...]

    def find(self, subject: Subject) -> Pairs | None:
        """Whether nothing is there."""
        for test in self.tests:
            if test.find(subject) is not None:
                return None
        return ()

    def why(self, subject: Subject) -> str:
        """What is there."""
        for test in self.tests:
            found = test.find(subject)
            if found is not None:
                pairs = dict(found)
                culprit = str(pairs.get("keyword", pairs.get("0", "")))
                return f"has {quote(culprit)}, which it must not have"
        return "has nothing that it must not have"


def _found(pattern: Pattern, subject: Subject) -> Captures | None:
    """What a pattern finds in the text; many rules may ask for the same one."""
    work = subject.deciding
    known, source = work.known, pattern.source
    if source in known:
        work.spend(1)
    else:
        known[source] = pattern.search(subject.encoded, work)
    found: Captures | None = known[source]
    return found
