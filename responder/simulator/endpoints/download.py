"""Files on their way out, with the service's rules for Range."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from responder.simulator.answer import Answer
from responder.simulator.media import JPEG, Medium

if TYPE_CHECKING:
    from responder.simulator.request import Json
    from responder.simulator.sessions import Session
    from responder.simulator.world import Call

_RANGE = re.compile(r"bytes=(\d+)-(\d*)")


def get_image(call: Call, session: Session, body: Json) -> Answer:
    """A picture or sticker; always called a JPEG, whatever the bytes are."""
    del session, body
    medium = _of_message(call)
    headers = (("Content-Type", "image/jpeg"), ("Cache-Control", "max-age=604800"))
    return Answer(200, headers, medium.data)


def get_voice(call: Call, session: Session, body: Json) -> Answer:
    """A voice message."""
    del session, body
    return _ranged(call, _of_message(call), "audio/mp3")


def get_video(call: Call, session: Session, body: Json) -> Answer:
    """A video; without a Range header the body is empty."""
    del session, body
    if "range" not in call.request.headers:
        call.warn("Range", "webwxgetvideo answers with nothing unless Range: bytes=0- is sent")
        return Answer(200, (("Content-Type", "video/mp4"),))
    return _ranged(call, _of_message(call), "video/mp4")


def get_media(call: Call, session: Session, body: Json) -> Answer:
    """A received file."""
    del body
    if call.request.query.get("webwx_data_ticket") != session.data_ticket:
        call.blame("webwx_data_ticket", "the query field is not the cookie of the session")
        return Answer(200)
    medium = call.world.media.of_id(call.request.query.get("mediaid", ""))
    if medium is None:
        call.blame("mediaid", "no message has this MediaId")
        return Answer(200)
    disposition = f'attachment; filename="{medium.name.encode("ascii", "replace").decode()}"'
    headers = (("Content-Type", medium.content_type), ("Content-Disposition", disposition))
    return Answer(200, headers, medium.data)


def get_icon(call: Call, session: Session, body: Json) -> Answer:
    """A picture of a person or group: everybody has the same one."""
    del call, session, body
    return Answer(200, (("Content-Type", "image/jpeg"),), JPEG)


def _of_message(call: Call) -> Medium:
    query = call.request.query
    msg_id = query.get("MsgID") or query.get("msgid") or ""
    return call.world.media.of_message(msg_id) or Medium(b"", "")


def _ranged(call: Call, medium: Medium, content_type: str) -> Answer:
    wanted = _RANGE.fullmatch(call.request.headers.get("range", ""))
    size = len(medium.data)
    kind = ("Content-Type", content_type)
    if wanted is None or int(wanted[1]) >= size:
        return Answer(200, (kind,), medium.data)
    first = int(wanted[1])
    last = min(int(wanted[2] or size), size - 1)
    span = ("Content-Range", f"bytes {first}-{last}/{size}")
    return Answer(206, (kind, ("Accept-Ranges", "bytes"), span), medium.data[first : last + 1])
