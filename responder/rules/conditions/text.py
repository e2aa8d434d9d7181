"""The condition on the text: several tests, all of which must pass.

It knows the prepared text of an event; it must not know the rule file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from responder.rules.captures import NOTHING, Captures
from responder.rules.conditions.condition import given_by

if TYPE_CHECKING:
    from responder.rules.captures import Pairs
    from responder.rules.needs import Needs
    from responder.rules.subject import Subject


class TextTest(Protocol):
    """One key of `text`; frozen, and equal to another that means the same."""

    @property
    def gives(self) -> tuple[str, ...]:
        """Names under `match` that it may give."""

    def find(self, subject: Subject, /) -> Pairs | None:
        """What it found, None if the text does not pass."""

    def why(self, subject: Subject, /) -> str:
        """Why the text does not pass, to be read after "the text"; asked only then."""

    def needs(self) -> Needs:
        """What a text must have to pass."""


@dataclass(frozen=True, slots=True)
class TextCondition:
    """What the text must be.

    Args:
        tests: All must pass, cheap ones first; of a name that several give the last one counts.
    """

    tests: tuple[TextTest, ...]
    key = "text"

    @property
    def gives(self) -> tuple[str, ...]:
        """Names of everything a match of it may give to templates."""
        if len(self.tests) == 1:
            return self.tests[0].gives
        return given_by(self.tests)

    def match(self, subject: Subject, _found: Captures) -> Captures | None:
        """What the text gives, or None if it is not as wanted."""
        pairs: Pairs = ()
        for test in self.tests:
            more = test.find(subject)
            if more is None:
                return None
            pairs = tuple({**dict(pairs), **dict(more)}.items()) if pairs and more else pairs + more
        return Captures(pairs) if pairs else NOTHING

    def why(self, subject: Subject, _found: Captures) -> str:
        """What the first test that does not pass misses."""
        for test in self.tests:
            if test.find(subject) is None:
                return f"the text {test.why(subject)}"
        return "the text is as wanted"

    def needs(self) -> Needs:
        """What all tests need together."""
        if len(self.tests) == 1:
            return self.tests[0].needs()
        return tuple(clause for test in self.tests for clause in test.needs())
