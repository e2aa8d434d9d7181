"""Media and uploads."""

from __future__ import annotations

import hashlib

import pytest

from responder.simulator import media
from responder.simulator.media import GIF, JPEG, MP3, MP4, MediaStore, Medium, Upload

HELLO_MD5 = hashlib.md5(b"hello world", usedforsecurity=False).hexdigest()


def upload(size: int = 11, md5: str = HELLO_MD5) -> Upload:
    """A file of two parts, the second of which came first."""
    return Upload(size, md5, 2, "a.txt", "text/plain", {1: b" world", 0: b"hello"})


def test_parts_are_joined_by_their_number() -> None:
    """Not by their coming."""
    assert upload().complete
    assert upload().joined() == b"hello world"
    assert upload().fault() == ""


def test_a_missing_part_keeps_a_file_incomplete() -> None:
    """One of two is not all."""
    assert not Upload(11, "", 2, "a", "b", {0: b"hello"}).complete


def test_a_file_is_held_against_its_announcement() -> None:
    """Size and md5; a client may leave the md5 out."""
    assert upload(size=12).fault() == "TotalLen is 12, but 11 bytes came"
    assert upload(md5="00").fault().startswith("FileMd5 is 00, but the bytes have ")
    assert upload(md5="").fault() == ""


@pytest.mark.parametrize(
    ("data", "start", "end"),
    [
        (JPEG, b"\xff\xd8\xff\xe0\x00\x10JFIF", b"\xff\xd9"),
        (GIF, b"GIF89a\x01\x00\x01\x00", b"\x3b"),
        (MP3, b"ID3", b""),
        (MP4, b"\x00\x00\x00\x18ftyp", b""),
    ],
)
def test_samples_begin_and_end_as_their_kind(data: bytes, start: bytes, end: bytes) -> None:
    """Clients look at the first bytes."""
    assert data.startswith(start)
    assert data.endswith(end)


def test_the_picture_is_a_whole_jpeg() -> None:
    """Every segment has the length it says, up to the scan."""
    at = 2
    marks = []
    while (mark := JPEG[at + 1]) != 0xDA:
        marks.append(mark)
        at += 2 + int.from_bytes(JPEG[at + 2 : at + 4])
        assert JPEG[at] == 0xFF
    assert marks == [0xE0, 0xDB, 0xC2, 0xC4]


def test_media_are_found_by_message_or_id() -> None:
    """Two ways to download."""
    store, medium = MediaStore(), Medium(b"x", "text/plain", "a.txt")
    store.keep("7", medium)
    store.finish("@m", medium)
    assert store.of_message("7") is store.of_id("@m") is medium
    assert store.of_message("8") is None
    assert store.of_id("7") is None


def test_old_media_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the service forgets them after a while."""
    monkeypatch.setattr(media, "MEDIA_KEPT_MAX", 2)
    store = MediaStore()
    for number in range(3):
        store.keep(str(number), Medium(b"", ""))
    assert store.of_message("0") is None
    assert store.of_message("2") is not None
