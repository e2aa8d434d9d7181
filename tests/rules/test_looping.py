"""What `each` goes through."""

from __future__ import annotations

import pytest

from responder.rules.looping import ITEM_CHARS_MAX, ITEMS_MAX, LoopError, items_of
from responder.rules.table import Table


def test_items_of_lists_and_keys_of_mappings() -> None:
    """Lists of whatever templates give become plain data."""
    assert items_of([1, "a", True, None]) == (1, "a", True, None)
    assert items_of(Table({"a": 1, "b": 2})) == ("a", "b")
    assert items_of([("a", [1]), {"k": "v"}]) == (("a", (1,)), Table({"k": "v"}))
    assert items_of(range(2)) == (0, 1)
    assert items_of(()) == ()


def test_half_of_a_surrogate_pair_is_replaced() -> None:
    """A stranger may send one, and no database takes it."""
    assert items_of(["\ud800"]) == ("\ufffd",)


@pytest.mark.parametrize(
    ("found", "message"),
    [
        ("abc", "expected a list, got a text"),
        (5, "expected a list, got a number"),
        (range(ITEMS_MAX + 1), "expected at most 200 items, got 201"),
        (["x" * (ITEM_CHARS_MAX + 1)], "expected items of at most 50,000 characters, got 50,001"),
        ([object()], "expected items that are texts, numbers or lists, got this"),
    ],
)
def test_what_is_no_list_or_too_long_is_refused(found: object, message: str) -> None:
    """A stranger's text makes no endless loop, and no text is taken letter by letter."""
    with pytest.raises(LoopError, match=message):
        items_of(found)
