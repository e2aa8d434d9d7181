"""The budget of one rendering."""

from __future__ import annotations

import pytest
from jinja2 import StrictUndefined

from responder.errors import ResponderError
from responder.rules.table import Table
from responder.rules.templates.budget import (
    CHARS_PER_UNIT,
    INT_BITS_MAX,
    VALUE_CHARS_MAX,
    WORK_MAX,
    Budget,
    RenderError,
    check_size,
    refuse_length,
    size,
)


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
