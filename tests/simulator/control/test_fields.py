"""Reading control input strictly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from responder.errors import SettingError
from responder.simulator.control.fields import Fields

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("body", "read", "value"),
    [
        ({"a": "x"}, lambda f: f.text("a"), "x"),
        ({}, lambda f: f.text("a", ""), ""),
        ({"a": None}, lambda f: f.text("a", "d"), "d"),
        ({"a": True}, lambda f: f.flag("a"), True),
        ({}, lambda f: f.flag("a", default=True), True),
        ({"a": 5}, lambda f: f.whole("a", 1, 0, 9), 5),
        ({}, lambda f: f.whole("a", 1, 0, 9), 1),
        ({"a": 5}, lambda f: f.number("a", None, high=9.0), 5.0),
        ({}, lambda f: f.number("a", 2.5, high=9.0), 2.5),
        ({"a": "x"}, lambda f: f.choice("a", ("x", "y")), "x"),
        ({}, lambda f: f.choice("a", ("x", "y"), "y"), "y"),
        ({"a": ["x"]}, lambda f: f.texts("a"), ["x"]),
        ({}, lambda f: f.texts("a", []), []),
        ({"a": [{"b": 1}]}, lambda f: f.objects("a"), [{"b": 1}]),
        ({"a": {"b": 1}}, lambda f: f.mapping("a"), {"b": 1}),
        ({"a": 7}, lambda f: f.any("a"), 7),
        ({"a": None}, lambda f: f.has("a"), False),
        ({"a": 0}, lambda f: f.has("a"), True),
    ],
)
def test_a_field_is_read(
    body: dict[str, Any], read: Callable[[Fields], object], value: object
) -> None:
    """With its default where it is left out or null."""
    assert read(Fields(body, "say")) == value


@pytest.mark.parametrize(
    ("body", "read", "sentence"),
    [
        ({}, lambda f: f.text("a"), "say: a is missing; it must be a text"),
        ({"a": ""}, lambda f: f.text("a"), "say: a must be a text, not ''"),
        ({"a": 5}, lambda f: f.text("a", ""), "say: a must be a text, not 5"),
        ({"a": 1}, lambda f: f.flag("a"), "say: a must be true or false, not 1"),
        ({"a": True}, lambda f: f.whole("a", 1, 0, 9), "a whole number from 0 to 9, not True"),
        ({"a": 10}, lambda f: f.whole("a", 1, 0, 9), "a whole number from 0 to 9, not 10"),
        ({"a": "5"}, lambda f: f.whole("a", 1, 0, 9), "a whole number from 0 to 9, not '5'"),
        ({}, lambda f: f.whole("a", None, 0, 9), "a is missing; it must be a whole number"),
        ({"a": -1}, lambda f: f.number("a", 1.0, high=9.0), "a number from 0 to 9, not -1"),
        ({}, lambda f: f.number("a", None, high=9.0), "a is missing; it must be a number"),
        ({"a": "z"}, lambda f: f.choice("a", ("x", "y")), "one of x, y, not 'z'"),
        (
            {"a": "frend"},
            lambda f: f.choice("a", ("friend",)),
            "one of friend, not 'frend'; did you mean friend?",
        ),
        ({"a": []}, lambda f: f.choice("a", ("x",)), "one of x, not []"),
        ({"a": [1]}, lambda f: f.texts("a"), "a list of texts, not [1]"),
        ({"a": []}, lambda f: f.texts("a"), "a list of texts, not []"),
        ({"a": ["x"]}, lambda f: f.objects("a"), "a list of objects, not ['x']"),
        ({"a": {}}, lambda f: f.mapping("a"), "an object with at least one field"),
    ],
)
def test_a_wrong_field_gets_a_sentence(
    body: dict[str, Any], read: Callable[[Fields], object], sentence: str
) -> None:
    """Where, which field, what it must be, what it is."""
    with pytest.raises(SettingError) as caught:
        read(Fields(body, "say"))
    assert sentence in str(caught.value)


def test_a_field_nobody_reads_is_an_error() -> None:
    """A misspelling is named with what was meant."""
    fields = Fields({"text": "x", "grup": "y"}, "say")
    fields.text("text")
    fields.text("group", "")
    with pytest.raises(SettingError, match="say: unknown field 'grup'; did you mean 'group'"):
        fields.done()


def test_a_field_far_from_any_shows_what_is_known() -> None:
    """All of them."""
    fields = Fields({"zzz": 1}, "say")
    fields.seen("b", "a")
    with pytest.raises(SettingError, match="unknown field 'zzz'; known are a, b"):
        fields.done()
    with pytest.raises(SettingError, match="known are none"):
        Fields({"zzz": 1}, "say").done()


def test_a_field_that_is_seen_is_no_error() -> None:
    """Somebody else reads it."""
    fields = Fields({"a": 1}, "say")
    fields.seen("a")
    fields.done()


def test_a_long_value_is_shown_in_part() -> None:
    """A sentence stays a sentence."""
    with pytest.raises(SettingError) as caught:
        Fields({"a": ["x" * 1000]}, "say").text("a")
    assert len(str(caught.value)) < 200
