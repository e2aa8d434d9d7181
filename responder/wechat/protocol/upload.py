"""Uploading a file in chunks, which gives the MediaId that a message then names."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from responder.wechat.protocol.base import BaseResponse, parse_base
from responder.wechat.protocol.codes import Endpoint
from responder.wechat.protocol.request import JSON_HEADERS, Request, json_body
from responder.wechat.protocol.wire import as_str, parse_json

if TYPE_CHECKING:
    from responder.wechat.protocol.request import Stamp
    from responder.wechat.protocol.session import Session

CHUNK_BYTES = 524_288
"""The official client's; a larger request is answered with 502 or a reset."""

CHECK_ABOVE_BYTES = 25 * 1024 * 1024
"""A file above it is announced with webwxcheckupload first, as the official client does."""

UPLOAD_TIMEOUT_S = 60.0
"""A chunk over a slow line, and the service putting the file together after the last one."""

_ATTACHMENT = 4
"""`MediaType` of every upload, whatever the file is."""

_APP_FILE = 7
"""`FileType` of webwxcheckupload."""

_UPLOAD_TYPE = 2

_MIME: Final = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "bmp": "image/bmp",
    "gif": "image/gif",
    "mp4": "video/mp4",
}
_PICTURES = frozenset({"jpg", "jpeg", "png", "bmp"})


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file that goes up.

    Args:
        name: As the receiver sees it.
        data: All of it, not empty.
        client_media_id: Ties its chunks together: another one for every upload.
    """

    name: str
    data: bytes
    client_media_id: int

    def __repr__(self) -> str:
        """Without what is in it."""
        return f"<Parcel {self.name!r} of {len(self.data)} bytes>"

    @property
    def md5(self) -> str:
        """Of the whole file, lower-case hex; no secret, the service asks for it."""
        return hashlib.md5(self.data, usedforsecurity=False).hexdigest()

    @property
    def chunks(self) -> int:
        """In how many requests it goes up."""
        return -(-len(self.data) // CHUNK_BYTES)

    @property
    def extension(self) -> str:
        """What stands behind the last dot of the name, in small letters; `""` without a dot."""
        stem, dot, extension = self.name.rpartition(".")
        return extension.lower() if stem and dot else ""


@dataclass(frozen=True, slots=True)
class Clearance:
    """What the service says about a large file before it goes up.

    Args:
        base: The verdict.
        media_id: Of the same file, which is there already; `""` as a rule.
        aes_key: To be handed in with every chunk.
        signature: Likewise, and with the message.
    """

    base: BaseResponse
    media_id: str = ""
    aes_key: str = ""
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """The answer to one chunk.

    Args:
        base: The verdict.
        media_id: Only of the last chunk; the service gives a useless one with a refusal, too.
    """

    base: BaseResponse
    media_id: str = ""


def build_check_upload(
    session: Session, stamp: Stamp, *, to_user_name: str, parcel: Parcel, md5: str
) -> Request:
    """Announce a file of more than `CHECK_ABOVE_BYTES`.

    Args:
        session: Initialised.
        stamp: Of now.
        to_user_name: Who will get it.
        parcel: The file.
        md5: Of it.

    Source: the official client; no library does.
    """
    body = {
        "BaseRequest": session.base_request(stamp),
        "FileMd5": md5,
        "FileName": parcel.name,
        "FileSize": len(parcel.data),
        "FileType": _APP_FILE,
        "FromUserName": session.user_name,
        "ToUserName": to_user_name,
    }
    headers = (*JSON_HEADERS, ("Referer", session.hosts.referer))
    url = f"{session.hosts.cgi}/webwxcheckupload"
    return Request(Endpoint.CHECK_UPLOAD, "POST", url, headers, json_body(body))


def parse_check_upload(body: bytes) -> Clearance:
    """Read the answer.

    Raises:
        RemoteProtocolError: Not JSON, or without a verdict.
    """
    answer = parse_json(Endpoint.CHECK_UPLOAD, body)
    return Clearance(
        parse_base(Endpoint.CHECK_UPLOAD, answer),
        as_str(answer.get("MediaId")),
        as_str(answer.get("AESKey")),
        as_str(answer.get("Signature")),
    )


def build_upload_media(
    session: Session,
    stamp: Stamp,
    *,
    to_user_name: str,
    parcel: Parcel,
    md5: str,
    chunk: int,
    clearance: Clearance | None = None,
) -> Request:
    """Send one chunk of a file up.

    Args:
        session: Initialised, with the ticket for data that its cookie has.
        stamp: Of now.
        to_user_name: Who will get it.
        parcel: The file.
        md5: Of it.
        chunk: Which part, from 0.
        clearance: Of a large file.

    Source: the official client (names and order of the parts); it sends a date too, which the
    service does not ask for, and so do we not.
    """
    told = {
        "UploadType": _UPLOAD_TYPE,
        "BaseRequest": session.base_request(stamp),
        "ClientMediaId": parcel.client_media_id,
        "TotalLen": len(parcel.data),
        "StartPos": 0,
        "DataLen": len(parcel.data),
        "MediaType": _ATTACHMENT,
        "FromUserName": session.user_name,
        "ToUserName": to_user_name,
        "FileMd5": md5,
    }
    if clearance is not None:
        told |= {"AESKey": clearance.aes_key, "Signature": clearance.signature}
    mime = _MIME.get(parcel.extension, "application/octet-stream")
    fields = {
        "id": "WU_FILE_0",
        "name": parcel.name,
        "type": mime,
        "size": str(len(parcel.data)),
    }
    if parcel.chunks > 1:
        fields |= {"chunks": str(parcel.chunks), "chunk": str(chunk)}
    fields |= {
        "mediatype": _media_type(parcel.extension),
        "uploadmediarequest": json_body(told).decode(),
        "webwx_data_ticket": session.data_ticket,
        "pass_ticket": session.pass_ticket,
    }
    data = parcel.data[chunk * CHUNK_BYTES : (chunk + 1) * CHUNK_BYTES]
    boundary, body = _multipart(fields, parcel.name, mime, data)
    headers = (
        ("Content-Type", f"multipart/form-data; boundary={boundary}"),
        ("Origin", session.hosts.base),
        ("Referer", f"{session.hosts.base}/"),
    )
    url = f"{session.hosts.file_cgi}/webwxuploadmedia?f=json"
    return Request(Endpoint.UPLOAD_MEDIA, "POST", url, headers, body, UPLOAD_TIMEOUT_S)


def parse_upload_media(body: bytes) -> Uploaded:
    """Read the answer to a chunk.

    Raises:
        RemoteProtocolError: Not JSON, or without a verdict.
    """
    answer = parse_json(Endpoint.UPLOAD_MEDIA, body)
    base = parse_base(Endpoint.UPLOAD_MEDIA, answer)
    return Uploaded(base, as_str(answer.get("MediaId")) if base.ret == 0 else "")


def _media_type(extension: str) -> str:
    """`gif` is a document to ItChat and wechat4u, and goes through so."""
    if extension in _PICTURES:
        return "pic"
    return "video" if extension == "mp4" else "doc"


def _multipart(fields: dict[str, str], name: str, mime: str, data: bytes) -> tuple[str, bytes]:
    """A form as browsers write it, with a boundary that is not in the file."""
    number = 0
    while (boundary := f"----ResponderFormBoundary{number:016d}").encode() in data:
        number += 1
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in fields.items()
    ]
    shown = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    parts.append(
        f'--{boundary}\r\nContent-Disposition: form-data; name="filename"; filename="{shown}"\r\n'
        f"Content-Type: {mime}\r\n\r\n"
    )
    head = "".join(parts).encode("utf-8", "replace")
    return boundary, b"".join((head, data, f"\r\n--{boundary}--\r\n".encode()))
