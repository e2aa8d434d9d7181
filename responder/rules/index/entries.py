"""What an index has to know of a rule: what it needs, and which events it takes at all.

It knows the conditions at the head of a rule; it must not know how an index is built.
"""

from __future__ import annotations

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
    from responder.rules.needs import Needs

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


_HEADS = frozenset({EventCondition, ChatCondition, AuthorCondition, SwitchedOff})
"""Conditions of which gates are made."""


def entries_of(rules: Iterable[tuple[Condition, ...]]) -> list[Entry]:
    """The entries of the rules of a file.

    Most of them have the conditions of the one before at their head, and with that its gate.

    Args:
        rules: The conditions of each, all of which must hold.
    """
    entries = []
    heads: tuple[Condition, ...] = ()
    gate = OPEN
    for conditions in rules:
        rest = conditions[len(heads) :]
        if conditions[: len(heads)] != heads or not _HEADS.isdisjoint(map(type, rest)):
            heads = tuple([one for one in conditions if type(one) in _HEADS])
            rest = tuple([one for one in conditions if type(one) not in _HEADS])
            gate = _gate_of(heads)
        needs: Needs = ()
        if gate is not SHUT:
            for one in rest:
                needs = needs + one.needs() if needs else one.needs()
        entries.append(Entry(needs, gate))
    return entries


def _gate_of(heads: Iterable[Condition]) -> Gate:
    kinds, others_in, owner_in = OPEN
    for head in heads:
        if isinstance(head, SwitchedOff):
            return SHUT
        if isinstance(head, EventCondition):
            kinds = kinds & {head.kind}
        elif isinstance(head, ChatCondition):
            others_in, owner_in = others_in & head.kinds, owner_in & head.kinds
        elif isinstance(head, AuthorCondition):
            others_in, owner_in = others_in & head.others_in, owner_in & head.owner_in
    return Gate(kinds, others_in, owner_in)
