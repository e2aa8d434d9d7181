"""The conditions of a rule, from its spec and those of the rules around it.

It knows what a rule inherits, and what chats and authors it takes when it does not say. It must
not know actions or files.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from responder.models import ChatKind
from responder.rules.compiling.branches import (
    NOBODY_KNOWS,
    Scope,
    is_of_groups,
    kinds_of,
    own_conditions,
)
from responder.rules.compiling.command import command_condition, shapes_of_args
from responder.rules.compiling.text import value_shape
from responder.rules.compiling.typed import EVERY_TYPE, narrowed, types_of
from responder.rules.conditions.heads import AuthorCondition, ChatCondition
from responder.rules.spec.when import ChatWord
from responder.rules.table import UnknownTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from responder.models import MessageType
    from responder.rules.compiling.context import Context
    from responder.rules.conditions.command import CommandCondition
    from responder.rules.conditions.condition import Condition
    from responder.rules.reading.nodes import Step
    from responder.rules.spec.rule import EventWord
    from responder.rules.spec.when import WhenSpec
    from responder.rules.templates.words import Known

_PRIVATE = (ChatWord.PRIVATE,)
"""The chat of a rule when nobody says one: groups are never answered unless a rule says so."""

_OWNERS_OWN = frozenset({ChatKind.FILEHELPER})
"""Where only the owner writes."""


@dataclass(slots=True)
class CompiledWhen:
    """The conditions of one rule, those of its parents included. Nobody changes it.

    Args:
        kinds: Kinds of chat that it takes.
        from_me: Whose messages, as the rule or a parent says; None if none says it.
        wants: Everything but chat and author, in the order of trying.
        args: Names of the arguments of its command, with what templates may do with them; None
            without a command.
        value: What templates may do with `match.value`.
        sure: Whether all of them are known; of faulty ones nobody can say what they find.
        types: Types of messages that it takes.
    """

    kinds: frozenset[ChatKind]
    from_me: bool | None = None
    wants: tuple[Condition, ...] = ()
    args: Mapping[str, Known] | None = None
    value: Known = None
    sure: bool = True
    types: frozenset[MessageType] = EVERY_TYPE

    @property
    def gives(self) -> tuple[str, ...]:
        """Names under `match` that templates may have."""
        if len(self.wants) < 2:  # noqa: PLR2004 - there is nothing to join
            return self.wants[0].gives if self.wants else ()
        return tuple(dict.fromkeys([name for want in self.wants for name in want.gives]))

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All that must hold, in the order of trying."""
        return (*_heads(self.kinds, self.from_me), *self.wants)


_NOTHING_AROUND = CompiledWhen(frozenset())
_NO_ARGS: Mapping[str, Known] = {}
_GROUP = ChatKind.GROUP
"""Ten thousand rules share these."""


def compile_when(
    context: Context,
    path: tuple[Step, ...],
    when: WhenSpec,
    *,
    rule: str,
    parent: CompiledWhen | None = None,
    chat: tuple[ChatWord, ...] | None = None,
    on: EventWord | None = None,
) -> CompiledWhen:
    """The conditions of one rule.

    Args:
        context: Of the file; its report takes the faults.
        path: Of the conditions, mostly `("rules", 3, "when")`.
        when: What the rule says itself; `WhenSpec()` if it says nothing.
        rule: Name of the rule, which keys its draws.
        parent: What the rule around it asks, parents of parents included. All of it must hold too,
            and is tried first, but for the chat and the author, which the rule may replace.
        chat: Of a rule that says nothing about it, nor does a rule around it; None is private.
        on: Its event; None is a message.
    """
    around = parent or _NOTHING_AROUND
    faults = context.report.faults
    # A pattern may have `vars` in it, and in those a group of any name.
    is_known = around.sure and not isinstance(context.names, UnknownTable)
    known = len(faults) if is_known else NOBODY_KNOWS
    kinds = _kinds(when, parent, chat)
    from_me = around.from_me if when.from_me is None else when.from_me
    if from_me is False and kinds <= _OWNERS_OWN:
        message = "expected true, got false: in filehelper only the owner writes"
        context.report.fault((*path, "from_me"), message)
    command = None if when.command is None else _command(context, path, when.command, around)
    args = around.args if command is None else shapes_of_args(command)
    types = around.types if on is None else around.types & types_of(on)
    wants, gives = around.wants, around.gives
    scope = Scope(context, rule, kinds, types, wants, gives, args or _NO_ARGS, faults=known)
    own = own_conditions(scope, path, when, command)
    value = around.value
    if context.tables and any("value" in want.gives for want in own):
        value = None if "value" in around.gives else _value(context, when, own)
    sure = len(faults) == known
    types = narrowed(types, own)
    return CompiledWhen(kinds, from_me, (*wants, *own), args, value, sure, types)


def _kinds(
    when: WhenSpec, parent: CompiledWhen | None, chat: tuple[ChatWord, ...] | None
) -> frozenset[ChatKind]:
    """The kinds of chat a rule takes; naming a group or a mention says that groups are meant."""
    if when.chat is not None:
        return kinds_of(when.chat)
    kinds = kinds_of(chat or _PRIVATE) if parent is None else parent.kinds
    if is_of_groups(when) and _GROUP not in kinds:
        return frozenset({_GROUP})
    return kinds


def _command(
    context: Context, path: tuple[Step, ...], lines: tuple[str, ...], around: CompiledWhen
) -> CommandCondition | None:
    here = (*path, "command")
    if around.args is not None:
        message = "expected no command inside of a rule that has one, got another"
        context.report.key_fault(here, message, "a message calls one command")
    return command_condition(context, here, lines)


def _value(context: Context, when: WhenSpec, own: Sequence[Condition]) -> Known:
    """What is known of `match.value`: nothing where several conditions may give it."""
    only_text = [want.key for want in own if "value" in want.gives] == ["text"]
    return value_shape(context, when.text) if only_text and when.text is not None else None


@cache  # as many as there are sets of chat kinds, and 10,000 rules share them
def _heads(kinds: frozenset[ChatKind], from_me: bool | None) -> tuple[Condition, Condition]:  # noqa: FBT001 - the key's value, which None is too
    """The conditions on chat and author."""
    if from_me is True:
        author = AuthorCondition(kinds, frozenset())
    else:
        owner_in = _OWNERS_OWN if from_me is None else frozenset[ChatKind]()
        author = AuthorCondition(kinds & owner_in, kinds - _OWNERS_OWN)
    return ChatCondition(kinds), author
