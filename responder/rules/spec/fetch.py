"""What is fetched: the keys and the kinds of value they take.

It must not know how anything is fetched. This module has no `from __future__ import annotations`:
Pydantic reads these annotations while the program runs.
"""

import re
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Self, TypeAlias

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
from responder.rules.reading.nodes import Mapping, Scalar, Sequence, copied
from responder.rules.requests import TIMEOUT_S_MAX
from responder.rules.spec.fields import (
    KEY,
    Name,
    Text,
    Texts,
    read_word,
    refuse,
    refuse_at,
    word_schema,
)
from responder.rules.spec.guesses import duration_hint
from responder.rules.spec.scalars import duration_s, plain_value
from responder.rules.spec.section import Section
from responder.rules.spec.spans import Bare, SomeTime
from responder.rules.spec.stored import is_template
from responder.rules.table import Table, Value

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}")
_OURS = frozenset({"host", "content-length", "transfer-encoding", "connection", "accept-encoding"})
"""Headers that belong to the connection."""

_SOME = Field(min_length=1)


class Method(StrEnum):
    """Words of the key `method`."""

    GET = "GET"
    POST = "POST"
    PUT = "PUT"
    PATCH = "PATCH"
    DELETE = "DELETE"
    HEAD = "HEAD"


def _url(node: object) -> str:
    text = copied(node.text).strip() if isinstance(node, Scalar) else ""
    if not text or any(char.isspace() for char in text if not is_template(text)):
        refuse("an address such as https://shop.example/orders", node)
    if not is_template(text[:3]) and not text.startswith(("https://", "http://")):
        refuse("an address that begins with https:// or http://", node)
    return text


def _timeout(node: object) -> float:
    found = duration_s(node.text) if isinstance(node, Scalar) else None
    if found is None or not 0 < found <= TIMEOUT_S_MAX:
        hint = duration_hint(node.text) if isinstance(node, Scalar) else ""
        refuse(f"a duration such as 5s, above zero and up to {TIMEOUT_S_MAX:.0f}s", node, hint)
    return found


def _named(node: object) -> object:
    if not isinstance(node, Mapping) or not node.entries:
        found = "an empty mapping" if isinstance(node, Mapping) else node
        refuse("a mapping of names to texts", found, "as in {q: 红茶}")
    return {key.text: value for key, value in node.entries}


def _headers(node: object) -> object:
    for name in _named(node):  # type: ignore[attr-defined]  # it is a mapping
        if not _TOKEN.fullmatch(name):
            refuse_at((name, KEY), "the name of a header", quote(name))
        if name.lower() in _OURS:
            refuse_at((name, KEY), "a header of your own", quote(name), "the program writes it")
    return _named(node)


def as_value(node: object) -> Value:
    """What stands in the file as JSON has it."""
    if isinstance(node, Mapping):
        return Table({copied(key.text): as_value(item) for key, item in node.entries})
    if isinstance(node, Sequence):
        return tuple(as_value(item) for item in node.items)
    return plain_value(node) if isinstance(node, Scalar) else None


Named: TypeAlias = Annotated[
    dict[str, Texts],
    BeforeValidator(_named, json_schema_input_type=Annotated[dict[str, Texts], _SOME]),
]
"""Names with a text or several."""

ANYTHING: dict[str, Any] = {}
"""JSON Schema of a value of any kind."""


JsonValue: TypeAlias = Annotated[Any, PlainValidator(as_value), WithJsonSchema(ANYTHING)]
"""A value of any kind, a `table.Value`: Pydantic can not read a type that holds itself."""


class FetchSpec(Section):
    """A request to another computer."""

    expects: ClassVar[str] = "an address, or a mapping such as {url: https://…, as: order}"
    meant: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("uri", "address", "to", "get"), "url"),
        **dict.fromkeys(("params", "parameters", "args"), "query"),
        **dict.fromkeys(("body", "payload", "content"), "json"),
        **dict.fromkeys(("data", "fields"), "form"),
        **dict.fromkeys(("save", "name", "into", "var", "register"), "as"),
        **dict.fromkeys(("verb",), "method"),
        **dict.fromkeys(("header",), "headers"),
    }
    hints: ClassVar[dict[str, str]] = {
        "on_error": "it stands beside fetch, not in it",
        "retry": "what may pass is tried again by itself, up to three times",
    }

    url: Annotated[str, PlainValidator(_url), WithJsonSchema({"type": "string"})] = ""
    method: Annotated[Method, read_word(Method), word_schema(Method)] | None = None
    headers: (
        Annotated[
            dict[str, Text],
            BeforeValidator(_headers, json_schema_input_type=Annotated[dict[str, Text], _SOME]),
        ]
        | None
    ) = None
    query: Named | None = None
    json_: Annotated[JsonValue, Field(alias="json")] = None
    form: Named | None = None
    timeout: (
        Annotated[float, PlainValidator(_timeout), WithJsonSchema({"type": "string"})] | None
    ) = None
    as_: Annotated[Name | None, Field(alias="as")] = None
    cache: SomeTime | None = None

    @property
    def has_json(self) -> bool:
        """Whether it has a body of JSON, which may be nothing."""
        return "json_" in self.model_fields_set

    @model_validator(mode="after")
    def _one_body(self) -> Self:
        """Demand at most one body, and a method that has one."""
        if not self.url:
            refuse("url", "a request without", "as in {url: https://shop.example/orders}")
        bodies = [name for name, has in (("json", self.has_json), ("form", self.form)) if has]
        if len(bodies) > 1:
            refuse_at(("form", KEY), "json or form", "both")
        if bodies and self.method in {Method.GET, Method.HEAD}:
            hint = "what belongs to the address is `query:`"
            refuse_at((bodies[0], KEY), f"no body beside {self.method}", "one", hint)
        if self.as_ is not None and (not self.as_.isidentifier() or self.as_.startswith("_")):
            refuse_at(("as",), "a name of letters, digits and _", quote(self.as_))
        return self

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """With an address, and one body at most."""
        found = handler(schema)
        whole = handler.resolve_ref_schema(found)
        whole["required"] = ["url"]
        whole["not"] = {"required": ["json", "form"]}
        return found


Fetch: TypeAlias = Annotated[FetchSpec, Bare("url")]
