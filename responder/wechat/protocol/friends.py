"""Accepting a friend request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.wechat.protocol.base import BaseResponse, parse_base
from responder.wechat.protocol.codes import Endpoint
from responder.wechat.protocol.request import JSON_HEADERS, Request, json_body, with_query
from responder.wechat.protocol.wire import parse_json

if TYPE_CHECKING:
    from responder.wechat.protocol.request import Stamp
    from responder.wechat.protocol.session import Session

ACCEPT = 3
"""Opcode, by the official client: 1 adds, 2 asks, 4 refuses."""

WEB = 33
"""Where the request was answered: in the browser."""


def build_verify_user(session: Session, stamp: Stamp, *, user_name: str, ticket: str) -> Request:
    """Accept a friend request.

    Args:
        session: Initialised.
        stamp: Of now.
        user_name: Of whoever asks, in this login.
        ticket: That the request brought; the service refuses an empty or a used one.

    Source: the official client; ItChat-UOS passes the ticket, without which it stopped working.
    """
    url = with_query(
        f"{session.hosts.cgi}/webwxverifyuser",
        r=stamp.ms,
        lang="zh_CN",
        pass_ticket=session.pass_ticket,
    )
    body = {
        "BaseRequest": session.base_request(stamp),
        "Opcode": ACCEPT,
        "VerifyUserListSize": 1,
        "VerifyUserList": [{"Value": user_name, "VerifyUserTicket": ticket}],
        "VerifyContent": "",
        "SceneListCount": 1,
        "SceneList": [WEB],
        "skey": session.skey,
    }
    headers = (*JSON_HEADERS, ("Referer", session.hosts.referer))
    return Request(Endpoint.VERIFY_USER, "POST", url, headers, json_body(body), repeatable=False)


def parse_verify_user(body: bytes) -> BaseResponse:
    """Read the verdict: -14 is a ticket that is wrong, old or used.

    Raises:
        RemoteProtocolError: Not JSON, or without a verdict: it may have been accepted.
    """
    return parse_base(Endpoint.VERIFY_USER, parse_json(Endpoint.VERIFY_USER, body))
