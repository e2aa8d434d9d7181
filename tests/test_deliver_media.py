"""Delivering media and changes over the real account, in front of the simulator and its faults.

What counts is what the simulator received, in which order, and that nothing is there twice.
"""

from __future__ import annotations

from contextlib import asynccontextmanager, closing
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import pytest
import trio

from responder.deliver import Delivered, Deliverer
from responder.fetching import NothingAsked
from responder.journal.journal import Journal
from responder.models import Deed, Limits, Outgoing, OutgoingState, Rate
from responder.pace import Pace
from responder.simulator.media import JPEG
from responder.sources import FromFile, source_to_text
from responder.wechat.kept import KeptMedia
from tests.wechat.stage import ANN, BOB, ROOM, Stage, service
from tests.wechat.test_account import id_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from trio.testing import MockClock

    from responder.simulator.simulator import Simulator

OFF = Limits(delay=None, per_chat=None, per_account=None, per_day=None, loop=None)
SENT, FAILED, UNKNOWN = OutgoingState.SENT, OutgoingState.FAILED, OutgoingState.UNKNOWN
SUPPRESSED = OutgoingState.SUPPRESSED


class Shop:
    """One run of delivery.

    Args:
        folder: State directory; the same one again is a restart.
        sim: The service.
        limits: The pace; none by default.
    """

    def __init__(self, folder: Path, sim: Simulator, limits: Limits = OFF) -> None:
        self.forbidden = ""
        self.folder = folder
        self.sim = sim
        self.stage = Stage(folder, sim=sim)
        self.journal = Journal.open(folder)
        self.ends: list[Delivered] = []
        self._ended = trio.Event()
        self._in, self._out = trio.open_memory_channel[Outgoing](64)
        self.deliverer = Deliverer(
            account=self.stage.account,
            journal=self.journal,
            pace=Pace(limits),
            limits=lambda: limits,
            forbidden=lambda _: self.forbidden,
            now=self.stage.client.now,
            rng=Random(2),
            tell=self._told,
            kept=KeptMedia(folder),
            download=NothingAsked().download,
        )

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Shop]:
        """It is on line and delivers while the block runs; after it, it is cut off."""
        with closing(self.journal):
            async with self.stage.playing(), trio.open_nursery() as nursery:
                nursery.start_soon(self.deliverer.run, self._out)
                await self.stage.online()
                yield self
                self.deliverer.finish_within(0)
                nursery.cancel_scope.cancel()

    async def give(self, *deeds: tuple[Deed, str], to: str = ANN) -> None:
        """Let things be done, in this order; of a medium its file in the state directory."""
        online = await self.stage.online()
        now_s = self.stage.client.now()
        made = []
        for deed, content in deeds:
            source = source_to_text(FromFile(str(self.folder / content)))
            made.append(
                Outgoing(
                    client_msg_id=f"{int(self.journal.outbox.last_client_msg_id() or 10**16) + 1}",
                    chat_id=id_of(online, to),
                    text=content,
                    event_id="e",
                    rule="r",
                    not_before_s=now_s,
                    created_s=now_s,
                    deed=deed,
                    content=source if deed is Deed.IMAGE else content,
                )
            )
            self.journal.take_in(now_s=now_s, outgoing=(made[-1],))
        for one in made:
            await self._in.send(one)

    async def ended(self, count: int) -> list[OutgoingState]:
        """How so many ended."""
        with trio.fail_after(4000):
            while len(self.ends) < count:
                await self._ended.wait()
        return [end.state for end in self.ends]

    def _told(self, delivered: Delivered) -> None:
        self.ends.append(delivered)
        self._ended.set()
        self._ended = trio.Event()


def received(sim: Simulator) -> list[tuple[str, str]]:
    """Kind and text of everything that arrived."""
    return [(sent.type, sent.text) for sent in sim.sent]


@pytest.fixture
def picture(tmp_path: Path) -> str:
    """Name of a picture in the state directory."""
    (tmp_path / "a.jpg").write_bytes(JPEG)
    return "a.jpg"


async def test_media_stand_between_texts(
    picture: str, tmp_path: Path, autojump_clock: MockClock
) -> None:
    """An upload takes its time, and what was to follow it waits."""
    sim = service()
    sim.set_faults([{"endpoint": "webwxuploadmedia", "kind": "delay", "delay": 5.0}])
    async with Shop(tmp_path, sim).open() as shop:
        await shop.give((Deed.TEXT, "一"), (Deed.IMAGE, picture), (Deed.TEXT, "二"))
        assert await shop.ended(3) == [SENT] * 3
    assert received(sim) == [("text", "一"), ("image", "a.jpg"), ("text", "二")]
    assert sim.violations == []


async def test_what_the_owner_does_during_an_upload_counts(
    picture: str, tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Manners are asked at the moment of sending, which may be minutes after the upload began."""
    sim = service()
    sim.set_faults([{"endpoint": "webwxuploadmedia", "kind": "delay", "delay": 60.0}])
    async with Shop(tmp_path, sim).open() as shop:
        await shop.give((Deed.IMAGE, picture))
        await shop.stage.until(lambda: bool(shop.stage.asked("webwxuploadmedia")))
        shop.forbidden = "handover: the owner wrote here 0s ago"
        assert await shop.ended(1) == [SUPPRESSED]
        assert shop.ends[0].reason == shop.forbidden
    assert received(sim) == []


async def test_the_pace_counts_from_when_a_picture_leaves(
    picture: str, tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Not from when its upload began: what follows is as far behind it as behind a text."""
    sim, limits = service(), replace(OFF, per_chat=Rate(1, 30.0), per_day=3)
    sim.set_faults([{"endpoint": "webwxuploadmedia", "kind": "delay", "delay": 40.0}])
    async with Shop(tmp_path, sim, limits).open() as shop:
        await shop.give((Deed.TEXT, "一"), (Deed.IMAGE, picture), (Deed.TEXT, "二"))
        assert await shop.ended(3) == [SENT] * 3
        assert shop.deliverer.left_today == 0
    assert received(sim) == [("text", "一"), ("image", "a.jpg"), ("text", "二")]
    first, second, third = (sent.received_at for sent in sim.sent)
    assert second - first >= 70  # the upload waits for its turn, too
    assert third - second >= 30


async def test_no_picture_leaves_in_place_of_a_text_that_came_first(
    picture: str, tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Altogether no more leaves in a minute than may, however long the upload took."""
    sim, limits = service(), replace(OFF, per_account=Rate(1, 60.0))
    sim.set_faults([{"endpoint": "webwxuploadmedia", "kind": "delay", "delay": 59.0}])
    async with Shop(tmp_path, sim, limits).open() as shop:
        await shop.give((Deed.IMAGE, picture))
        await shop.stage.until(lambda: bool(shop.stage.asked("webwxuploadmedia")))
        await shop.give((Deed.TEXT, "一"), to=BOB)
        assert await shop.ended(2) == [SENT] * 2
    assert received(sim) == [("text", "一"), ("image", "a.jpg")]
    first, second = (sent.received_at for sent in sim.sent)
    assert second - first >= 60


@pytest.mark.parametrize(
    "fault",
    [
        "webwxuploadmedia:reset*4",
        "webwxuploadmedia:status=502*2",
        "webwxuploadmedia:ret=1205",
        "webwxuploadmedia:ret=-1",
        "webwxsendmsgimg:reset",
        "webwxsendmsgimg:reset!after",
        "webwxsendmsgimg:silence!after",
        "webwxsendmsgimg:html!after",
    ],
)
async def test_whatever_is_lost_a_picture_arrives_once(
    fault: str, picture: str, tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Uploaded as often as it takes, sent with one ClientMsgId for life."""
    sim = service()
    sim.set_faults(fault)
    async with Shop(tmp_path, sim).open() as shop:
        await shop.give((Deed.IMAGE, picture))
        assert await shop.ended(1) == [SENT]
    assert received(sim) == [("image", "a.jpg")]
    assert sim.violations == []


async def test_a_crash_during_the_upload_is_no_doubt(
    picture: str, tmp_path: Path, autojump_clock: MockClock
) -> None:
    """The journal says that it may have left only once it may: even a new login sends it."""
    sim = service()
    sim.set_faults([{"endpoint": "webwxuploadmedia", "kind": "delay", "delay": 30.0}])
    async with Shop(tmp_path, sim).open() as shop:
        await shop.give((Deed.IMAGE, picture))
        await shop.stage.until(lambda: bool(shop.stage.asked("webwxuploadmedia")))
    assert received(sim) == []
    sim.expire(1100)
    async with Shop(tmp_path, sim).open() as shop:
        assert await shop.ended(1) == [SENT]
    assert received(sim) == [("image", "a.jpg")]


async def test_a_crash_during_the_send_is_repeated_in_the_same_login(
    picture: str, tmp_path: Path, autojump_clock: MockClock
) -> None:
    """The service knows the ClientMsgId, though the file is up a second time."""
    sim = service()
    sim.set_faults("webwxsendmsgimg:silence!after")
    async with Shop(tmp_path, sim).open() as shop:
        await shop.give((Deed.IMAGE, picture))
        await sim.wait_sent(1)
    async with Shop(tmp_path, sim).open() as shop:
        assert await shop.ended(1) == [SENT]
    assert received(sim) == [("image", "a.jpg")]
    assert sim.calls["webwxuploadmedia"] == 2
    assert sim.violations == []


async def test_a_file_that_is_gone_fails_and_holds_nobody_up(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """With the reason."""
    sim = service()
    async with Shop(tmp_path, sim).open() as shop:
        await shop.give((Deed.IMAGE, "gone.jpg"), (Deed.TEXT, "二"))
        assert await shop.ended(2) == [FAILED, SENT]
        assert "No such file" in shop.ends[0].reason


async def test_an_invitation_is_never_repeated(tmp_path: Path, autojump_clock: MockClock) -> None:
    """Where nobody knows whether it was sent, people are not asked a second time."""
    sim = service()
    sim.add_contacts([{"name": "小猫"}])
    sim.set_faults("webwxupdatechatroom:reset!after")
    async with Shop(tmp_path, sim).open() as shop:
        online = await shop.stage.online()
        await shop.give((Deed.INVITE, id_of(online, "小猫")), to=ROOM)
        assert await shop.ended(1) == [UNKNOWN]
    assert sim.calls["webwxupdatechatroom"] == 1


async def test_other_changes_are_repeated(tmp_path: Path, autojump_clock: MockClock) -> None:
    """A name that is given twice is the same name."""
    sim = service()
    sim.set_faults("webwxupdatechatroom:reset!after")
    async with Shop(tmp_path, sim).open() as shop:
        await shop.give((Deed.RENAME, "新群"), to=ROOM)
        assert await shop.ended(1) == [SENT]
    assert sim.calls["webwxupdatechatroom"] == 2
    assert sim.world.book.room("新群", "").name == "新群"


async def test_a_recall_waits_for_what_it_takes_back(
    picture: str, tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Order within a chat holds for everything that goes out."""
    sim = service()
    async with Shop(tmp_path, sim).open() as shop:
        await shop.give((Deed.TEXT, "一"), (Deed.IMAGE, picture), (Deed.RECALL, ""))
        assert await shop.ended(3) == [SENT] * 3
        sent = {one.type: one.msg_id for one in sim.sent}
    assert sim.world.outbox.revoked == [sent["image"]]
