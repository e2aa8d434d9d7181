"""Tests of the session as a value."""

from __future__ import annotations

from tests.wechat.protocol.samples import BASE_REQUEST, SELF, SESSION, SID, SKEY, STAMP, TICKET, UIN


def test_the_base_request_is_the_official_one() -> None:
    """The number is a number, the device id is that of this one call."""
    assert SESSION.base_request(STAMP) == BASE_REQUEST
    assert SESSION.base_request(STAMP)["Uin"] == UIN


def test_a_session_prints_without_its_secrets() -> None:
    """Nothing in a log lets its reader act as this account."""
    text = f"{SESSION} {SESSION!r} {[SESSION]}"
    assert SELF[:6] in text
    assert not any(secret in text for secret in (SID, SKEY, TICKET, SELF, str(UIN)))
