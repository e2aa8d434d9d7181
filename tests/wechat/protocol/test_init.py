"""Tests of the first calls of a session."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.errors import RemoteProtocolError
from responder.wechat.protocol.base import BaseResponse
from responder.wechat.protocol.codes import StatusNotify
from responder.wechat.protocol.contacts import Contact
from responder.wechat.protocol.init import (
    build_init,
    build_status_notify,
    parse_init,
    parse_status_notify,
)
from responder.wechat.protocol.keys import NO_KEY, SyncKey
from tests.wechat.protocol.samples import (
    BASE_REQUEST,
    FRIEND,
    KEY,
    ROOM,
    SELF,
    SESSION,
    SKEY,
    STAMP,
    TICKET,
    UIN,
    answer,
    path_of,
    query_of,
    sent_json,
)

CGI = "https://wx2.qq.com/cgi-bin/mmwebwx-bin"


def test_the_session_is_begun() -> None:
    """The ticket is encoded once more, the number is a number."""
    request = build_init(SESSION, STAMP)
    assert (request.method, path_of(request)) == ("POST", f"{CGI}/webwxinit")
    assert query_of(request) == {
        "r": str(STAMP.inverted),
        "lang": "zh_CN",
        "pass_ticket": TICKET,
    }
    assert sent_json(request) == {"BaseRequest": BASE_REQUEST}


def test_the_account_and_where_it_stands() -> None:
    """Account, chats, keys and clock of a captured answer of 2018, shortened."""
    body = answer(
        Count=1,
        ContactList=[{"UserName": FRIEND, "NickName": "张三"}],
        SyncKey=KEY.as_wire(),
        User={"Uin": UIN, "UserName": SELF, "NickName": "小助手", "Sex": 1},
        ChatSet=f"filehelper,weixin,{FRIEND},filehelper,{ROOM},",
        SKey=SKEY,
        ClientVersion=385876258,
        SystemTime=1546211541,
        InviteStartCount=40,
    )
    read = parse_init(body)
    assert read.base == BaseResponse(0, "")
    assert (read.user.user_name, read.user.nick_name, read.user.uin) == (SELF, "小助手", UIN)
    assert [c.nick_name for c in read.contacts] == ["张三"]
    assert read.chat_set == ("filehelper", "weixin", FRIEND, ROOM)
    assert read.sync_key == KEY
    assert (read.skey, read.system_time_s, read.invite_start_count) == (SKEY, 1546211541, 40)


def test_a_bare_success_has_defaults() -> None:
    """Fields that old answers leave out do not matter (fault 30)."""
    read = parse_init(answer(User={"UserName": SELF}))
    assert (read.contacts, read.chat_set, read.sync_key) == ((), (), NO_KEY)
    assert (read.skey, read.system_time_s, read.invite_start_count) == ("", 0, 40)


def test_a_failure_needs_no_account() -> None:
    """The code is what counts; the rest is empty."""
    read = parse_init(answer(1101, User={}, SyncKey={"Count": 0, "List": []}))
    assert read.base.ret == 1101
    assert read.user == Contact("")
    assert not read.sync_key


def test_a_success_without_an_account_is_their_fault() -> None:
    """Nothing can be done without knowing who we are."""
    with pytest.raises(RemoteProtocolError, match="UserName"):
        parse_init(answer(User={"NickName": "x"}))


@given(st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 2**31)), min_size=1, max_size=9))
def test_keys_come_through(pairs: list[tuple[int, int]]) -> None:
    """The answer's key is the one to listen with."""
    key = SyncKey(tuple(pairs))
    assert parse_init(answer(User={"UserName": SELF}, SyncKey=key.as_wire())).sync_key == key


@pytest.mark.parametrize(
    ("code", "chat", "to"),
    [(StatusNotify.INITED, None, SELF), (StatusNotify.READ, FRIEND, FRIEND)],
)
def test_the_phone_is_told(code: StatusNotify, chat: str | None, to: str) -> None:
    """After the login about the account itself, later about a chat; always from us."""
    request = build_status_notify(SESSION, STAMP, code, chat)
    assert path_of(request) == f"{CGI}/webwxstatusnotify"
    assert query_of(request) == {"lang": "zh_CN", "pass_ticket": TICKET}
    assert sent_json(request) == {
        "BaseRequest": BASE_REQUEST,
        "Code": int(code),
        "FromUserName": SELF,
        "ToUserName": to,
        "ClientMsgId": STAMP.ms,
    }


def test_the_first_notice_is_the_default() -> None:
    """Without arguments the phone learns of the login."""
    assert sent_json(build_status_notify(SESSION, STAMP))["Code"] == 3


def test_the_verdict_on_a_notice() -> None:
    """Its message id is of no use."""
    assert parse_status_notify(answer(MsgID="7410358862093417725")) == BaseResponse(0, "")
    assert parse_status_notify(answer(1100, "x")).ret == 1100
