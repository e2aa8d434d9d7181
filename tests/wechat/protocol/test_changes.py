"""Changing contacts and groups on the wire."""

from __future__ import annotations

import pytest

from responder.errors import RemoteProtocolError
from responder.wechat.protocol.changes import (
    build_add_member,
    build_leave_room,
    build_pin,
    build_remark,
    build_remove_member,
    build_rename_room,
    parse_oplog,
    parse_update_room,
)
from tests.wechat.protocol.samples import (
    BASE_REQUEST,
    FRIEND,
    MEMBER,
    ROOM,
    SESSION,
    STAMP,
    TICKET,
    answer,
    path_of,
    query_of,
    sent_json,
)

CGI = "https://wx2.qq.com/cgi-bin/mmwebwx-bin/"
SHARED = {"lang": "zh_CN", "pass_ticket": TICKET}


def test_a_contact_gets_a_remark() -> None:
    """In Chinese, unescaped."""
    request = build_remark(SESSION, STAMP, user_name=FRIEND, remark="客户 张三")
    assert path_of(request) == CGI + "webwxoplog"
    assert query_of(request) == SHARED
    body = {"CmdId": 2, "UserName": FRIEND, "RemarkName": "客户 张三"}
    assert sent_json(request) == {"BaseRequest": BASE_REQUEST, **body}
    assert not request.repeatable


def test_a_chat_is_pinned_with_the_remark_it_has() -> None:
    """Without it the service would take it away."""
    request = build_pin(SESSION, STAMP, user_name=FRIEND, pinned=True, remark="张三")
    body = {"CmdId": 3, "UserName": FRIEND, "OP": 1, "RemarkName": "张三"}
    assert sent_json(request) == {"BaseRequest": BASE_REQUEST, **body}
    request = build_pin(SESSION, STAMP, user_name=ROOM, pinned=False, remark="")
    assert sent_json(request)["OP"] == 0


@pytest.mark.parametrize(
    ("members", "fun", "field"),
    [(38, "addmember", "AddMemberList"), (39, "invitemember", "InviteMemberList")],
)
def test_people_join_a_small_group_and_are_asked_into_a_large_one(
    members: int, fun: str, field: str
) -> None:
    """The limit is the official client's: forty with the new one."""
    request = build_add_member(SESSION, STAMP, room=ROOM, user_name=FRIEND, members=members)
    assert path_of(request) == CGI + "webwxupdatechatroom"
    assert query_of(request) == {"fun": fun, **SHARED}
    assert sent_json(request) == {
        field: FRIEND,
        "ChatRoomName": ROOM,
        "BaseRequest": BASE_REQUEST,
    }


def test_a_group_is_changed_and_left() -> None:
    """Each with its own word in the query."""
    removed = build_remove_member(SESSION, STAMP, room=ROOM, user_name=MEMBER)
    renamed = build_rename_room(SESSION, STAMP, room=ROOM, topic="新群名")
    left = build_leave_room(SESSION, STAMP, room=ROOM)
    told = {"ChatRoomName": ROOM, "BaseRequest": BASE_REQUEST}
    assert query_of(removed)["fun"] == "delmember"
    assert sent_json(removed) == {"DelMemberList": MEMBER, **told}
    assert query_of(renamed)["fun"] == "modtopic"
    assert sent_json(renamed) == {"NewTopic": "新群名", **told}
    assert query_of(left)["fun"] == "quitchatroom"
    assert sent_json(left) == told


def test_the_verdict_is_read() -> None:
    """No verdict is no success."""
    assert parse_oplog(answer(0)).ret == 0
    assert parse_update_room(answer(1201, MemberCount=0)).ret == 1201
    for parse in (parse_oplog, parse_update_room):
        with pytest.raises(RemoteProtocolError):
            parse(b"")
