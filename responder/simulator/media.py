"""Bytes: pictures, sounds and files that messages carry, and uploads as they come in chunks."""

from __future__ import annotations

import hashlib
from base64 import b64decode
from dataclasses import dataclass, field
from typing import TypeVar

_Kept = TypeVar("_Kept")

CHUNK_BYTES = 524_288
"""The official client's chunk; larger requests fail on the service."""

CHECK_ABOVE_BYTES = 25 * 1024 * 1024
"""The official client announces larger files with webwxcheckupload."""

UPLOAD_BYTES_MAX = 50 * 1024 * 1024
"""The service's limit for files."""

MEDIA_KEPT_MAX = 2000
"""Older media are forgotten and then answered with an empty body, as expired ones are."""

JPEG = (
    bytes.fromhex("ffd8ffe000104a46494600010101004800480000ffdb004300")
    + b"\xff" * 64
    + bytes.fromhex("ffc2000b080001000101011100ffc40014100100000000000000000000000000000000")
    + bytes.fromhex("ffda0008010100013f10ffd9")
)
"""One white pixel."""
GIF = b64decode("R0lGODlhAQABAIAAAP///wAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==")
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" + bytes(413)
"""An empty tag and one silent frame."""
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2" + b"\x00\x00\x00\x08free" + bytes(64)


@dataclass(frozen=True, slots=True)
class Medium:
    """Bytes with their type and file name."""

    data: bytes
    content_type: str
    name: str = ""

    @property
    def md5(self) -> str:
        """Of the bytes, lower-case hex."""
        return hashlib.md5(self.data, usedforsecurity=False).hexdigest()


@dataclass(slots=True)
class Upload:
    """A file on its way in.

    Args:
        size: Of the whole file, as announced.
        md5: Of the whole file, lower-case hex; `""` where the client sent none.
        chunks: How many parts were announced.
        name: File name.
        content_type: As announced.
        parts: What has come, by index.
    """

    size: int
    md5: str
    chunks: int
    name: str
    content_type: str
    parts: dict[int, bytes] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether every part is here."""
        return len(self.parts) >= self.chunks

    def joined(self) -> bytes:
        """The file."""
        return b"".join(self.parts[index] for index in sorted(self.parts))

    def fault(self) -> str:
        """What is wrong with the complete file, or `""`."""
        data = self.joined()
        if len(data) != self.size:
            return f"TotalLen is {self.size}, but {len(data)} bytes came"
        actual = Medium(data, "").md5
        if self.md5 and self.md5 != actual:
            return f"FileMd5 is {self.md5}, but the bytes have {actual}"
        return ""


class MediaStore:
    """Media by MsgId, uploads by ClientMediaId, finished uploads by MediaId."""

    def __init__(self) -> None:
        self._of_messages: dict[str, Medium] = {}
        self._by_media_id: dict[str, Medium] = {}
        self._by_md5: dict[str, str] = {}
        self._signatures: dict[str, str] = {}
        self.uploads: dict[str, Upload] = {}

    def keep(self, msg_id: str, medium: Medium) -> None:
        """What a download for this message gives."""
        _put(self._of_messages, msg_id, medium)

    def of_message(self, msg_id: str) -> Medium | None:
        """What was kept for the message."""
        return self._of_messages.get(msg_id)

    def finish(self, media_id: str, medium: Medium) -> None:
        """An upload is complete, or a received file has this MediaId."""
        _put(self._by_media_id, media_id, medium)
        _put(self._by_md5, medium.md5, media_id)

    def known(self, md5: str) -> str:
        """MediaId of a file that is here already; `""` if none is."""
        media_id = self._by_md5.get(md5, "")
        return media_id if media_id in self._by_media_id else ""

    def clear(self, md5: str, signature: str) -> None:
        """A large file was announced, and gets this signature."""
        _put(self._signatures, md5, signature)

    def signature_of(self, md5: str) -> str:
        """What a message with the file has to say; `""` if it was not announced."""
        return self._signatures.get(md5, "")

    def of_id(self, media_id: str) -> Medium | None:
        """The file behind a MediaId."""
        return self._by_media_id.get(media_id)


def _put(store: dict[str, _Kept], key: str, kept: _Kept) -> None:
    store[key] = kept
    if len(store) > MEDIA_KEPT_MAX:
        del store[next(iter(store))]
