"""Logins under way."""

from __future__ import annotations

import pytest

from responder.errors import SettingError
from responder.simulator import logins
from responder.simulator.logins import Login, Logins, LoginState


def test_a_login_goes_from_waiting_to_confirmed() -> None:
    """Scanning and confirming note their times and the ticket."""
    login = Login("u", expires=300.0)
    login.scan(10.0)
    assert (login.state, login.scanned_at) == (LoginState.SCANNED, 10.0)
    login.confirm(12.0, "t")
    assert (login.state, login.confirmed_at, login.ticket) == (LoginState.CONFIRMED, 12.0, "t")


def test_confirming_scans_first() -> None:
    """A script need not do both."""
    login = Login("u", expires=300.0)
    login.confirm(12.0, "t")
    assert (login.state, login.scanned_at) == (LoginState.CONFIRMED, 12.0)


def test_a_second_scan_or_confirmation_changes_nothing() -> None:
    """The first time and ticket stay."""
    login = Login("u", expires=300.0)
    login.scan(10.0)
    login.scan(11.0)
    login.confirm(12.0, "t")
    login.confirm(13.0, "other")
    assert (login.scanned_at, login.confirmed_at, login.ticket) == (10.0, 12.0, "t")


@pytest.mark.parametrize("state", [LoginState.CANCELLED, LoginState.EXPIRED, LoginState.CONSUMED])
def test_a_login_that_is_over_stays_over(state: LoginState) -> None:
    """The phone can not bring it back."""
    login = Login("u", expires=300.0, state=state)
    login.confirm(1.0, "t")
    assert login.state is state


@pytest.mark.parametrize("state", [LoginState.WAITING, LoginState.SCANNED])
def test_a_login_ages_at_its_time(state: LoginState) -> None:
    """Not a moment before."""
    login = Login("u", expires=300.0, state=state)
    login.age_out(299.9)
    assert login.state is state
    login.age_out(300.0)
    assert login.state is LoginState.EXPIRED


def test_a_confirmed_login_does_not_age() -> None:
    """Its ticket has a life of its own."""
    login = Login("u", expires=300.0, state=LoginState.CONFIRMED)
    login.age_out(1000.0)
    assert login.state is LoginState.CONFIRMED


def test_the_newest_pending_login_is_meant_without_a_uuid() -> None:
    """One that is over does not count."""
    known = Logins()
    for uuid, state in (("a", LoginState.WAITING), ("b", LoginState.SCANNED)):
        known.add(Login(uuid, expires=300.0, state=state))
    known.add(Login("c", expires=300.0, state=LoginState.CANCELLED))
    assert known.pending("", 1.0, "scan").uuid == "b"
    assert known.pending("a", 1.0, "scan").uuid == "a"


@pytest.mark.parametrize(
    ("uuid", "words"),
    [
        ("", "confirm: no login is waiting"),
        ("x", "confirm: uuid 'x' is unknown"),
        ("old", "confirm: uuid 'old' is expired"),
    ],
)
def test_no_such_login_gets_a_sentence(uuid: str, words: str) -> None:
    """It says why, and asking ages what is out of time."""
    known = Logins()
    known.add(Login("old", expires=5.0))
    with pytest.raises(SettingError, match=words):
        known.pending(uuid, 9.0, "confirm")


def test_a_login_is_found_by_its_ticket() -> None:
    """And nothing by an empty one, which every unconfirmed login has."""
    known = Logins()
    login = Login("a", expires=300.0)
    known.add(login)
    assert known.by_ticket("") is None
    login.confirm(1.0, "t")
    assert known.by_ticket("t") is login
    assert known.get("a") is login
    assert known.get("b") is None


def test_old_logins_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest stay."""
    monkeypatch.setattr(logins, "LOGINS_KEPT_MAX", 3)
    known = Logins()
    for number in range(5):
        known.add(Login(str(number), expires=300.0))
    assert [login.uuid for login in known.listed()] == ["2", "3", "4"]
