"""Chance as a keyed hash."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from responder.rules.draws import draw


def _draw(count: int = 1000, **changed: str | int) -> int:
    arguments: dict[str, str | int] = {"seed": 1, "event_id": "e", "rule": "r", "place": "p"}
    arguments |= changed
    return draw(
        count,
        seed=arguments["seed"],
        event_id=str(arguments["event_id"]),
        rule=str(arguments["rule"]),
        place=str(arguments["place"]),
    )


@given(st.integers(1, 50), st.text(), st.text(), st.text(), st.text())
def test_draw_is_in_range_and_repeatable(
    count: int, seed: str, event_id: str, rule: str, place: str
) -> None:
    """The same arguments give the same number below the count."""
    first = draw(count, seed=seed, event_id=event_id, rule=rule, place=place)
    assert 0 <= first < count
    assert first == draw(count, seed=seed, event_id=event_id, rule=rule, place=place)


def test_every_part_of_the_key_counts() -> None:
    """Another seed, event, rule or place is another draw."""
    others = [_draw(seed=2), _draw(event_id="f"), _draw(rule="s"), _draw(place="q")]
    assert _draw() not in others
    assert len(set(others)) == 4


def test_parts_do_not_run_into_one_another() -> None:
    """Where one part ends is part of the key."""
    assert _draw(event_id="ab", rule="c") != _draw(event_id="a", rule="bc")


def test_draws_are_spread() -> None:
    """Over many messages every answer gets about its share."""
    counts = Counter(_draw(4, event_id=str(number)) for number in range(4000))
    assert min(counts.values()) > 850


def test_known_value() -> None:
    """The draw of a stored message never changes with a release."""
    assert [_draw(event_id=str(number)) for number in range(3)] == [101, 753, 194]
