"""What conditions compare with, as the rule file spells it."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from responder.rules.reading.nodes import Mapping
from responder.rules.spec.wanted import (
    Count,
    FromList,
    FromTable,
    Percent,
    Probability,
    TableName,
    Wanted,
    WantedNames,
)
from tests.rules.rulekit import tree


def _read(kind: Any, text: str) -> Any:  # noqa: ANN401 - whatever the kind gives
    node = tree(f"x: {text}")
    assert isinstance(node, Mapping)
    return TypeAdapter(kind).validate_python(node.get("x"))


def _refused(kind: Any, text: str) -> dict[str, Any]:  # noqa: ANN401 - any kind
    with pytest.raises(ValidationError) as caught:
        _read(kind, text)
    context: dict[str, Any] = caught.value.errors()[0]["ctx"]
    return context


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("a", ("a",)),
        ("[a, 007]", ("a", "007")),
        ("{list: vip}", (FromList("vip"),)),
        ("[a, {list: vip}]", ("a", FromList("vip"))),
        ("{table: faq}", (FromTable("faq"),)),
        ("[{table: faq}]", (FromTable("faq"),)),
    ],
)
def test_texts_lists_and_tables(text: str, items: tuple[object, ...]) -> None:
    """A text, a list of them, or the name of a list or table of the file."""
    assert _read(Wanted, text) == items


@pytest.mark.parametrize(
    ("text", "expected", "got"),
    [
        ("[a, {table: faq}]", "a table alone", "one in a list"),
        ("{lst: vip}", "text, {list: NAME} or {table: NAME}", "a mapping"),
        ("{list: vip, table: faq}", "text, {list: NAME} or {table: NAME}", "a mapping"),
        ("[]", "at least one value", "an empty list"),
        ("{list: [a]}", "the name of one list", "a list"),
        ("", "text", "nothing"),
    ],
)
def test_what_is_nothing_to_compare_with(text: str, expected: str, got: str) -> None:
    """A table stands alone, for it finds the longest keyword and a list the first."""
    context = _refused(Wanted, text)
    assert (context["expected"], context["got"]) == (expected, got)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("{lists: vip}", "write {list: vip}"),
        ("[a, {tables: faq}]", "write {table: faq}"),
        ("{lists: [a, b]}", "write {list: …}"),
        ("{list: [a, b]}", "write [{list: a}, {list: b}]"),
        ("{table: [a, b]}", "write a rule for each of them, or a branch of `any`"),
    ],
)
def test_slips_around_lists_and_tables(text: str, hint: str) -> None:
    """The way out is what was meant."""
    assert _refused(Wanted, text)["hint"] == hint


def test_one_table_at_a_time() -> None:
    """The longest keyword of several tables would be anybody's guess."""
    context = _refused(TableName, "[a, b]")
    assert (context["expected"], context["got"]) == ("the name of one table", "a list")
    assert _read(TableName, "faq") == "faq"


def test_names_are_in_no_table() -> None:
    """Where a table makes no sense its name is refused, and a list's is not."""
    assert _read(WantedNames, "[a, {list: vip}]") == ("a", FromList("vip"))
    assert _refused(WantedNames, "{table: faq}")["got"] == "the table faq"


@pytest.mark.parametrize(("text", "value"), [("0", 0), ("3", 3), ("4000", 4000)])
def test_counts(text: str, value: int) -> None:
    """A number of characters that a message can have."""
    assert _read(Count, text) == value


@pytest.mark.parametrize(
    "text", ["-1", "3.5", "3.0", "4001", "many", "[1]", "99999999999999999999"]
)
def test_what_is_no_count(text: str) -> None:
    """Everything else is refused."""
    assert _refused(Count, text)["expected"] == "a number of characters from 0 to 4,000"


@pytest.mark.parametrize(("text", "value"), [("85", 85), ("85%", 85), ("100", 100), ("50", 50)])
def test_likeness(text: str, value: int) -> None:
    """A whole number of hundred, with or without its sign."""
    assert _read(Percent, text) == value


@pytest.mark.parametrize(
    ("text", "hint"), [("0.85", "write 85"), ("49", ""), ("101", ""), ("85.5", ""), ("x", "")]
)
def test_what_is_no_likeness(text: str, hint: str) -> None:
    """A fraction is recognised and the way to write it named."""
    assert _refused(Percent, text)["hint"] == hint


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.3", 0.3), ("30%", 0.3), ("1", 1), ("0", 0), (".5", 0.5), ("'30 %'", 0.3)],
)
def test_chances(text: str, value: float) -> None:
    """A fraction or a percentage."""
    assert _read(Probability, text) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "hint"),
    [("30", "write 30%, or 0.3"), ("150", ""), ("-1", ""), ("1e-3", ""), ("x", ""), ("200%", "")],
)
def test_what_is_no_chance(text: str, hint: str) -> None:
    """A percentage without its sign is recognised and the ways to write it named."""
    assert _refused(Probability, text)["hint"] == hint


def test_schema_admits_what_the_reader_does() -> None:
    """Editors complete the names of lists and tables, and take a text or a list of them."""
    schema = TypeAdapter(Wanted).json_schema()
    item, listed = schema["anyOf"]
    assert listed == {"type": "array", "items": item, "minItems": 1}
    assert list(item["anyOf"][1]["properties"]) == ["list", "table"]
