"""Which files may be sent as what: their formats, told by their first bytes, and their sizes.

It knows bytes and the service's limits; it must not know where a file is.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from responder.models import Deed

HEAD_BYTES = 16
"""So many tell a format."""

_MB = 1024 * 1024

BYTES_MAX: Final = MappingProxyType(
    {Deed.IMAGE: 20 * _MB, Deed.VIDEO: 20 * _MB, Deed.STICKER: 20 * _MB, Deed.FILE: 50 * _MB}
)
"""Largest files, in bytes; the numbers are the official client's, for stickers that of pictures."""

FORMATS: Final = MappingProxyType(
    {
        Deed.IMAGE: ("jpg", "png", "bmp"),
        Deed.VIDEO: ("mp4",),
        Deed.STICKER: ("gif",),
        Deed.FILE: (),
    }
)
"""What may be sent as each; none: anything."""

_MARKS: Final = (
    (0, b"\xff\xd8\xff", "jpg"),
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"GIF8", "gif"),
    (0, b"BM", "bmp"),
    (4, b"ftyp", "mp4"),
    (0, b"ID3", "mp3"),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What can be told of a file without reading it.

    Args:
        size: In bytes.
        head: Its first `HEAD_BYTES`.
    """

    size: int
    head: bytes


def format_of(head: bytes) -> str:
    """The usual extension of what a file holds, by its first `HEAD_BYTES`; `""` if not known."""
    for at, mark, name in _MARKS:
        if head[at : at + len(mark)] == mark:
            return name
    return ""


def unfit(deed: Deed, size: int, head: bytes) -> tuple[str, str]:
    """Why a file can not be sent as a medium, and the way out.

    Args:
        deed: As what: one of those in `BYTES_MAX`.
        size: In bytes.
        head: Its first bytes.

    Returns:
        Two blanks if it can.
    """
    if not size:
        return "an empty file", "the service takes none"
    most = BYTES_MAX[deed]
    if size > most:
        shown = f"{size / _MB:.1f} MB"
        hint = "" if deed is Deed.FILE else f"up to {BYTES_MAX[Deed.FILE] // _MB} MB go as `file:`"
        return f"a file of {shown}, more than {most // _MB} MB", hint
    found, wanted = format_of(head), FORMATS[deed]
    if wanted and found not in wanted:
        what = f"a {found.upper()} file" if found else "a file of another format"
        return what, _way_out(found)
    return "", ""


def _way_out(found: str) -> str:
    fitting = next((deed for deed, names in FORMATS.items() if found in names), Deed.FILE)
    return f"it goes as `{fitting.value}:`"
