"""Conditions on what stands at the head of an event: kind, chat, author, type, mention, owner.

Each costs a comparison, so they are tried first. It must not know texts, names or the rule file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.rules.captures import NOTHING
from responder.rules.conditions.condition import GivesNothing, NeedsNothing
from responder.rules.conditions.phrases import listed

if TYPE_CHECKING:
    from responder.models import ChatKind, EventKind, MessageType
    from responder.rules.captures import Captures
    from responder.rules.subject import Subject


class Head(GivesNothing, NeedsNothing):
    """What these conditions have in common."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class SwitchedOff(Head):
    """Never holds: the rule is kept in the file but out of the way."""

    key = "enabled"

    def match(self, _subject: Subject, _found: Captures) -> Captures | None:
        """Never."""
        return None

    def why(self, _subject: Subject, _found: Captures) -> str:
        """That it is switched off."""
        return "the rule is switched off"


@dataclass(frozen=True, slots=True)
class EventCondition(Head):
    """The kind of event."""

    kind: EventKind
    key = "on"

    def match(self, subject: Subject, _found: Captures) -> Captures | None:
        """Whether the event is of that kind."""
        return NOTHING if subject.event.kind is self.kind else None

    def why(self, _subject: Subject, _found: Captures) -> str:
        """Which kind it takes."""
        return f'the rule is for the event "{self.kind}"'


@dataclass(frozen=True, slots=True)
class ChatCondition(Head):
    """The kind of chat.

    Args:
        kinds: Those taken; never `SPECIAL`.
    """

    kinds: frozenset[ChatKind]
    key = "chat"

    def match(self, subject: Subject, _found: Captures) -> Captures | None:
        """Whether the chat is of one of the kinds."""
        return NOTHING if subject.event.chat.kind in self.kinds else None

    def why(self, _subject: Subject, _found: Captures) -> str:
        """Which chats it takes."""
        return f"the rule takes {listed(sorted(self.kinds))} chats"


@dataclass(frozen=True, slots=True)
class AuthorCondition(Head):
    """Whether the owner wrote it.

    Args:
        owner_in: Kinds of chat where the rule takes what the owner writes.
        others_in: Kinds where it takes what others write.
    """

    owner_in: frozenset[ChatKind]
    others_in: frozenset[ChatKind]
    key = "from_me"

    def match(self, subject: Subject, _found: Captures) -> Captures | None:
        """Whether the author is one the rule takes in such a chat."""
        event = subject.event
        taken = self.owner_in if event.from_me else self.others_in
        return NOTHING if event.chat.kind in taken else None

    def why(self, _subject: Subject, _found: Captures) -> str:
        """Whose messages it takes."""
        if self.owner_in and self.others_in:
            only = listed(sorted(self.owner_in))
            return f"the rule takes what others write, and what the owner writes only in {only}"
        return f"the rule takes what {'the owner writes' if self.owner_in else 'others write'}"


@dataclass(frozen=True, slots=True)
class TypeCondition(Head):
    """The type of message."""

    types: frozenset[MessageType]
    key = "type"

    def match(self, subject: Subject, _found: Captures) -> Captures | None:
        """Whether the message is of one of the types."""
        return NOTHING if subject.event.type in self.types else None

    def why(self, _subject: Subject, _found: Captures) -> str:
        """Which types it takes."""
        return f"the message is none of {listed(sorted(self.types))}"


@dataclass(frozen=True, slots=True)
class MentionCondition(Head):
    """Whether I am @-mentioned."""

    wanted: bool
    key = "mentioned"

    def match(self, subject: Subject, _found: Captures) -> Captures | None:
        """Whether I am mentioned as wanted."""
        return NOTHING if subject.event.mentioned is self.wanted else None

    def why(self, _subject: Subject, _found: Captures) -> str:
        """What is wanted."""
        return "I am not mentioned" if self.wanted else "I am mentioned"


@dataclass(frozen=True, slots=True)
class OwnerCondition(Head):
    """Whether I own the group. Outside of groups, and while it is unknown, it does not hold."""

    wanted: bool
    key = "owner"

    def match(self, subject: Subject, _found: Captures) -> Captures | None:
        """Whether the group is mine, or somebody else's, as wanted."""
        group = subject.event.group
        return NOTHING if group is not None and group.owned is self.wanted else None

    def why(self, subject: Subject, _found: Captures) -> str:
        """Whose group it is."""
        group = subject.event.group
        if group is None:
            return "this is no group"
        if group.owned is None:
            return "who owns the group is not known yet"
        return "I own the group" if group.owned else "somebody else owns the group"
