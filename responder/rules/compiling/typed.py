"""Which types of messages reach a condition, and conditions that none of them can meet.

It knows what the types of messages have and what they never have; it must not know chats, actions
or files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.models import WORDLESS, Chat, ChatKind, Event, EventKind, MessageType, Person
from responder.rules.captures import NOTHING
from responder.rules.conditions.command import CommandCondition
from responder.rules.conditions.heads import MentionCondition, TypeCondition
from responder.rules.conditions.remembered import RepeatedCondition
from responder.rules.conditions.text import TextCondition
from responder.rules.spec.rule import EventWord
from responder.rules.subject import subject_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from responder.rules.compiling.context import Context
    from responder.rules.conditions.condition import Condition
    from responder.rules.reading.nodes import Step
    from responder.rules.spec.when import WhenSpec

EVERY_TYPE = frozenset(MessageType)
_NO_TYPE = frozenset({MessageType.UNKNOWN})

_TYPED = frozenset({EventWord.MESSAGE, EventWord.RECALLED, EventWord.NOTICE})
"""Events that are messages, or may be of the type of one."""

_SOMEBODY = Person("", "")
_PICTURE = Event(
    "",
    EventKind.MESSAGE,
    MessageType.IMAGE,
    Chat("", ChatKind.PRIVATE, ""),
    _SOMEBODY,
    _SOMEBODY,
    0.0,
)
"""Has no text, as each message of the types in `WORDLESS`."""


def types_of(on: EventWord | None) -> frozenset[MessageType]:
    """The types that an event may be of.

    Args:
        on: Which; None is a message.
    """
    return EVERY_TYPE if on is None or on in _TYPED else _NO_TYPE


def narrowed(
    types: frozenset[MessageType], conditions: Sequence[Condition]
) -> frozenset[MessageType]:
    """Those of some types that conditions take."""
    # The sets know the hashes of their words, which take long to find out.
    for one in conditions:
        if type(one) is TypeCondition:
            types = one.types if types is EVERY_TYPE else types & one.types
    return types


def check_types(
    context: Context,
    path: tuple[Step, ...],
    when: WhenSpec,
    own: Sequence[Condition],
    *,
    types: frozenset[MessageType],
    around: Sequence[Condition],
) -> None:
    """Warn of conditions that hold for none of the types of messages that reach them.

    Args:
        context: Of the file; its report takes the warnings.
        path: Of the conditions.
        when: What they are.
        own: The same, compiled.
        types: Which reach them.
        around: What must hold besides.
    """
    left = narrowed(types, own)
    if left == EVERY_TYPE or not types:
        return
    report = context.report
    if not left:
        reason = f"what is around it takes only {' or '.join(sorted(types))}"
        reason = "what is no message has no type" if types == _NO_TYPE else reason
        report.warn((*path, "type"), f"this can never hold: {reason}", "leave it out")
        return
    missed = [(one.key, reason) for one in own if (reason := _missed(context, one, left))]
    for key, reason in missed:
        hint = "leave out this or `type`, or write a rule for each"
        hint = hint if types != _NO_TYPE else "leave it out"
        report.key_warn((*path, key), f"this can never hold: {reason}", hint)
    if when.type is None or missed:
        return
    for one in around:
        if reason := _missed(context, one, left):
            message = f"this can never hold beside the `{one.key}` around it: {reason}"
            report.warn((*path, "type"), message)
            return


def _missed(context: Context, condition: Condition, types: frozenset[MessageType]) -> str:
    """What a condition asks for that no message of some types has; `""` where one may have it."""
    if isinstance(condition, MentionCondition):
        missed = condition.wanted and MessageType.TEXT not in types
        return "only a text mentions somebody" if missed else ""
    # Of a burst a picture has the words that came before it.
    if not types <= WORDLESS or context.collects or not _asks_for_text(condition):
        return ""
    return f"no message of type {' or '.join(sorted(types))} has a text"


def _asks_for_text(condition: Condition) -> bool:
    """Whether a condition can not hold where there is none."""
    if isinstance(condition, TextCondition):
        picture = subject_of(_PICTURE)
        return condition.match(picture, NOTHING) is None
    return isinstance(condition, CommandCondition | RepeatedCondition)
