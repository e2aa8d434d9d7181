"""The journal's file: opened, migrated, and every error told."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from responder.errors import JournalError
from responder.journal import database
from responder.journal.database import FIRST_REVISION, FORMATS, REVISION, Database
from responder.journal.migrate import config_for

if TYPE_CHECKING:
    from pathlib import Path

NAME = "journal.sqlite"
ONE = sa.text("SELECT 1")


def opened(path: Path) -> Database:
    """The file of a directory."""
    return Database.open(path / NAME)


def raw(path: Path, *statements: str) -> list[tuple[object, ...]]:
    """Past the program: carry statements out, and give what the last one found."""
    found: list[tuple[object, ...]] = []
    with closing(sqlite3.connect(path / NAME)) as connection:
        for statement in statements:
            found = connection.execute(statement).fetchall()
        connection.commit()
    return found


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    """A transaction is written whole or not at all, whatever ends it."""
    put = sa.text("INSERT INTO cursor VALUES ('L', 'k')")
    with closing(opened(tmp_path)) as one:

        def fails() -> None:
            with one.writing() as connection:
                connection.execute(put)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fails()
        assert one.rows(sa.text("SELECT * FROM cursor")) == []
        with one.writing() as connection:
            connection.execute(put)
        assert one.value(sa.text("SELECT keys FROM cursor")) == "k"


def keys_of(path: Path) -> list[object]:
    """What stands in the file."""
    return [row[0] for row in raw(path, "SELECT keys FROM cursor ORDER BY login_id")]


PUT = sa.text("INSERT INTO cursor VALUES (:login, :keys)")


def test_what_is_owed_goes_with_the_next_transaction(tmp_path: Path) -> None:
    """Ahead of all else in it, once, and whoever waits for that is called behind it, in order."""
    seen: list[list[object]] = []
    with closing(opened(tmp_path)) as one:
        one.then(lambda: seen.append([]))
        one.owe(PUT, {"login": "L1", "keys": "first"})
        one.then(lambda: seen.append(keys_of(tmp_path)))
        one.then(lambda: seen.append(["last"]))
        assert keys_of(tmp_path) == []
        with one.writing() as connection:
            assert connection.scalar(sa.text("SELECT keys FROM cursor")) == "first"
            connection.execute(PUT, {"login": "L2", "keys": "second"})
        assert not one.owes
        with one.writing():
            pass
    assert seen == [[], ["first", "second"], ["last"]]


def test_what_is_owed_stays_so_where_a_transaction_fails(tmp_path: Path) -> None:
    """Nobody is told of what is not written."""
    seen: list[object] = []
    with closing(opened(tmp_path)) as one:
        one.owe(PUT, {"login": "L1", "keys": "first"})
        one.then(lambda: seen.extend(keys_of(tmp_path)))

        def fails() -> None:
            with one.writing():
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fails()
        assert one.owes
        assert (keys_of(tmp_path), seen) == ([], [])
        with one.writing():
            pass
    assert seen == ["first"]


def test_commits_reach_the_disk(tmp_path: Path) -> None:
    """WAL, and a commit is synced: a power cut takes back nothing that was acted upon."""
    with closing(opened(tmp_path)) as one:
        assert one.value(sa.text("PRAGMA journal_mode")) == "wal"
        assert one.value(sa.text("PRAGMA synchronous")) == 2
        assert one.value(sa.text("PRAGMA secure_delete")) == 0


def test_what_is_deleted_can_be_overwritten(tmp_path: Path) -> None:
    """For those who keep no texts."""
    with closing(Database.open(tmp_path / NAME, forget=True)) as one:
        assert one.value(sa.text("PRAGMA secure_delete")) == 1


def test_only_the_owner_reads_it(tmp_path: Path) -> None:
    """The file is created with mode 0600."""
    opened(tmp_path).close()
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600


def test_a_foreign_file_is_refused_and_kept(tmp_path: Path) -> None:
    """A file that is no database is named in a sentence and left as it is."""
    (tmp_path / NAME).write_bytes(b"not a database at all" * 100)
    with pytest.raises(JournalError, match=r"journal\.sqlite.*move it away"):
        opened(tmp_path)
    assert (tmp_path / NAME).read_bytes() == b"not a database at all" * 100


@pytest.mark.parametrize(
    "statements",
    [
        ("PRAGMA user_version = 99",),
        (
            f"PRAGMA user_version = {FORMATS[REVISION]}",
            "CREATE TABLE alembic_version (version_num)",
            "INSERT INTO alembic_version VALUES ('0099')",
        ),
        (f"PRAGMA user_version = {FORMATS[REVISION]}",),
    ],
    ids=["format", "revision", "no revision"],
)
def test_a_newer_file_is_refused_and_kept(tmp_path: Path, statements: tuple[str, ...]) -> None:
    """A journal of a later version is never touched, nor is one that makes no sense."""
    raw(tmp_path, *statements)
    before = (tmp_path / NAME).read_bytes()
    with pytest.raises(JournalError, match="another responder"):
        opened(tmp_path)
    assert (tmp_path / NAME).read_bytes() == before


def test_an_unwritable_place_is_a_sentence(tmp_path: Path) -> None:
    """A state directory that is none is an error of ours, not a traceback."""
    with pytest.raises(JournalError, match="can not be opened"):
        opened(tmp_path / "missing")


def test_a_damaged_file_is_a_sentence(tmp_path: Path) -> None:
    """A page of rubbish in its middle is found when it is read, and the way out is named."""
    with closing(opened(tmp_path)) as one, one.writing() as connection:
        rows = [{"a": f"{n:08d}" * 20} for n in range(500)]
        connection.execute(sa.text("INSERT INTO handled VALUES (:a, 0)"), rows)
    data = bytearray((tmp_path / NAME).read_bytes())
    data[8192:-4096] = b"\xff" * (len(data) - 8192 - 4096)
    (tmp_path / NAME).write_bytes(data)
    with pytest.raises(JournalError, match="backup"), closing(opened(tmp_path)) as one:
        one.rows(sa.text("SELECT * FROM handled"))


def test_the_latest_revision_is_known_without_asking_alembic() -> None:
    """What the program takes for the last step and the first is what the migrations say."""
    script = ScriptDirectory.from_config(config_for())
    assert script.get_current_head() == REVISION
    assert script.get_bases() == [FIRST_REVISION]


def test_a_file_of_this_version_is_opened_without_alembic(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is looked for only where there is something to migrate: it takes long to import."""
    opened(tmp_path).close()
    monkeypatch.setitem(__import__("sys").modules, "responder.journal.migrate", None)
    with closing(opened(tmp_path)) as one:
        assert one.value(ONE) == 1


def test_it_says_so_when_the_disk_is_full(tmp_path: Path) -> None:
    """SQLite's own limit stands in for a disk: nothing of the commit is there afterwards."""
    with closing(opened(tmp_path)) as one:
        pages = one.value(sa.text("PRAGMA page_count"))
        one.value(sa.text(f"PRAGMA max_page_count = {pages}"))
        big = {"a": "x" * 100_000}

        def write() -> None:
            with one.writing() as connection:
                connection.execute(sa.text("INSERT INTO handled VALUES (:a, 0)"), big)

        with pytest.raises(JournalError, match=r"full.*check the space"):
            write()
        assert one.rows(sa.text("SELECT * FROM handled")) == []


def test_a_missing_driver_error_is_not_hidden() -> None:
    """Only errors of the database become sentences about it."""
    with pytest.raises(ZeroDivisionError), database.told(__import__("pathlib").Path("x")):
        raise ZeroDivisionError
