"""What the buttons do, by the functions of the control interface."""

from __future__ import annotations

import pytest

from tests.simulator.driver import Driver
from tests.simulator.play.kit import Visitor


async def test_a_friend_writes_and_takes_it_back() -> None:
    """In private and, with a mention, in a group; the line says so."""
    one = Visitor()
    answer = await one.does("say", "小明", text="在吗 <b>")
    to = f"/?chat={one.chat('小明')}&as="
    assert (answer.status_code, answer.headers["location"]) == (303, to)
    assert await one.sees("小明") == [("theirs", "在吗 <b>")]
    await one.does("say", "客户群", from_=one.chat("小红"), text="价格", mention="yes")
    assert await one.sees("客户群") == [("theirs", "小红 @小助手 价格")]
    msg_id = str(one.sim.world.said[0][1].msg_id)
    await one.does("recall", "小明", id=msg_id)
    assert [side for side, _ in await one.sees("小明")] == ["theirs", "grey"]
    assert (await one.sees("小明"))[0][1].endswith("recalled")


async def test_a_picture_is_sent_and_shown() -> None:
    """Its bytes are those that a client is given; nothing else is given out as a picture."""
    one = Visitor()
    await one.does("say", "小明", type_="image")
    await one.does("say", "小明", type_="file", text="<b>.html")
    picture, file = (str(said.msg_id) for _, said in one.sim.world.said)
    assert (await one.sees("小明"))[0] == ("theirs", "[image]")
    answer = await one.http.get(f"/_play/picture/{picture}")
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.content == one.sim.world.media.of_message(picture).data  # type: ignore[union-attr]
    assert (await one.http.get(f"/_play/picture/{file}")).status_code == 404


async def test_people_come_and_go() -> None:
    """A new friend, a new group, somebody who joins and leaves, a request, a pat."""
    one = Visitor()
    await one.does("friend", name="老王")
    await one.does("group", name="家", members="老王，小明, 路人")
    await one.does("join", "家", name="小红")
    await one.does("leave", "家", from_=one.chat("小明"))
    await one.does("pat", "家", from_=one.chat("老王"))
    await one.does("ask_friend", name="新人")
    names = [one.sim.world.book.name_of(i) for i in one.sim.world.book.room("家", "").members]
    assert sorted(names[1:]) == sorted(["老王", "路人", "小红"])
    assert [side for side, _ in await one.sees("家")] == ["grey"] * 2
    assert len(one.sim.world.requests) == 1


async def test_the_owner_writes_on_the_phone() -> None:
    """On the other side; who writes stays chosen."""
    one = Visitor()
    answer = await one.does("say", "小明", from_="me", text="我来")
    assert '<option value="me" selected>' in (await one.http.get(answer.headers["location"])).text
    assert await one.sees("小明") == [("ours", "我来")]


async def test_a_code_is_scanned_and_confirmed_by_clicks() -> None:
    """The client is then logged in; a click ends the login, too."""
    one = Visitor()
    driver = Driver(one.sim)
    async with driver.http:
        uuid = await driver.ask_uuid()
        page = (await one.http.get("/")).text
        assert f'src="/qrcode/{uuid.replace("=", "%3D")}"' in page
        for act, state in (("scan", "scanned"), ("confirm", "confirmed")):
            await one.does(act, uuid=uuid)
            assert one.sim.world.logins.get(uuid).state == state  # type: ignore[union-attr]
        await driver.ask_uuid()
        await one.does("cancel")
        answer = await one.does("cancel")
        assert (answer.status_code, "no login is waiting" in answer.text) == (400, True)


@pytest.mark.parametrize(
    ("act", "fields", "words"),
    [
        ("dance", {}, "act must be one of say"),
        ("say", {"text": " "}, "write something first"),
        ("say", {"text": "x", "type_": "dance"}, "type must be one of"),
        ("recall", {"id": "7"}, "is of no message"),
        ("friend", {"name": ""}, "name must be a text"),
        ("say", {"text": "x" * 70_000}, "at most 65536 bytes"),
    ],
)
async def test_what_can_not_be_done_is_a_sentence(
    act: str, fields: dict[str, str], words: str
) -> None:
    """On the page, and nothing has happened."""
    one = Visitor()
    answer = await one.does(act, "小明", **fields)
    assert (answer.status_code, words in answer.text) == (400, True)
    assert not one.sim.world.said
