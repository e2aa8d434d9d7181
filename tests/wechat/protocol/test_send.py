"""Tests of sending and of the id that makes it repeatable."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.errors import LocalProtocolError, RemoteProtocolError
from responder.wechat.protocol.base import BaseResponse
from responder.wechat.protocol.send import (
    Sent,
    build_revoke_msg,
    build_send_msg,
    next_client_msg_id,
    parse_revoke_msg,
    parse_send_msg,
)
from tests.wechat.protocol.samples import (
    BASE_REQUEST,
    FRIEND,
    SELF,
    SESSION,
    STAMP,
    TICKET,
    answer,
    path_of,
    query_of,
    sent_json,
)

ID = "15462147418830427"
TIMES = st.integers(min_value=10**12, max_value=2 * 10**12)


def test_a_text_goes_out() -> None:
    """Both ids are equal, we are the sender, nothing is escaped."""
    request = build_send_msg(
        SESSION, STAMP, to_user_name=FRIEND, text="你好 <b>&\n", client_msg_id=ID
    )
    assert path_of(request) == "https://wx2.qq.com/cgi-bin/mmwebwx-bin/webwxsendmsg"
    assert query_of(request) == {"lang": "zh_CN", "pass_ticket": TICKET}
    assert sent_json(request) == {
        "BaseRequest": BASE_REQUEST,
        "Msg": {
            "Type": 1,
            "Content": "你好 <b>&\n",
            "FromUserName": SELF,
            "ToUserName": FRIEND,
            "LocalID": ID,
            "ClientMsgId": ID,
        },
        "Scene": 0,
    }
    assert "你好 <b>&\\n".encode() in (request.body or b"")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_arrives_as_it_is(text: str) -> None:
    """The receiver reads what the rule wrote."""
    request = build_send_msg(SESSION, STAMP, to_user_name=FRIEND, text=text, client_msg_id=ID)
    assert sent_json(request)["Msg"]["Content"] == text


def test_a_send_is_never_repeated_silently() -> None:
    """Whether a lost one may have arrived is for delivery to know; nor is its text in the repr."""
    request = build_send_msg(SESSION, STAMP, to_user_name=FRIEND, text="秘", client_msg_id=ID)
    assert not request.repeatable
    assert "秘" not in repr(request)


def test_a_text_is_taken_back() -> None:
    """By the service's id, where it went; -1 is too late."""
    request = build_revoke_msg(SESSION, STAMP, to_user_name=FRIEND, msg_id="52", client_msg_id=ID)
    assert path_of(request) == "https://wx2.qq.com/cgi-bin/mmwebwx-bin/webwxrevokemsg"
    assert sent_json(request) == {
        "BaseRequest": BASE_REQUEST,
        "SvrMsgId": "52",
        "ToUserName": FRIEND,
        "ClientMsgId": ID,
    }
    assert parse_revoke_msg(answer(Introduction="", SysWording="已撤回")) == BaseResponse(0, "")
    assert parse_revoke_msg(answer(-1)).ret == -1
    with pytest.raises(RemoteProtocolError, match="webwxrevokemsg"):
        parse_revoke_msg(b"<html>")


def test_acceptance_is_read() -> None:
    """Ids are text or numbers, and may lack (faults 20, 31)."""
    ok = BaseResponse(0, "")
    body = answer(MsgID="5218840372916603447", LocalID=ID)
    assert parse_send_msg(body) == Sent(ok, "5218840372916603447", ID)
    assert parse_send_msg(answer(MsgID=5218840372916603447)).msg_id == "5218840372916603447"
    assert parse_send_msg(answer()) == Sent(ok, "", "")
    assert parse_send_msg(answer(1205, MsgID="")).base.ret == 1205


@pytest.mark.parametrize("body", [b"", b"{}", b"<html>"])
def test_no_verdict_leaves_the_outcome_open(body: bytes) -> None:
    """An answer that says nothing is no success."""
    with pytest.raises(RemoteProtocolError):
        parse_send_msg(body)


def test_an_id_begins_with_the_time() -> None:
    """Milliseconds and four digits more, as the official client makes them."""
    assert next_client_msg_id("", 1546214741883) == "15462147418830000"


@given(st.lists(TIMES, min_size=2, max_size=30))
def test_ids_always_grow(times: list[int]) -> None:
    """In bursts, and whatever the clock does: 17 digits, never twice."""
    ids = [""]
    for ms in times:
        ids.append(next_client_msg_id(ids[-1], ms))
    assert all(len(i) == 17 and i.isdigit() for i in ids[1:])
    assert all(int(a) < int(b) for a, b in pairwise(ids[1:]))


@pytest.mark.parametrize("previous", ["", "x", "-5", "٣"])
@pytest.mark.parametrize("ms", [-1, 0, 1, 10**12, 10**14])
def test_an_id_has_17_digits_at_any_time(previous: str, ms: int) -> None:
    """A clock at 1970, or far ahead, or a previous id that is none, changes nothing about that."""
    assert len(next_client_msg_id(previous, ms)) == 17


def test_the_last_id_is_the_last() -> None:
    """Rather an error than an id that repeats."""
    with pytest.raises(LocalProtocolError, match="17"):
        next_client_msg_id("9" * 17, 0)
