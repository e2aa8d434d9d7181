"""How each kind of outgoing action is done, in front of the simulator."""

from __future__ import annotations

from contextlib import asynccontextmanager, closing
from typing import TYPE_CHECKING

import pytest
import trio

from responder.errors import TransportError
from responder.journal.journal import Journal
from responder.models import Deed, Medium, MessageType, Outgoing, OutgoingState
from responder.performing import NOTHING, Performer
from responder.rules.requests import FetchFailure, Why
from responder.simulator.media import GIF, JPEG
from responder.sources import FromAddress, FromFile, FromMessage, source_of, source_to_text
from responder.undo import RECALLED
from responder.wechat.kept import KeptMedia
from responder.wechat.protocol.outcome import UnsendableError
from tests.wechat.stage import ANN, BOB, ROOM, Stage
from tests.wechat.test_account import id_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from trio.testing import MockClock

    from responder.performing import Done
    from responder.wechat.account import Online


class Doing:
    """One account that does things by hand.

    Args:
        folder: State directory.
        stage: Where.
        journal: What was said.
        online: The login.
    """

    def __init__(self, folder: Path, stage: Stage, journal: Journal, online: Online) -> None:
        self.stage = stage
        self.sim = stage.sim
        self.journal = journal
        self.online = online
        self.kept = KeptMedia(folder)
        self.files: dict[str, bytes | FetchFailure] = {}
        now = stage.client.now
        self.performer = Performer(stage.account, journal.outbox, now, self.kept, self.download)
        self._number = 0

    async def download(self, url: str, bytes_max: int) -> bytes | FetchFailure:
        """A file of another computer."""
        await trio.lowlevel.checkpoint()
        found = self.files[url]
        assert isinstance(found, FetchFailure) or len(found) <= bytes_max
        return found

    def action(self, deed: Deed, content: str = "", to: str = ANN, text: str = "x") -> Outgoing:
        """Something to do, written down."""
        self._number += 1
        now_s = self.stage.client.now()
        chat_id = id_of(self.online, to)
        own = f"{10**16 + self._number}"
        made = Outgoing(own, chat_id, text, "e", "r", now_s, now_s, deed=deed, content=content)
        self.journal.take_in(now_s=now_s, outgoing=(made,))
        return made

    async def does(self, deed: Deed, content: str = "", to: str = ANN, text: str = "x") -> Done:
        """Do it, and write down that it was done."""
        action = self.action(deed, content, to, text)
        loaded = await self.performer.fetch(action)
        act = await self.performer.prepare(self.online, action, None, loaded)
        done = await act()
        self.journal.outbox.end(
            action,
            OutgoingState.SENT,
            self.stage.client.now(),
            msg_id=done.msg_id,
            marks=done.marks,
        )
        return done


@asynccontextmanager
async def doing(folder: Path) -> AsyncIterator[Doing]:
    """An account on line; the service finds no fault with it."""
    with closing(Journal.open(folder)) as journal:
        async with Stage(folder).playing() as stage:
            await stage.listening()
            yield Doing(folder, stage, journal, await stage.online())
            assert stage.sim.violations == []


async def test_a_text_is_said(tmp_path: Path, autojump_clock: MockClock) -> None:
    """And has the id that the service gave it."""
    async with doing(tmp_path) as it:
        done = await it.does(Deed.TEXT, text="你好")
        assert [(s.to, s.text, s.msg_id) for s in it.sim.sent] == [(ANN, "你好", done.msg_id)]


async def test_a_file_of_the_owner_is_shown(tmp_path: Path, autojump_clock: MockClock) -> None:
    """As it is on the disk at that moment, under its own name."""
    path = tmp_path / "菜单.jpg"
    async with doing(tmp_path) as it:
        path.write_bytes(b"not yet")
        path.write_bytes(JPEG)
        done = await it.does(Deed.IMAGE, source_to_text(FromFile(str(path))))
        medium = it.sim.world.media.of_message(done.msg_id)
        assert medium is not None
        assert (medium.name, medium.data) == ("菜单.jpg", JPEG)


async def test_a_file_that_is_gone_or_another_is_said_to_be(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """It fails with a reason, before anything of it has left."""
    async with doing(tmp_path) as it:
        gone = source_to_text(FromFile(str(tmp_path / "gone.png")))
        with pytest.raises(UnsendableError, match="No such file"):
            await it.does(Deed.IMAGE, gone)
        (tmp_path / "a.png").write_bytes(GIF)
        with pytest.raises(UnsendableError, match="GIF file; it goes as `sticker:`"):
            await it.does(Deed.IMAGE, source_to_text(FromFile(str(tmp_path / "a.png"))))
        assert it.stage.asked("webwxuploadmedia") == []


async def test_what_came_with_a_message_is_sent_on(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Fetched and uploaded again; a sticker by its digest alone."""
    async with doing(tmp_path) as it:
        for kind in ("image", "voice", "sticker"):
            it.stage.says("", by=BOB, type=kind)
        for event in await it.stage.heard(5.0):
            found = source_of(event)
            assert found is not None
            deed = {"image": Deed.IMAGE, "voice": Deed.FILE}.get(event.type, Deed.STICKER)
            await it.does(deed, source_to_text(found))
        assert [(s.to, s.type, s.text) for s in it.sim.sent] == [
            (ANN, "image", "image.jpg"),
            (ANN, "file", "voice.mp3"),
            (ANN, "sticker", ""),
        ]
        assert len(it.stage.asked("webwxuploadmedia")) == 2


async def test_what_fails_before_the_message_has_done_nothing(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Preparing alone sends nothing."""
    (tmp_path / "a.jpg").write_bytes(JPEG)
    async with doing(tmp_path) as it:
        action = it.action(Deed.IMAGE, source_to_text(FromFile(str(tmp_path / "a.jpg"))))
        await it.performer.prepare(it.online, action, None)
        assert it.sim.sent == []
        it.sim.set_faults("webwxgetmsgimg:reset*9")
        lost = source_to_text(FromMessage(Medium("7"), MessageType.IMAGE, action.chat_id))
        with pytest.raises(TransportError) as caught:
            await it.does(Deed.IMAGE, lost)
        assert not caught.value.sent


async def test_the_last_message_of_a_chat_is_taken_back(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Then the one before it, and none that is older than two minutes."""
    async with doing(tmp_path) as it:
        first = await it.does(Deed.TEXT, text="一")
        second = await it.does(Deed.TEXT, text="二")
        await it.does(Deed.TEXT, text="三", to=ROOM)
        done = await it.does(Deed.RECALL)
        assert [why for _, why in done.marks] == [RECALLED]
        await it.does(Deed.RECALL)
        assert it.sim.world.outbox.revoked == [second.msg_id, first.msg_id]
        with pytest.raises(UnsendableError, match="younger than two minutes"):
            await it.does(Deed.RECALL)
        await it.does(Deed.TEXT, text="四")
        await it.stage.heard(130.0)
        with pytest.raises(UnsendableError, match="younger than two minutes"):
            await it.does(Deed.RECALL)


async def test_a_recall_that_is_repeated_means_the_same_message(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """A crash after it must not take back one more."""
    async with doing(tmp_path) as it:
        await it.does(Deed.TEXT, text="一")
        second = await it.does(Deed.TEXT, text="二")
        action = it.action(Deed.RECALL)
        for _ in range(2):
            act = await it.performer.prepare(it.online, action, None)
            await act()
        assert set(it.sim.world.outbox.revoked) == {second.msg_id}


async def test_contacts_and_groups_are_changed(tmp_path: Path, autojump_clock: MockClock) -> None:
    """Each deed by its own call; none of them is a message."""
    async with doing(tmp_path) as it:
        it.sim.add_contacts([{"name": "小猫"}])
        await it.stage.heard(5.0)
        bob = id_of(it.online, BOB)
        book = it.sim.world.book
        assert await it.does(Deed.REMARK, "客户 小明") == NOTHING
        await it.does(Deed.PIN)
        person = book.person(ANN, "")
        assert (person.remark, person.pinned) == ("客户 小明", True)
        await it.does(Deed.UNPIN)
        assert not person.pinned
        room = book.room(ROOM, "")
        await it.does(Deed.REMOVE, bob, to=ROOM)
        assert book.person(BOB, "").id not in room.members
        await it.does(Deed.INVITE, bob, to=ROOM)
        assert book.person(BOB, "").id in room.members
        await it.does(Deed.RENAME, "新群", to=ROOM)
        assert room.name == "新群"
        await it.does(Deed.LEAVE, to=ROOM)
        assert room.left
        assert it.sim.sent == []


async def test_a_friend_request_is_accepted(tmp_path: Path, autojump_clock: MockClock) -> None:
    """With the ticket it brought."""
    async with doing(tmp_path) as it:
        it.sim.event("friend_request", name="王五", text="我是客户")
        (event,) = await it.stage.heard(5.0)
        action = it.action(Deed.ACCEPT, event.ticket)
        accepted = Outgoing(
            action.client_msg_id,
            event.chat.id,
            "x",
            "e",
            "r",
            0.0,
            0.0,
            deed=Deed.ACCEPT,
            content=event.ticket,
        )
        await (await it.performer.prepare(it.online, accepted, None))()
        assert it.sim.world.book.person("王五", "").kind == "friend"


async def test_what_was_kept_is_sent_on_without_the_service(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Which may have it no longer; under the same name."""
    async with doing(tmp_path) as it:
        bob = id_of(it.online, BOB)
        source = FromMessage(Medium("7", "m", size=3), MessageType.FILE, bob, "a.txt")
        it.kept.put("7", "a.txt", b"abc", 5.0)
        done = await it.does(Deed.FILE, source_to_text(source))
        medium = it.sim.world.media.of_message(done.msg_id)
        assert medium is not None
        assert (medium.name, medium.data) == ("a.txt", b"abc")
        assert it.stage.asked("webwxgetmedia") == []


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://shop.example/a/%E8%8F%9C%E5%8D%95.jpg?x=1#y", "菜单.jpg"),
        ("https://shop.example/pictures/7", "7.jpg"),
        ("https://shop.example/", "image.jpg"),
        ("https://shop.example/a%2Fb", "image.jpg"),
        ("https://shop.example", "image.jpg"),
    ],
)
async def test_a_file_of_another_computer_is_shown(
    url: str, name: str, tmp_path: Path, autojump_clock: MockClock
) -> None:
    """By the name that its address gives it."""
    async with doing(tmp_path) as it:
        it.files[url] = JPEG
        done = await it.does(Deed.IMAGE, source_to_text(FromAddress(url)))
        medium = it.sim.world.media.of_message(done.msg_id)
        assert medium is not None
        assert (medium.name, medium.data) == (name, JPEG)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (FetchFailure(Why.REFUSED, "shop.example is at 10.0.0.1, which may not be called"), "10.0"),
        (GIF, "a.jpg: a GIF file; it goes as `sticker:`"),
        (b"", "a.jpg: an empty file"),
    ],
)
async def test_a_file_that_can_not_be_had_is_not_shown(
    found: bytes | FetchFailure, words: str, tmp_path: Path, autojump_clock: MockClock
) -> None:
    """With the reason, and nothing was uploaded."""
    async with doing(tmp_path) as it:
        it.files["https://shop.example/a.jpg"] = found
        with pytest.raises(UnsendableError, match=words):
            await it.does(Deed.IMAGE, source_to_text(FromAddress("https://shop.example/a.jpg")))
        assert it.stage.asked("webwxuploadmedia") == []
