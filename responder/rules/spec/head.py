"""Everything of a rule file but its rules: the keys and the kinds of value they take.

It must not know what they mean; `load` does. This module has no `from __future__
import annotations`: Pydantic reads these annotations while the program runs.
"""

from dataclasses import replace
from typing import Annotated, ClassVar, TypeAlias

from pydantic import (
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    PlainValidator,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

from responder.rules.reading.cells import quote
from responder.rules.reading.faults import way_out
from responder.rules.reading.nodes import Mapping, Scalar, Sequence
from responder.rules.sentences import SENTENCES, Language, Sentences
from responder.rules.spec.claims import CooldownOrOff, LimitsOrOff, Otherwise
from responder.rules.spec.fields import (
    KEY,
    TEXT_SCHEMA,
    DelayOrOff,
    Flag,
    Texts,
    Vars,
    Version,
    Zone,
    as_items,
    colon_hint,
    read_text,
    read_word,
    refuse,
    refuse_at,
    word_schema,
    words_schema,
)
from responder.rules.spec.limits import LimitsSpec
from responder.rules.spec.section import Section
from responder.rules.spec.tables import TableSpec
from responder.rules.spec.when import ChatWord
from responder.rules.table import Table

SENTENCE_CHARS_MAX = 500
"""Longest sentence that stands for all conversations."""


class DefaultsSpec(Section):
    """Values for keys that a rule leaves out."""

    expects: ClassVar[str] = "a mapping of keys of a rule to their values"
    hints: ClassVar[dict[str, str]] = {
        "on_error": "it stands in each rule, or beside an action",
    }

    chat: (
        Annotated[
            tuple[Annotated[ChatWord, read_word(ChatWord)], ...],
            BeforeValidator(as_items),
            words_schema(ChatWord),
        ]
        | None
    ) = None
    proceeds: Annotated[Flag | None, Field(alias="continue")] = None
    delay: DelayOrOff = None
    cooldown: CooldownOrOff | None = None
    limit: LimitsOrOff | None = None
    otherwise: Otherwise | None = None


def _sentence(node: object) -> str:
    text = read_text(node).strip()
    if not text or len(text) > SENTENCE_CHARS_MAX:
        refuse(f"text of 1 to {SENTENCE_CHARS_MAX} characters", node)
    return text


Sentence: TypeAlias = Annotated[str, PlainValidator(_sentence), WithJsonSchema(TEXT_SCHEMA)]


class FoldSpec(Section):
    """Which steps of folding are on; a list names all that are."""

    expects: ClassVar[str] = "a list of steps, or a mapping of steps to true or false"

    width: Flag = True
    case: Flag = True
    space: Flag = True
    emoji: Flag = True
    mention: Flag = True
    punctuation: Flag = False
    traditional: Flag = False

    @property
    def steps(self) -> frozenset[str]:
        """Names of the steps that are on."""
        return frozenset(name for name in type(self).model_fields if getattr(self, name))

    @model_validator(mode="before")
    @classmethod
    def _from_list(cls, value: object) -> object:
        if not isinstance(value, Sequence):
            return value
        names = dict.fromkeys(cls.model_fields, False)
        for index, item in enumerate(value.items):
            word = item.text if isinstance(item, Scalar) else ""
            if word not in names:
                refuse_at((index,), "a step of folding", item, way_out(word, names))
            names[word] = True
        return {
            name: Scalar("true" if is_on else "false", value.at) for name, is_on in names.items()
        }

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The mapping, or a list of the steps."""
        steps = {"type": "array", "items": {"enum": [*cls.model_fields]}, "minItems": 0}
        return {"anyOf": [steps, handler(schema)]}


class SentencesSpec(Section):
    """What is said where no rule says it."""

    expects: ClassVar[str] = "a mapping such as {cancelled: 好的，不办了。}"
    meant: ClassVar[dict[str, str]] = dict.fromkeys(("lang", "locale"), "language")

    language: Annotated[Language, read_word(Language), word_schema(Language)] = Language.ZH
    cancelled: Sentence | None = None
    gone: Sentence | None = None

    @property
    def whole(self) -> Sentences:
        """All of them: what the file leaves out is said in its language."""
        ours = SENTENCES[self.language]
        cancelled, gone = self.cancelled or ours.cancelled, self.gone or ours.gone
        return replace(ours, cancelled=cancelled, gone=gone)


def _by_name(node: object) -> object:
    """The entries of a mapping by their names, which must be fit to be shown."""
    if not isinstance(node, Mapping):
        refuse("a mapping of names", node, colon_hint(node))
    for key, _ in node.entries:
        if not key.text.strip() or not key.text.isprintable():
            refuse_at((key.text, KEY), "a name on one line", quote(key.text))
    return {key.text: value for key, value in node.entries}


class HeadSpec(Section):
    """Everything of the file but its rules, which are checked one by one."""

    expects: ClassVar[str] = "a mapping with `rules:`"

    version: Version = 1
    timezone: Zone | None = None
    include: Texts | None = None
    vars: Vars = Field(default_factory=Table)
    lists: Annotated[dict[str, Texts], BeforeValidator(_by_name)] = Field(default_factory=dict)
    tables: Annotated[dict[str, TableSpec], BeforeValidator(_by_name)] = Field(default_factory=dict)
    fold: FoldSpec = Field(default_factory=FoldSpec)
    sentences: SentencesSpec = Field(default_factory=SentencesSpec)
    defaults: DefaultsSpec = Field(default_factory=DefaultsSpec)
    limits: LimitsSpec = Field(default_factory=LimitsSpec)
