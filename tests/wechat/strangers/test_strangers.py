"""The daemon answers once, and rightly, at servers that are not made for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args, get_type_hints

import pytest
from trio.testing import MockClock

from responder.errors import LoginRefused
from tests.wechat.strangers.play import RATE, game, play
from tests.wechat.strangers.variant import ROUND, Barred, Variant, draw

if TYPE_CHECKING:
    from pathlib import Path

SEEDS = range(ROUND)
"""Every choice; most of them have faults, too, and some end a login in the middle."""


@pytest.fixture
def clock() -> MockClock:
    """Time runs faster than the wall's, for the network is real."""
    return MockClock(rate=RATE)


@pytest.mark.parametrize("seed", SEEDS)
async def test_any_server_is_answered(seed: int, tmp_path: Path, clock: MockClock) -> None:
    """Every message once and in order, whatever the server chooses and whatever goes wrong."""
    del clock
    one = game(seed)
    try:
        await play(one, tmp_path)
    finally:
        one.service.close()
    assert one.faults() == [], (one.service.variant, one.troubles, one.logs)


@pytest.mark.parametrize("barred", [kind for kind in get_args(Barred) if kind])
async def test_a_barred_account_is_told(barred: Barred, tmp_path: Path, clock: MockClock) -> None:
    """However the server refuses the account, the daemon ends with that."""
    del clock
    one = game(3, faults=0)
    one.service.barred = barred
    try:
        with pytest.raises(LoginRefused):
            await play(one, tmp_path)
    finally:
        one.service.close()
    assert not one.service.sent
    assert not one.service.complaints


@pytest.mark.parametrize("first", [0, 7, 70])
def test_a_round_of_servers_makes_every_choice(first: int) -> None:
    """Of each field every choice is among them; the same seed is the same server."""
    played = [draw(seed) for seed in range(first, first + ROUND)]
    for field, hint in get_type_hints(Variant).items():
        assert {getattr(variant, field) for variant in played} == set(get_args(hint)), field
    assert played[1] == draw(first + 1)
