"""The actions of a rule: the keys and the kinds of value they take.

It must not know what they mean together; `compiling` does. This module has no `from __future__
import annotations`: Pydantic reads these annotations while the program runs.
"""

from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import (
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    PlainValidator,
    TypeAdapter,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

from responder.rules.reading.cells import quote
from responder.rules.reading.nodes import Mapping, Scalar, Sequence
from responder.rules.spec.accepting import BARE, Accept, bare_accept
from responder.rules.spec.accepting import Bare as BareAccept
from responder.rules.spec.deeds import WORDS, DeedSection, Keep
from responder.rules.spec.fetch import Fetch
from responder.rules.spec.fields import (
    KEY,
    Flag,
    Name,
    Text,
    Texts,
    as_items,
    plain_texts,
    read_word,
    refuse,
    refuse_at,
    word_schema,
)
from responder.rules.spec.later import After, Missed
from responder.rules.spec.looping import Each
from responder.rules.spec.media import MessageSpec
from responder.rules.spec.muting import Mute, Per
from responder.rules.spec.plain import Plainly
from responder.rules.spec.section import Section
from responder.rules.spec.sending import SendSpec
from responder.rules.spec.spans import Pause, SomeTime
from responder.rules.spec.stored import CountPlaces, DropPlaces, Places, SetPlaces
from responder.rules.spec.wanted import WANTED, Wants
from responder.rules.spec.when import TextSpec
from responder.rules.stored import Verb

_TEXTS: TypeAdapter[tuple[str, ...]] = TypeAdapter(Texts)


def _message(node: object) -> object:
    if isinstance(node, Mapping):
        return MessageSpec.model_validate(node)
    return plain_texts(node) or _TEXTS.validate_python(node)


Message = Annotated[
    tuple[str, ...] | MessageSpec,
    PlainValidator(_message, json_schema_input_type=Texts | MessageSpec),
    Plainly(plain_texts),
]


DEEDS = (
    *("reply", "send", "alert", "accept", "mute", "unmute", *Verb),
    *("wait", "later", "ask", "cancel", "fetch"),
    *("if", "each", "pass"),
    *WORDS,
)
"""Keys of which an action has exactly one; the others say how it is done."""

_OPTIONS = {
    "expires": (Verb.SET, Verb.COUNT, Verb.PUSH, "ask"),
    "unique": (Verb.PUSH,),
    "on_timeout": ("ask",),
    "per": ("ask",),
    "then": ("if",),
    "else": ("if",),
    "as": ("each",),
    "do": ("each",),
}
"""Which of them each of the others belongs to."""


class Asked(StrEnum):
    """Words of the key `per` of a dialogue: who may answer."""

    SENDER = "sender"
    CHAT = "chat"


class ActionSpec(DeedSection):
    """One step of `do`."""

    expects: ClassVar[str] = "an action such as `reply: text`"
    meant: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("store", "remember", "save"), "set"),
        **dict.fromkeys(("increment", "add", "inc"), "count"),
        **dict.fromkeys(("append", "insert"), "push"),
        **dict.fromkeys(("delete", "unset", "forget", "clear", "reset"), "drop"),
        **dict.fromkeys(("ttl", "expire", "for"), "expires"),
        **dict.fromkeys(("max", "limit", "last"), "keep"),
        **dict.fromkeys(("sleep", "pause"), "wait"),
        **dict.fromkeys(("http", "request", "webhook", "lookup"), "fetch"),
        **dict.fromkeys(("for_each", "foreach", "repeat", "loop"), "each"),
        **dict.fromkeys(("choose", "condition", "when"), "if"),
        **dict.fromkeys(("goto", "redirect", "call"), "pass"),
        **dict.fromkeys(("remind", "reminder", "schedule", "timer", "after"), "later"),
        **dict.fromkeys(("say", "answer", "respond", "response", "text", "message"), "reply"),
        **dict.fromkeys(("notify", "notification", "warn"), "alert"),
        **dict.fromkeys(("question", "questions", "prompt", "dialog", "dialogue"), "ask"),
        **dict.fromkeys(("approve", "agree", "accept_friend"), "accept"),
        **dict.fromkeys(("kick",), "remove"),
    }
    hints: ClassVar[dict[str, str]] = {
        "to": "to whom is said under `send`, as in `send: {to: 老王, text: 有新订单}`",
        "timeout": "an `ask` has expires beside it, a `fetch` its timeout inside",
    }

    reply: Message | None = None
    send: SendSpec | None = None
    alert: Texts | None = None
    accept: Accept | None = None
    mute: Mute | None = None
    unmute: Per | None = None
    set_: Annotated[SetPlaces | None, Field(alias="set")] = None
    count: CountPlaces | None = None
    push: SetPlaces | None = None
    drop: DropPlaces | None = None
    wait: Pause | None = None
    later: "LaterSpec | None" = None
    ask: "Annotated[tuple[QuestionSpec, ...], BeforeValidator(as_items)] | None" = None
    cancel: Texts | None = None
    fetch: Fetch | None = None
    on_error: "Actions | None" = None
    if_: Annotated[Text | None, Field(alias="if")] = None
    then: "Actions | None" = None
    otherwise: 'Annotated[Actions | None, Field(alias="else")]' = None
    each: Each | None = None
    as_: Annotated[Name | None, Field(alias="as")] = None
    do: "Actions | None" = None
    pass_: Annotated[Texts | None, Field(alias="pass")] = None
    on_timeout: "Actions | None" = None
    per: Annotated[Asked, read_word(Asked), word_schema(Asked)] = Asked.SENDER
    expires: SomeTime | None = None
    unique: Flag = False
    keep: Keep | None = None

    @property
    def verb(self) -> Verb | None:
        """What is done to stored values; None if it is something else."""
        return next((verb for verb in Verb if self.places(verb)), None)

    def places(self, verb: Verb) -> Places:
        """The paths of one of these actions; none if it is another one."""
        by_verb = {Verb.SET: self.set_, Verb.COUNT: self.count}
        by_verb |= {Verb.PUSH: self.push, Verb.DROP: self.drop}
        return by_verb[verb] or ()

    @model_validator(mode="after")
    def _one_deed(self) -> Self:
        """Demand one action, and nothing beside it that belongs to another."""
        said = {self._name(field) for field in self.model_fields_set}
        deeds = [deed for deed in DEEDS if deed in said]
        if "ask" in deeds and "cancel" in deeds:  # there it says which words end the dialogue
            deeds.remove("cancel")
        if len(deeds) > 1 and "keep" in deeds and self.keep is not True:
            deeds.remove("keep")  # a number says how many items are kept
        if not deeds:
            found = "only what belongs to one" if said else "nothing"
            hint = (
                "write it beside the action that it belongs to, without a - of its own"
                if said
                else ""
            )
            refuse(self.expects, found, hint)
        if len(deeds) > 1:
            hint = "begin each of them with - on a line of its own"
            refuse("one action", " and ".join(deeds), hint)
        for option, verbs in (_OPTIONS | {"keep": (Verb.PUSH, "keep")}).items():
            if option in said and deeds[0] not in verbs:
                hint = f"it belongs to {', '.join(one for one in verbs if one != option)}"
                refuse_at((option, KEY), f"no {option} beside {deeds[0]}", "one", hint)
        if deeds[0] == "keep" and self.keep is not True:
            refuse_at(("keep",), "true", "a number", "beside push it is a number of items")
        self._whole()
        return self

    def _whole(self) -> None:
        """Demand all that belongs to a choice or a repetition."""
        if self.if_ is not None and not self.then:
            refuse("then beside if", "none", "as in {if: now.hour < 12, then: [{reply: 早上好}]}")
        if self.each is None:
            return
        if self.as_ is None or not self.do:
            missing = "as" if self.as_ is None else "do"
            hint = "as in {each: [甲, 乙], as: name, do: [{send: {to: '{{ name }}', text: 开会}}]}"
            refuse("as and do beside each", f"no {missing}", hint)
        if not self.as_.isidentifier() or self.as_.startswith("_"):
            hint = "templates say it alone, as in {{ name }}"
            refuse_at(("as",), "a name of letters, digits and _", quote(self.as_), hint)

    @classmethod
    def _name(cls, field: str) -> str:
        return cls.model_fields[field].alias or field

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """With exactly one of the keys that say what is done, and only what belongs to it."""
        found = handler(schema)
        whole = handler.resolve_ref_schema(found)
        kept: JsonSchemaValue = {"properties": {"keep": {"const": True}}}
        # Two keys are actions alone, and say how another one is done where they stand beside it.
        twofold: JsonSchemaValue = {"cancel": {"not": {"required": ["ask"]}}, "keep": kept}
        whole["oneOf"] = [{"required": [deed], **twofold.get(deed, {})} for deed in DEEDS]
        whole["dependentSchemas"] = {
            option: {"anyOf": [{"required": [verb]} for verb in verbs]}
            for option, verbs in _OPTIONS.items()
        }
        whole["dependentSchemas"]["keep"] = {"anyOf": [{"required": [Verb.PUSH.value]}, kept]}
        whole["dependentRequired"] = {"if": ["then"], "each": ["as", "do"]}
        return found


def _actions(node: object) -> object:
    if isinstance(node, Scalar) and not node.is_nothing:
        refuse("a list of actions", node, f"to say it, write [{{reply: {node.text}}}]")
    if not isinstance(node, Sequence):
        refuse("a list of actions", node, "begin each action with - on a line of its own")
    for place, item in enumerate(node.items):
        hint = _word_hint(item.text) if isinstance(item, Scalar) and item.text not in BARE else ""
        if hint:
            refuse_at((place,), ActionSpec.expects, item, hint)
    return tuple(bare_accept(item) for item in node.items) or as_items(node)


def _word_hint(text: str) -> str:
    """The way out from a text in place of an action, if it begins with the name of one."""
    word, _, rest = text.partition(" ")
    if word in ActionSpec.meant:
        return f"did you mean {quote(ActionSpec.meant[word])}?"
    return f"write {word}: {rest.strip() or '…'}" if word in DEEDS else ""


Actions = Annotated[
    tuple[ActionSpec, ...],
    BeforeValidator(_actions, json_schema_input_type=tuple[ActionSpec | BareAccept, ...]),
]


class LaterSpec(Section):
    """What is done later, and when."""

    expects: ClassVar[str] = "a mapping such as {in: 5m, do: [{reply: 到点了}]}"
    meant: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("after", "delay", "wait", "for"), "in"),
        **dict.fromkeys(("time", "when", "on"), "at"),
        **dict.fromkeys(("name", "key"), "id"),
        **dict.fromkeys(("reply", "actions", "then"), "do"),
    }

    id: Text | None = None
    in_: Annotated[After | None, Field(alias="in")] = None
    at: Text | None = None
    do: Actions | None = None
    missed: Annotated[Missed, read_word(Missed), word_schema(Missed)] = Missed.RUN
    per: Annotated[Asked, read_word(Asked), word_schema(Asked)] = Asked.SENDER

    @model_validator(mode="after")
    def _when_and_what(self) -> Self:
        """Demand one way to say when, and something to do."""
        if (self.in_ is None) is (self.at is None):
            hint = "so much later is `in: 5m`, a time is `at: 08:00`"
            refuse("in or at", "neither" if self.in_ is None else "both", hint)
        if not self.do:
            refuse("what is done then", "nothing", "as in `do: [{reply: 到点了}]`")
        return self

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """With one way to say when, and something to do."""
        found = handler(schema)
        whole = handler.resolve_ref_schema(found)
        whole["oneOf"] = [{"required": ["in", "do"]}, {"required": ["at", "do"]}]
        return found


class QuestionSpec(Section):
    """One question of a dialogue."""

    expects: ClassVar[str] = "a question such as {save: day, prompt: 哪一天？}"
    meant: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("name", "as", "var", "key"), "save"),
        **dict.fromkeys(("ask", "question", "reply", "text"), "prompt"),
        **dict.fromkeys(("validate", "match", "when", "regex", "pattern"), "accept"),
        **dict.fromkeys(("error", "invalid", "again", "on_error"), "retry"),
        **dict.fromkeys(("options", "choice", "one_of"), "choices"),
        **dict.fromkeys(("type", "kind"), "accept"),
    }
    hints: ClassVar[dict[str, str]] = dict.fromkeys(
        ("expires", "timeout", "on_timeout", "cancel", "per"),
        "expires, on_timeout, cancel and per stand beside `ask`, for all its questions",
    )

    save: Name | None = None
    prompt: Texts | None = None
    accept: Annotated[TextSpec, Wants("equals", WANTED)] | None = None
    retry: Texts | None = None
    choices: Texts | None = None

    @model_validator(mode="after")
    def _known_by_a_name(self) -> Self:
        """Demand a name that templates can say, a question, and one way to know an answer."""
        if self.save is None or self.prompt is None:
            missing = "save" if self.save is None else "prompt"
            hint = "as in {save: day, prompt: 哪一天？}"
            refuse("save and prompt", f"a question without {missing}", hint)
        if not self.save.isidentifier() or self.save.startswith("_"):
            hint = "templates say answers.NAME"
            refuse_at(("save",), "a name of letters, digits and _", quote(self.save), hint)
        if self.accept is not None and self.choices is not None:
            refuse_at(("accept", KEY), "accept or choices", "both")
        return self

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """With a name and a question, and one way to know an answer."""
        found = handler(schema)
        whole = handler.resolve_ref_schema(found)
        whole["required"] = ["save", "prompt"]
        whole["not"] = {"required": ["accept", "choices"]}
        return found


ActionSpec.model_rebuild()
