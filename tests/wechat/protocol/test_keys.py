"""Tests of the sync key."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.wechat.protocol.keys import NO_KEY, SyncKey
from tests.wechat.protocol.samples import JUNK, KEY

PAIRS = st.lists(st.tuples(st.integers(), st.integers()), max_size=12).map(tuple)


def test_the_two_forms() -> None:
    """The object is what webwxsync wants, the line what synccheck does."""
    key = SyncKey(((1, 712340011), (2, 712340015)))
    assert key.as_wire() == {
        "Count": 2,
        "List": [{"Key": 1, "Val": 712340011}, {"Key": 2, "Val": 712340015}],
    }
    assert key.as_query() == "1_712340011|2_712340015"


@given(PAIRS)
def test_a_key_survives_the_trip(pairs: tuple[tuple[int, int], ...]) -> None:
    """Order and values come back as they went."""
    key = SyncKey(pairs)
    assert SyncKey.from_wire(key.as_wire()) == key


def test_a_count_of_zero_empties_a_filled_list() -> None:
    """That is how error answers look (fault 23)."""
    raw = {**KEY.as_wire(), "Count": 0}
    assert SyncKey.from_wire(raw) == NO_KEY


def test_a_missing_count_does_not_matter() -> None:
    """The list alone makes a key."""
    assert SyncKey.from_wire({"List": [{"Key": "1", "Val": "2"}]}) == SyncKey(((1, 2),))


def test_an_empty_key_never_replaces_a_good_one() -> None:
    """`or_keep` is how keys advance."""
    newer = SyncKey(((1, 9),))
    assert NO_KEY.or_keep(KEY) == KEY
    assert newer.or_keep(KEY) == newer
    assert not NO_KEY
    assert KEY


@pytest.mark.parametrize("raw", [None, [], "1_2", {"List": None}, {"Count": "x", "List": []}])
def test_nonsense_is_the_empty_key(raw: Any) -> None:  # noqa: ANN401 - any JSON
    """Whatever is no key is none."""
    assert SyncKey.from_wire(raw) == NO_KEY


@given(st.builds(lambda c, i: {"Count": c, "List": i}, JUNK, st.lists(JUNK, max_size=4)))
def test_no_value_upsets_it(raw: dict[str, Any]) -> None:
    """Any JSON makes some key, and that key can be sent."""
    key = SyncKey.from_wire(raw)
    assert isinstance(key.as_query(), str)
    assert key.as_wire()["Count"] == len(key.pairs)
