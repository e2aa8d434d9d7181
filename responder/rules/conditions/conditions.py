"""The conditions of a rule, compiled: each says whether it holds, and in words what it wants.

It knows events and names; it must not know the rule file or templates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from responder.rules.reading.cells import quote

if TYPE_CHECKING:
    from responder.models import ChatKind, EventKind, MessageType
    from responder.rules.subject import Subject
    from responder.rules.text.patterns import Captures, Pattern

WORDS_SHOWN_MAX = 5
"""Texts or names that a reason repeats; the rest is counted."""


class Condition(Protocol):
    """One condition of a rule."""

    @property
    def key(self) -> str:
        """The key of the rule file it comes from."""

    @property
    def reason(self) -> str:
        """Why a rule does not answer when this does not hold, for its author."""

    def holds(self, subject: Subject) -> bool:
        """Whether it holds for an event."""


@dataclass(frozen=True, slots=True)
class SwitchedOff:
    """Never holds: the rule is kept in the file but out of the way."""

    key = "enabled"
    reason = "the rule is switched off"

    def holds(self, subject: Subject) -> bool:  # noqa: ARG002 - whatever the event is
        """Never."""
        return False


@dataclass(frozen=True, slots=True)
class EventCondition:
    """The kind of event."""

    kind: EventKind
    key = "on"

    @property
    def reason(self) -> str:
        """Which kind it takes."""
        return f'the rule is for the event "{self.kind}"'

    def holds(self, subject: Subject) -> bool:
        """Whether the event is of that kind."""
        return subject.event.kind is self.kind


@dataclass(frozen=True, slots=True)
class ChatCondition:
    """The kind of chat.

    Args:
        kinds: Those taken; never `SPECIAL`.
    """

    kinds: frozenset[ChatKind]
    key = "chat"

    @property
    def reason(self) -> str:
        """Which chats it takes."""
        return f"the rule takes {_listed(sorted(self.kinds))} chats"

    def holds(self, subject: Subject) -> bool:
        """Whether the chat is of one of the kinds."""
        return subject.event.chat.kind in self.kinds


@dataclass(frozen=True, slots=True)
class AuthorCondition:
    """Whether the owner wrote it.

    Args:
        owner_in: Kinds of chat where the rule takes what the owner writes.
        others_in: Kinds where it takes what others write.
    """

    owner_in: frozenset[ChatKind]
    others_in: frozenset[ChatKind]
    key = "from_me"

    @property
    def reason(self) -> str:
        """Whose messages it takes."""
        if self.owner_in and self.others_in:
            only = _listed(sorted(self.owner_in))
            return f"the rule takes what others write, and what the owner writes only in {only}"
        return f"the rule takes what {'the owner writes' if self.owner_in else 'others write'}"

    def holds(self, subject: Subject) -> bool:
        """Whether the author is one the rule takes in such a chat."""
        event = subject.event
        return event.chat.kind in (self.owner_in if event.from_me else self.others_in)


@dataclass(frozen=True, slots=True)
class TypeCondition:
    """The type of message."""

    types: frozenset[MessageType]
    key = "type"

    @property
    def reason(self) -> str:
        """Which types it takes."""
        return f"the message is none of {_listed(sorted(self.types))}"

    def holds(self, subject: Subject) -> bool:
        """Whether the message is of one of the types."""
        return subject.event.type in self.types


@dataclass(frozen=True, slots=True)
class MentionCondition:
    """Whether I am @-mentioned."""

    wanted: bool
    key = "mentioned"

    @property
    def reason(self) -> str:
        """What is wanted."""
        return "I am not mentioned" if self.wanted else "I am mentioned"

    def holds(self, subject: Subject) -> bool:
        """Whether I am mentioned as wanted."""
        return subject.event.mentioned is self.wanted


@dataclass(frozen=True, slots=True)
class NameCondition:
    """Whose message, or which group's.

    Names are compared as they are: no folding, so that nobody passes for another by a look-alike
    spelling.

    Args:
        key: `sender` or `group`.
        equals: Names, any of which is enough; None where it was not asked.
        contains: Parts of names; likewise.
        patterns: Patterns; likewise.
    """

    key: str
    equals: frozenset[str] | None = None
    contains: tuple[str, ...] | None = None
    patterns: tuple[Pattern, ...] | None = None

    @property
    def reason(self) -> str:
        """Which names it takes."""
        wanted = []
        if self.equals is not None:
            wanted.append(f"is none of {_listed(sorted(self.equals))}")
        if self.contains is not None:
            wanted.append(f"contains none of {_listed(self.contains)}")
        if self.patterns is not None:
            wanted.append(f"fits none of {_listed([one.source for one in self.patterns])}")
        return f"the {self.key} {' or '.join(wanted)}"

    def holds(self, subject: Subject) -> bool:
        """Whether one name that rules may trust is as wanted."""
        names = subject.senders if self.key == "sender" else subject.groups
        return any(self._fits(name) for name in names)

    def _fits(self, name: str) -> bool:
        if self.equals is not None and name not in self.equals:
            return False
        if self.contains is not None and not any(part in name for part in self.contains):
            return False
        return self.patterns is None or any(_found(one, name) for one in self.patterns)


@dataclass(frozen=True, slots=True)
class TextCondition:
    """What the text must be.

    Args:
        equals: Texts as compared (folded unless `exact`) with their spelling in the rule file.
        contains: Likewise.
        patterns: Patterns, which see the unfolded text.
        exact: Whether texts are compared as they are.
    """

    equals: tuple[tuple[str, str], ...] | None = None
    contains: tuple[tuple[str, str], ...] | None = None
    patterns: tuple[Pattern, ...] | None = None
    exact: bool = False
    key = "text"

    @property
    def reason(self) -> str:
        """What it takes."""
        wanted = []
        if self.equals is not None:
            wanted.append(f"is none of {_listed([word for _, word in self.equals])}")
        if self.contains is not None:
            wanted.append(f"contains none of {_listed([word for _, word in self.contains])}")
        if self.patterns is not None:
            wanted.append(f"fits none of {_listed([one.source for one in self.patterns])}")
        return f"the text {' or '.join(wanted)}"

    @property
    def gives(self) -> tuple[str, ...]:
        """Names of everything a match of it may give to templates."""
        names: dict[str, None] = {}
        if self.patterns is not None:
            names = dict.fromkeys(["0", *(name for one in self.patterns for name in one.names)])
        keyword = self.equals is not None or self.contains is not None
        return (*names, "keyword") if keyword else tuple(names)

    def match(self, subject: Subject) -> Captures | None:
        """What the text gives, or None if it is not as wanted; several wants must all hold."""
        text = subject.text if self.exact else subject.folded
        captures: Captures = ()
        if self.equals is not None:
            word = next((word for want, word in self.equals if want == text), None)
            if word is None:
                return None
            captures = (("keyword", word),)
        if self.contains is not None:
            word = next((word for want, word in self.contains if want in text), None)
            if word is None:
                return None
            captures = (("keyword", word),)
        if self.patterns is not None:
            found = next(filter(None, (one.find(subject.text) for one in self.patterns)), None)
            if found is None:
                return None
            captures = (*found, *captures)
        return captures

    def holds(self, subject: Subject) -> bool:
        """Whether the text is as wanted."""
        return self.match(subject) is not None


def _found(pattern: Pattern, name: str) -> bool:
    return pattern.find(name) is not None


def _listed(words: list[str] | tuple[str, ...]) -> str:
    shown = ", ".join(quote(word) for word in words[:WORDS_SHOWN_MAX])
    more = len(words) - WORDS_SHOWN_MAX
    return f"{shown} and {more} more" if more > 0 else shown
