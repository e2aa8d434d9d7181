"""Who is meant by a name, and what stands of them in files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.cli import somebody
from responder.cli.somebody import BEFORE, Everybody, everybody, mask_files, still_there
from tests.cli.storedkit import entry, event, in_group, write

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_people_and_groups_are_found_by_any_name(tmp_path: Path) -> None:
    """And all their names are known."""
    write(tmp_path, entry(event("7"), "answered"), entry(in_group("8"), "answered"))
    people = everybody(tmp_path, "MING")
    assert people.called == {"p1"}
    assert people.names["p1"] == {"小明", "ming"}
    assert people.names["g1"] == {"客户群"}
    assert everybody(tmp_path, "客户群").called == {"g1"}


def test_names_of_others_too_are_not_looked_for() -> None:
    """Nor those that are too short."""
    people = Everybody()
    people.add("p1", ("小明", "明", "Ming"), "x")
    people.add("p2", ("Ming",), "x")
    assert people.alone("p1") == ({"小明"}, {"明", "Ming"})


def test_files_beside_the_journal_are_masked(tmp_path: Path) -> None:
    """The log with its older files, and the address book of an earlier login; others are told."""
    for name in ("responder.log", "responder.log.1", BEFORE, "notes.txt"):
        (tmp_path / name).write_text('{"sender": "小明", "alias": "\\u5c0f\\u660e"}')
    (tmp_path / "responder.log.2").write_text("nobody")
    masked = mask_files(tmp_path, {"小明"})
    assert [path.name for path in masked] == [BEFORE, "responder.log", "responder.log.1"]
    assert masked[0].read_text() == '{"sender": "***", "alias": "***"}'
    assert [path.name for path in still_there(tmp_path, {"小明"})] == ["notes.txt"]


def test_a_name_over_the_edge_of_a_piece_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large file is looked through in pieces."""
    monkeypatch.setattr(somebody, "CHUNK", 4)
    (tmp_path / "large").write_bytes(b"xxxBobyyy")
    assert still_there(tmp_path, {"Bob"}) == [tmp_path / "large"]
