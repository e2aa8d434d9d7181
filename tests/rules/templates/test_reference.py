"""The page of filters and functions, and the table it is made from."""

from __future__ import annotations

import pytest

from responder.rules.templates.filters import FILTERS, FUNCTIONS, SECTIONS
from responder.rules.templates.predicates import TESTS
from tests.house.markdown import blocks
from tests.rules.templates.kit import render
from tests.rules.templates.reference import page

ENTRIES = [entry for entries in SECTIONS.values() for entry in entries]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_examples_give_what_the_page_says(entry: object) -> None:
    """Every example is carried out."""
    found = next(one for one in ENTRIES if one is entry)
    assert render(found.example) == found.result
    assert found.name in found.example


def test_names_are_given_once() -> None:
    """No name means two things, and everything is a filter or a function."""
    names = [name for entry in ENTRIES for name in entry.names]
    assert len(names) == len(set(names))
    assert set(names) == {*FILTERS, *FUNCTIONS}


def test_page_names_everything() -> None:
    """Every name stands in the page, tests included."""
    text = page()
    words = [*FILTERS, *FUNCTIONS, *(name for name in TESTS if name.isalpha())]
    assert not [word for word in words if f"`{word}" not in text]


def test_tables_of_the_page_are_whole() -> None:
    """A bar in an example does not end its cell."""
    rows = [line for line in page().splitlines() if line.startswith("|")]
    assert {line.replace("\\|", "").count("|") for line in rows} == {5}
    assert len(blocks(page())) == 1
