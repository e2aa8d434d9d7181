"""The targets of the fuzzer, for a moment: a few thousand inputs made from a fixed seed."""

from __future__ import annotations

import importlib

import pytest

from tests.fuzz.drive import TARGETS, by_seed
from tests.fuzz.feed import Feed
from tests.hang import must_end

SEED = 20_261_123
COUNTS = {"reader": 1_200, "tables": 600, "decide": 1_000, "templates": 2_500}
"""Inputs of each target: some seconds altogether."""


@pytest.mark.parametrize("target", TARGETS)
def test_nothing_unexpected_comes_out(target: str) -> None:
    """Faults, errors of templates and decisions, and no other exception, whatever goes in."""
    fuzz = importlib.import_module(f"tests.fuzz.{target}").fuzz
    for data in by_seed(target, SEED, COUNTS[target]):
        with must_end():
            try:
                fuzz(data)
            except Exception as error:
                error.add_note(f"fuzz target {target}, input {data!r}")
                raise


@pytest.mark.parametrize("target", TARGETS)
def test_a_seed_gives_the_same_inputs(target: str) -> None:
    """So a failure can be repeated; another seed gives others."""
    first = list(by_seed(target, 1, 20))
    assert first == list(by_seed(target, 1, 20))
    assert first != list(by_seed(target, 2, 20))


def test_a_feed_ends() -> None:
    """Without bytes every choice is the first one and every list is empty."""
    feed = Feed(b"\x07")
    assert bool(feed)
    assert feed.number(5) == 2
    assert not feed
    assert (feed.number(9), feed.pick("ab"), feed.chance(2)) == (0, "a", False)
    assert feed.several(5, lambda: 1) == []
    assert Feed(b"abc").rest() == b"abc"
