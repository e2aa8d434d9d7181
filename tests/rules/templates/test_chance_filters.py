"""What leaves something to chance."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.templates.budget import RenderError
from responder.rules.templates.template import compile_template
from tests.rules.templates.kit import KNOWN, drawn, render, values

if TYPE_CHECKING:
    from responder.rules.templates.rendering import Draw


def _all(source: str, times: int = 300) -> Counter[str]:
    """What a template gives for many messages."""
    template = compile_template(source, KNOWN)
    return Counter(template.render(values(), _draws_of(str(n))) for n in range(times))


def _draws_of(event: str) -> Draw:
    return lambda count, place: drawn(count, place=f"{event} {place}")


def test_same_message_draws_the_same() -> None:
    """Nothing but the place decides."""
    source = "{{ lists.jokes | pick }}{{ dice() }}{{ lists.jokes | shuffle | join }}"
    assert render(source) == render(source)


def test_each_place_draws_for_itself() -> None:
    """Two dice of one reply do not show the same for ever."""
    assert len(_all("{{ dice(6) }}{{ dice(6) }}")) > 30


def test_every_item_can_be_picked() -> None:
    """As filter and as function, about as often as the others."""
    for source in ("{{ lists.jokes | pick }}", "{{ pick(lists.jokes) }}"):
        found = _all(source)
        assert set(found) == {"一", "二", "三"}
        assert min(found.values()) > 60


def test_dice_show_what_dice_can() -> None:
    """One of six, twenty-one of two; every number of sides."""
    assert set(_all("{{ dice() }}")) == set("123456")
    assert {int(one) for one in _all("{{ dice(2, 6) }}", 900)} == set(range(2, 13))
    assert {int(one) for one in _all("{{ dice(2) }}")} == {1, 2}


def test_orders_are_all_there() -> None:
    """Six orders of three, each about as often."""
    found = _all("{{ lists.jokes | shuffle | join }}", 600)
    assert len(found) == 6
    assert min(found.values()) > 50


@given(st.lists(st.integers(), max_size=30))
def test_shuffling_keeps_the_items(items: list[int]) -> None:
    """Nothing is lost and nothing comes in."""
    template = compile_template("{{ vars.x | shuffle | sort | json }}", {"vars": None})
    given_text = template.render({"vars": {"x": items}}, lambda count, _: count - 1)
    assert given_text == str(sorted(items)).replace(" ", "")


def test_values_of_a_mapping_can_be_picked() -> None:
    """As they come from `.values()`."""
    assert render("{{ (tables.teas.values() | pick).name }}") in {"红茶", "绿茶"}


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{{ [] | pick }}", "picks from an empty list"),
        ("{{ 'abc' | pick }}", "pick wants a list, and got a text"),
        ("{{ vars.price | shuffle }}", "shuffle wants a list, and got a mapping"),
        ("{{ dice(1) }}", "dice takes 1 to 100 dice with 2 to 1,000,000 sides"),
        ("{{ dice(0, 6) }}", "dice takes"),
        ("{{ dice(101, 6) }}", "dice takes"),
        ("{{ dice(1, 10**9) }}", "dice takes"),
        ("{{ dice(1, 2, 3) }}", "dice takes"),
        ("{{ dice('6') }}", "dice wants whole numbers, and got a text"),
        ("{{ dice(true) }}", "dice wants whole numbers"),
        ("{{ range(20000) | shuffle | first }}", "does too much"),
    ],
)
def test_what_can_not_be_drawn_is_explained(source: str, words: str) -> None:
    """The sentence says what would be right."""
    with pytest.raises(RenderError, match=words):
        render(source)
