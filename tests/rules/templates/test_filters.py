"""The table of all filters and functions."""

from __future__ import annotations

import pytest

from responder.rules.templates.entry import Use
from responder.rules.templates.filters import ELSEWHERE, FILTERS, FUNCTIONS, SECTIONS
from responder.rules.templates.words import NAMES


def test_every_entry_says_what_it_gives() -> None:
    """No row of the page is empty, and each is a piece of a sentence."""
    for entries in SECTIONS.values():
        for entry in entries:
            assert entry.says
            assert not entry.says.endswith(".")
            assert "|" not in entry.says
            assert entry.result


def test_filters_and_functions_go_by_their_use() -> None:
    """`pick` is both, `dice` a function alone, `money` a filter alone."""
    assert FILTERS["pick"] is FUNCTIONS["pick"]
    assert "dice" not in FILTERS
    assert "money" not in FUNCTIONS
    assert all(entry.use is not Use.FILTER for entry in FUNCTIONS.values())


def test_other_names_mean_the_same() -> None:
    """`d` and `count` are old friends."""
    assert FILTERS["d"] is FILTERS["default"]
    assert FILTERS["count"] is FILTERS["length"]


def test_functions_do_not_hide_a_name() -> None:
    """A function is called like no value of a template."""
    assert not set(FUNCTIONS) & set(NAMES)


def test_dangerous_filters_are_not_there() -> None:
    """Filters of Jinja that draw unseeded, call, grow or reach attributes are left out."""
    absent = {"random", "attr", "center", "format", "pprint", "safe", "xmlattr", "wordwrap"}
    assert not absent & {*FILTERS, *FUNCTIONS}
    assert not any(name.startswith("_") for name in (*FILTERS, *FUNCTIONS))


@pytest.mark.parametrize("name", sorted(ELSEWHERE))
def test_words_of_other_languages_lead_to_ours(name: str) -> None:
    """What a hint names exists, and what it explains does not."""
    assert name not in FILTERS
    words = ELSEWHERE[name].replace(" or ", ", ").split(", ")
    assert set(words) <= {*FILTERS, *FUNCTIONS}
