"""The schema of the rule file."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from responder.models import Limits, MessageType
from responder.rules.spec.sections import (
    ChatWord,
    EventWord,
    FileSpec,
    HeadSpec,
    RuleSpec,
    json_schema,
)
from tests.rules.rulekit import tree


def _rule(text: str) -> RuleSpec:
    return RuleSpec.model_validate(tree(text))


def test_bare_condition_is_the_whole_text() -> None:
    """`when: TEXT`, `when: [TEXT]` and the long form say the same."""
    short = _rule("{when: 你好, reply: 在}")
    assert short == _rule("{when: [你好], reply: [在]}")
    assert short == _rule("{when: {text: 你好}, reply: 在}")
    assert short == _rule("{when: {text: {equals: [你好]}}, reply: 在}")


def test_bare_name_is_the_whole_name() -> None:
    """A name, a list of one and `equals` say the same for sender and group."""
    assert _rule("{when: {sender: a, group: [b]}}") == _rule(
        "{when: {sender: {equals: a}, group: {equals: [b]}}}"
    )


def test_defaults_of_a_rule() -> None:
    """A rule is enabled, for messages, not silent, without conditions."""
    spec = _rule("{reply: a}")
    assert (spec.enabled, spec.on, spec.silent, spec.when) == (True, EventWord.MESSAGE, False, None)


def test_words_take_one_or_a_list() -> None:
    """Types and chats are words or lists of words."""
    when = _rule("{when: {type: [image, voice], chat: any}}").when
    assert when is not None
    assert when.type == (MessageType.IMAGE, MessageType.VOICE)
    assert when.chat == (ChatWord.ANY,)


def test_defaults_of_limits_are_those_of_the_models() -> None:
    """A file without limits has the pace that the models define."""
    limits = HeadSpec().limits
    assert Limits(limits.delay, limits.per_chat, limits.per_account) == Limits()


def test_spec_can_not_be_changed() -> None:
    """A checked spec stays as it was checked."""
    with pytest.raises(ValidationError):
        _rule("{reply: a}").silent = True


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
    closed = [part for part in _all_schemas(schema) if "properties" in part]
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
