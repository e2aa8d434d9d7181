"""What a test answers in place of other computers: the keys and the kinds of value they take.

It must not know what is asked. This module has no `from __future__ import annotations`: Pydantic
reads these annotations while the program runs.
"""

from enum import StrEnum
from itertools import combinations
from typing import Annotated, ClassVar, Self, TypeAlias

from pydantic import (
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

from responder.rules.reading.nodes import Mapping
from responder.rules.requests import Why
from responder.rules.spec.fetch import JsonValue
from responder.rules.spec.fields import (
    KEY,
    TEXT_SCHEMA,
    Text,
    digits_schema,
    read_word,
    refuse,
    refuse_at,
    word_schema,
)
from responder.rules.spec.section import Section
from responder.rules.spec.spans import Bare, whole_number
from responder.rules.spec.wanted import OneOrMore

STATUS_MIN, STATUS_MAX = 200, 599
FAULTY = 400
"""From this status on nothing useful came back."""


class Fail(StrEnum):
    """Words of the key `fail`: those of `error.reason` that come about without an answer."""

    TIMEOUT = Why.TIMEOUT.value
    UNREACHABLE = Why.UNREACHABLE.value
    REFUSED = Why.REFUSED.value
    REDIRECT = Why.REDIRECT.value
    TOO_LARGE = Why.TOO_LARGE.value
    NOT_JSON = Why.NOT_JSON.value


class FetchAnswerSpec(Section):
    """One answer."""

    expects: ClassVar[str] = "an answer such as {json: {status: 已发货}}, {status: 404} or a text"
    meant: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("body", "data", "value"), "json"),
        **dict.fromkeys(("error", "failure", "reason"), "fail"),
        **dict.fromkeys(("code",), "status"),
    }

    json_: Annotated[JsonValue, Field(alias="json")] = None
    text: Text | None = None
    status: (
        Annotated[
            int,
            whole_number(STATUS_MIN, STATUS_MAX, "the protocol"),
            WithJsonSchema(digits_schema(STATUS_MIN, STATUS_MAX)),
        ]
        | None
    ) = None
    fail: Annotated[Fail, read_word(Fail), word_schema(Fail)] | None = None

    @property
    def has_json(self) -> bool:
        """Whether it is JSON, which may be nothing."""
        return "json_" in self.model_fields_set

    @model_validator(mode="after")
    def _one_answer(self) -> Self:
        """Demand one thing that comes back."""
        ways = [("json", self.has_json), ("text", self.text is not None), ("fail", self.fail)]
        said = [name for name, has in ways if has]
        if len(said) > 1:
            refuse_at((said[1], KEY), "one of json, text and fail", " and ".join(said))
        if not said and self.status is None:
            refuse(self.expects, "nothing")
        return self

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """With one thing that comes back."""
        found = handler(schema)
        whole = handler.resolve_ref_schema(found)
        ways = ("json", "text", "fail")
        whole["anyOf"] = [{"required": [key]} for key in (*ways, "status")]
        whole["not"] = {"anyOf": [{"required": list(two)} for two in combinations(ways, 2)]}
        return found


Answers: TypeAlias = Annotated[
    tuple[Annotated[FetchAnswerSpec, Bare("text", TEXT_SCHEMA)], ...],
    OneOrMore(),
]
"""One answer, or several: each for one request, the last for all that follow."""


def _by_address(node: object) -> object:
    if not isinstance(node, Mapping) or not node.entries:
        hint = 'as in {"https://shop.example/*": {json: {status: 已发货}}}'
        refuse("a mapping of addresses to answers", node, hint)
    return {key.text: value for key, value in node.entries}


Fetches: TypeAlias = Annotated[
    dict[str, Answers],
    BeforeValidator(
        _by_address, json_schema_input_type=Annotated[dict[str, Answers], Field(min_length=1)]
    ),
]
