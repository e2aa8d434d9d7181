"""Tests of the wire's fixed numbers and names."""

from __future__ import annotations

from pathlib import Path

import pytest

from responder.wechat.protocol.codes import (
    FILEHELPER,
    LOGGED_OUT,
    TOO_OFTEN,
    Endpoint,
    Ret,
    Selector,
    is_room,
    is_special,
)
from tests.wechat.protocol.samples import FRIEND, ROOM, SELF


def test_codes_that_end_a_session() -> None:
    """1100, 1101 and 1102 end it, plain numbers are found among them."""
    assert {1100, 1101, 1102} == LOGGED_OUT
    assert 1101 in LOGGED_OUT


def test_no_code_means_two_things() -> None:
    """A code either ends the session or asks for patience."""
    assert not LOGGED_OUT & TOO_OFTEN
    assert Ret.OK not in LOGGED_OUT | TOO_OFTEN


@pytest.mark.parametrize(
    ("user_name", "expected"),
    [(ROOM, True), ("1000000@chatroom", True), (FRIEND, False), (SELF, False), ("", False)],
)
def test_rooms(user_name: str, expected: bool) -> None:  # noqa: FBT001 - a column of the table
    """A room begins with two at-signs or ends in its permanent suffix."""
    assert is_room(user_name) is expected


@pytest.mark.parametrize("name", [FILEHELPER, "weixin", "fmessage", "a@qqim", "b@talkroom"])
def test_special_accounts(name: str) -> None:
    """Accounts of the service itself are recognised, by name or ending."""
    assert is_special(name)


@pytest.mark.parametrize("name", [FRIEND, ROOM, "", "weixin2", "filehelper "])
def test_people_are_not_special(name: str) -> None:
    """A likeness is not enough."""
    assert not is_special(name)


def test_an_unknown_selector_has_a_name() -> None:
    """`OTHER` is no number the service sends, and is not nothing."""
    assert all(int(selector) >= 0 for selector in Selector if selector is not Selector.OTHER)
    assert int(Selector.OTHER) < 0


def test_endpoints_are_their_path() -> None:
    """An endpoint prints as the last part of its path."""
    assert str(Endpoint.SEND_MSG) == "webwxsendmsg"
    assert len(set(Endpoint)) == len(Endpoint.__members__)


@pytest.mark.parametrize("endpoint", Endpoint)
def test_the_page_has_a_row_for_each_call(endpoint: Endpoint) -> None:
    """What is spoken is documented."""
    page = Path(__file__).parents[3] / "docs" / "protocol.md"
    assert f"\n| `{endpoint}` |" in page.read_text("utf-8")
