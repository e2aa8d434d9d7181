"""JSON Schema of the whole rule file, for editors and for independent validators.

It must not know what the keys mean. This module has no `from __future__
import annotations`: Pydantic reads these annotations while the program runs.
"""

from typing import Annotated, Any

from pydantic import BeforeValidator

from responder.rules.spec.descriptions import DESCRIPTIONS
from responder.rules.spec.fields import as_items
from responder.rules.spec.head import HeadSpec
from responder.rules.spec.rule import RuleSpec
from responder.rules.spec.trial import TrialSpec


class FileSpec(HeadSpec):
    """The whole file."""

    rules: Annotated[tuple[RuleSpec, ...], BeforeValidator(as_items)]
    tests: Annotated[tuple[TrialSpec, ...], BeforeValidator(as_items)] | None = None


def json_schema() -> dict[str, Any]:
    """JSON Schema of the rule file, for editors.

    Returns:
        A schema that admits numbers and booleans where text is expected, as the reader does, and
        no key that this version has not.
    """
    schema: dict[str, Any] = _completed(_without_nulls(FileSpec.model_json_schema()))
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


def _described(section: dict[str, Any]) -> dict[str, Any]:
    """The keys of a section, each with what it means."""
    words = DESCRIPTIONS.get(section.get("title", ""), {})
    return {
        key: {**part, "description": words[key]} if key in words else part
        for key, part in section["properties"].items()
    }


def _completed(value: Any) -> Any:  # noqa: ANN401 - as above
    """The same with what keys mean; a mapping or list has at least one, unless it says not so."""
    if isinstance(value, list):
        return [_completed(item) for item in value]
    if not isinstance(value, dict):
        return value
    found = {key: _completed(item) for key, item in value.items()}
    if "properties" in found and isinstance(found["properties"], dict):
        return {"minProperties": 1, **found, "properties": _described(found)}
    return {"minItems": 1, **found} if found.get("type") == "array" else found
