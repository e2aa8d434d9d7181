"""The files of the disk."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from responder.disk import DiskFiles, Reading
from responder.errors import EnvironmentFault
from responder.rules.reading.source import FILE_BYTES_MAX

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    """Reading tells the path and the reason, never a traceback."""
    with pytest.raises(EnvironmentFault, match=r"rules\.yaml: No such file"):
        DiskFiles().read(str(tmp_path / "rules.yaml"))
    (tmp_path / "rules.yaml").write_bytes(b"rules: []")
    assert DiskFiles().read(str(tmp_path / "rules.yaml")) == b"rules: []"


def test_a_name_that_no_file_can_have_is_a_sentence() -> None:
    """An included name with a null character is refused like a missing one."""
    with pytest.raises(EnvironmentFault, match="no name for a file"):
        DiskFiles().read("a\0b")


def test_of_a_huge_file_only_so_much_is_read(tmp_path: Path) -> None:
    """A film is not taken into memory to say that it is no rule file."""
    path = tmp_path / "film.yaml"
    with path.open("wb") as file:
        file.truncate(FILE_BYTES_MAX * 4)
    assert len(DiskFiles().read(str(path))) == FILE_BYTES_MAX + 1


def test_patterns_find_files_not_folders(tmp_path: Path) -> None:
    """Wildcards and folders in folders work; what is no file is left out."""
    (tmp_path / "more" / "deep").mkdir(parents=True)
    for name in ("more/a.yaml", "more/deep/b.yaml", "more/c.txt"):
        (tmp_path / name).write_text("x", "utf-8")
    (tmp_path / "more" / "d.yaml").mkdir()
    files = DiskFiles()
    assert files.glob(f"{tmp_path}/more/*.yaml") == [f"{tmp_path}/more/a.yaml"]
    assert sorted(files.glob(f"{tmp_path}/more/**/*.yaml")) == [
        f"{tmp_path}/more/a.yaml",
        f"{tmp_path}/more/deep/b.yaml",
    ]


def test_what_is_no_file_is_not_read(tmp_path: Path) -> None:
    """A pipe that nobody fills, a folder, a device: a sentence, and no waiting."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, Path(os.devnull)):
        with pytest.raises(EnvironmentFault, match="Is no file"):
            DiskFiles().read(str(path))


def read(path: Path) -> Reading:
    """A rule file that was read."""
    reading = Reading()
    reading.read(str(path))
    return reading


def test_what_was_read_is_kept(tmp_path: Path) -> None:
    """The bytes, and what a wildcard found, for a later look without the disk."""
    (tmp_path / "a.yaml").write_bytes(b"a")
    reading = read(tmp_path / "a.yaml")
    pattern = f"{tmp_path}/*.yaml"
    assert reading.glob(pattern) == (f"{tmp_path}/a.yaml",)
    (tmp_path / "a.yaml").unlink()
    assert reading.shelf.read(f"{tmp_path}/a.yaml") == b"a"
    assert reading.shelf.glob(pattern) == (f"{tmp_path}/a.yaml",)


def test_a_look_at_the_same_files_is_the_same(tmp_path: Path) -> None:
    """Reading changes nothing."""
    (tmp_path / "a.yaml").write_bytes(b"a")
    look = read(tmp_path / "a.yaml").look
    assert look.again() == look


def written(path: Path) -> None:
    """Its editor writes into the file."""
    path.write_bytes(b"ab")


def renamed_over(path: Path) -> None:
    """Its editor writes another file and gives it the name."""
    path.with_suffix(".new").write_bytes(b"b")
    path.with_suffix(".new").rename(path)


def removed(path: Path) -> None:
    """It is gone."""
    path.unlink()


@pytest.mark.parametrize("change", [written, renamed_over, removed])
def test_a_change_is_seen(tmp_path: Path, change: Callable[[Path], None]) -> None:
    """However it is made."""
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a")
    look = read(path).look
    change(path)
    assert look.again() != look


def test_a_link_that_leads_elsewhere_is_a_change(tmp_path: Path) -> None:
    """As Kubernetes swaps the folder behind a file that is a link itself."""
    for version in ("1", "2"):
        (tmp_path / version).mkdir()
        (tmp_path / version / "rules.yaml").write_bytes(b"a")
    (tmp_path / "data").symlink_to("1")
    (tmp_path / "rules.yaml").symlink_to("data/rules.yaml")
    look = read(tmp_path / "rules.yaml").look
    (tmp_path / "new").symlink_to("2")
    (tmp_path / "new").rename(tmp_path / "data")
    assert look.again() != look


def test_a_file_more_for_a_wildcard_is_a_change(tmp_path: Path) -> None:
    """So is one that is gone."""
    reading = Reading()
    pattern = f"{tmp_path}/*.yaml"
    assert reading.glob(pattern) == ()
    (tmp_path / "a.yaml").write_bytes(b"a")
    assert reading.look.again() != reading.look


def test_what_could_not_be_read_is_looked_for_all_the_same(tmp_path: Path) -> None:
    """A file that comes back is a change."""
    reading = Reading()
    with pytest.raises(EnvironmentFault):
        reading.read(str(tmp_path / "a.yaml"))
    look = reading.look
    assert look.again() == look
    (tmp_path / "a.yaml").write_bytes(b"a")
    assert look.again() != look


def test_a_wildcard_without_bounds_is_looked_for_in_vain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is an error when it is read, and no change afterwards."""
    monkeypatch.setattr("responder.globs.ENTRIES_MAX", 1)
    for name in "abc":
        (tmp_path / f"{name}.yaml").write_bytes(b"a")
    reading = Reading()
    with pytest.raises(EnvironmentFault):
        reading.glob(f"{tmp_path}/*.yaml")
    assert reading.look.again() == reading.look
