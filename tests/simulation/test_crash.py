"""A life that is cut off leaves its files as they are at that instant, and touches nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import trio

from responder.journal.journal import Journal
from tests.simulation.crash import LIFE, Life, Steps, Trigger, watched_writes

if TYPE_CHECKING:
    from pathlib import Path

NOW_S = 1_800_000_000.0


class Cuts(list[list[str]]):
    """The places at which a life was cut off."""

    def __call__(self, places: object) -> None:
        """Remember them."""
        self.append(list(places))  # type: ignore[call-overload]


@pytest.fixture
def cuts() -> Cuts:
    """None yet."""
    return Cuts()


def a_life(tmp_path: Path, trigger: Trigger, cuts: Cuts) -> Life:
    """With an empty folder."""
    folder = tmp_path / "state"
    folder.mkdir()
    return Life(1, folder, tmp_path / "heir", trigger, cuts)


def commit(journal: Journal) -> None:
    """One batch without anything to say."""
    journal.take_in(event_ids=["m1"], now_s=NOW_S)


@pytest.mark.parametrize(("side", "survives"), [("before", False), ("after", True)])
def test_a_commit_is_there_or_not(
    side: str,
    survives: bool,  # noqa: FBT001 - a column of the table
    tmp_path: Path,
    cuts: Cuts,
) -> None:
    """Cut off before it, the next life does not find it; after it, it does."""
    place = f"{side} responder/journal/journal.py take_in"
    life = a_life(tmp_path, Trigger(place=place, left=0), cuts)
    token = LIFE.set(life)
    with watched_writes():
        journal = Journal.open(life.folder)
        commit(journal)
        journal.close()
    LIFE.reset(token)
    assert cuts == [[place]]
    heir = Journal.open(life.heir)
    assert (heir.unknown(["m1"]) == ()) is survives
    heir.close()


def test_what_is_written_after_death_reaches_nobody(tmp_path: Path, cuts: Cuts) -> None:
    """The copy is made at the instant of the crash, whatever still unwinds."""
    life = a_life(tmp_path, Trigger(), cuts)
    (life.folder / "session.json").write_text("old")
    (life.folder / "journal.sqlite-shm").write_text("shared memory")
    (life.folder / "media").mkdir()
    (life.folder / "media" / "1.mp3").write_bytes(b"kept")
    life.die(["here"])
    (life.folder / "session.json").write_text("new")
    life.die(["again"])
    assert cuts == [["here"]]
    assert (life.heir / "media" / "1.mp3").read_bytes() == b"kept"
    assert {path.name for path in life.heir.iterdir()} == {"media", "session.json"}
    assert (life.heir / "session.json").read_text() == "old"


@pytest.mark.parametrize(
    ("trigger", "dies"),
    [
        (Trigger(left=0), True),
        (Trigger(left=9), False),
        (Trigger("write", left=0), False),
        (Trigger(place="responder/deliver.py:1 nowhere", left=0), False),
        (Trigger(left=0, armed=False), False),
        (Trigger(), False),
    ],
)
def test_an_await_is_counted_by_its_trigger(
    trigger: Trigger,
    dies: bool,  # noqa: FBT001 - a column of the table
    tmp_path: Path,
    cuts: Cuts,
) -> None:
    """A life ends at the await that its trigger names, and at no other."""
    life = a_life(tmp_path, trigger, cuts)

    async def knock() -> None:
        from responder.wechat.login import Knock  # noqa: PLC0415 - some code of the daemon that waits

        LIFE.set(life)
        with trio.move_on_after(1):
            await Knock().wait()

    async def main() -> None:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(knock)

    trio.run(main, clock=trio.testing.MockClock(autojump_threshold=0), instruments=[Steps()])
    assert life.alive is not dies
    if dies:
        assert [place.rpartition(" ")[2] for place in cuts[0]] == ["wait"]
