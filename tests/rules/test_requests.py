"""What is asked of other computers, and what comes back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from responder.rules.requests import (
    DEPTH_MAX,
    FetchRequest,
    NotJsonError,
    asks_the_same,
    given_value,
    mark_of,
    plain,
    value_of,
)
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


def test_requests_are_the_same_by_what_they_ask() -> None:
    """Not by their key, their time-out or what marks a secret in them."""
    one = FetchRequest("GET", f"https://x.example/{mark_of('T', 'ab')}", "key", mark="ab")
    other = FetchRequest("GET", f"https://x.example/{mark_of('T', 'cd')}", "k2", "cd", timeout_s=1)
    assert asks_the_same(one, other)
    for changed in ({"method": "POST"}, {"url": "https://x.example/"}, {"query": (("a", "b"),)}):
        assert not asks_the_same(one, replace(other, **changed))
