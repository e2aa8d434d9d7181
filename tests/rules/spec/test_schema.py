"""The JSON Schema of the rule file."""

from __future__ import annotations

import json
from typing import Any

from responder.rules.spec.schema import FileSpec, json_schema


def _all_schemas(value: object) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [found for item in value for found in _all_schemas(item)]
    if not isinstance(value, dict):
        return []
    return [value, *(found for item in value.values() for found in _all_schemas(item))]


def test_json_schema_is_plain_json_that_closes_every_mapping() -> None:
    """Editors underline unknown keys because no mapping of the language is open."""
    schema = json_schema()
    assert json.loads(json.dumps(schema)) == schema
    parts = [part for part in _all_schemas(schema) if "properties" in part]
    # What only narrows a mapping that stands elsewhere says nothing of its kind.
    closed = [part for part in parts if part.get("type") == "object"]
    assert all(set(part["properties"]) == {"keep"} for part in parts if part not in closed)
    assert len(closed) >= 7
    assert all(part["additionalProperties"] is False for part in closed)


def test_json_schema_admits_numbers_where_text_is_expected() -> None:
    """A number or boolean is a text for an editor too, as it is for the reader."""
    name = json_schema()["$defs"]["RuleSpec"]["properties"]["name"]
    assert name["type"] == ["string", "number", "boolean"]


def test_json_schema_has_no_nulls() -> None:
    """An empty value is a fault, so the schema offers none."""
    parts = _all_schemas(json_schema())
    assert {"type": "null"} not in parts
    assert not any("default" in part for part in parts)


def test_json_schema_offers_the_words() -> None:
    """Editors complete `chat` and `type`."""
    chat = json_schema()["$defs"]["WhenSpec"]["properties"]["chat"]
    words = [part["enum"] for part in _all_schemas(chat) if "enum" in part]
    assert words[0] == ["private", "group", "filehelper", "official", "any"]


def test_json_schema_demands_rules() -> None:
    """A file needs rules and nothing else."""
    assert json_schema()["required"] == ["rules"]
    assert set(json_schema()["properties"]) == set(FileSpec.model_fields)
