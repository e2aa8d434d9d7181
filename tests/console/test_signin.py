"""The login as the page shows it."""

from __future__ import annotations

import pytest

from responder.console.signin import REASONS, SignIn
from responder.console.words import WORDS
from responder.wechat.progress import Moved, QrPaused, QrShown, Trouble
from responder.wechat.protocol.states import Signal, State


def signin() -> SignIn:
    """At a time that stands still."""
    return SignIn(lambda: 1000.0)


def test_a_code_is_shown_until_it_is_scanned() -> None:
    """Then there is nothing to scan."""
    one = signin()
    one.notice(Moved(Signal.UUID, State.WAIT_SCAN))
    one.notice(QrShown("https://code", 1))
    assert (one.code, one.number, one.code_since_s) == ("https://code", 1, 1000.0)
    assert one.code_ends_s == 1300.0
    one.notice(Moved(Signal.SCANNED, State.WAIT_CONFIRM))
    assert one.code == ""
    assert "https://code" not in repr(one)


def test_each_code_has_another_number() -> None:
    """So a browser shows no picture that it has kept; also where a later login counts anew."""
    one = signin()
    one.notice(QrShown("a", 1))
    one.notice(QrShown("b", 1))
    assert (one.code, one.number) == ("b", 2)


def test_when_nobody_scans_the_next_code_is_announced() -> None:
    """With its time."""
    one = signin()
    one.notice(QrShown("a", 5))
    one.notice(QrPaused(3600.0))
    assert (one.code, one.next_code_s) == ("", 4600.0)
    one.notice(QrShown("b", 6))
    assert one.next_code_s is None


@pytest.mark.parametrize("signal", REASONS)
def test_it_is_said_why_somebody_has_to_scan(signal: Signal) -> None:
    """Until the account is on line again."""
    one = signin()
    one.notice(Moved(signal, State.NO_SESSION))
    one.notice(Moved(Signal.UUID, State.WAIT_SCAN))
    assert one.reason in WORDS
    one.notice(Moved(Signal.INITIALISED, State.ONLINE))
    assert one.reason == ""


def test_what_the_service_said_is_kept_until_something_moves() -> None:
    """With the refusal that it explains."""
    one = signin()
    one.notice(Moved(Signal.REFUSED, State.BLOCKED, "not on the web"))
    assert (one.reason, one.words) == ("refused", "not on the web")
    one.notice(Moved(Signal.UUID, State.WAIT_SCAN))
    assert one.words == ""


def test_trouble_is_told_until_something_moves() -> None:
    """It was over then."""
    one = signin()
    one.notice(Trouble("the service can not be reached", 3.0))
    assert one.trouble == "the service can not be reached"
    one.notice(Moved(Signal.UUID, State.WAIT_SCAN))
    assert one.trouble == ""
