"""Sending a text, and the id that lets a lost answer be asked for again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.errors import LocalProtocolError
from responder.wechat.protocol.base import BaseResponse, parse_base
from responder.wechat.protocol.codes import Endpoint, MsgType
from responder.wechat.protocol.request import JSON_HEADERS, Request, json_body, with_query
from responder.wechat.protocol.wire import as_str, parse_json

if TYPE_CHECKING:
    from responder.wechat.protocol.request import Stamp
    from responder.wechat.protocol.session import Session

CLIENT_MSG_ID_DIGITS = 17
"""Milliseconds (13 digits) and four more, as the official client makes them."""

_PER_MS = 10_000
_FIRST = 10 ** (CLIENT_MSG_ID_DIGITS - 1)
_LAST = 10**CLIENT_MSG_ID_DIGITS - 1


@dataclass(frozen=True, slots=True)
class Sent:
    """The service took the text. It does not say whether anybody got it.

    Args:
        base: The verdict.
        msg_id: The service's id; `""` on failure, and now and then on success.
        local_id: Our ClientMsgId, given back.
    """

    base: BaseResponse
    msg_id: str = ""
    local_id: str = ""


def build_send_msg(
    session: Session, stamp: Stamp, *, to_user_name: str, text: str, client_msg_id: str
) -> Request:
    """Send a text.

    Args:
        session: Initialised.
        stamp: Of now.
        to_user_name: Contact, group, or `filehelper`.
        text: As the receiver shall see it; it goes out unescaped.
        client_msg_id: The same in every repetition: the service drops all but the first.
    """
    url = with_query(
        f"{session.hosts.cgi}/webwxsendmsg", lang="zh_CN", pass_ticket=session.pass_ticket
    )
    body = {
        "BaseRequest": session.base_request(stamp),
        "Msg": {
            "Type": int(MsgType.TEXT),
            "Content": text,
            "FromUserName": session.user_name,
            "ToUserName": to_user_name,
            "LocalID": client_msg_id,
            "ClientMsgId": client_msg_id,
        },
        "Scene": 0,
    }
    headers = (*JSON_HEADERS, ("Referer", session.hosts.referer))
    return Request(Endpoint.SEND_MSG, "POST", url, headers, json_body(body), repeatable=False)


def parse_send_msg(body: bytes) -> Sent:
    """Read the answer.

    Raises:
        RemoteProtocolError: Not JSON, or without a verdict: the text may have been delivered.
    """
    answer = parse_json(Endpoint.SEND_MSG, body)
    base = parse_base(Endpoint.SEND_MSG, answer)
    return Sent(base, as_str(answer.get("MsgID")), as_str(answer.get("LocalID")))


def build_revoke_msg(
    session: Session, stamp: Stamp, *, to_user_name: str, msg_id: str, client_msg_id: str
) -> Request:
    """Take a message back that left in the last two minutes.

    Args:
        session: Initialised.
        stamp: Of now.
        to_user_name: Where it went.
        msg_id: The service's id of it.
        client_msg_id: The one it was sent with; the service asks for any.
    """
    url = f"{session.hosts.cgi}/webwxrevokemsg"
    body = {
        "BaseRequest": session.base_request(stamp),
        "SvrMsgId": msg_id,
        "ToUserName": to_user_name,
        "ClientMsgId": client_msg_id,
    }
    headers = (*JSON_HEADERS, ("Referer", session.hosts.referer))
    return Request(Endpoint.REVOKE_MSG, "POST", url, headers, json_body(body))


def parse_revoke_msg(body: bytes) -> BaseResponse:
    """Read the verdict: -1 is too late.

    Raises:
        RemoteProtocolError: Not JSON, or without a verdict.
    """
    return parse_base(Endpoint.REVOKE_MSG, parse_json(Endpoint.REVOKE_MSG, body))


def next_client_msg_id(previous: str, ms: int) -> str:
    """A ClientMsgId greater than the one before, also in a burst or when the clock steps back.

    Args:
        previous: The last one made, `""` at the very first.
        ms: Unix time in milliseconds.

    Returns:
        17 decimal digits.

    Raises:
        LocalProtocolError: `previous` was the very last there is.
    """
    last = int(previous) if previous.isascii() and previous.isdigit() else 0
    new = max(ms * _PER_MS, last + 1, _FIRST)
    if last < _LAST < new:
        new = _LAST
    if new > _LAST:
        raise LocalProtocolError(f"no ClientMsgId of {CLIENT_MSG_ID_DIGITS} digits is left")
    return str(new)
