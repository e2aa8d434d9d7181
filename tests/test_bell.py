"""A bell that wakes a task before its time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import trio

from responder.bell import Bell

if TYPE_CHECKING:
    from trio.testing import MockClock


async def test_who_rests_wakes_when_it_rings(autojump_clock: MockClock) -> None:
    """At once, and rests undisturbed the next time."""
    assert autojump_clock.autojump_threshold == 0
    bell = Bell()

    async def rings() -> None:
        await trio.sleep(3)
        bell.ring()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(rings)
        with bell.resting(math.inf):
            await trio.sleep(math.inf)
        assert trio.current_time() == 3
        with bell.resting(5):
            await trio.sleep(math.inf)
        assert trio.current_time() == 8


async def test_what_rings_before_the_rest_is_heard(autojump_clock: MockClock) -> None:
    """Nobody has to be listening at that moment; what is at hand is still taken."""
    assert autojump_clock.autojump_threshold == 0
    bell = Bell()
    bell.ring()
    bell.ring()
    with bell.resting(math.inf):
        await trio.sleep(math.inf)
    assert trio.current_time() == 0
