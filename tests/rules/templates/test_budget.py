"""The budget of one rendering."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import StrictUndefined

from responder.errors import ResponderError
from responder.rules.table import Table
from responder.rules.templates.budget import (
    CHARS_PER_UNIT,
    INT_BITS_MAX,
    ITEMS_PER_UNIT,
    VALUE_CHARS_MAX,
    WORK_MAX,
    Budget,
    RenderError,
    check_size,
    refuse_length,
    size,
)


def _spent(*values: object) -> int:
    budget = Budget()
    budget.charge_deeply(*values)
    return WORK_MAX - budget.work


def test_budget_ends() -> None:
    """All units can be spent, one more is refused."""
    budget = Budget()
    budget.spend(WORK_MAX)
    with pytest.raises(RenderError, match="does too much"):
        budget.spend(1)


def test_charge_grows_with_the_values() -> None:
    """One operation costs one unit and one more for every so many characters."""
    budget = Budget()
    budget.charge("x" * CHARS_PER_UNIT * 3, 5, None)
    assert budget.work == WORK_MAX - 4


def test_what_is_too_large_is_refused_whatever_is_left() -> None:
    """A text, list or number beyond every reply ends the rendering."""
    assert Budget().charge("x" * VALUE_CHARS_MAX, 2**INT_BITS_MAX - 1) is None  # type: ignore[func-returns-value]  # that it raises nothing
    for value in ("x" * (VALUE_CHARS_MAX + 1), range(VALUE_CHARS_MAX + 1), 2**INT_BITS_MAX):
        with pytest.raises(RenderError, match=r"longer than|too many digits"):
            Budget(10**6).charge(value)


def test_deep_charge_counts_every_list() -> None:
    """Each list costs a unit and its items, wherever it stands."""
    assert _spent(5) == 1
    assert _spent("x" * CHARS_PER_UNIT * 3) == 4
    assert _spent([1] * ITEMS_PER_UNIT * 2) == 3
    assert _spent([[1], [2], ()]) == 4
    assert _spent(Table({"a": Table({"b": (1, 2)})})) == 3


def test_deep_charge_looks_behind_values_and_pairs() -> None:
    """What a table gives of itself is no cheaper than the table."""
    table = Table({str(n): Table({str(m): "x" * CHARS_PER_UNIT for m in range(9)}) for n in "abcd"})
    assert _spent(table.items()) == _spent(table.values()) == _spent(table)


def test_deep_charge_counts_texts_in_lists() -> None:
    """A list of long texts costs what the texts cost."""
    assert _spent(["x" * CHARS_PER_UNIT] * 10) == 1 + 10 // ITEMS_PER_UNIT + 10
    assert _spent({"x" * CHARS_PER_UNIT: "y" * CHARS_PER_UNIT}) == 1 + 2


def test_deep_charge_of_shared_lists_ends() -> None:
    """Lists that hold each other's doubles are given up, not walked through."""
    bomb: object = ("x",)
    for _ in range(60):
        bomb = (bomb, bomb)
    with pytest.raises(RenderError, match="does too much"):
        _spent(bomb)


def test_sorting_costs_more_than_looking() -> None:
    """The price of an order grows faster than the list."""
    costs = []
    for count in (1_000, 4_000):
        budget = Budget()
        budget.charge_sorting(list(range(count)))
        costs.append(WORK_MAX - budget.work)
    assert costs[1] > costs[0] * 4


def test_sorting_long_texts_costs_more_than_short_ones() -> None:
    """To compare two, one goes through them."""
    costs = []
    for text in ("x", "x" * CHARS_PER_UNIT * 10):
        budget = Budget(10**6)
        budget.charge_sorting([text] * 100)
        costs.append(10**6 - budget.work)
    assert costs[1] > costs[0] * 10


@given(st.recursive(st.text() | st.integers(), st.lists, max_leaves=30))
def test_deep_charge_is_never_below_the_plain_one(value: object) -> None:
    """Looking into a value costs at least a unit."""
    assert _spent(value) >= 1


@pytest.mark.parametrize(
    ("value", "units"),
    [("abc", 3), ([1, 2], 2), ((1,), 1), (range(9), 9), (Table({"a": 1}), 1), (5, 0), (None, 0)],
)
def test_size_of_values(value: object, units: int) -> None:
    """Texts and collections have a size, everything else has none."""
    assert size(value) == units


def test_undefined_value_has_no_size() -> None:
    """Jinja's undefined value raises when it is measured; it is not."""
    assert size(StrictUndefined()) == 0
    assert _spent(StrictUndefined()) == 1


def test_large_values_are_refused() -> None:
    """Neither a long text nor a number of many digits may be made."""
    check_size("x" * VALUE_CHARS_MAX)
    check_size(2 ** (INT_BITS_MAX - 1))
    with pytest.raises(RenderError, match="longer than 20,000"):
        check_size("x" * (VALUE_CHARS_MAX + 1))
    with pytest.raises(RenderError, match="too many digits"):
        check_size(2**INT_BITS_MAX)


def test_length_is_refused_before_it_exists() -> None:
    """A product of lengths is checked as a number."""
    refuse_length(VALUE_CHARS_MAX)
    with pytest.raises(RenderError):
        refuse_length(10**12)


def test_error_is_one_of_ours() -> None:
    """A failed rendering is a sentence for the user."""
    assert issubclass(RenderError, ResponderError)
