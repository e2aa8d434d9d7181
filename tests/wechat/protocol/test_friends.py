"""Accepting a friend request on the wire."""

from __future__ import annotations

import pytest

from responder.errors import RemoteProtocolError
from responder.wechat.protocol.base import BaseResponse
from responder.wechat.protocol.friends import build_verify_user, parse_verify_user
from tests.wechat.protocol.samples import (
    BASE_REQUEST,
    FRIEND,
    SESSION,
    STAMP,
    TICKET,
    answer,
    path_of,
    query_of,
    sent_json,
)


def test_a_request_is_accepted() -> None:
    """With the ticket it brought; the client never repeats it by itself."""
    request = build_verify_user(SESSION, STAMP, user_name=FRIEND, ticket="v2_0a1b@stranger")
    assert path_of(request) == "https://wx2.qq.com/cgi-bin/mmwebwx-bin/webwxverifyuser"
    assert query_of(request) == {"r": str(STAMP.ms), "lang": "zh_CN", "pass_ticket": TICKET}
    assert sent_json(request) == {
        "BaseRequest": BASE_REQUEST,
        "Opcode": 3,
        "VerifyUserListSize": 1,
        "VerifyUserList": [{"Value": FRIEND, "VerifyUserTicket": "v2_0a1b@stranger"}],
        "VerifyContent": "",
        "SceneListCount": 1,
        "SceneList": [33],
        "skey": SESSION.skey,
    }
    assert not request.repeatable


def test_the_verdict_is_read() -> None:
    """-14 is a ticket that is worth nothing; no verdict is no acceptance."""
    assert parse_verify_user(answer()) == BaseResponse(0, "")
    assert parse_verify_user(answer(-14)).ret == -14
    with pytest.raises(RemoteProtocolError, match="webwxverifyuser"):
        parse_verify_user(b"<html>")
