"""Filters that look into each item."""

from __future__ import annotations

import pytest

from responder.rules.templates.budget import RenderError
from tests.rules.templates.kit import render, unchecked

TEAS = "tables.teas.values()"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ %s | map(attribute='price') | join(' ') }}", "8 5"),
        ("{{ ['a', 'b'] | map('upper') | join }}", "AB"),
        ("{{ ['a', 'b'] | map('replace', 'a', 'c') | join }}", "cb"),
        ("{{ %s | map(attribute='nix', default='?') | join }}", "??"),
        ("{{ %s | map(attribute='name.0') | join }}", "红绿"),
        ("{{ [0, 1, '', 'a'] | select | join(' ') }}", "1 a"),
        ("{{ [0, 1, '', 2] | reject | join(' ') }}", "0"),
        ("{{ range(6) | select('odd') | join }}", "135"),
        ("{{ range(6) | reject('gt', 2) | join }}", "012"),
        ("{{ %s | selectattr('price', 'gt', 6) | map(attribute='name') | join }}", "红茶"),
        ("{{ %s | rejectattr('price', 'gt', 6) | map(attribute='name') | join }}", "绿茶"),
        ("{{ %s | selectattr('price') | list | length }}", "2"),
        ("{{ %s | selectattr('nix', 'defined') | list | length }}", "0"),
        ("{{ lists.vip | select('ne', sender.name) | join }}", "小红"),
        ("{{ [1, 2.5] | sum }} {{ [] | sum }} {{ [1] | sum(start=5) }}", "3.5 0 6"),
        ("{{ %s | sum('price') }}", "13"),
    ],
)
def test_items_are_looked_into(source: str, text: str) -> None:
    """Members, filters and tests of each item."""
    assert render(source % TEAS if "%s" in source else source) == text


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{{ [1] | map | join }}", "map wants the name of a filter, or attribute="),
        ("{{ [1] | map('abs', attribute='a') | join }}", "map wants the name of a filter"),
        ("{{ [1] | map(vars.shop) | join }}", "there is no filter of that name"),
        ("{{ [1] | map(message.text) | join }}", "there is no filter of that name"),
        ("{{ [1] | select(vars.shop) | join }}", "there is no test of that name"),
        ("{{ ['a'] | sum }}", "sum adds numbers, and got a text: use int or float first"),
        ("{{ [true] | sum }}", "sum adds numbers"),
        ("{{ [1] | map(attribute='nix') | join }}", 'a number has no "nix"'),
        ("{{ [1] | sum(attribute='nix') }}", 'a number has no "nix"'),
        ("{{ 5 | map('abs') }}", "map wants a list, and got a number"),
        ("{{ none | select('odd') }}", "select wants a list, and got an empty value"),
    ],
)
def test_what_can_not_be_done_is_explained(source: str, words: str) -> None:
    """The sentence names the filter, and what is wanted."""
    with pytest.raises(RenderError, match=words):
        render(source)


@pytest.mark.parametrize(
    "source",
    [
        "{{ [x] | map(attribute='__class__') | join }}",
        "{{ [x] | map(attribute='__class__.__mro__') | join }}",
        "{{ [x] | map(attribute='_found') | join }}",
        "{{ ['a'] | map(attribute='format') | join }}",
        "{{ [x] | sum(attribute='__class__') }}",
        "{{ [x] | sort(attribute='__class__') | join }}",
        "{{ [now] | map(attribute='local') | join }}",
    ],
)
def test_attributes_go_through_the_sandbox(source: str) -> None:
    """A filter reaches no further than a dot."""
    with pytest.raises(RenderError, match=r"has no|prints"):
        unchecked(source, x=object())


def test_each_item_is_charged() -> None:
    """A map over maps ends with the budget."""
    with pytest.raises(RenderError, match="does too much"):
        render("{{ range(15000) | map('string') | list | length }}")
    with pytest.raises(RenderError, match="does too much"):
        render("{{ range(15000) | select('odd') | list | length }}")
