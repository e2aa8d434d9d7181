"""The conditions of one `when` in the order they are tried, and the conditions in conditions.

It knows the keys of `when` one by one; it must not know actions, files or the rules around a rule.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from responder.models import ChatKind
from responder.rules.compiling.hours import time_condition
from responder.rules.compiling.remembered import REMEMBERED, remembered_conditions
from responder.rules.compiling.storing import value_conditions
from responder.rules.compiling.text import names_condition, text_condition
from responder.rules.compiling.typed import EVERY_TYPE, check_types, narrowed
from responder.rules.conditions.chance import ChanceCondition
from responder.rules.conditions.expression import IfCondition
from responder.rules.conditions.heads import (
    ChatCondition,
    MentionCondition,
    OwnerCondition,
    TypeCondition,
)
from responder.rules.conditions.logic import AllOf, AnyOf, NoneOf
from responder.rules.reading.nodes import spelled
from responder.rules.spec.when import ChatWord
from responder.rules.table import Table
from responder.rules.templates.expression import compile_expression
from responder.rules.templates.template import TemplateFaults
from responder.rules.templates.words import UNKNOWN_FINDS, names_of_rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from responder.models import MessageType
    from responder.rules.compiling.context import Context
    from responder.rules.conditions.condition import Condition
    from responder.rules.reading.nodes import Step
    from responder.rules.spec.when import WhenSpec
    from responder.rules.templates.words import Known

BRANCH_DEPTH_MAX = 10
"""Levels of conditions in conditions; nobody reads more."""

NOBODY_KNOWS = -1
"""In place of a number of faults: the conditions around have some."""

_KINDS = {
    ChatWord.PRIVATE: (ChatKind.PRIVATE,),
    ChatWord.GROUP: (ChatKind.GROUP,),
    ChatWord.FILEHELPER: (ChatKind.FILEHELPER,),
    ChatWord.OFFICIAL: (ChatKind.OFFICIAL,),
    ChatWord.ANY: (ChatKind.PRIVATE, ChatKind.GROUP),
}
"""What each word of `chat` takes; special accounts are in none of them."""

_IN_GROUPS = ("group", "mentioned", "owner")
"""Conditions that hold in groups alone."""

_COMPOUND = ("any_", "all_", "not_")
"""Conditions made of conditions."""


@dataclass(slots=True)
class Scope:
    """What the conditions of a rule know of the rest of it.

    Nobody changes it. It is not frozen all the same: every rule has one for a moment, and a frozen
    dataclass takes twice as long to make.

    Args:
        context: Of the file; its report takes the faults.
        rule: Name of the rule, which keys its draws.
        kinds: Kinds of chat that the rule takes.
        types: Types of messages that reach these conditions.
        around: What must hold besides them.
        gives: Names under `match` that other conditions give.
        args: Arguments of the rule's command, with what templates may do with them.
        depth: Levels of conditions around these.
        negated: Whether these are what must not hold.
        faults: How many there were before these conditions; with more of them, or `NOBODY_KNOWS`,
            no expression is blamed for what they do not find.
    """

    context: Context
    rule: str
    kinds: frozenset[ChatKind]
    types: frozenset[MessageType] = EVERY_TYPE
    around: Sequence[Condition] = ()
    gives: tuple[str, ...] = ()
    args: Mapping[str, Known] = field(default_factory=dict)
    depth: int = 0
    negated: bool = False
    faults: int = 0


@lru_cache(maxsize=64)  # 10,000 rules share a few
def kinds_of(words: tuple[ChatWord, ...]) -> frozenset[ChatKind]:
    """The kinds of chat that the words of `chat` mean."""
    return frozenset([kind for word in words for kind in _KINDS[word]])


def is_of_groups(when: WhenSpec) -> bool:
    """Whether conditions say that groups are meant, by what holds in no other chat."""
    if when.model_fields_set.isdisjoint(_IN_GROUPS):
        return False
    return when.group is not None or when.mentioned is True or when.owner is not None


def own_conditions(
    scope: Scope, path: tuple[Step, ...], when: WhenSpec, command: Condition | None = None
) -> list[Condition]:
    """Everything but chat and author, in the order of trying: cheap ones first, chance last.

    Args:
        scope: Of the rule.
        path: Of the conditions.
        when: What they are.
        command: The compiled command, where the rule has one.
    """
    said = when.model_fields_set
    if not said.isdisjoint(_IN_GROUPS):
        _check_groups(scope, path, when)
    found = _plain(scope.context, path, when)
    if command is not None:
        found.append(command)
    if not scope.negated:
        types, around = scope.types, scope.around
        check_types(scope.context, path, when, found, types=types, around=around)
    if not said.isdisjoint(_COMPOUND):
        found += _logic(_with_names(scope, found), path, when)
    if when.if_ is not None:
        found += _expression(_with_names(scope, found), (*path, "if"), when.if_)
    if when.chance is not None:
        place = spelled((*_inside_rule(path), "chance"))
        found.append(ChanceCondition(when.chance, scope.rule, place))
    return found


def _with_names(scope: Scope, found: Sequence[Condition]) -> Scope:
    """The scope of what is tried after some conditions."""
    gives = (*scope.gives, *(name for one in found for name in one.gives))
    types = narrowed(scope.types, found)
    return replace(scope, types=types, gives=gives, around=(*scope.around, *found))


def _plain(context: Context, path: tuple[Step, ...], when: WhenSpec) -> list[Condition]:
    found: list[Condition] = []
    if when.type is not None:
        found.append(TypeCondition(frozenset(when.type)))
    if when.mentioned is not None:
        found.append(MentionCondition(when.mentioned))
    if when.owner is not None:
        found.append(OwnerCondition(when.owner))
    if when.group is not None:
        found.append(names_condition(context, (*path, "group"), when.group))
    if when.sender is not None:
        found.append(names_condition(context, (*path, "sender"), when.sender))
    if when.time is not None:
        found.append(time_condition(context, (*path, "time"), when.time))
    if when.text is not None:
        found.append(text_condition(context, (*path, "text"), when.text.said))
    # What is stored is looked up last, and hardly any rule asks for it.
    if not when.model_fields_set.isdisjoint(REMEMBERED):
        found += remembered_conditions(context, path, when)
    return [*found, *value_conditions(context, path, when.memory)] if when.memory else found


def _logic(scope: Scope, path: tuple[Step, ...], when: WhenSpec) -> Iterator[Condition]:
    inside = replace(scope, depth=scope.depth + 1)
    if when.not_ is not None:
        negated = replace(inside, negated=True)
        yield NoneOf(tuple(_branches(negated, (*path, "not"), when.not_)))
    if when.all_ is not None:
        yield AllOf(tuple(_branches(inside, (*path, "all"), when.all_)))
    if when.any_ is not None:
        yield AnyOf(tuple(_branches(inside, (*path, "any"), when.any_)))


def _branches(
    scope: Scope, path: tuple[Step, ...], specs: tuple[WhenSpec, ...]
) -> Iterator[Condition]:
    if scope.depth > BRANCH_DEPTH_MAX:
        message = f"expected at most {BRANCH_DEPTH_MAX} levels of conditions in conditions"
        scope.context.report.key_fault(path, f"{message}, got more")
        return
    for place, spec in enumerate(specs):
        yield _branch(scope, (*path, place), spec)


def _branch(scope: Scope, path: tuple[Step, ...], when: WhenSpec) -> Condition:
    """One of the conditions in a condition."""
    report = scope.context.report
    for key, value in (("from_me", when.from_me), ("command", when.command)):
        if value is not None:
            message = f"expected {key} at the top of `when`, got it inside of another condition"
            report.key_fault((*path, key), message)
    found: list[Condition] = []
    if when.chat is not None:
        kinds = kinds_of(when.chat)
        if not scope.negated and not kinds & scope.kinds:
            message = f"expected a chat that the rule takes, got {' '.join(when.chat)}"
            report.fault((*path, "chat"), message, "say `chat: any` at the top of `when`")
        found.append(ChatCondition(kinds))
    found += own_conditions(scope, path, when)
    return found[0] if len(found) == 1 else AllOf(tuple(found))


def _check_groups(scope: Scope, path: tuple[Step, ...], when: WhenSpec) -> None:
    """Refuse what holds in groups alone in a rule that takes none."""
    if not is_of_groups(when):
        return
    if ChatKind.GROUP in scope.kinds or scope.negated:
        return
    top = "say `chat: any` at the top of `when`"
    hint = top if scope.depth else "say `chat: group`, or leave `chat` out"
    for key in _IN_GROUPS:
        if getattr(when, key) is None or (key == "mentioned" and not when.mentioned):
            continue
        message = "expected a rule that takes group messages, got one that does not"
        if key == "mentioned":
            message = "expected a rule that takes group messages, where mentions are"
        scope.context.report.key_fault((*path, key), message, hint)


def _expression(scope: Scope, path: tuple[Step, ...], source: str) -> Iterator[IfCondition]:
    context = scope.context
    known = names_of_rule(
        scope.gives,
        context.names,
        in_groups=ChatKind.GROUP in scope.kinds,
        args=scope.args or None,
        memory=context.stores.shape,
        lists=context.lists,
        tables=context.tables,
        used=context.used,
    )
    if len(context.report.faults) != scope.faults:
        known |= UNKNOWN_FINDS
    try:
        expression = compile_expression(source, known)
    except TemplateFaults as error:
        for one in error.complaints:
            context.report.fault(path, one.message, one.hint, offset=one.at)
    else:
        entries = context.entries
        if not entries:  # 10,000 rules share them
            entries["lists"], entries["tables"] = Table(context.lists), Table(context.tables)
        yield IfCondition(expression, context.names, entries["lists"], entries["tables"])


def _inside_rule(path: tuple[Step, ...]) -> tuple[Step, ...]:
    """The part of a path that lies in the innermost rule."""
    return path[max(place for place, step in enumerate(path) if step == "when") :]
