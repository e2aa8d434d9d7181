"""Files on their way in: webwxuploadmedia in chunks, webwxcheckupload."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.simulator import ids
from responder.simulator.answer import Answer, base_answer
from responder.simulator.media import (
    CHECK_ABOVE_BYTES,
    CHUNK_BYTES,
    UPLOAD_BYTES_MAX,
    Medium,
    Upload,
)
from responder.wechat.protocol.codes import Ret
from responder.wechat.protocol.wire import as_int, as_str

if TYPE_CHECKING:
    from responder.simulator.request import Json
    from responder.simulator.sessions import Session
    from responder.simulator.world import Call

THUMB_HEIGHT, THUMB_WIDTH = 100, 66


def upload(call: Call, session: Session, body: Json) -> Answer:
    """One chunk; the answer to the last one carries the MediaId."""
    form = call.request.form()
    if _text(form, "webwx_data_ticket") != session.data_ticket:
        call.blame("webwx_data_ticket", "the form field is not the cookie of the session")
        return _incomplete(Ret.COOKIE_INVALID)
    chunk = form.get("filename", b"")
    if len(chunk) > CHUNK_BYTES:
        call.blame("filename", f"more than {CHUNK_BYTES} bytes in one chunk")
        return Answer(502)
    upload = _upload(call, form, body)
    if upload is None:
        return _incomplete(Ret.PARAMETER)
    upload.parts[as_int(_text(form, "chunk"))] = chunk
    if not upload.complete:
        return _incomplete(Ret.OK)
    call.world.media.uploads.pop(as_str(body.get("ClientMediaId")), None)
    fault = upload.fault()
    if upload.size > CHECK_ABOVE_BYTES and not (
        body.get("AESKey")
        and as_str(body.get("Signature")) == call.world.media.signature_of(upload.md5)
    ):
        call.warn("uploadmediarequest", "so large a file is announced with webwxcheckupload first")
    if fault:
        call.blame("uploadmediarequest", fault)
        return _incomplete(Ret.PARAMETER)
    media_id = ids.media_id(call.rng)
    data = upload.joined()
    call.world.media.finish(media_id, Medium(data, upload.content_type, upload.name))
    return base_answer(
        MediaId=media_id,
        StartPos=len(data),
        CDNThumbImgHeight=THUMB_HEIGHT,
        CDNThumbImgWidth=THUMB_WIDTH,
        EncryFileName=encry_file_name(upload.name),
    )


def check_upload(call: Call, session: Session, body: Json) -> Answer:
    """Before a large file: one that is here already needs no upload."""
    del session
    md5 = as_str(body.get("FileMd5"))
    if as_int(body.get("FileSize")) <= CHECK_ABOVE_BYTES:
        call.warn("FileSize", "only files of more than 25 MB are announced")
    signature = call.world.media.signature_of(md5) or call.rng.randbytes(64).hex()
    call.world.media.clear(md5, signature)
    return base_answer(
        MediaId=call.world.media.known(md5),
        AESKey=call.rng.randbytes(16).hex(),
        Signature=signature,
        EncryFileName=encry_file_name(as_str(body.get("FileName"))),
    )


def encry_file_name(name: str) -> str:
    """The name with every byte but ASCII letters and digits percent-encoded, also `.` and `_`."""
    return "".join(
        chr(byte) if chr(byte).isalnum() and byte < 0x80 else f"%{byte:02X}"  # noqa: PLR2004 - end of ASCII
        for byte in name.encode("utf-8", "replace")
    )


def _upload(call: Call, form: dict[str, bytes], body: Json) -> Upload | None:
    client_id = as_str(body.get("ClientMediaId"))
    size = as_int(body.get("TotalLen"))
    if not client_id or not 0 < size <= UPLOAD_BYTES_MAX:
        call.blame("uploadmediarequest", "ClientMediaId is missing, or TotalLen is out of range")
        return None
    return call.world.media.uploads.setdefault(
        client_id,
        Upload(
            size=size,
            md5=as_str(body.get("FileMd5")),
            chunks=max(as_int(_text(form, "chunks"), 1), 1),
            name=_text(form, "name"),
            content_type=_text(form, "type") or "application/octet-stream",
        ),
    )


def _text(form: dict[str, bytes], name: str) -> str:
    return form.get(name, b"").decode("utf-8", "replace")


def _incomplete(ret: Ret) -> Answer:
    return base_answer(
        ret, MediaId="", StartPos=0, CDNThumbImgHeight=0, CDNThumbImgWidth=0, EncryFileName=""
    )
