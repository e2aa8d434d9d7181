"""Every place where the daemon can be cut off is found in its source and recognised in a stack."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.simulation.crash import SITES
from tests.simulation.sites import ELSEWHERE, Sites, frames

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path
    from types import CoroutineType

SOURCE = """
async def wait(lock, items):
    async with (
        lock
    ):
        async for item in items:
            await item(
                lock
            )


def commit(database):
    with database.writing():
        pass
"""


@pytest.fixture
def sites(tmp_path: Path) -> Sites:
    """Of a package with one module that waits and one that writes."""
    journal = tmp_path / "responder" / "journal"
    journal.mkdir(parents=True)
    (journal / "journal.py").write_text(SOURCE)
    for name in ("answer.py", "control.py", "daemon.py", "deliver.py", "housekeeping.py"):
        (tmp_path / "responder" / name).write_text("")
    return Sites(tmp_path)


def test_awaits_and_writes_are_read_from_the_source(sites: Sites) -> None:
    """`await`, `async with`, `async for`; a transaction counts before and after."""
    name = "responder/journal/journal.py"
    assert sites.awaits == [f"{name}:3 wait", f"{name}:6 wait", f"{name}:7 wait"]
    assert sites.writes == [f"before {name} commit", f"after {name} commit"]
    assert sites.all == sites.awaits + sites.writes


def test_a_suspended_coroutine_is_recognised(sites: Sites, tmp_path: Path) -> None:
    """Its line is that of the statement, wherever in it the call stands."""

    class Bell:
        def __await__(self) -> Generator[None, None, None]:
            yield

    class Lock:
        async def __aenter__(self) -> None:
            await Bell()

        async def __aexit__(self, *args: object) -> None:
            pass

    path = tmp_path / "responder" / "journal" / "journal.py"
    space: dict[str, object] = {}
    exec(compile(path.read_text(), str(path), "exec"), space)  # noqa: S102 - the source above
    waiting: CoroutineType[object, None, None] = space["wait"](Lock(), None)  # type: ignore[operator]
    waiting.send(None)
    assert sites.of_coroutine(waiting) == ["responder/journal/journal.py:3 wait"]
    assert [frame.f_code.co_name for frame in frames(waiting)] == [
        "wait",
        "__aenter__",
        "__await__",
    ]
    waiting.close()


def test_a_running_stack_is_recognised() -> None:
    """The innermost frame of the daemon counts; a stack without one has no place."""
    assert SITES.of_caller(sys._getframe()) == ""


@pytest.mark.parametrize(
    "place",
    [
        "responder/daemon.py",
        "responder/answer.py",
        "responder/wechat/sync.py",
        "control.py",
        "responder/keeping.py",
        "responder/alerts.py",
        "responder/notify.py",
    ],
)
def test_the_daemon_is_all_there(place: str) -> None:
    """Each task of the daemon has places of its own."""
    assert any(place in known for known in SITES.awaits)


def test_the_files_of_the_login_count_as_writes() -> None:
    """Not only the journal outlives a process."""
    assert "before responder/wechat/store.py write_whole" in SITES.writes
    assert "after responder/alerts.py _note" in SITES.writes


def test_places_that_no_life_comes_to_are_named_one_by_one() -> None:
    """Each reason is about something of the source; a line leaves the others of its function."""
    assert sorted(SITES.elsewhere) == sorted(ELSEWHERE)
    (closing,) = SITES.elsewhere["lookup/client.py _read: async with aclosing"]
    assert closing not in SITES.all
    assert any(place.endswith(" _read") and "lookup/client" in place for place in SITES.awaits)
