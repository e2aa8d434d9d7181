"""From the fields of a message to the model of its kind.

Reads what the service says about a message; who wrote it and in which chat is not looked at here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from responder.wechat.protocol import content as kinds
from responder.wechat.protocol.apps import App, app_number, read_app
from responder.wechat.protocol.codes import VERIFY_BRAND, AppMsgType, MsgType, StatusNotify
from responder.wechat.protocol.system import read_sysmsg, read_system_text
from responder.wechat.protocol.text import CONTENT_CHARS_MAX, plain, plain_name, unescaped
from responder.wechat.protocol.wire import as_dict, as_int, as_str
from responder.wechat.protocol.xml import Document, parse_raw_xml, parse_xml

if TYPE_CHECKING:
    from collections.abc import Callable

    from responder.wechat.protocol.content import Content

LOCATION_SUB_TYPE = 48
"""`SubMsgType` of a text that is a location."""

DEGREES_MAX = 180.0
URL_CHARS_MAX = 4_000
"""Longer addresses are cut: browsers take no more than that either."""

_VIDEO_INVITE: Final = {"0": True, "1": False}


@dataclass(frozen=True, slots=True)
class Fields:
    """A message as the service listed it.

    Args:
        entry: The whole object.
        msg_type: Its `MsgType`.
        body: Its `Content` without the sender's prefix, still escaped.
    """

    entry: dict[str, Any]
    msg_type: int
    body: str

    def text(self, name: str) -> str:
        """A field's text, bounded."""
        return as_str(self.entry.get(name))[:CONTENT_CHARS_MAX]

    def number(self, name: str) -> int:
        """A field's number; 0 where it has none or less."""
        return max(as_int(self.entry.get(name)), 0)

    @property
    def recommended(self) -> dict[str, Any]:
        """`RecommendInfo`: whom a card or a friend request is about."""
        return as_dict(self.entry.get("RecommendInfo"))


def read_content(fields: Fields) -> Content:
    """The model of this message; `Unknown` for a kind that has none."""
    return _READERS.get(fields.msg_type, _unknown)(fields)


def _text(fields: Fields) -> Content:
    if fields.number("SubMsgType") == LOCATION_SUB_TYPE:
        return _location(fields)
    if fields.number("AppMsgType") == AppMsgType.RED_PACKET:
        return kinds.RedPacket(plain(fields.body))
    return kinds.Text(plain(fields.body))


def _location(fields: Fields) -> Content:
    document = parse_raw_xml(fields.text("OriContent"))
    if not document.has("location"):
        document = _xml(fields)
    first_line = plain(fields.body).partition("\n")[0]
    told = "" if first_line.lstrip().startswith("<") else first_line.rstrip(":")
    return kinds.Location(
        label=plain_name(document.attribute("location", "label") or told),
        latitude=_degrees(document.attribute("location", "x")),
        longitude=_degrees(document.attribute("location", "y")),
        url=_url(fields.text("Url")),
    )


def _image(fields: Fields) -> Content:
    return kinds.Image(fields.number("ImgWidth"), fields.number("ImgHeight"))


def _voice(fields: Fields) -> Content:
    return kinds.Voice(fields.number("VoiceLength"))


def _video(fields: Fields) -> Content:
    micro = fields.msg_type == MsgType.MICRO_VIDEO
    return kinds.Video(fields.number("PlayLength"), micro)


def _sticker(fields: Fields) -> Content:
    document = _xml(fields)
    return kinds.Sticker(
        md5=document.attribute("emoji", "md5")[:64],
        url=document.attribute("emoji", "cdnurl")[:URL_CHARS_MAX],
        from_shop=fields.number("HasProductId") != 0,
        game=as_int(document.attribute("gameext", "type")),
        outcome=as_int(document.attribute("gameext", "content")),
    )


def _card(fields: Fields) -> Content:
    info = fields.recommended
    name = as_str(info.get("NickName")) or _xml(fields).attribute("msg", "nickname")
    return kinds.Card(
        user_name=as_str(info.get("UserName")),
        nick_name=plain_name(name),
        alias=plain_name(as_str(info.get("Alias"))),
        official=bool(as_int(info.get("VerifyFlag")) & VERIFY_BRAND),
    )


def _friend_request(fields: Fields) -> Content:
    info = fields.recommended
    return kinds.FriendRequest(
        user_name=as_str(info.get("UserName")),
        nick_name=plain_name(as_str(info.get("NickName"))),
        text=plain(as_str(info.get("Content"))),
        ticket=as_str(info.get("Ticket")),
        alias=plain_name(as_str(info.get("Alias"))),
        scene=as_int(info.get("Scene")),
    )


def _app(fields: Fields) -> Content:
    document = _xml(fields)
    return read_app(
        App(
            document,
            number=app_number(document, fields.number("AppMsgType")),
            title=document.text("appmsg", "title") or plain_name(fields.text("FileName")),
            words=document.text("appmsg", "des"),
            url=_url(fields.text("Url")) or document.text("appmsg", "url")[:URL_CHARS_MAX],
            file_size=fields.number("FileSize"),
            media_id=fields.text("MediaId"),
            encry_file_name=fields.text("EncryFileName"),
        )
    )


def _call(fields: Fields) -> Content:
    if fields.msg_type != MsgType.VOIP:  # no sample of the others is public: not looked into
        return kinds.Call()
    return kinds.Call(_VIDEO_INVITE.get(_xml(fields).text("invite_type")))


def _status(fields: Fields) -> Content:
    code = fields.number("StatusNotifyCode")
    names = fields.text("StatusNotifyUserName").split(",")
    accounts = _xml(fields).text("op", "username").split(",")
    if code != StatusNotify.SYNC_CONVERSATIONS or len(accounts) != len(names):
        return kinds.StatusNotified(code, tuple(name for name in names if name))
    pairs = [(n, a.strip()) for n, a in zip(names, accounts, strict=True) if n and a.strip()]
    return kinds.StatusNotified(code, tuple(n for n, _ in pairs), tuple(a for _, a in pairs))


def _system(fields: Fields) -> Content:
    return read_system_text(fields.body)


def _sysmsg(fields: Fields) -> Content:
    return read_sysmsg(fields.body)


def _internal(fields: Fields) -> Content:
    return kinds.Internal(fields.msg_type)


def _unknown(fields: Fields) -> Content:
    words = "" if fields.body.startswith(("&lt;", "<", "@")) else plain(fields.body)
    return kinds.Unknown(fields.msg_type, fields.number("AppMsgType"), words)


_READERS: Final[dict[int, Callable[[Fields], Content]]] = {
    MsgType.TEXT: _text,
    MsgType.IMAGE: _image,
    MsgType.VOICE: _voice,
    MsgType.FRIEND_REQUEST: _friend_request,
    MsgType.POSSIBLE_FRIEND: _internal,
    MsgType.CARD: _card,
    MsgType.VIDEO: _video,
    MsgType.STICKER: _sticker,
    MsgType.LOCATION: _location,
    MsgType.APP: _app,
    MsgType.VOIP: _call,
    MsgType.STATUS_NOTIFY: _status,
    MsgType.VOIP_NOTIFY: _call,
    MsgType.VOIP_INVITE: _call,
    MsgType.MICRO_VIDEO: _video,
    MsgType.SYSTEM_NOTICE: _internal,
    MsgType.SYSTEM: _system,
    MsgType.RECALLED: _sysmsg,
}


def _xml(fields: Fields) -> Document:
    """The XML of the body; empty for the opaque blobs that received media carry."""
    return Document() if fields.body.startswith("@") else parse_xml(fields.body)


def _url(raw: str) -> str:
    return unescaped(raw[:URL_CHARS_MAX])


def _degrees(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if -DEGREES_MAX <= value <= DEGREES_MAX else None
