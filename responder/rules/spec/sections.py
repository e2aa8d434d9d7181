"""The keys of the rule file and the kinds of value they take: the schema, nothing else.

It must not know what the keys mean together; `compile` does. This module has no `from __future__
import annotations`: Pydantic reads these annotations while the program runs.
"""

from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from responder.models import Limits, MessageType
from responder.rules.reading.nodes import Mapping, Sequence
from responder.rules.spec import not_yet
from responder.rules.spec.fields import (
    DelayOrOff,
    Flag,
    Name,
    RateOrOff,
    Shorthand,
    Texts,
    Vars,
    Version,
    Zone,
    as_items,
    colon_hint,
    read_word,
    refuse,
    refuse_not_yet,
    word_schema,
    words_schema,
)
from responder.rules.table import Table

DEFAULTS = Limits()


class ChatWord(StrEnum):
    """Words of the key `chat`."""

    PRIVATE = "private"
    GROUP = "group"
    FILEHELPER = "filehelper"
    OFFICIAL = "official"
    ANY = "any"


class EventWord(StrEnum):
    """Words of the key `on` that this version has."""

    MESSAGE = "message"


class Section(BaseModel):
    """A mapping of the rule file: its keys are known, each is checked, it never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    expects: ClassVar[str] = "a mapping"
    refused: ClassVar[frozenset[str]] = frozenset()
    """Keys of the rule language that this version has not."""

    @model_validator(mode="before")
    @classmethod
    def _from_node(cls, value: object) -> object:
        if isinstance(value, Mapping) and not value.entries:
            refuse(cls.expects, "an empty mapping")
        if isinstance(value, Mapping):
            return {key.text: node for key, node in value.entries}
        if not isinstance(value, dict):
            refuse(cls.expects, value, colon_hint(value))
        return value


class NamesSpec(Section):
    """Whose names: a name, a list, or how they look."""

    expects: ClassVar[str] = "a name, a list of names, or a mapping of contains or regex"
    refused: ClassVar[frozenset[str]] = not_yet.NAMES

    equals: Texts | None = None
    contains: Texts | None = None
    regex: Texts | None = None


class TextSpec(Section):
    """What the text must be."""

    expects: ClassVar[str] = "text, a list of texts, or a mapping of equals, contains or regex"
    refused: ClassVar[frozenset[str]] = not_yet.TEXT

    equals: Texts | None = None
    contains: Texts | None = None
    regex: Texts | None = None
    exact: Flag = False


class WhenSpec(Section):
    """The conditions of a rule; all must hold."""

    expects: ClassVar[str] = "text, a list of texts, or a mapping of conditions"
    refused: ClassVar[frozenset[str]] = not_yet.WHEN

    text: Annotated[TextSpec, Shorthand("equals")] | None = None
    type: (
        Annotated[
            tuple[Annotated[MessageType, read_word(MessageType)], ...],
            BeforeValidator(as_items),
            words_schema(MessageType),
        ]
        | None
    ) = None
    chat: (
        Annotated[
            tuple[Annotated[ChatWord, read_word(ChatWord)], ...],
            BeforeValidator(as_items),
            words_schema(ChatWord),
        ]
        | None
    ) = None
    sender: Annotated[NamesSpec, Shorthand("equals")] | None = None
    group: Annotated[NamesSpec, Shorthand("equals")] | None = None
    mentioned: Flag | None = None
    from_me: Flag | None = None


def _reply_texts(node: object) -> object:
    if isinstance(node, Mapping):
        refuse_not_yet("a reply with parts, pictures or files")
    return as_items(node)


ReplyTexts = Annotated[Texts, BeforeValidator(_reply_texts)]


class ActionSpec(Section):
    """One step of `do`."""

    expects: ClassVar[str] = "an action such as `reply: text`"
    refused: ClassVar[frozenset[str]] = not_yet.ACTIONS

    reply: ReplyTexts


def _actions(node: object) -> object:
    if not isinstance(node, Sequence):
        refuse("a list of actions", node, "begin each action with - on a line of its own")
    return as_items(node)


class RuleSpec(Section):
    """One rule."""

    expects: ClassVar[str] = "a rule: a mapping such as `when: text` and `reply: text`"
    refused: ClassVar[frozenset[str]] = not_yet.RULE

    name: Name | None = None
    enabled: Flag = True
    on: Annotated[
        EventWord, read_word(EventWord, not_yet=not_yet.EVENTS), word_schema(EventWord)
    ] = EventWord.MESSAGE
    when: Annotated[WhenSpec, Shorthand("text")] | None = None
    reply: ReplyTexts | None = None
    do: Annotated[tuple[ActionSpec, ...], BeforeValidator(_actions)] | None = None
    silent: Flag = False


class LimitsSpec(Section):
    """The account-wide pace."""

    expects: ClassVar[str] = "a mapping of limits"
    refused: ClassVar[frozenset[str]] = not_yet.LIMITS

    delay: DelayOrOff = DEFAULTS.delay
    per_chat: RateOrOff = DEFAULTS.per_chat
    per_account: RateOrOff = DEFAULTS.per_account


class HeadSpec(Section):
    """Everything of the file but its rules, which are checked one by one."""

    expects: ClassVar[str] = "a mapping with `rules:`"
    refused: ClassVar[frozenset[str]] = not_yet.FILE

    version: Version = 1
    timezone: Zone | None = None
    vars: Vars = Field(default_factory=Table)
    limits: LimitsSpec = Field(default_factory=LimitsSpec)


class FileSpec(HeadSpec):
    """The whole file."""

    rules: Annotated[tuple[RuleSpec, ...], BeforeValidator(as_items)]


def json_schema() -> dict[str, Any]:
    """JSON Schema of the rule file, for editors.

    Returns:
        A schema that admits numbers and booleans where text is expected, as the reader does, and
        no key that this version has not.
    """
    schema: dict[str, Any] = _without_nulls(FileSpec.model_json_schema())
    schema["title"] = "responder rule file"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _without_nulls(value: Any) -> Any:  # noqa: ANN401 - JSON has no better type
    """A key may be missing but not empty, so no null stands in the schema, as value or default."""
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {key: _without_nulls(item) for key, item in value.items() if key != "default"}
    choices = [choice for choice in kept.get("anyOf", []) if choice != {"type": "null"}]
    if len(choices) == 1:
        return {**{key: item for key, item in kept.items() if key != "anyOf"}, **choices[0]}
    return {**kept, "anyOf": choices} if choices else kept
