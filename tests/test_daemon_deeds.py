"""A running account that sends more than texts, whole, in virtual time."""

from __future__ import annotations

from base64 import b64encode
from ipaddress import ip_address
from typing import TYPE_CHECKING

import httpx
import pytest
import trio

from responder.lookup.client import Network
from responder.simulator.media import GIF, JPEG, MP4
from responder.simulator.simulator import Simulator
from responder.wechat.kept import KeptMedia
from tests.test_daemon import Switched, now, running

if TYPE_CHECKING:
    from pathlib import Path

    from trio.testing import MockClock

    from responder.lookup.addresses import Address

ANN, BOB, GROUP = "小明", "小红", "客户群"
PLAIN = "limits: {delay: off, per_chat: off, per_account: off, loop: off}\n"


@pytest.fixture
def sim() -> Simulator:
    """A service with two friends and their group, whose phone confirms every login."""
    simulator = Simulator(seed=7, clock=now, auto_confirm=True)
    simulator.add_contacts([{"name": ANN}, {"name": BOB}])
    simulator.add_groups([{"name": GROUP, "members": [ANN, BOB], "owner": "me"}])
    return simulator


class Placed(Switched):
    """Rules that stand in a folder."""

    def __init__(self, folder: Path, text: str) -> None:
        super().__init__(PLAIN + text)
        self.path = str(folder / "rules.yaml")


def arrived(sim: Simulator) -> list[tuple[str, str, str]]:
    """Receiver, kind and words or name of everything that arrived."""
    return [(one.to, one.type, one.text) for one in sim.sent]


async def sent(sim: Simulator, count: int) -> None:
    """Until so many messages have arrived."""
    with trio.fail_after(900):
        await sim.wait_sent(count)


async def test_answers_have_pictures(
    tmp_path: Path, sim: Simulator, autojump_clock: MockClock
) -> None:
    """In order with the texts, byte for byte, to the chat and to others; each once."""
    (tmp_path / "menu.jpg").write_bytes(JPEG)
    (tmp_path / "a.gif").write_bytes(GIF)
    rules = """
rules:
  - when: {text: 菜单, chat: any}
    do:
      - reply: {text: 在这里, image: menu.jpg}
      - reply: 请慢用
      - send: {to: 小红, sticker: a.gif}
"""
    sim.set_faults("webwxsendmsgimg:reset!after,webwxuploadmedia:status=502")
    async with running(tmp_path, sim, Placed(tmp_path, rules)):
        sim.say(from_=ANN, text="菜单")
        await sent(sim, 4)
    assert [one for one in arrived(sim) if one[0] == ANN] == [
        (ANN, "text", "在这里"),
        (ANN, "image", "menu.jpg"),
        (ANN, "text", "请慢用"),
    ]
    assert (BOB, "sticker", "a.gif") in arrived(sim)
    media = {one.type: sim.world.media.of_message(one.msg_id) for one in sim.sent}
    assert media["image"] is not None
    assert media["sticker"] is not None
    assert (media["image"].data, media["sticker"].data) == (JPEG, GIF)
    assert sim.violations == []


async def test_what_comes_back_is_not_the_owners(
    tmp_path: Path, sim: Simulator, autojump_clock: MockClock
) -> None:
    """A picture that the service echoes, even before its answer, does not count as takeover."""
    (tmp_path / "a.jpg").write_bytes(JPEG)
    sim.set(echo=True)
    sim.set_faults("webwxsendmsgimg:silence!after")
    rules = "rules: [{when: a, reply: {image: a.jpg}}, {when: b, reply: 好}]"
    async with running(tmp_path, sim, Placed(tmp_path, rules)):
        sim.say(from_=ANN, text="a")
        await sent(sim, 1)
        sim.say(from_=ANN, text="b")
        await sent(sim, 2)
    assert arrived(sim) == [(ANN, "image", "a.jpg"), (ANN, "text", "好")]


async def test_messages_are_sent_on_and_taken_back(
    tmp_path: Path, sim: Simulator, autojump_clock: MockClock
) -> None:
    """A picture byte for byte, a text as it is; what was said is gone from the chat after it."""
    rules = """
rules:
  - {when: {type: [image, text], text: {without: 密码}}, silent: true, do: [{forward: 小红}]}
  - {when: 密码, do: [{reply: "1234"}, {wait: 20s}, recall]}
"""
    async with running(tmp_path, sim, Placed(tmp_path, rules)):
        sim.say(from_=ANN, type="image")
        await sent(sim, 1)
        sim.say(from_=ANN, text="在吗")
        await sent(sim, 2)
        sim.say(from_=ANN, text="密码")
        await sent(sim, 3)
        with trio.fail_after(900):
            await sim.wait_until(lambda world: bool(world.outbox.revoked))
    assert arrived(sim) == [
        (BOB, "image", "image.jpg"),
        (BOB, "text", "在吗"),
        (ANN, "text", "1234"),
    ]
    medium = sim.world.media.of_message(sim.sent[0].msg_id)
    assert medium is not None
    assert medium.data == JPEG
    assert sim.world.outbox.revoked == [sim.sent[2].msg_id]
    assert sim.violations == []


async def test_groups_are_kept_in_order(
    tmp_path: Path, sim: Simulator, autojump_clock: MockClock
) -> None:
    """Who advertises is put out, who asks is let in, and gets a remark; nothing is sent for it."""
    sim.add_contacts([{"name": "小猫"}])
    rules = """
rules:
  - {when: {chat: group, text: 广告}, silent: true, do: [remove, {rename: 清净群}]}
  - {when: 进群, silent: true, do: [{remark: "客户 {{ sender.nickname }}"}, {invite: 清净群}]}
"""
    room = sim.world.book.room(GROUP, "")
    async with running(tmp_path, sim, Placed(tmp_path, rules)):
        sim.say(from_=BOB, group=GROUP, text="广告")
        with trio.fail_after(900):
            await sim.wait_until(lambda _: room.name == "清净群")
            await trio.sleep(60)
            sim.say(from_="小猫", text="进群")
            await sim.wait_until(lambda _: len(room.members) == 3)
    book = sim.world.book
    assert [book.name_of(one) for one in room.members if one in book.persons] == [ANN, "小猫"]
    assert book.person("小猫", "").remark == "客户 小猫"
    assert sim.sent == []
    assert sim.violations == []


KEEPING = """
rules:
  - {name: 留, when: {chat: any, type: [image, voice, video, file, sticker]}, do: [keep]}
  - name: 撤
    on: recalled
    when: {chat: any, type: [image, file]}
    silent: true
    do: [{forward: filehelper}]
"""


async def test_what_is_kept_outlives_its_recall(
    tmp_path: Path, sim: Simulator, autojump_clock: MockClock
) -> None:
    """Every kind byte for byte, and sent on from there where the service gives it no more."""
    kinds = {"image": JPEG, "voice": b"ID3 sound", "video": MP4, "file": b"%PDF", "sticker": GIF}
    ids = {}
    async with running(tmp_path, sim, Placed(tmp_path, KEEPING)) as status:
        for kind, data in kinds.items():
            name = {"name": "合同.pdf"} if kind == "file" else {}
            (ids[kind],) = sim.say(from_=ANN, type=kind, data=b64encode(data).decode(), **name)
        await trio.sleep(30)
        kept = KeptMedia(tmp_path)
        assert {kind: kept.get(one) for kind, one in ids.items()} == kinds
        sim.set_faults("webwxgetmsgimg:status=404*all,webwxgetmedia:status=404*all")
        for kind in ("image", "file"):
            sim.event("recalled", msg_id=ids[kind])
            await trio.sleep(10)
        (lost,) = sim.say(from_=ANN, type="image")
        await trio.sleep(90)
        assert kept.get(lost) is None
        (trouble,) = [one["error"] for one in status.errors]
        assert trouble.startswith(f"not kept of what {ANN} sent: ")
    assert arrived(sim) == [
        ("filehelper", "image", "image.jpg"),
        ("filehelper", "file", "合同.pdf"),
    ]
    media = [sim.world.media.of_message(one.msg_id) for one in sim.sent]
    assert [one and one.data for one in media] == [JPEG, b"%PDF"]


async def test_pictures_of_other_computers_are_fetched(
    tmp_path: Path, sim: Simulator, autojump_clock: MockClock
) -> None:
    """Under the guard of `fetch`, in order; while one is slow, everybody else is answered."""
    asked: list[str] = []

    async def shop(request: httpx.Request) -> httpx.Response:
        asked.append(f"{request.url.host} {request.headers['host']}{request.url.path}")
        await trio.sleep(40 if "slow" in request.url.path else 1)
        status = 404 if "gone" in request.url.path else 200
        return httpx.Response(status, stream=httpx.ByteStream(JPEG))

    async def resolve(host: str, _port: int) -> tuple[Address, ...]:
        return (ip_address("10.0.0.1" if host == "inside.example" else "93.184.216.34"),)

    rules = """
rules:
  - name: 图
    when: {text: {starts_with: 图}}
    do: [{reply: {image: "https://shop.example/{{ match.rest }}.jpg"}}, {reply: 在上面}]
  - {name: 内, when: 内, do: [{reply: {image: "http://inside.example/a.jpg"}}, {reply: 没有}]}
"""
    lookups = Network(resolve, httpx.MockTransport(shop))
    async with running(tmp_path, sim, Placed(tmp_path, rules), lookups=lookups) as status:
        sim.say(from_=ANN, text="图slow")
        await trio.sleep(5)
        sim.say(from_=BOB, text="图红茶")
        sim.say(from_=BOB, text="图gone")
        sim.say(from_=BOB, text="内")
        await sent(sim, 4)
        assert arrived(sim) == [
            (BOB, "image", "红茶.jpg"),
            (BOB, "text", "在上面"),
            (BOB, "text", "在上面"),
            (BOB, "text", "没有"),
        ]
        await sent(sim, 6)
        errors = [one["error"] for one in status.errors]
    assert arrived(sim)[4:] == [(ANN, "image", "slow.jpg"), (ANN, "text", "在上面")]
    assert {one.partition(" ")[0] for one in asked} == {"93.184.216.34"}
    gone, inside = errors
    assert gone == f"not sent to {BOB}: shop.example answered with status 404"
    assert inside.startswith(f"not sent to {BOB}: inside.example is at 10.0.0.1, which may not")
    assert sim.violations == []
