"""The quick look at values gives what the schema gives, or nothing."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, ValidationError

from responder.rules.reading.nodes import Mapping
from responder.rules.spec.plain import looks_of
from responder.rules.spec.rule import RuleSpec
from responder.rules.spec.when import TextSpec, WhenSpec
from tests.rules.rulekit import tree


def _seen(kind: type[BaseModel], text: str) -> tuple[object, object]:
    """What the look and the schema say of a section with one key; the schema's refusal is None."""
    node = tree(text)
    assert isinstance(node, Mapping)
    ((key, value),) = node.values.items()
    name, look = looks_of(kind)[key]
    try:
        return look(value), getattr(kind.model_validate(node), name)
    except ValidationError:
        return look(value), None


@pytest.mark.parametrize(
    "value",
    [
        *(
            "你好",
            "'1'",
            "007",
            "[价格, 多少钱]",
            "{contains: 价格}",
            "{equals: [a, b], without: c}",
        ),
        *(
            "{regex: 'a+', exact: true}",
            "{words: ok, starts_with: [请, 问]}",
            "{contains_all: [a]}",
        ),
        "{ends_with: 吗, contains: 1}",
    ],
)
def test_ordinary_texts_are_what_the_schema_makes_of_them(value: str) -> None:
    """The same section, with the same keys said."""
    seen, checked = _seen(WhenSpec, f"text: {value}")
    assert isinstance(seen, TextSpec)
    assert isinstance(checked, TextSpec)
    assert seen == checked
    assert seen.model_fields_set == checked.model_fields_set
    assert repr(seen) == repr(checked)
    with pytest.raises(ValidationError):
        seen.exact = True


@pytest.mark.parametrize(
    "value",
    [
        *("{list: vip}", "[a, {list: vip}]", "{table: faq}", "{in: faq}", "{longer_than: 3}"),
        *("{fuzzy: a}", "{without: {regex: a}, equals: b}"),
    ],
)
def test_what_is_not_plain_is_left_to_the_schema(value: str) -> None:
    """It is right, and takes a closer look, or is a section inside that has one of its own."""
    seen, checked = _seen(WhenSpec, f"text: {value}")
    assert checked is not None
    assert seen in (None, checked)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *((WhenSpec, f"text: {value}") for value in ("", "~", "[]", "{}", "{has: a}", "[a, [b]]")),
        *((WhenSpec, f"text: {value}") for value in ("{contains: }", "{exact: yes}", "[null]")),
        *((RuleSpec, f"name: {value}") for value in ("", "' '", '"a\\nb"', f"{'x' * 101}", "[a]")),
        *((RuleSpec, f"reply: {value}") for value in ("", "[]", "{b: c}", "[a, {b: c}]")),
        *((RuleSpec, f"silent: {value}") for value in ("'true'", "yes", "[true]")),
    ],
)
def test_no_fault_passes(kind: type[BaseModel], text: str) -> None:
    """Whatever the schema refuses, only the schema may speak of."""
    assert _seen(kind, text) == (None, None)


@pytest.mark.parametrize(
    "text",
    ["name: 报价", "name: '7'", "reply: 您好", "reply: [a, b]", "silent: true", "shadow: false"],
)
def test_names_answers_and_flags(text: str) -> None:
    """What nearly every rule has."""
    seen, checked = _seen(RuleSpec, text)
    assert seen is not None
    assert seen == checked
