"""The words in which conditions say what a message must have."""

from __future__ import annotations

from tests.rules.whenkit import compiled, needs_of


def test_conditions_that_need_the_same_name_the_same_key() -> None:
    """However they are written; the text as it was written is something else than the folded."""
    part = needs_of(compiled("{text: {contains: 价格}}").wants)
    assert needs_of(compiled("{text: {contains_all: [价格]}}").wants) == part
    assert needs_of(compiled("{text: {contains: 价格, exact: true}}").wants) != part
