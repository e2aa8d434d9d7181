"""What a step must lead to, compiled: it says whether a course of things fits, and itself in words.

It knows rule names and texts; it must not know how an expectation is written or rules decide.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from responder.models import Deed
from responder.rules.reading.cells import quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from responder.models import Chat
    from responder.rules.conditions.stored import ValueCondition
    from responder.rules.text.patterns import Pattern

WORDS_SHOWN_MAX = 5
"""Texts of one expectation that a sentence repeats; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Happened:
    """A text that has left.

    Args:
        rule: Name of the rule that wrote it.
        text: What it said.
        chat: Where to, if the rule named the chat; None: it was a reply.
        alert: Whether the owner is told it.
        deed: What it was, if it was no text.
        content: What that took.
    """

    rule: str
    text: str
    chat: Chat | None = None
    alert: bool = False
    deed: Deed = Deed.TEXT
    content: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """What a reply must say; None where that was not asked, and all that was asked must hold.

    Args:
        equals: The whole text.
        contains: Texts, one of which must stand in it.
        contains_all: Texts, all of which must stand in it.
        patterns: Patterns, one of which must fit.
        one_of: Whole texts, one of which it must be.
    """

    equals: str | None = None
    contains: tuple[str, ...] | None = None
    contains_all: tuple[str, ...] | None = None
    patterns: tuple[Pattern, ...] | None = None
    one_of: tuple[str, ...] | None = None

    def fit(self, text: str) -> bool:
        """Whether a reply says that, letter by letter; blanks at the ends do not count."""
        return (
            (self.equals is None or text == self.equals)
            and (self.contains is None or any(part in text for part in self.contains))
            and (self.contains_all is None or all(part in text for part in self.contains_all))
            and (self.patterns is None or any(p.find(text) is not None for p in self.patterns))
            and (self.one_of is None or text in self.one_of)
        )

    def fit_as_text(self, happened: Happened) -> bool:
        """Whether what happened is a text that says that."""
        return happened.deed is Deed.TEXT and self.fit(happened.text)

    def __str__(self) -> str:
        """In words, to stand behind "to reply"."""
        parts = [] if self.equals is None else [quote(self.equals)]
        if self.one_of is not None:
            parts.append(f"one of {listed(self.one_of)}")
        if self.contains is not None:
            parts.append(f"a text with {listed(self.contains, 'or')}")
        if self.contains_all is not None:
            parts.append(f"a text with {listed(self.contains_all, 'and')}")
        if self.patterns is not None:
            parts.append(f"a text that fits {listed([p.source for p in self.patterns], 'or')}")
        return ", and ".join(parts)


ANYTHING = Words()
"""Fits every reply."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One text that must come.

    Args:
        rule: Name of the rule that must write it; None if any may.
        words: What it must say.
        chat: Where it must be sent; None: it must be a reply.
        alert: Whether the owner must be told it.
        deed: What it must be, if it is no text; None if anything will do.
        content: What that must take; None if that does not matter.
        what: The same in words.
    """

    rule: str | None = None
    words: Words = ANYTHING
    chat: Chat | None = None
    alert: bool = False
    deed: Deed | None = None
    content: str | None = None
    what: str = ""

    def fit(self, happened: Happened) -> bool:
        """Whether a text is the one."""
        mine = None if self.chat is None else self.chat.id
        other = None if happened.chat is None else happened.chat.id
        return (
            self.rule in {None, happened.rule}
            and (mine, self.alert) == (other, happened.alert)
            and self.deed in {None, happened.deed}
            and self.content in {None, happened.content}
            and (self.words == ANYTHING or self.words.fit_as_text(happened))
        )

    def __str__(self) -> str:
        """In words."""
        anything = "any reply" if self.chat is None else "any text"
        said = anything if self.words == ANYTHING else str(self.words)
        said = quote(self.what) if self.what else said
        if self.alert:
            said = f"{said} as an alert"
        elif self.chat is not None:
            said = f"{said} sent to {quote(self.chat.name)}"
        return said if self.rule is None else f"{said} from rule {quote(self.rule)}"


@dataclass(frozen=True, slots=True)
class Expected:
    """Everything that must happen in a step.

    Args:
        rule: Name of a rule that must have a part in it; None if it does not matter which have.
        no_rule: No rule may have a part in it.
        replies: Texts that must come, in order, and no others; None if it does not matter which do.
        stored: What must be stored when the step is over.
    """

    rule: str | None = None
    no_rule: bool = False
    replies: tuple[Wanted, ...] | None = None
    stored: tuple[ValueCondition, ...] = ()

    @property
    def rules(self) -> tuple[str, ...]:
        """Names of all rules that must have a part in it."""
        names = [self.rule, *(one.rule for one in self.replies or ())]
        return tuple(dict.fromkeys(name for name in names if name is not None))

    def fit(self, rules: Sequence[str], happened: Sequence[Happened]) -> bool:
        """Whether things went so.

        Args:
            rules: Names of the rules that had a part in it.
            happened: The texts, in order.
        """
        if (self.no_rule and rules) or (self.rule is not None and self.rule not in rules):
            return False
        if self.replies is None:
            return True
        return len(happened) == len(self.replies) and all(
            wanted.fit(one) for wanted, one in zip(self.replies, happened, strict=True)
        )

    def __str__(self) -> str:
        """In words, to stand behind "expected"."""
        stored = " and ".join(f"{one.path} to be {one.wish}" for one in self.stored)
        if self.replies is None and not (self.no_rule or self.rule):
            return stored
        return f"{self._course()}, and {stored}" if stored else self._course()

    def _course(self) -> str:
        """What must happen, in words."""
        who = "no rule" if self.no_rule else f"rule {quote(self.rule)}" if self.rule else ""
        if self.replies is None:
            return f"{who} to have it"
        if not self.replies:
            return f"{who} to have it and reply nothing" if who else "nothing"
        said = ", then ".join(
            str(replace(one, rule=None) if one.rule == self.rule else one) for one in self.replies
        )
        return f"{who} to reply {said}" if who else said


def listed(words: Sequence[str], join: str = "") -> str:
    """Texts in quotes, not too many of them: `"a", "b" or "c"`.

    Args:
        words: At least one.
        join: Word before the last one; `""` is a comma.
    """
    shown = [quote(word) for word in words[:WORDS_SHOWN_MAX]]
    if len(words) > len(shown):
        return f"{', '.join(shown)} {join or 'and'} {len(words) - len(shown)} more"
    *first, last = shown
    if not first:
        return last
    return f"{', '.join(first)} {join} {last}" if join else f"{', '.join(first)}, {last}"
