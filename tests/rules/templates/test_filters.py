"""The filters of templates."""

from __future__ import annotations

import pytest
from jinja2 import StrictUndefined, UndefinedError

from responder.rules.templates.budget import RenderError
from responder.rules.templates.filters import FILTERS, as_text
from responder.rules.templates.views import GroupView


@pytest.mark.parametrize(
    ("value", "text"),
    [("a", "a"), (3, "3"), (3.5, "3.5"), (True, "true"), (False, "false"), (GroupView("群"), "群")],
)
def test_values_print(value: object, text: str) -> None:
    """Texts, numbers, booleans as YAML spells them, and views can be printed."""
    assert as_text(value) == text


@pytest.mark.parametrize("value", [None, [1], (1,), {"a": 1}, len])
def test_other_values_do_not_print(value: object) -> None:
    """A reply never shows `None` or a list in Python's spelling."""
    with pytest.raises(RenderError, match="the template prints"):
        as_text(value)


def test_undefined_values_do_not_print() -> None:
    """What does not exist is an error, not an empty text."""
    with pytest.raises(UndefinedError):
        as_text(StrictUndefined(name="x"))


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("abs", (-3,), 3),
        ("capitalize", ("abc",), "Abc"),
        ("count", ("abc",), 3),
        ("default", (None, "x"), "x"),
        ("default", ("", "x"), ""),
        ("default", ("", "x", True), "x"),
        ("d", (StrictUndefined(), "x"), "x"),
        ("first", ([1, 2],), 1),
        ("float", ("1.5",), 1.5),
        ("float", ("x", 2.0), 2.0),
        ("int", ("12",), 12),
        ("int", (12345678901234567890,), 12345678901234567890),
        ("int", ("12345678901234567890",), 12345678901234567890),
        ("int", ("3.7",), 3),
        ("int", (3.7,), 3),
        ("int", ("x",), 0),
        ("int", ("inf", 7), 7),
        ("int", (float("inf"), 7), 7),
        ("join", (["a", 1], "-"), "a-1"),
        ("last", ((1, 2),), 2),
        ("length", ([1, 2],), 2),
        ("lower", ("ABC",), "abc"),
        ("replace", ("aba", "a", "c"), "cbc"),
        ("reverse", ("abc",), "cba"),
        ("reverse", ((1, 2),), [2, 1]),
        ("round", (2.567, 2), 2.57),
        ("round", (2.4,), 2),
        ("sort", ([2, 1],), [1, 2]),
        ("string", (5,), "5"),
        ("title", ("ab cd",), "Ab Cd"),
        ("trim", (" a ",), "a"),
        ("truncate", ("abcdef", 4), "abc…"),
        ("truncate", ("abc", 4), "abc"),
        ("unique", ([1, 2, 1],), [1, 2]),
        ("upper", ("abc",), "ABC"),
        ("urlencode", ("价 a/b",), "%E4%BB%B7%20a%2Fb"),
    ],
)
def test_filters(name: str, arguments: tuple[object, ...], result: object) -> None:
    """Each filter does what its name says."""
    found = FILTERS[name](*arguments)
    assert found == result
    assert type(found) is type(result)


def test_growing_filters_are_refused_before_they_grow() -> None:
    """Replacing and joining check the length of the result first."""
    with pytest.raises(RenderError, match="longer than"):
        FILTERS["replace"]("a" * 10_000, "a", "b" * 10_000)
    with pytest.raises(RenderError, match="longer than"):
        FILTERS["replace"]("a" * 10_000, "", "b" * 10_000)
    with pytest.raises(RenderError, match="longer than"):
        FILTERS["join"](["a"] * 10_000, "b" * 10_000)


def test_rounding_to_endless_digits_is_refused() -> None:
    """Python would compute ten to that power."""
    for digits in (10**9, -(10**9)):
        with pytest.raises(RenderError, match="round keeps"):
            FILTERS["round"](5, digits)


def test_first_of_nothing_is_an_error() -> None:
    """An empty list has no first and no last."""
    for name in ("first", "last"):
        with pytest.raises(RenderError, match="empty list"):
            FILTERS[name]([])


def test_dangerous_filters_are_not_there() -> None:
    """Filters of Jinja that draw, call, grow or reach attributes are left out."""
    absent = {"random", "attr", "map", "select", "center", "format", "indent", "pprint", "safe"}
    assert not absent & set(FILTERS)


def test_sort_takes_no_function() -> None:
    """A method given as key would run uncharged; the way round is still there."""
    assert FILTERS["sort"]([1, 3, 2], reverse=True) == [3, 2, 1]
    with pytest.raises(TypeError, match="key"):
        FILTERS["sort"](["a"], key=str.lower)
