"""What is asked of other computers, and what comes back."""

from __future__ import annotations

import pytest

from responder.rules.requests import DEPTH_MAX, NotJsonError, given_value, plain, value_of
from responder.rules.table import Table


def test_json_is_read_as_values() -> None:
    """Mappings, lists, numbers, booleans and nothing, as templates have them."""
    text = '{"a": [1, 2.5, true, null, "x"], "b": {}}'
    value = value_of(text, says_json=True)
    assert value == Table({"a": (1, 2.5, True, None, "x"), "b": Table()})
    assert plain(value) == {"a": [1, 2.5, True, None, "x"], "b": {}}


def test_what_looks_like_json_is_read_as_json() -> None:
    """Many services call it text; what is none stays text."""
    assert value_of(' {"a": 1}', says_json=False) == Table({"a": 1})
    assert value_of("[公告] 今天休息", says_json=False) == "[公告] 今天休息"
    assert value_of("42", says_json=False) == "42"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html>",
        "{",
        "[NaN]",
        "[1e999]",
        "[" * 100000,
        "[" * DEPTH_MAX * 2 + "]" * DEPTH_MAX * 2,
        "[" + "9" * 5000 + "]",
    ],
)
def test_what_is_no_json_is_said(text: str) -> None:
    """Broken, endless, too deep, or a number that is none: all of it is the same fault."""
    with pytest.raises(NotJsonError):
        value_of(text, says_json=True)


def test_values_of_a_file_are_the_same_values() -> None:
    """A test in the file gives its answers like that."""
    assert given_value({"a": ["x", {"b": 1}]}) == Table({"a": ("x", Table({"b": 1}))})
