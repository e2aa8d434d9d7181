"""Listening: synccheck says that something happened, webwxsync says what."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from responder.errors import RemoteProtocolError
from responder.wechat.protocol.base import BaseResponse, parse_base
from responder.wechat.protocol.codes import Endpoint, Selector
from responder.wechat.protocol.contacts import Contact, parse_contacts
from responder.wechat.protocol.hosts import CGI
from responder.wechat.protocol.keys import NO_KEY, SyncKey
from responder.wechat.protocol.messages import Message, parse_message
from responder.wechat.protocol.request import JSON_HEADERS, Request, json_body, with_query
from responder.wechat.protocol.text import plain_name
from responder.wechat.protocol.wire import as_dict, as_int, as_list, as_str, decode, parse_json

if TYPE_CHECKING:
    from responder.wechat.protocol.request import Stamp
    from responder.wechat.protocol.session import Session

POLL_TIMEOUT_S = 35.0
"""The official page's limit; the service holds the poll for 25 to 27 s."""

_RETCODE: Final = re.compile(r'retcode\s{0,4}:\s{0,4}"?(-?[0-9]{1,9})')
_SELECTOR: Final = re.compile(r'selector\s{0,4}:\s{0,4}"?(-?[0-9]{1,9})')


@dataclass(frozen=True, slots=True)
class SyncCheck:
    """Whether the session lives and something waits.

    Args:
        retcode: 0 while it lives.
        selector: Any but `NOTHING` calls for webwxsync.
    """

    retcode: int
    selector: Selector


@dataclass(frozen=True, slots=True)
class SyncAnswer:
    """Everything that happened since the key we asked with.

    Args:
        base: The verdict; with any but 0 the rest is empty.
        messages: In order of arrival, which is the order to handle them in.
        changed: New contacts, and new values of known ones; perhaps thin, to be merged.
        removed: UserNames of removed contacts and left groups.
        profile_name: The account's own new nickname, `""` if unchanged.
        more: More waits; ask again at once.
        sync_key: For the next webwxsync; empty where the old one stays.
        sync_check_key: For the next synccheck; may differ from `sync_key`.
        skey: Replaces the session's if not `""`.
        unreadable: Entries of the message list that are no messages: without any id.
    """

    base: BaseResponse
    messages: tuple[Message, ...] = ()
    changed: tuple[Contact, ...] = ()
    removed: tuple[str, ...] = ()
    profile_name: str = ""
    more: bool = False
    sync_key: SyncKey = NO_KEY
    sync_check_key: SyncKey = NO_KEY
    skey: str = field(default="", repr=False)
    unreadable: int = 0


def build_sync_check(session: Session, stamp: Stamp, push: str) -> Request:
    """Wait for news. Only one may be under way per session.

    Args:
        session: Its SyncCheckKey is used, its SyncKey only while there is no other: polling with
            the wrong one makes the service report news for ever.
        stamp: Of now.
        push: One of `session.hosts.push`.
    """
    key = session.sync_check_key.or_keep(session.sync_key)
    url = with_query(
        f"{push}{CGI}/synccheck",
        r=stamp.ms,
        skey=session.skey,
        sid=session.sid,
        uin=session.uin,
        deviceid=stamp.device_id,
        synckey=key.as_query(),
        _=stamp.ms,
    )
    headers = (("Referer", session.hosts.referer),)
    return Request(
        Endpoint.SYNC_CHECK, "GET", url, headers, read_timeout_s=POLL_TIMEOUT_S, repeatable=False
    )


def parse_sync_check(body: bytes) -> SyncCheck:
    """Read `window.synccheck={retcode:"0",selector:"2"}`.

    A selector we have no name for becomes `Selector.OTHER`: the service adds some unannounced.

    Raises:
        RemoteProtocolError: Not of this form.
    """
    _, found, text = decode(body).partition("window.synccheck")
    retcode, selector = _RETCODE.search(text), _SELECTOR.search(text)
    if not found or retcode is None or selector is None:
        raise RemoteProtocolError(Endpoint.SYNC_CHECK, "no window.synccheck in the answer", body)
    number = int(selector[1])
    known = number in Selector.__members__.values()
    return SyncCheck(int(retcode[1]), Selector(number) if known else Selector.OTHER)


def build_sync(session: Session, stamp: Stamp) -> Request:
    """Fetch what happened since the session's SyncKey; the same key brings the same again."""
    url = with_query(
        f"{session.hosts.cgi}/webwxsync",
        sid=session.sid,
        skey=session.skey,
        lang="zh_CN",
        pass_ticket=session.pass_ticket,
    )
    body = {
        "BaseRequest": session.base_request(stamp),
        "SyncKey": session.sync_key.as_wire(),
        "rr": stamp.inverted,
    }
    headers = (*JSON_HEADERS, ("Referer", session.hosts.referer))
    return Request(Endpoint.SYNC, "POST", url, headers, json_body(body))


def parse_sync(body: bytes) -> SyncAnswer:
    """Read the answer.

    Raises:
        RemoteProtocolError: Not JSON, or without a verdict; the keys must not move then.
    """
    answer = parse_json(Endpoint.SYNC, body)
    base = parse_base(Endpoint.SYNC, answer)
    if base.ret != 0:
        return SyncAnswer(base)
    listed = as_list(answer.get("AddMsgList"))
    messages = tuple(m for m in map(parse_message, listed) if m is not None)
    removed = (
        as_str(as_dict(raw).get("UserName")) for raw in as_list(answer.get("DelContactList"))
    )
    return SyncAnswer(
        base=base,
        messages=messages,
        changed=parse_contacts(answer.get("ModContactList")),
        removed=tuple(name for name in removed if name),
        profile_name=_profile_name(as_dict(answer.get("Profile"))),
        more=as_int(answer.get("ContinueFlag")) != 0,
        sync_key=SyncKey.from_wire(answer.get("SyncKey")),
        sync_check_key=SyncKey.from_wire(answer.get("SyncCheckKey")),
        skey=as_str(answer.get("SKey")),
        unreadable=len(listed) - len(messages),
    )


def _profile_name(profile: dict[str, object]) -> str:
    """The nickname of a changed profile; an unchanged one has `BitFlag` 0 and empty texts."""
    if as_int(profile.get("BitFlag")) == 0:
        return ""
    return plain_name(as_str(as_dict(profile.get("NickName")).get("Buff")))
