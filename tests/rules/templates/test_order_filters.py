"""Filters that compare items."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.templates.budget import RenderError
from tests.rules.templates.kit import render, unchecked

TEAS = "tables.teas.values()"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ [2, 1] | sort | join }}", "12"),
        ("{{ [2, 1, 3] | sort(true) | join }}", "321"),
        ("{{ %s | sort(attribute='price') | map(attribute='name') | join(' ') }}", "绿茶 红茶"),
        ("{{ [2, 3] | min }}{{ [2, 3] | max }}", "23"),
        ("{{ (%s | max(attribute='price')).name }}", "红茶"),
        ("{{ {'b': 1, 'a': 2} | dictsort | map('first') | join }}", "ab"),
        ("{{ {'b': 1, 'a': 2} | dictsort('value') | map('first') | join }}", "ba"),
        ("{{ {'b': 1, 'a': 2} | dictsort('value', true) | map('last') | join }}", "21"),
        ("{{ [3, 9, 5, 7] | top | join(' ') }}", "9 7 5"),
        ("{{ [3, 9] | top(0) | length }}", "0"),
        ("{{ {'a': 1, 'b': 7, 'c': 3} | top(2) | map('first') | join }}", "bc"),
        ("{{ tables.teas | top(1, 'price') | map('first') | join }}", "红茶"),
        ("{{ %s | top(1, 'price') | map(attribute='name') | join }}", "红茶"),
        ("{{ [1, 2, 1] | unique | join }}", "12"),
        ("{{ ['a', 'b', 'aa'] | unique(attribute='0') | join }}", "ab"),
    ],
)
def test_items_are_put_in_order(source: str, text: str) -> None:
    """By themselves, by a member, from either end."""
    assert render(source % TEAS if "%s" in source else source) == text


@given(st.lists(st.integers(-99, 99), max_size=30))
def test_order_is_that_of_python(numbers: list[int]) -> None:
    """Sorting, the largest few and the different ones agree with plain Python."""
    assert unchecked("{{ x | sort | json }}", x=numbers).strip("[]") == ",".join(
        map(str, sorted(numbers))
    )
    top = unchecked("{{ x | top(5) | json }}", x=numbers)
    assert top == str(sorted(numbers, reverse=True)[:5]).replace(" ", "")
    different = unchecked("{{ x | unique | json }}", x=numbers)
    assert different == str(list(dict.fromkeys(numbers))).replace(" ", "")


def test_equals_keep_their_places() -> None:
    """Of equal points the earlier one stays first, whichever end is wanted."""
    assert unchecked("{{ x | top(2) | map('first') | join }}", x={"a": 1, "b": 1, "c": 0}) == "ab"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{{ [] | max }}", "takes the max of an empty list"),
        ("{{ [] | min }}", "takes the min of an empty list"),
        ("{{ [1, 'a'] | sort | join }}", "sort can not compare items of different kinds"),
        ("{{ 5 | sort }}", "sort wants a list, and got a number"),
        ("{{ [1] | dictsort }}", "dictsort wants a mapping, and got a list"),
        ("{{ {'a': 1} | dictsort('x') }}", 'dictsort goes by "key" or by "value"'),
        ("{{ [1] | sort(attribute='nix') | join }}", 'a number has no "nix"'),
    ],
)
def test_what_can_not_be_ordered_is_explained(source: str, words: str) -> None:
    """The sentence names the filter."""
    with pytest.raises(RenderError, match=words):
        render(source)


def test_sort_takes_no_function() -> None:
    """A method given as key would run uncharged."""
    with pytest.raises(RenderError, match="key"):
        unchecked("{{ ['a'] | sort(key='a'.lower) }}")


def test_sorting_long_lists_is_charged() -> None:
    """Five times a long list is more than the budget has."""
    many = tuple(range(1_000))
    assert unchecked("{{ x | sort | length }}", x=many) == "1000"
    with pytest.raises(RenderError, match="does too much"):
        unchecked("{{ x | sort | sort | sort | sort | sort | length }}", x=many)
