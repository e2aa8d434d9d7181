"""What an index has to know of a rule: what it needs, and which events it takes at all.

It knows the conditions at the head of a rule; it must not know how an index is built.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from responder.models import ChatKind, EventKind
from responder.rules.conditions.heads import (
    AuthorCondition,
    ChatCondition,
    EventCondition,
    SwitchedOff,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from responder.rules.conditions.condition import Condition
    from responder.rules.conditions.needs import Needs

EVERYWHERE = frozenset(ChatKind)
"""All kinds of chat."""

ANYTHING = frozenset(EventKind)
"""All kinds of event."""


class Gate(NamedTuple):
    """The events that a rule looks at.

    Args:
        kinds: Their kinds.
        others_in: Kinds of chat where it takes what others write.
        owner_in: Kinds of chat where it takes what the owner writes.
    """

    kinds: frozenset[EventKind] = ANYTHING
    others_in: frozenset[ChatKind] = EVERYWHERE
    owner_in: frozenset[ChatKind] = EVERYWHERE

    def states(self) -> Iterator[State]:
        """Every kind of event, kind of chat and author that it lets through."""
        for kind in self.kinds:
            for mine, chats in ((False, self.others_in), (True, self.owner_in)):
                for chat in chats:
                    yield kind, chat, mine


State = tuple[EventKind, ChatKind, bool]
"""Kind of event, kind of chat, and whether the owner wrote it."""

OPEN = Gate()
"""Lets everything through."""

SHUT = Gate(frozenset(), frozenset(), frozenset())
"""Lets nothing through: the gate of a rule that is switched off."""


class Entry(NamedTuple):
    """One rule, as an index sees it."""

    needs: Needs
    gate: Gate = OPEN


def entry_of(conditions: Iterable[Condition]) -> Entry:
    """The entry of a rule.

    Args:
        conditions: All that must hold.
    """
    kinds, others_in, owner_in = OPEN
    needs: list[Needs] = []
    for condition in conditions:
        if isinstance(condition, EventCondition):
            kinds = kinds & {condition.kind}
        elif isinstance(condition, ChatCondition):
            others_in, owner_in = others_in & condition.kinds, owner_in & condition.kinds
        elif isinstance(condition, AuthorCondition):
            others_in, owner_in = others_in & condition.others_in, owner_in & condition.owner_in
        elif isinstance(condition, SwitchedOff):
            return Entry((), SHUT)
        else:
            needs.append(condition.needs())
    gate = Gate(kinds, others_in, owner_in)
    return Entry(needs[0] if len(needs) == 1 else tuple(chain.from_iterable(needs)), gate)
