"""Sending what was uploaded: a picture, a video, a file, a sticker."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from responder.wechat.protocol.base import parse_base
from responder.wechat.protocol.codes import Endpoint, MsgType
from responder.wechat.protocol.request import JSON_HEADERS, Request, json_body, with_query
from responder.wechat.protocol.send import Sent
from responder.wechat.protocol.wire import as_str, parse_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from responder.wechat.protocol.request import Stamp
    from responder.wechat.protocol.session import Session

FILE_APP_ID = "wxeb7ec651dd0aefa9"
"""`appid` of files; only the official desktop client leaves it out."""

_FILE = 6
"""`Type` of a file message, and of its XML."""

_EMOJI_FLAG = 2


class MediaKind(StrEnum):
    """How an upload is shown."""

    IMAGE = "image"
    VIDEO = "video"
    FILE = "file"
    STICKER = "sticker"


@dataclass(frozen=True, slots=True)
class Media:
    """What is sent.

    Args:
        kind: How it is shown.
        media_id: Of the upload; `""` for a sticker the service knows by `md5`.
        name: Of a file, with its extension.
        size: Of a file, in bytes.
        signature: Of a large file.
        md5: Of a known sticker.
    """

    kind: MediaKind
    media_id: str
    name: str = ""
    size: int = 0
    signature: str = ""
    md5: str = ""


_CALLS: Final = {
    MediaKind.IMAGE: (Endpoint.SEND_IMAGE, {"fun": "async", "f": "json"}),
    MediaKind.VIDEO: (Endpoint.SEND_VIDEO, {"fun": "async", "f": "json"}),
    MediaKind.FILE: (Endpoint.SEND_APP, {"fun": "async", "f": "json"}),
    MediaKind.STICKER: (Endpoint.SEND_EMOTICON, {"fun": "sys"}),
}


def build_send_media(
    session: Session, stamp: Stamp, *, to_user_name: str, media: Media, client_msg_id: str
) -> Request:
    """Send an upload.

    Args:
        session: Initialised.
        stamp: Of now.
        to_user_name: Contact, group, or `filehelper`.
        media: What.
        client_msg_id: The same in every repetition, though the file may be uploaded anew.

    Source: the official client; openwechat and ItChat for stickers.
    """
    endpoint, query = _CALLS[media.kind]
    msg = {
        **_content(media),
        "FromUserName": session.user_name,
        "ToUserName": to_user_name,
        "LocalID": client_msg_id,
        "ClientMsgId": client_msg_id,
    }
    body = {"BaseRequest": session.base_request(stamp), "Msg": msg, "Scene": 0}
    url = with_query(
        f"{session.hosts.cgi}/{endpoint}", **query, lang="zh_CN", pass_ticket=session.pass_ticket
    )
    headers = (*JSON_HEADERS, ("Referer", session.hosts.referer))
    return Request(endpoint, "POST", url, headers, json_body(body), repeatable=False)


def parse_send_media(kind: MediaKind) -> Callable[[bytes], Sent]:
    """What reads the answer to a send of this kind.

    The reader raises `RemoteProtocolError` for what is not JSON or has no verdict: it may have
    been delivered.
    """
    endpoint = endpoint_of(kind)

    def parse(body: bytes) -> Sent:
        answer = parse_json(endpoint, body)
        base = parse_base(endpoint, answer)
        return Sent(base, as_str(answer.get("MsgID")), as_str(answer.get("LocalID")))

    return parse


def endpoint_of(kind: MediaKind) -> Endpoint:
    """The call that sends media of a kind."""
    return _CALLS[kind][0]


def _content(media: Media) -> dict[str, Any]:
    match media.kind:
        case MediaKind.IMAGE:
            return {"Type": int(MsgType.IMAGE), "MediaId": media.media_id, "Content": ""}
        case MediaKind.VIDEO:
            return {"Type": int(MsgType.VIDEO), "MediaId": media.media_id, "Content": ""}
        case MediaKind.FILE:
            return {"Type": _FILE, "Content": _file_xml(media), "Signature": media.signature}
    which = {"MediaId": media.media_id} if media.media_id else {"EMoticonMd5": media.md5}
    return {"Type": int(MsgType.STICKER), "EmojiFlag": _EMOJI_FLAG, **which}


def _file_xml(media: Media) -> str:
    """The clients do not escape the title, and break on names such as `A&B.pdf`."""
    stem, dot, extension = media.name.rpartition(".")
    return (
        f"<appmsg appid='{FILE_APP_ID}' sdkver=''><title>{escape(media.name)}</title><des></des>"
        f"<action></action><type>{_FILE}</type><content></content><url></url><lowurl></lowurl>"
        f"<appattach><totallen>{media.size}</totallen><attachid>{media.media_id}</attachid>"
        f"<fileext>{escape(extension) if stem and dot else ''}</fileext></appattach>"
        "<extinfo></extinfo></appmsg>"
    )
