"""Media that rules keep."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from responder.errors import JournalError
from responder.wechat.kept import FOLDER, KeptMedia
from responder.wechat.store import BESIDE

if TYPE_CHECKING:
    from pathlib import Path


def names(folder: Path) -> list[str]:
    """Of the files."""
    return sorted(path.name for path in (folder / FOLDER).iterdir())


def test_what_is_kept_is_found_by_its_message(tmp_path: Path) -> None:
    """Byte for byte, over restarts too; its ending says what it is, and nobody else reads it."""
    KeptMedia(tmp_path).put("71", "Photo.JPG", b"\x00\xff", 5.0)
    kept = KeptMedia(tmp_path)
    assert kept.get("71") == b"\x00\xff"
    assert kept.get("7") is None
    assert kept.ids() == {"71"}
    assert names(tmp_path) == ["71.jpg"]
    path = tmp_path / FOLDER / "71.jpg"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("message_id", "name", "file"),
    [
        ("1", "a", "1.bin"),
        ("1", "a.tar.gz", "1.gz"),
        ("1", "a.\u4e00", "1.bin"),
        ("1", "a.abcdefghijk", "1.bin"),
        ("../x", "a./../b", "2e2e2f78.bin"),
    ],
)
def test_nobody_chooses_where_it_lies(
    tmp_path: Path, message_id: str, name: str, file: str
) -> None:
    """Whatever a file is called that a stranger sends."""
    kept = KeptMedia(tmp_path)
    kept.put(message_id, name, b"x", 5.0)
    assert names(tmp_path) == [file]
    assert kept.get(message_id) == b"x"


def test_a_file_that_was_being_written_is_none(tmp_path: Path) -> None:
    """The crash left half of it; the next try takes its place."""
    kept = KeptMedia(tmp_path)
    kept.put("1", "a.jpg", b"whole", 5.0)
    (tmp_path / FOLDER / f"1.jpg{BESIDE}").write_bytes(b"ha")
    (tmp_path / FOLDER / f"2.jpg{BESIDE}").write_bytes(b"ha")
    assert (kept.get("1"), kept.get("2")) == (b"whole", None)
    kept.put("1", "a.jpg", b"again", 6.0)
    assert kept.get("1") == b"again"
    assert kept.delete(["2"]) == 1
    assert names(tmp_path) == ["1.jpg"]


def test_the_old_goes_and_of_too_much_the_oldest(tmp_path: Path) -> None:
    """Where nothing is kept there is nothing to do."""
    kept = KeptMedia(tmp_path)
    kept.prune(99.0)
    assert (kept.ids(), kept.delete(["1"])) == (frozenset(), 0)
    for number in range(5):
        kept.put(str(number), "a.jpg", b"12345678", 10.0 + number)
    kept.prune(11.0)
    assert kept.ids() == {"1", "2", "3", "4"}
    kept.prune(0.0, bytes_max=20)
    assert kept.ids() == {"3", "4"}


def test_a_disk_that_takes_nothing_is_said(tmp_path: Path) -> None:
    """With the name of the file."""
    (tmp_path / FOLDER).write_text("no folder")
    with pytest.raises(JournalError, match=r"media.* can not be written"):
        KeptMedia(tmp_path).put("1", "a.jpg", b"x", 5.0)
