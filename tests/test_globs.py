"""Files that a pattern means."""

from __future__ import annotations

import glob
import os
from typing import TYPE_CHECKING

import pytest

from responder import globs
from responder.errors import EnvironmentFault
from responder.globs import matching

if TYPE_CHECKING:
    from pathlib import Path

FILES = (
    *("a.yaml", "b.txt", ".c.yaml", "d/a.yaml", "d/e/f/a.yaml", ".g/a.yaml", "h[1]/a.yaml"),
    *("价格/甲.yaml", "i/.j/a.yaml"),
)


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with files, in which the test stands."""
    for name in FILES:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "pattern",
    [
        *("*.yaml", "**/*.yaml", "**", "d/**", "*/a.yaml", "**/e/**/*.yaml", ".*", ".*/*.yaml"),
        *("a.yaml", "d", "d/../a.yaml", "nix", "nix/*", "[ab].*", "?.yaml", "价格/*", "./*.yaml"),
        *("h[[]1]/*", "d//a.yaml", "a.yaml/*", "", "**/f/*"),
    ],
)
def test_the_same_files_as_everywhere(shelf: Path, pattern: str) -> None:
    """A pattern means what it means to Python, relative and absolute."""
    for whole in (pattern, f"{shelf}/{pattern}"):
        expected = {
            os.path.normpath(path)
            for path in glob.glob(whole, recursive=True)  # noqa: PTH207 - what it is compared with
            if os.path.isfile(path)  # noqa: PTH113 - the same
        }
        assert {os.path.normpath(path) for path in matching(whole)} == expected


def test_links_that_lead_back_are_not_followed(shelf: Path) -> None:
    """Nobody goes round in circles; a link to a file is a file."""
    (shelf / "d" / "loop").symlink_to(shelf)
    (shelf / "d" / "again").symlink_to(shelf)
    (shelf / "d" / "k.yaml").symlink_to(shelf / "a.yaml")
    assert sorted(matching("d/**/*.yaml")) == ["d/a.yaml", "d/e/f/a.yaml", "d/k.yaml"]


def test_a_name_that_can_not_be_is_no_file() -> None:
    """There is none of that name."""
    assert matching("a\0b") == []


def test_looking_is_bounded(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too much to look through is said, not looked through."""
    monkeypatch.setattr(globs, "ENTRIES_MAX", 3)
    with pytest.raises(EnvironmentFault) as caught:
        matching(f"{shelf}/**/*.nix")
    assert "more than 3 files and folders to look through" in str(caught.value)
    assert matching("a.yaml") == ["a.yaml"]
