"""What templates say of a value."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import StrictUndefined, UndefinedError

from responder.rules.table import Table
from responder.rules.templates.budget import RenderError
from responder.rules.templates.moments import moment
from responder.rules.templates.values import (
    as_items,
    as_number,
    as_text,
    insist,
    is_number,
    kind,
    said_of_types,
)
from responder.rules.templates.views import GroupView


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"),
        (3, "3"),
        (3.5, "3.5"),
        (3500 * 0.9, "3150"),
        (19.9 * 3, "59.7"),
        (1e300, "1e+300"),
        (True, "true"),
        (False, "false"),
        (GroupView("群"), "群"),
    ],
)
def test_values_print(value: object, text: str) -> None:
    """Texts, numbers, booleans as YAML spells them, and views can be printed."""
    assert as_text(value) == text


@pytest.mark.parametrize("value", [None, [1], (1,), {"a": 1}, len, moment(0, None).local])
def test_other_values_do_not_print(value: object) -> None:
    """A reply never shows `None` or a list in Python's spelling."""
    with pytest.raises(RenderError, match="the template prints"):
        as_text(value)


def test_undefined_values_do_not_print() -> None:
    """What does not exist is an error, not an empty text."""
    for take in (as_text, insist):
        with pytest.raises(UndefinedError):
            take(StrictUndefined(name="x"))
    insist(None)


@pytest.mark.parametrize(
    ("value", "number"),
    [(5, 5), (2.5, 2.5), ("3500", 3500), (" -2.50 ", -2.5), ("+7", 7), ("0" * 9 + "1", 1)],
)
def test_numbers_may_be_spelled(value: object, number: float) -> None:
    """Cells of a spreadsheet are texts, and numbers all the same."""
    assert as_number(value, "money") == number


@pytest.mark.parametrize(
    "value",
    ["", "3 500", "1e9", "nan", "inf", "1_000", "٣", "9" * 31, True, None, (), float("nan")],
)
def test_other_things_are_no_numbers(value: object) -> None:
    """The message names the filter that wanted one."""
    with pytest.raises(RenderError, match=r"^money wants a number, and got "):
        as_number(value, "money")


@given(st.text())
def test_any_text_is_a_number_or_refused(text: str) -> None:
    """No text raises anything else."""
    with contextlib.suppress(RenderError):
        assert is_number(as_number(text, "x"))


def test_items_are_those_of_what_has_some() -> None:
    """Lists, mappings and texts have items, nothing else does."""
    assert list(as_items("ab", "map")) == ["a", "b"]
    assert list(as_items(Table({"k": 1}), "map")) == ["k"]
    with pytest.raises(RenderError, match="map wants a list, and got a number"):
        as_items(5, "map")
    with pytest.raises(UndefinedError):
        as_items(StrictUndefined(name="x"), "map")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("", "a text"),
        (1, "a number"),
        (None, "an empty value"),
        ({}, "a mapping"),
        ([], "a list"),
        (range(2), "a list"),
        (GroupView("x"), "group"),
        (moment(0, None), "moment"),
        (len, "this"),
    ],
)
def test_kinds_have_words(value: object, words: str) -> None:
    """No message shows a class name of Python's."""
    assert kind(value) == words


@pytest.mark.parametrize(
    ("python", "ours"),
    [
        (
            "'<' not supported between instances of 'PersonView' and 'int'",
            "'<' not supported between instances of person and a number",
        ),
        ("must be str or None, not int", "must be str or None, not a number"),
        ("unhashable type: 'list'", "unhashable type: a list"),
        (
            "'in <string>' requires string as left operand, not Table",
            "only a text can be looked for in a text",
        ),
    ],
)
def test_kinds_are_named_as_authors_know_them(python: str, ours: str) -> None:
    """Nobody has to know what Python calls a value."""
    assert said_of_types(TypeError(python)) == ours
