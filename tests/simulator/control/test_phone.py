"""What the phone does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from responder.errors import SettingError

if TYPE_CHECKING:
    from responder.simulator.simulator import Simulator
    from tests.simulator.driver import Driver


async def test_scan_and_confirm_tell_what_they_did(driver: Driver, sim: Simulator) -> None:
    """Uuid, state, and whether later logins are answered."""
    uuid = await driver.ask_uuid()
    assert sim.scan() == {"uuid": uuid, "state": "scanned", "auto": False}
    assert sim.confirm() == {"uuid": uuid, "state": "confirmed", "auto": False}


async def test_a_login_can_be_named(driver: Driver, sim: Simulator) -> None:
    """Otherwise it is the newest."""
    first, second = await driver.ask_uuid(), await driver.ask_uuid()
    assert sim.scan(first)["uuid"] == first
    assert sim.confirm()["uuid"] == second
    assert sim.cancel(first) == {"uuid": first, "state": "cancelled", "auto": False}


async def test_auto_is_switched_on_and_off(driver: Driver, sim: Simulator) -> None:
    """Without a login it only sets the switch; with one it confirms that, too."""
    assert sim.confirm(auto=True) == {"uuid": None, "state": None, "auto": True}
    assert sim.confirm(auto=False)["auto"] is False
    uuid = await driver.ask_uuid()
    assert sim.confirm(uuid, auto=True) == {"uuid": uuid, "state": "confirmed", "auto": True}


@pytest.mark.parametrize("act", ["scan", "confirm", "cancel", "expire_qr"])
async def test_without_a_login_there_is_nothing_to_do(
    driver: Driver, sim: Simulator, act: str
) -> None:
    """A sentence says so, also after the login was used."""
    with pytest.raises(SettingError, match=f"{act}: no login is waiting"):
        getattr(sim, act)()
    await driver.log_in()
    with pytest.raises(SettingError, match="is consumed"):
        getattr(sim, act)(driver.uuid)


def test_a_flag_must_be_one(sim: Simulator) -> None:
    """Not a word."""
    with pytest.raises(SettingError, match="confirm: auto must be true or false"):
        sim.confirm(auto="yes")  # type: ignore[arg-type]  # what a script might send


async def test_a_session_ends_with_a_code(online: Driver, sim: Simulator) -> None:
    """And gives how many that were."""
    assert sim.expire(1102) == 1
    assert sim.expire() == 0
    assert await online.check() == ("1102", "0")


def test_a_session_does_not_end_with_zero(sim: Simulator) -> None:
    """Zero is the code of one that lives."""
    with pytest.raises(SettingError, match="use 1100, 1101 or 1102"):
        sim.expire(0)
