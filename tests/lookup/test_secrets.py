"""Secrets from the environment and from files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.lookup.secrets import SECRET_BYTES_MAX, Secrets, of_process

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_secret_is_a_variable_or_a_file(tmp_path: Path) -> None:
    """The variable counts first; of a file the line's end does not count."""
    (tmp_path / "TOKEN").write_text("from a file\n")
    (tmp_path / "OTHER").write_text("x")
    secrets = Secrets({"RESPONDER_SECRET_TOKEN": "from outside"}, tmp_path)
    assert secrets.get("TOKEN") == "from outside"
    assert secrets.get("OTHER") == "x"
    assert Secrets({}, tmp_path).get("TOKEN") == "from a file"


def test_what_is_no_secret_is_none(tmp_path: Path) -> None:
    """Nothing, nothing readable, nothing in it, or far too much is no secret."""
    (tmp_path / "EMPTY").write_text("\n")
    (tmp_path / "LONG").write_text("x" * (SECRET_BYTES_MAX + 1))
    (tmp_path / "BYTES").write_bytes(b"\xff\xfe")
    secrets = Secrets({}, tmp_path)
    assert [secrets.get(name) for name in ("NONE", "EMPTY", "LONG", "BYTES")] == [None] * 4


def test_a_renewed_file_counts_at_once(tmp_path: Path) -> None:
    """A secret is looked up when it is sent."""
    file = tmp_path / "TOKEN"
    secrets = Secrets({}, tmp_path)
    file.write_text("old")
    assert secrets.get("TOKEN") == "old"
    file.write_text("new")
    assert secrets.get("TOKEN") == "new"


def test_the_folder_is_named_or_given_by_systemd(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RESPONDER_SECRETS names the folder; without it that of the unit's credentials is used."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "a" / "TOKEN").write_text("a")
    (tmp_path / "b" / "TOKEN").write_text("b")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "b"))
    assert of_process().get("TOKEN") == "b"
    monkeypatch.setenv("RESPONDER_SECRETS", str(tmp_path / "a"))
    assert of_process().get("TOKEN") == "a"


def test_a_secret_is_in_no_repr() -> None:
    """Whoever prints it sees none."""
    assert "hush" not in repr(Secrets({"RESPONDER_SECRET_TOKEN": "hush"}))
