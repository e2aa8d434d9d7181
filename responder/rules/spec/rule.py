"""A rule and its actions: the keys and the kinds of value they take.

It must not know what they mean together; `compiling` does. This module has no `from __future__
import annotations`: Pydantic reads these annotations while the program runs.
"""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field, ValidatorFunctionWrapHandler, WrapValidator

from responder.rules import not_yet
from responder.rules.reading.nodes import Mapping, Scalar, Sequence
from responder.rules.spec.claims import CooldownOrOff, LimitsOrOff, Otherwise
from responder.rules.spec.fields import (
    DelayOrOff,
    Flag,
    Name,
    Shorthand,
    Texts,
    as_items,
    plain_texts,
    read_word,
    refuse,
    refuse_not_yet,
    word_schema,
)
from responder.rules.spec.section import Section
from responder.rules.spec.wanted import WANTED
from responder.rules.spec.when import WhenSpec


class EventWord(StrEnum):
    """Words of the key `on` that this version has."""

    MESSAGE = "message"


def _reply_texts(node: object, handler: ValidatorFunctionWrapHandler) -> object:
    if isinstance(node, Mapping):
        refuse_not_yet("a reply with parts, pictures or files")
    return plain_texts(node) or handler(node)


ReplyTexts = Annotated[Texts, WrapValidator(_reply_texts)]


class ActionSpec(Section):
    """One step of `do`."""

    expects: ClassVar[str] = "an action such as `reply: text`"
    refused: ClassVar[frozenset[str]] = not_yet.ACTIONS

    reply: ReplyTexts


def _actions(node: object) -> object:
    if not isinstance(node, Sequence):
        refuse("a list of actions", node, "begin each action with - on a line of its own")
    for item in node.items:
        if isinstance(item, Scalar) and item.text in not_yet.ACTIONS:
            refuse_not_yet(item.text)
    return as_items(node)


Actions = Annotated[tuple[ActionSpec, ...], BeforeValidator(_actions)]


class RuleSpec(Section):
    """One rule."""

    expects: ClassVar[str] = "a rule: a mapping such as `when: text` and `reply: text`"
    refused: ClassVar[frozenset[str]] = not_yet.RULE | not_yet.DEEDS
    meant: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("keyword", "keywords", "contains"), "when: {text: {contains: …}}"),
        **dict.fromkeys(("answer", "answers", "response", "replies", "then"), "reply"),
        **dict.fromkeys(("condition", "conditions", "match", "trigger"), "when"),
    }

    name: Name | None = None
    enabled: Flag = True
    shadow: Flag = False
    on: (
        Annotated[EventWord, read_word(EventWord, not_yet=not_yet.EVENTS), word_schema(EventWord)]
        | None
    ) = None
    when: Annotated[WhenSpec, Shorthand("text", WANTED)] | None = None
    delay: DelayOrOff = None
    cooldown: CooldownOrOff | None = None
    limit: LimitsOrOff | None = None
    otherwise: Otherwise | None = None
    reply: ReplyTexts | None = None
    do: Actions | None = None
    on_error: Actions | None = None
    silent: Flag = False
    proceeds: Annotated[Flag | None, Field(alias="continue")] = None
    rules: Annotated[tuple["RuleSpec", ...], BeforeValidator(as_items)] | None = None
    """Nested rules; `validate` takes them out and checks them one by one."""
