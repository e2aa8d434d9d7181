"""The keep task: what came with messages is fetched, over faults and restarts."""

from __future__ import annotations

from contextlib import asynccontextmanager, closing
from random import Random
from typing import TYPE_CHECKING

import pytest
import trio

from responder.errors import JournalError
from responder.journal.journal import Journal
from responder.journal.reader import Reader
from responder.keeping import EXPIRED, TRIED_S, Keeper
from responder.models import Deed, Outgoing
from responder.simulator.media import JPEG
from responder.sources import FromFile, source_of, source_to_text
from responder.wechat.kept import KeptMedia
from tests.fakes import row
from tests.wechat.stage import ANN, Stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from trio.testing import MockClock

    from responder.sources import Source


class Keeping:
    """One account that keeps what it is told to.

    Args:
        folder: State directory; the same one again is a restart.
        stage: Where.
    """

    def __init__(self, folder: Path, stage: Stage, *, dry_run: bool = False) -> None:
        self.folder = folder
        self.stage = stage
        self.journal = Journal.open(folder)
        self.kept = KeptMedia(folder)
        self.failures: list[tuple[str, str]] = []
        self.keeper = Keeper(
            account=stage.account,
            outbox=self.journal.outbox,
            kept=self.kept,
            now=stage.client.now,
            rng=Random(1),
            failed=lambda action, why: self.failures.append((action.chat_name, why)),
            dry_run=dry_run,
        )
        self._number = 0

    async def picture(self) -> tuple[str, Source]:
        """ANN sends one: its message, and how it is had."""
        self.stage.says("", by=ANN, type="image")
        (event,) = await self.stage.heard(5.0)
        found = source_of(event)
        assert found is not None
        return event.id, found

    def keep(self, source: Source) -> None:
        """Write down that this is to be kept, and ring."""
        self._number += 1
        own, now_s = f"{10**16 + self._number}", self.stage.client.now()
        chat = ("ann", "[keep] image", "e", "留", now_s, now_s, ANN)
        content = source_to_text(source)
        self.journal.take_in(
            now_s=now_s, outgoing=(Outgoing(own, *chat, deed=Deed.KEEP, content=content),)
        )
        self.keeper.wake()

    def ends(self) -> list[tuple[str, str]]:
        """How each stands, and why."""
        numbers = range(1, self._number + 1)
        found = [row(self.folder, f"{10**16 + number}") for number in numbers]
        return [(one.state.value, one.reason) for one in found]


@asynccontextmanager
async def keeping(folder: Path, *, dry_run: bool = False) -> AsyncIterator[Keeping]:
    """It is on line, and keeps while the block runs; the service finds no fault with it."""
    async with Stage(folder).playing() as stage, trio.open_nursery() as nursery:
        await stage.listening()
        it = Keeping(folder, stage, dry_run=dry_run)
        with closing(it.journal):
            nursery.start_soon(it.keeper.run)
            yield it
            assert stage.sim.violations == []
            nursery.cancel_scope.cancel()


async def test_it_is_kept(tmp_path: Path, autojump_clock: MockClock) -> None:
    """As soon as it is written down; other people's texts have nothing to do with it."""
    async with keeping(tmp_path) as it:
        message_id, source = await it.picture()
        it.keep(source)
        await trio.sleep(5)
        assert it.kept.get(message_id) == JPEG
        assert (it.ends(), it.failures) == ([("sent", "")], [])
        assert it.journal.outbox.pending() == ()
        assert it.journal.outbox.attempts(0.0) == ()
        with closing(
            Reader.open(tmp_path)
        ) as reader:  # nobody gets it, so it is no text that ended
            assert (reader.waiting(9), reader.ended(9)) == ((), ())


async def test_what_waits_is_kept_by_the_next_start(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """A crash before, in or after the fetch makes no difference."""
    async with keeping(tmp_path) as it:
        message_id, source = await it.picture()
        it.stage.sim.set_faults("webwxgetmsgimg:delay=20")
        it.keep(source)
        await trio.sleep(10)
        assert it.ends() == [("queued", "")]
        it.kept.put(message_id, "a.jpg", b"half of it", 5.0)  # as if it had died behind that
        online = await it.stage.online()
        with closing(Journal.open(tmp_path)) as journal:
            again = Keeper(
                account=it.stage.account,
                outbox=journal.outbox,
                kept=it.kept,
                now=it.stage.client.now,
                rng=Random(2),
                failed=lambda *_: None,
            )
            with trio.move_on_after(5):
                await again.run()
        assert online is it.stage.account.current
        assert (it.kept.get(message_id), it.ends()) == (JPEG, [("sent", "")])


async def test_faults_that_pass_are_outlived(tmp_path: Path, autojump_clock: MockClock) -> None:
    """And one that does not is the end of that one alone, with a reason for its owner."""
    async with keeping(tmp_path) as it:
        message_id, source = await it.picture()
        it.stage.sim.set_faults("webwxgetmsgimg:reset*7")
        it.keep(source)
        await trio.sleep(60)
        assert it.kept.get(message_id) == JPEG
        other_id, other = await it.picture()
        third_id, third = await it.picture()
        it.stage.sim.set_faults("webwxgetmsgimg:reset*all")
        it.keep(other)
        await trio.sleep(240)
        it.stage.sim.clear_faults()
        it.keep(third)
        await trio.sleep(5)
        assert it.kept.ids() == {message_id, third_id}
        assert other_id not in it.kept.ids()
        ((who, why),) = it.failures
        assert (who, [state for state, _ in it.ends()]) == (ANN, ["sent", "failed", "sent"])
        assert "webwxgetmsgimg" in why


@pytest.mark.parametrize(
    ("fault", "words"),
    [("webwxgetmsgimg:empty*all", "does not give the image of this message any more")],
)
async def test_what_is_gone_is_said_to_be(
    fault: str, words: str, tmp_path: Path, autojump_clock: MockClock
) -> None:
    """At once: it does not come back."""
    async with keeping(tmp_path) as it:
        _, source = await it.picture()
        it.stage.sim.set_faults(fault)
        it.keep(source)
        it.keep(FromFile("a.jpg"))
        await trio.sleep(5)
        (gone, none) = it.ends()
        assert gone[0] == none[0] == "failed"
        assert words in gone[1]
        assert it.kept.ids() == frozenset()


async def test_nobody_waits_for_ever(tmp_path: Path, autojump_clock: MockClock) -> None:
    """Where nobody logs in for a day it is given up."""
    async with keeping(tmp_path) as it:
        _, source = await it.picture()
        it.stage.account.go_offline()
        it.keep(source)
        await trio.sleep(TRIED_S - 60)
        assert it.ends() == [("queued", "")]
        await trio.sleep(120)
        assert it.ends() == [("expired", EXPIRED)]


async def test_a_full_disk_is_said(
    tmp_path: Path, autojump_clock: MockClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends that one, and nothing else."""

    def full(*_: object) -> None:
        raise JournalError("media/1.jpg can not be written: No space left on device")

    async with keeping(tmp_path) as it:
        _, source = await it.picture()
        monkeypatch.setattr(it.kept, "put", full)
        it.keep(source)
        await trio.sleep(5)
        assert [state for state, _ in it.ends()] == ["failed"]
        assert "No space left" in it.failures[0][1]


async def test_a_rehearsal_fetches_nothing(tmp_path: Path, autojump_clock: MockClock) -> None:
    """It says what it would keep."""
    async with keeping(tmp_path, dry_run=True) as it:
        _, source = await it.picture()
        it.keep(source)
        await trio.sleep(5)
        assert it.ends() == [("rehearsed", "")]
        assert it.stage.asked("webwxgetmsgimg") == []
