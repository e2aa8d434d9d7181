"""Filters of lists as a whole."""

from __future__ import annotations

import pytest

from responder.rules.table import Table
from responder.rules.templates.budget import VALUE_CHARS_MAX, RenderError
from responder.rules.templates.filters import FILTERS, FUNCTIONS
from tests.rules.templates.kit import render, unchecked


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("count", ("abc",), 3),
        ("first", ([1, 2],), 1),
        ("items", ({"a": 1},), [("a", 1)]),
        ("join", (["a", 1], "-"), "a-1"),
        ("last", ((1, 2),), 2),
        ("last", ({"a": 1, "b": 2},), "b"),
        ("length", ([1, 2],), 2),
        ("list", ("ab",), ["a", "b"]),
        ("reverse", ("abc",), "cba"),
        ("reverse", ((1, 2),), [2, 1]),
        ("reverse", ({"a": 1, "b": 2},), ["b", "a"]),
    ],
)
def test_lists_are_taken_apart(name: str, arguments: tuple[object, ...], result: object) -> None:
    """Each filter does what its name says."""
    found = FILTERS[name].function(*arguments)
    assert found == result
    assert type(found) is type(result)


def test_first_of_nothing_is_an_error() -> None:
    """An empty list has no first and no last."""
    for name in ("first", "last"):
        for empty in ((), "", Table()):
            with pytest.raises(RenderError, match="empty list"):
                FILTERS[name].function(empty)


@pytest.mark.parametrize("name", ["length", "join", "first", "last", "list", "reverse", "items"])
def test_what_has_no_items_is_refused(name: str) -> None:
    """The sentence names the filter and what it got."""
    with pytest.raises(RenderError, match=f"^{name} wants .*, and got a number$"):
        unchecked(f"{{{{ 5 | {name} }}}}")


@pytest.mark.parametrize(
    ("bounds", "numbers"),
    [((3,), [0, 1, 2]), ((1, 3), [1, 2]), ((5, 1, -2), [5, 3]), ((3, 1), [])],
)
def test_range_counts_as_in_python(bounds: tuple[int, ...], numbers: list[int]) -> None:
    """From a first to a last that is left out, with steps."""
    assert list(FUNCTIONS["range"].function(*bounds)) == numbers  # type: ignore[call-overload]  # a range


@pytest.mark.parametrize(
    "bounds", [(10**30,), (0, 10**30, 2), (0, -(10**30), -1), (VALUE_CHARS_MAX + 1,)]
)
def test_endless_ranges_are_refused(bounds: tuple[int, ...]) -> None:
    """Without asking how long they are, which Python can not always say."""
    with pytest.raises(RenderError, match="longer than"):
        FUNCTIONS["range"].function(*bounds)


def test_range_without_steps_is_a_sentence() -> None:
    """What Python says of it reaches the author as a failure of the template."""
    with pytest.raises(RenderError, match="the template fails: range"):
        render("{{ range(1, 2, 0) | join }}")


def test_joining_is_refused_before_it_grows() -> None:
    """The length of the result is known before the result."""
    with pytest.raises(RenderError, match="longer than"):
        FILTERS["join"].function(["a"] * 10_000, "b" * 10_000)
