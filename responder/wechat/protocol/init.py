"""The first calls of a session: webwxinit, and webwxstatusnotify that tells the phone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from responder.errors import RemoteProtocolError
from responder.wechat.protocol.base import BaseResponse, parse_base
from responder.wechat.protocol.codes import Endpoint, StatusNotify
from responder.wechat.protocol.contacts import Contact, parse_contact, parse_contacts
from responder.wechat.protocol.keys import NO_KEY, SyncKey
from responder.wechat.protocol.request import JSON_HEADERS, Request, json_body, with_query
from responder.wechat.protocol.wire import as_int, as_str, parse_json

if TYPE_CHECKING:
    from responder.wechat.protocol.request import Stamp
    from responder.wechat.protocol.session import Session

INVITE_START_DEFAULT = 40
"""Group size from which members must be invited, where the service does not say."""


@dataclass(frozen=True, slots=True)
class InitAnswer:
    """The account and where it stands.

    Args:
        base: The verdict; with any but 0 the rest may be empty.
        user: The account itself.
        contacts: The most recent chats, about ten; groups among them have nameless members.
        chat_set: UserNames of recent chats, each once.
        sync_key: Where to begin listening.
        skey: Replaces the session's if not `""`.
        system_time_s: The server's clock, Unix seconds; 0 where it does not say.
        invite_start_count: Group size from which members must be invited.
    """

    base: BaseResponse
    user: Contact
    contacts: tuple[Contact, ...] = ()
    chat_set: tuple[str, ...] = ()
    sync_key: SyncKey = NO_KEY
    skey: str = field(default="", repr=False)
    system_time_s: int = 0
    invite_start_count: int = INVITE_START_DEFAULT


def build_init(session: Session, stamp: Stamp) -> Request:
    """Begin the session, or ask a living one for fresh keys (messages since login come again)."""
    url = with_query(
        f"{session.hosts.cgi}/webwxinit",
        r=stamp.inverted,
        lang="zh_CN",
        pass_ticket=session.pass_ticket,
    )
    body = {"BaseRequest": session.base_request(stamp)}
    headers = (*JSON_HEADERS, ("Referer", session.hosts.referer))
    return Request(Endpoint.INIT, "POST", url, headers, json_body(body))


def parse_init(body: bytes) -> InitAnswer:
    """Read the answer.

    Raises:
        RemoteProtocolError: Not JSON, without a verdict, or a success without an account.
    """
    answer = parse_json(Endpoint.INIT, body)
    base = parse_base(Endpoint.INIT, answer)
    user = parse_contact(answer.get("User"))
    if user is None:
        if base.ret == 0:
            raise RemoteProtocolError(Endpoint.INIT, "no User.UserName in the answer", body)
        user = Contact("")
    chats = as_str(answer.get("ChatSet")).split(",")
    return InitAnswer(
        base=base,
        user=user,
        contacts=parse_contacts(answer.get("ContactList")),
        chat_set=tuple(dict.fromkeys(name for name in chats if name)),
        sync_key=SyncKey.from_wire(answer.get("SyncKey")),
        skey=as_str(answer.get("SKey")),
        system_time_s=as_int(answer.get("SystemTime")),
        invite_start_count=as_int(answer.get("InviteStartCount"), INVITE_START_DEFAULT),
    )


def build_status_notify(
    session: Session,
    stamp: Stamp,
    code: StatusNotify = StatusNotify.INITED,
    to_user_name: str | None = None,
) -> Request:
    """Tell the account's phone something.

    Args:
        session: Initialised.
        stamp: Of now.
        code: `INITED` once after webwxinit; `READ` marks a chat as read.
        to_user_name: The chat; the account itself where None.
    """
    url = with_query(
        f"{session.hosts.cgi}/webwxstatusnotify", lang="zh_CN", pass_ticket=session.pass_ticket
    )
    body = {
        "BaseRequest": session.base_request(stamp),
        "Code": int(code),
        "FromUserName": session.user_name,
        "ToUserName": to_user_name or session.user_name,
        "ClientMsgId": stamp.ms,
    }
    headers = (*JSON_HEADERS, ("Referer", session.hosts.referer))
    return Request(Endpoint.STATUS_NOTIFY, "POST", url, headers, json_body(body))


def parse_status_notify(body: bytes) -> BaseResponse:
    """Read the verdict.

    Raises:
        RemoteProtocolError: Not JSON, or without one.
    """
    return parse_base(Endpoint.STATUS_NOTIFY, parse_json(Endpoint.STATUS_NOTIFY, body))
