"""Bytes: pictures, sounds and files that messages carry, and uploads as they come in chunks."""

from __future__ import annotations

import hashlib
from base64 import b64decode
from dataclasses import dataclass, field

CHUNK_BYTES = 524_288
"""The official client's chunk; larger requests fail on the service."""

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
        actual = hashlib.md5(data, usedforsecurity=False).hexdigest()
        if self.md5 and self.md5 != actual:
            return f"FileMd5 is {self.md5}, but the bytes have {actual}"
        return ""


class MediaStore:
    """Media by MsgId, uploads by ClientMediaId, finished uploads by MediaId."""

    def __init__(self) -> None:
        self._of_messages: dict[str, Medium] = {}
        self._by_media_id: dict[str, Medium] = {}
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

    def of_id(self, media_id: str) -> Medium | None:
        """The file behind a MediaId."""
        return self._by_media_id.get(media_id)


def _put(store: dict[str, Medium], key: str, medium: Medium) -> None:
    store[key] = medium
    if len(store) > MEDIA_KEPT_MAX:
        del store[next(iter(store))]
