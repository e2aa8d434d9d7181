"""Which files may be sent as what."""

from __future__ import annotations

import pytest

from responder.formats import BYTES_MAX, HEAD_BYTES, format_of, unfit
from responder.models import Deed
from responder.simulator.media import GIF, JPEG, MP3, MP4

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.mark.parametrize(
    ("data", "name"),
    [(JPEG, "jpg"), (PNG, "png"), (GIF, "gif"), (MP4, "mp4"), (MP3, "mp3"), (b"BM6", "bmp")],
)
def test_a_format_is_told_by_its_first_bytes(data: bytes, name: str) -> None:
    """Whatever the file is called."""
    assert format_of(data[:HEAD_BYTES]) == name


def test_an_unknown_format_has_no_name() -> None:
    """Nor has what ends too soon."""
    assert format_of(b"hello") == format_of(b"") == format_of(b"\x89PN") == ""


def test_what_fits_is_no_fault() -> None:
    """Every format as what it is for; a file may be anything."""
    for deed, data in (
        (Deed.IMAGE, JPEG),
        (Deed.IMAGE, PNG),
        (Deed.VIDEO, MP4),
        (Deed.STICKER, GIF),
        (Deed.FILE, b"x"),
    ):
        assert unfit(deed, len(data), data[:HEAD_BYTES]) == ("", "")


def test_what_does_not_fit_is_told_with_the_way_out() -> None:
    """By the key under which it would go."""
    assert unfit(Deed.IMAGE, 9, GIF) == ("a GIF file", "it goes as `sticker:`")
    assert unfit(Deed.STICKER, 9, JPEG) == ("a JPG file", "it goes as `image:`")
    assert unfit(Deed.VIDEO, 9, b"hello") == ("a file of another format", "it goes as `file:`")
    assert unfit(Deed.FILE, 0, b"") == ("an empty file", "the service takes none")


def test_what_is_too_large_is_told_with_the_limit() -> None:
    """A picture of 30 MB still goes as a file; nothing of 60 does."""
    size = BYTES_MAX[Deed.IMAGE]
    assert unfit(Deed.IMAGE, size, JPEG) == ("", "")
    what, hint = unfit(Deed.IMAGE, size * 3 // 2, JPEG)
    assert what == "a file of 30.0 MB, more than 20 MB"
    assert hint == "up to 50 MB go as `file:`"
    assert unfit(Deed.FILE, 3 * size, b"x") == ("a file of 60.0 MB, more than 50 MB", "")
