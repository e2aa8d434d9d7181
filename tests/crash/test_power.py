"""The power that fails is a true one: what was synced is left, and nothing else is sure to be."""

from __future__ import annotations

import subprocess
import sys
from random import Random
from typing import TYPE_CHECKING

import pytest

from tests.crash.calls import CanNotTraceError, traced
from tests.crash.power import Unplugged

if TYPE_CHECKING:
    from pathlib import Path

KILLED = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"

SYNCED = """
import os
file = open("{at}/new", "wb", buffering=0)
file.write(b"first")
os.fsync(file)
file.write(b"second")
os.replace("{at}/new", "{at}/old")
"""

FOLDER = """
folder = os.open("{at}", os.O_RDONLY)
os.fsync(folder)
"""

LINES = """
import sqlite3
lines = sqlite3.connect("{at}/lines.sqlite", isolation_level=None)
lines.execute("PRAGMA journal_mode = WAL")
lines.execute("PRAGMA synchronous = {synchronous}")
lines.execute("CREATE TABLE line (number INTEGER)")
for number in range(50):
    lines.execute("INSERT INTO line VALUES (?)", (number,))
"""

READ = """
import sqlite3
print(sqlite3.connect("{at}/lines.sqlite").execute("SELECT count(*) FROM line").fetchone()[0])
"""


def left_by(program: str, directory: Path, seed: int) -> dict[str, bytes]:
    """What a power cut leaves of a directory behind a program."""
    directory.mkdir()
    (directory / "old").write_bytes(b"before")
    trace = directory.parent / f"{directory.name}.trace"
    unplugged = Unplugged(directory)
    try:
        command = traced(trace)
    except CanNotTraceError as error:
        pytest.skip(str(error))
    source = program.replace("{at}", str(directory)) + KILLED
    subprocess.run([*command, sys.executable, "-c", source], check=False)
    unplugged.cut(trace, Random(seed))
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def test_names_that_were_not_synced_are_uncertain(tmp_path: Path) -> None:
    """A file that took the place of another may not have, or lack what was not synced."""
    left = [left_by(SYNCED, tmp_path / str(seed), seed) for seed in range(12)]
    assert {one["old"] for one in left} == {b"before", b"first", b"firstsecond"}
    assert all(set(one) <= {"old", "new"} for one in left)


def test_names_that_were_synced_stay(tmp_path: Path) -> None:
    """A directory that was synced has the new name, and the file what was synced of it."""
    left = [left_by(SYNCED + FOLDER, tmp_path / str(seed), seed) for seed in range(12)]
    assert {one["old"] for one in left} == {b"first", b"firstsecond"}
    assert all(set(one) == {"old"} for one in left)


@pytest.mark.parametrize(("synchronous", "says"), [("FULL", "50\n"), ("OFF", "")])
def test_a_database_keeps_what_it_has_synced(synchronous: str, says: str, tmp_path: Path) -> None:
    """All fifty lines are there with a sync for each; without any, not even the table is."""
    at = tmp_path / "0"
    left_by(LINES.replace("{synchronous}", synchronous), at, 1)
    read = [sys.executable, "-c", READ.replace("{at}", str(at))]
    done = subprocess.run(read, check=False, capture_output=True, text=True)
    assert done.stdout == says, done.stderr
