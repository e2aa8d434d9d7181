"""Downloading what a message carries: pictures, voice, videos, files, stickers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from responder.wechat.protocol.base import BaseResponse, raise_for_ret, read_ret
from responder.wechat.protocol.codes import Endpoint
from responder.wechat.protocol.request import Request, with_query
from responder.wechat.protocol.wire import as_dict

if TYPE_CHECKING:
    from responder.wechat.protocol.session import Session

DOWNLOAD_TIMEOUT_S = 60.0
"""Until the next piece of it arrives."""

VERDICT_BYTES_MAX: Final = 1024
"""A refusal has some fifty bytes."""

_RANGE: Final = ("Range", "bytes=0-")
"""Without it the service answers nothing for a video; clients send it for voice too."""


def build_get_image(session: Session, *, msg_id: str, big: bool = False) -> Request:
    """The picture of a message, also of a sticker; the answer calls every one of them a JPEG.

    Args:
        session: Initialised.
        msg_id: Of the message.
        big: As the official client asks for moving pictures.

    Source: the official client, the stray `&` included.
    """
    url = f"{session.hosts.cgi}/webwxgetmsgimg?&MsgID={msg_id}"
    url = with_query(url, skey=session.skey, **({"type": "big"} if big else {}))
    return _get(session, Endpoint.GET_IMAGE, url)


def build_get_voice(session: Session, *, msg_id: str) -> Request:
    """The sound of a voice message: an MP3."""
    url = with_query(f"{session.hosts.cgi}/webwxgetvoice", msgid=msg_id, skey=session.skey)
    return _get(session, Endpoint.GET_VOICE, url, _RANGE)


def build_get_video(session: Session, *, msg_id: str) -> Request:
    """A video: an MP4."""
    url = with_query(f"{session.hosts.cgi}/webwxgetvideo", msgid=msg_id, skey=session.skey)
    return _get(session, Endpoint.GET_VIDEO, url, _RANGE)


def build_get_media(session: Session, *, sender: str, media_id: str, name: str) -> Request:
    """A file.

    Args:
        session: Initialised, with the ticket for data.
        sender: UserName of whoever sent it; of a group the group's.
        media_id: That the message named.
        name: Of the file; the service takes it plain or encoded.

    Source: ItChat and wechat4u (`filename`); the official client sends `encryfilename`.
    """
    url = with_query(
        f"{session.hosts.file_cgi}/webwxgetmedia",
        sender=sender,
        mediaid=media_id,
        filename=name,
        fromuser=session.uin,
        pass_ticket=session.pass_ticket,
        webwx_data_ticket=session.data_ticket,
    )
    return _get(session, Endpoint.GET_MEDIA, url)


def parse_download(endpoint: Endpoint, body: bytes) -> bytes:
    """The medium, unless the service gives its verdict in the place of it.

    Args:
        endpoint: Which was asked.
        body: As sent. A session that is over is told as JSON, with status 200 as ever.

    Raises:
        LoggedOut: The session is over.
        WeChatError: Refused, with another code.
    """
    if body.startswith(b"{") and len(body) <= VERDICT_BYTES_MAX:
        try:
            answer = as_dict(json.loads(body))
        except (ValueError, RecursionError):
            return body
        ret = read_ret(as_dict(answer.get("BaseResponse")).get("Ret"))
        if set(answer) == {"BaseResponse"} and ret is not None:
            raise_for_ret(endpoint, BaseResponse(ret))
    return body


def _get(session: Session, endpoint: Endpoint, url: str, *more: tuple[str, str]) -> Request:
    headers = (("Referer", f"{session.hosts.base}/"), *more)
    return Request(endpoint, "GET", url, headers, read_timeout_s=DOWNLOAD_TIMEOUT_S)
