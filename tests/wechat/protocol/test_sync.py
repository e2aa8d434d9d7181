"""Tests of listening."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.errors import RemoteProtocolError
from responder.wechat.protocol.base import BaseResponse
from responder.wechat.protocol.codes import Selector
from responder.wechat.protocol.keys import NO_KEY
from responder.wechat.protocol.sync import (
    SyncAnswer,
    SyncCheck,
    build_sync,
    build_sync_check,
    parse_sync,
    parse_sync_check,
)
from tests.wechat.protocol.samples import (
    BASE_REQUEST,
    CHECK_KEY,
    FRIEND,
    KEY,
    ROOM,
    SESSION,
    SID,
    SKEY,
    STAMP,
    TICKET,
    UIN,
    answer,
    entry,
    path_of,
    query_of,
    sent_json,
)

PUSH = "https://webpush2.wx2.qq.com"
NO_PROFILE = {"BitFlag": 0, "UserName": {"Buff": ""}, "NickName": {"Buff": ""}}


def test_news_are_waited_for() -> None:
    """Everything is in the query, with the key for polling, at the push host given."""
    request = build_sync_check(SESSION, STAMP, PUSH)
    assert (request.method, path_of(request)) == ("GET", f"{PUSH}/cgi-bin/mmwebwx-bin/synccheck")
    assert query_of(request) == {
        "r": str(STAMP.ms),
        "skey": SKEY,
        "sid": SID,
        "uin": str(UIN),
        "deviceid": STAMP.device_id,
        "synckey": CHECK_KEY.as_query(),
        "_": str(STAMP.ms),
    }
    assert "%7C" in request.url
    assert request.read_timeout_s > 27, "the service holds the poll so long"


def test_the_other_key_polls_until_there_is_one() -> None:
    """Before the first webwxsync, and for services of 2016 that give no other (fault 24)."""
    session = replace(SESSION, sync_check_key=NO_KEY)
    assert query_of(build_sync_check(session, STAMP, PUSH))["synckey"] == KEY.as_query()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('window.synccheck={retcode:"0",selector:"0"}', SyncCheck(0, Selector.NOTHING)),
        ('window.synccheck={retcode:"0",selector:"2"}', SyncCheck(0, Selector.MESSAGE)),
        ('window.synccheck={retcode:"0",selector:"7"}', SyncCheck(0, Selector.CHAT_ENTERED)),
        ('window.synccheck={retcode:"1101",selector:"0"}', SyncCheck(1101, Selector.NOTHING)),
        ('window.synccheck={retcode:"0",selector:"1"}', SyncCheck(0, Selector.OTHER)),
        ('window.synccheck={retcode:"0",selector:"-1"}', SyncCheck(0, Selector.OTHER)),
        ('window.synccheck={retcode:"-1",selector:"0"}', SyncCheck(-1, Selector.NOTHING)),
        ("window.synccheck = {retcode: 0, selector: 2};\n", SyncCheck(0, Selector.MESSAGE)),
    ],
)
def test_whether_there_are_news(body: str, expected: SyncCheck) -> None:
    """Known and unknown numbers, quoted or not; any selector but 0 is news."""
    assert parse_sync_check(body.encode()) == expected


@given(st.integers(0, 10**6), st.sampled_from(Selector))
def test_a_poll_is_read_back(retcode: int, selector: Selector) -> None:
    """Codes and selectors come as they were sent."""
    body = f'window.synccheck={{retcode:"{retcode}",selector:"{int(selector)}"}}'
    assert parse_sync_check(body.encode()) == SyncCheck(retcode, selector)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"window.synccheck={}",
        b'window.synccheck={retcode:"0"}',
        b'window.synccheck={retcode:"",selector:"2"}',
        b'{retcode:"0",selector:"2"}',
    ],
)
def test_no_answer_about_news_is_their_fault(body: bytes) -> None:
    """An empty or cut answer says neither that all is well nor that all is over."""
    with pytest.raises(RemoteProtocolError):
        parse_sync_check(body)


def test_news_are_fetched() -> None:
    """With the key for fetching, as an object."""
    request = build_sync(SESSION, STAMP)
    assert (request.method, path_of(request)) == (
        "POST",
        "https://wx2.qq.com/cgi-bin/mmwebwx-bin/webwxsync",
    )
    assert query_of(request) == {"sid": SID, "skey": SKEY, "lang": "zh_CN", "pass_ticket": TICKET}
    assert sent_json(request) == {
        "BaseRequest": BASE_REQUEST,
        "SyncKey": KEY.as_wire(),
        "rr": STAMP.inverted,
    }


def test_everything_that_happened() -> None:
    """Messages in their order, changes, removals, both keys and the rest."""
    body = answer(
        AddMsgCount=2,
        AddMsgList=[entry("一", MsgId="1" * 19), entry("二", MsgId="2" * 19)],
        ModContactList=[{"UserName": FRIEND, "NickName": "张三"}],
        DelContactList=[{"UserName": ROOM, "ContactFlag": 0}],
        Profile={**NO_PROFILE, "BitFlag": 190, "NickName": {"Buff": "新&amp;名"}},
        ContinueFlag=1,
        SyncKey=KEY.as_wire(),
        SKey="@crypt_new",
        SyncCheckKey=CHECK_KEY.as_wire(),
    )
    read = parse_sync(body)
    assert [m.text for m in read.messages] == ["一", "二"]
    assert [c.nick_name for c in read.changed] == ["张三"]
    assert read.removed == (ROOM,)
    assert read.profile_name == "新&名"
    assert read.more
    assert (read.sync_key, read.sync_check_key, read.skey) == (KEY, CHECK_KEY, "@crypt_new")
    assert read.unreadable == 0


def test_nothing_happened() -> None:
    """Empty lists, null in their place or no lists at all: the same (faults 30, 32)."""
    full = answer(AddMsgList=[], ModContactList=[], DelContactList=[], Profile=NO_PROFILE)
    null = answer(AddMsgList=None, ModContactList=None, DelContactList=None, Profile=None)
    assert (
        parse_sync(full)
        == parse_sync(null)
        == parse_sync(answer())
        == SyncAnswer(BaseResponse(0, ""))
    )


def test_a_failure_carries_nothing() -> None:
    """Whatever stands beside an error code is not taken in (faults 14, 15)."""
    body = answer(
        1101,
        AddMsgList=[entry("x")],
        SyncKey={"Count": 0, "List": []},
        SyncCheckKey=CHECK_KEY.as_wire(),
    )
    assert parse_sync(body) == SyncAnswer(BaseResponse(1101, ""))


def test_an_unchanged_profile_has_no_name() -> None:
    """Its flag is 0, whatever the name says."""
    profile = {**NO_PROFILE, "NickName": {"Buff": "x"}}
    assert parse_sync(answer(Profile=profile)).profile_name == ""


def test_entries_that_are_no_messages_are_counted() -> None:
    """They do not stop the others, and do not vanish unseen."""
    read = parse_sync(answer(AddMsgList=[None, entry("x"), {"Content": "?"}]))
    assert [m.text for m in read.messages] == ["x"]
    assert read.unreadable == 2


def test_a_cut_answer_is_their_fault() -> None:
    """The keys must not move on the strength of half an answer (fault 7)."""
    body = answer(AddMsgList=[entry("x")], SyncKey=KEY.as_wire())
    for end in range(0, len(body) - 1, 97):
        with pytest.raises(RemoteProtocolError):
            parse_sync(body[:end])
