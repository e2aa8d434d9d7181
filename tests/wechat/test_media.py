"""Media of a whole account, in front of the simulator: byte for byte, and over its faults."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

import pytest
import trio

from responder.errors import LocalProtocolError, LoggedOut, TransportError, WeChatError
from responder.models import Deed
from responder.simulator import media as simulated
from responder.simulator.endpoints import upload as simulated_upload
from responder.simulator.media import GIF, JPEG, MP3, MP4
from responder.sources import source_of
from responder.wechat import media as module
from responder.wechat.media import Loaded, MediaDesk
from responder.wechat.protocol import upload
from responder.wechat.protocol.outcome import UnsendableError, Verdict, judge
from tests.wechat.stage import ANN, ROOM, Stage
from tests.wechat.test_account import id_of

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from pathlib import Path

    from trio.testing import MockClock

    from responder.sources import FromMessage
    from responder.wechat.account import Online

LARGE = bytes(range(256)) * 5000
"""More than two chunks of the service."""

PICTURE = Loaded("菜单 1.jpg", JPEG)


def arrived(stage: Stage) -> list[tuple[str, str, str, bytes]]:
    """Receiver, kind, name and bytes of every medium that was taken."""
    store = stage.sim.world.media
    return [
        (one.to, one.type, one.text, medium.data if medium else b"")
        for one in stage.sim.sent
        for medium in [store.of_message(one.msg_id)]
    ]


async def give(stage: Stage, online: Online, to: str, deed: Deed, loaded: Loaded) -> str:
    """Upload and send; gives the MsgId."""
    desk = MediaDesk(stage.account)
    media = await desk.upload(online, id_of(online, to), deed, loaded, None)
    return await desk.send(online, id_of(online, to), media, "1" * 17)


@pytest.mark.parametrize(
    ("deed", "loaded"),
    [
        (Deed.IMAGE, PICTURE),
        (Deed.VIDEO, Loaded("a.mp4", MP4)),
        (Deed.STICKER, Loaded("a.gif", GIF)),
        (Deed.FILE, Loaded("A&B <1>.tar.gz", LARGE)),
    ],
    ids=["image", "video", "sticker", "file"],
)
async def test_a_medium_arrives(
    deed: Deed, loaded: Loaded, tmp_path: Path, autojump_clock: MockClock
) -> None:
    """With its name and every byte, at a friend or a group; the service finds no fault."""
    async with Stage(tmp_path).playing() as stage:
        online = await stage.online()
        assert await give(stage, online, ROOM, deed, loaded)
        assert arrived(stage) == [(ROOM, deed.value, loaded.name, loaded.data)]
        assert len(stage.asked("webwxuploadmedia")) == (3 if loaded.data is LARGE else 1)
        assert stage.sim.violations == []


async def test_a_very_large_file_is_announced_once(
    tmp_path: Path, autojump_clock: MockClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its message carries the signature; when it is sent again it need not be uploaded."""
    for where in (module, simulated_upload):
        monkeypatch.setattr(where, "CHECK_ABOVE_BYTES", 1000)
    async with Stage(tmp_path).playing() as stage:
        online = await stage.online()
        for to in (ANN, ROOM):
            await give(stage, online, to, Deed.FILE, Loaded("a.zip", LARGE))
            stage.sim.world.sessions.live.accepted.clear()  # type: ignore[union-attr]  # it is there
        assert [data for *_, data in arrived(stage)] == [LARGE, LARGE]
        assert len(stage.asked("webwxcheckupload")) == 2
        assert len(stage.asked("webwxuploadmedia")) == 3
        assert stage.sim.violations == []


@pytest.mark.parametrize("fault", ["reset", "silence", "empty", "status=502", "html!after"])
async def test_a_chunk_that_is_lost_is_sent_again(
    fault: str, tmp_path: Path, autojump_clock: MockClock
) -> None:
    """In the same upload, so nothing is missing and nothing is double."""
    async with Stage(tmp_path).playing() as stage:
        online = await stage.online()
        stage.sim.set_faults(f"webwxuploadmedia:{fault}")
        await give(stage, online, ANN, Deed.FILE, Loaded("a.zip", LARGE))
        assert [data for *_, data in arrived(stage)] == [LARGE]


@pytest.mark.parametrize("fault", ["reset*9", "empty*9"])
async def test_an_upload_that_fails_has_delivered_nothing(
    fault: str, tmp_path: Path, autojump_clock: MockClock
) -> None:
    """So it may be tried again without doubt, whatever has become of its bytes."""
    async with Stage(tmp_path).playing() as stage:
        online = await stage.online()
        stage.sim.set_faults(f"webwxuploadmedia:{fault}")
        with pytest.raises(TransportError) as caught:
            await give(stage, online, ANN, Deed.IMAGE, PICTURE)
        assert judge(caught.value) is Verdict.LATER
        assert arrived(stage) == []


async def test_a_throttled_upload_is_no_upload(tmp_path: Path, autojump_clock: MockClock) -> None:
    """Though the service gives an id with its refusal."""
    async with Stage(tmp_path).playing() as stage:
        online = await stage.online()
        stage.sim.set_faults("webwxuploadmedia:ret=1205")
        with pytest.raises(WeChatError) as caught:
            await give(stage, online, ANN, Deed.IMAGE, PICTURE)
        assert judge(caught.value) is Verdict.THROTTLED


async def test_a_repeated_send_of_a_new_upload_is_dropped(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """The ClientMsgId says that it is the same message."""
    async with Stage(tmp_path).playing() as stage:
        online = await stage.online()
        ids = [await give(stage, online, ANN, Deed.IMAGE, PICTURE) for _ in range(2)]
        assert ids[0] == ids[1]
        assert len(arrived(stage)) == 1
        assert stage.sim.violations == []


async def source(stage: Stage, kind: str, data: bytes = b"", **more: object) -> FromMessage:
    """What a friend sent."""
    given = {"data": b64encode(data).decode()} if data else {}
    stage.says("", by=ANN, type=kind, **given, **more)
    (event,) = await stage.heard(5.0)
    found = source_of(event)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("kind", "data", "name"),
    [
        ("image", JPEG, "image.jpg"),
        ("image", GIF, "image.gif"),
        ("voice", MP3, "voice.mp3"),
        ("video", MP4, "video.mp4"),
        ("sticker", GIF, "sticker.gif"),
        ("file", LARGE, "a b&c.zip"),
    ],
)
async def test_what_came_is_fetched(
    kind: str, data: bytes, name: str, tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Byte for byte; the name tells the format, which the service always calls JPEG."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        more = {"name": name} if kind == "file" else {}
        found = await source(stage, kind, data, **more)
        loaded = await MediaDesk(stage.account).download(await stage.online(), found)
        assert (loaded.name, loaded.data) == (name, data)
        assert stage.sim.violations == []


async def test_what_the_service_does_not_give_is_said(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Stickers of its shop never, other media not for ever."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        online, desk = await stage.online(), MediaDesk(stage.account)
        found = await source(stage, "sticker", shop=True)
        with pytest.raises(UnsendableError, match="of its shop"):
            await desk.download(online, found)
        found = await source(stage, "image", JPEG)
        stage.sim.world.media.keep(found.medium.message_id, simulated.Medium(b"", ""))
        with pytest.raises(UnsendableError, match="image of this message any more"):
            await desk.download(online, found)


async def test_a_file_beyond_all_bounds_is_not_fetched(
    tmp_path: Path, autojump_clock: MockClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither where its size is told nor where it turns out."""
    monkeypatch.setattr(module, "BODY_BYTES_MAX", 1000)
    monkeypatch.setattr("responder.wechat.client.BODY_BYTES_MAX", 10_000)
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        online, desk = await stage.online(), MediaDesk(stage.account)
        for kind in ("file", "image"):
            found = await source(stage, kind, JPEG * 100)
            calls = len(stage.wire.asked)
            with pytest.raises(UnsendableError, match="larger than"):
                await desk.download(online, found)
            assert (len(stage.wire.asked) > calls) is (kind == "image")


async def test_a_download_that_fails_is_tried_again(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """And what then fails has delivered nothing."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        online, desk = await stage.online(), MediaDesk(stage.account)
        found = await source(stage, "video", MP4)
        stage.sim.set_faults("webwxgetvideo:reset,webwxgetvideo:status=502")
        assert (await desk.download(online, found)).data == MP4
        stage.sim.set_faults("webwxgetvideo:reset*9")
        with pytest.raises(TransportError) as caught:
            await desk.download(online, found)
        assert judge(caught.value) is Verdict.LATER


@pytest.mark.parametrize("kind", ["voice", "image", "file"])
async def test_a_download_does_not_go_on_in_another_login(
    kind: str, tmp_path: Path, autojump_clock: MockClock
) -> None:
    """It is begun anew in that one; what the service says of the old one is no medium."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        online, desk = await stage.online(), MediaDesk(stage.account)
        found = await source(stage, kind, MP3 if kind == "voice" else JPEG)
        stage.sim.expire(1101)
        with pytest.raises((LoggedOut, LocalProtocolError)) as caught:
            await desk.download(online, found)
        assert judge(caught.value) is Verdict.OFFLINE


@pytest.mark.parametrize("is_upload", [False, True], ids=["down", "up"])
async def test_a_transfer_that_is_repeated_asks_for_the_login_again(
    is_upload: bool,  # noqa: FBT001 - a column of the table
    tmp_path: Path,
    autojump_clock: MockClock,
) -> None:
    """A new login has begun between two attempts, so nothing is asked with names of the old."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        online, desk = await stage.online(), MediaDesk(stage.account)
        found = await source(stage, "voice", MP3)
        stage.sim.set_faults("webwxgetvoice:status=502,webwxuploadmedia:status=502")
        calls = stage.sim.calls

        async def another_login() -> None:
            await trio.sleep(0.5)
            stage.account.go_offline()
            stage.account.go_online(online.directory)

        def up() -> Awaitable[object]:
            return desk.upload(online, id_of(online, ANN), Deed.IMAGE, PICTURE, None)

        async with trio.open_nursery() as nursery:
            nursery.start_soon(another_login)
            with pytest.raises(LocalProtocolError):
                await (up() if is_upload else desk.download(online, found))
        name = "webwxuploadmedia" if is_upload else "webwxgetvoice"
        assert stage.sim.calls[name] == calls.get(name, 0) + 1


def test_both_sides_mean_the_same_chunk() -> None:
    """The client's and the simulator's constants are written down apart."""
    assert upload.CHUNK_BYTES == simulated.CHUNK_BYTES
    assert upload.CHECK_ABOVE_BYTES == simulated.CHECK_ABOVE_BYTES
