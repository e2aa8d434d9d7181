"""Chance as a keyed hash."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from responder.rules.draws import Pinned, Seed, draw, holds


def _draw(
    count: int = 1000, *, seed: Seed = 1, event_id: str = "e", rule: str = "r", place: str = "p"
) -> int:
    return draw(count, seed=seed, event_id=event_id, rule=rule, place=place)


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


def test_pinned_draws_end_as_a_test_says() -> None:
    """The second of three is that; of fewer it is the last, and chance is what it is told to be."""
    assert [_draw(count, seed=Pinned("s", pick=2)) for count in (1, 2, 3)] == [0, 1, 1]
    assert _draw(seed=Pinned("s")) == _draw(seed="s")
    for chance, never in ((True, 0), (False, 1)):
        pinned = Pinned("s", chance=chance)
        assert holds(never, seed=pinned, event_id="e", rule="r", place="p") is chance
