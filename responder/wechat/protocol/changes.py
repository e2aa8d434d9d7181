"""Changing contacts and groups: remark and pin, members and name of a group, leaving it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from responder.wechat.protocol.base import BaseResponse, parse_base
from responder.wechat.protocol.codes import Endpoint
from responder.wechat.protocol.request import JSON_HEADERS, Request, json_body, with_query
from responder.wechat.protocol.wire import parse_json

if TYPE_CHECKING:
    from responder.wechat.protocol.request import Stamp
    from responder.wechat.protocol.session import Session

INVITE_FROM_MEMBERS = 40
"""With so many members, the new one included, people have to be invited: they are asked first."""

TOPIC_BYTES_MAX = 32
"""Longest name of a group in UTF-8, says wxpy."""

_REMARK, _PIN = 2, 3
"""`CmdId` of webwxoplog."""


def build_remark(session: Session, stamp: Stamp, *, user_name: str, remark: str) -> Request:
    """Give a contact a remark; `""` takes it away.

    Source: ItChat. openwechat's documentation says that it has no effect any more, though Ret is 0.
    """
    return _oplog(session, stamp, {"CmdId": _REMARK, "UserName": user_name, "RemarkName": remark})


def build_pin(
    session: Session, stamp: Stamp, *, user_name: str, pinned: bool, remark: str
) -> Request:
    """Keep a chat at the top, or no longer.

    Args:
        session: Initialised.
        stamp: Of now.
        user_name: Of the chat.
        pinned: Whether it stays there.
        remark: The present one: without it the service takes it away.

    Source: wechat4u.
    """
    body = {"CmdId": _PIN, "UserName": user_name, "OP": int(pinned), "RemarkName": remark}
    return _oplog(session, stamp, body)


def parse_oplog(body: bytes) -> BaseResponse:
    """Read the verdict.

    Raises:
        RemoteProtocolError: Not JSON, or without a verdict.
    """
    return parse_base(Endpoint.OPLOG, parse_json(Endpoint.OPLOG, body))


def build_add_member(
    session: Session, stamp: Stamp, *, room: str, user_name: str, members: int
) -> Request:
    """Bring a contact into a group, or ask him to come where it is large.

    Args:
        session: Initialised.
        stamp: Of now.
        room: UserName of the group.
        user_name: Of the contact.
        members: How many it has now.

    Source: the official client and openwechat; ItChat goes by `InviteStartCount`.
    """
    if members + 1 >= INVITE_FROM_MEMBERS:
        return _room(session, stamp, "invitemember", room, InviteMemberList=user_name)
    return _room(session, stamp, "addmember", room, AddMemberList=user_name)


def build_remove_member(session: Session, stamp: Stamp, *, room: str, user_name: str) -> Request:
    """Put somebody out of a group; only its owner may."""
    return _room(session, stamp, "delmember", room, DelMemberList=user_name)


def build_rename_room(session: Session, stamp: Stamp, *, room: str, topic: str) -> Request:
    """Give a group another name."""
    return _room(session, stamp, "modtopic", room, NewTopic=topic)


def build_leave_room(session: Session, stamp: Stamp, *, room: str) -> Request:
    """Leave a group. Source: the official client alone."""
    return _room(session, stamp, "quitchatroom", room)


def parse_update_room(body: bytes) -> BaseResponse:
    """Read the verdict.

    Raises:
        RemoteProtocolError: Not JSON, or without a verdict.
    """
    return parse_base(Endpoint.UPDATE_ROOM, parse_json(Endpoint.UPDATE_ROOM, body))


def _oplog(session: Session, stamp: Stamp, fields: dict[str, Any]) -> Request:
    url = with_query(
        f"{session.hosts.cgi}/webwxoplog", lang="zh_CN", pass_ticket=session.pass_ticket
    )
    return _post(
        session, Endpoint.OPLOG, url, {"BaseRequest": session.base_request(stamp), **fields}
    )


def _room(session: Session, stamp: Stamp, fun: str, room: str, **fields: str) -> Request:
    url = with_query(
        f"{session.hosts.cgi}/webwxupdatechatroom",
        fun=fun,
        lang="zh_CN",
        pass_ticket=session.pass_ticket,
    )
    body = {**fields, "ChatRoomName": room, "BaseRequest": session.base_request(stamp)}
    return _post(session, Endpoint.UPDATE_ROOM, url, body)


def _post(session: Session, endpoint: Endpoint, url: str, body: dict[str, Any]) -> Request:
    headers = (*JSON_HEADERS, ("Referer", session.hosts.referer))
    return Request(endpoint, "POST", url, headers, json_body(body), repeatable=False)
