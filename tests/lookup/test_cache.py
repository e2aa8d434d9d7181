"""Answers that are used again for a while."""

from __future__ import annotations

from dataclasses import replace

from responder.lookup.cache import KEPT_MAX, Cache
from responder.rules.requests import Fetched, FetchFailure, Why, mark_of
from tests.lookup.kit import request

ASKED = request("https://shop.example/1", cache_s=60.0)


def test_the_same_request_has_the_same_answer_for_a_while() -> None:
    """Whoever asks, and whatever for: but not longer than it says."""
    times = [0.0]
    cache = Cache(lambda: times[0])
    cache.put(ASKED, Fetched("a"))
    times[0] = 59.0
    assert cache.get(replace(ASKED, key="another")) == Fetched("a")
    times[0] = 60.0
    assert cache.get(ASKED) is None


def test_a_request_that_differs_has_none() -> None:
    """Address, headers, query and body all count."""
    cache = Cache(lambda: 0.0)
    cache.put(ASKED, Fetched("a"))
    assert cache.get(replace(ASKED, url="https://shop.example/2")) is None
    assert cache.get(replace(ASKED, headers=(("X", "1"),))) is None
    assert cache.get(replace(ASKED, query=(("x", "1"),))) is None
    assert cache.get(replace(ASKED, body="1")) is None
    assert cache.get(replace(ASKED, cache_s=0.0)) is None


def test_marks_of_secrets_make_no_difference() -> None:
    """They are others for each event, and the secret is the same."""
    cache = Cache(lambda: 0.0)
    one, other = (
        request(f"https://shop.example/{mark_of('T', mark)}", mark=mark, cache_s=60.0)
        for mark in ("1" * 16, "2" * 16)
    )
    cache.put(one, Fetched("a"))
    assert cache.get(other) == Fetched("a")


def test_a_failure_is_not_kept() -> None:
    """The next one may get an answer."""
    cache = Cache(lambda: 0.0)
    cache.put(ASKED, FetchFailure(Why.TIMEOUT, ""))
    assert cache.get(ASKED) is None


def test_so_many_are_kept() -> None:
    """Those used last."""
    cache = Cache(lambda: 0.0)
    asked = [request(f"https://shop.example/{number}", cache_s=1.0) for number in range(KEPT_MAX)]
    for one in asked:
        cache.put(one, Fetched("a"))
    cache.get(asked[0])
    cache.put(ASKED, Fetched("b"))
    assert cache.get(asked[0]) == Fetched("a")
    assert cache.get(asked[2]) is not None


def test_a_clock_that_is_set_back_ends_an_answer() -> None:
    """Nobody knows how old it is then."""
    times = [100.0]
    cache = Cache(lambda: times[0])
    cache.put(ASKED, Fetched("a"))
    times[0] = 50.0
    assert cache.get(ASKED) is None
