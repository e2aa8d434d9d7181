"""synccheck and webwxsync."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import trio

if TYPE_CHECKING:
    from responder.simulator.simulator import Simulator
    from tests.simulator.driver import Driver


async def test_the_line_has_its_exact_form(online: Driver) -> None:
    """43 bytes, no final semicolon, open to other origins."""
    response = await online.check_raw()
    assert response.text == 'window.synccheck={retcode:"0",selector:"0"}'
    assert len(response.content) == 43
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["content-type"] == "text/javascript"


async def test_a_poll_waits_25_seconds(online: Driver) -> None:
    """To the second, then there is nothing."""
    start = trio.current_time()
    assert await online.check() == ("0", "0")
    assert trio.current_time() - start == pytest.approx(25.0)


async def test_a_poll_wakes_on_a_message(
    online: Driver, sim: Simulator, nursery: trio.Nursery
) -> None:
    """At the moment somebody writes."""

    async def write() -> None:
        await trio.sleep(7)
        sim.say(from_="小明", text="在吗")

    start = trio.current_time()
    nursery.start_soon(write)
    assert await online.check() == ("0", "2")
    assert trio.current_time() - start == pytest.approx(7.0)


@pytest.mark.parametrize(
    ("kind", "fields", "selector"),
    [
        ("notice", {"from": "小明", "text": "x"}, "2"),
        ("contact_changed", {"name": "小明", "remark": "明"}, "4"),
        ("profile", {"name": "新名"}, "4"),
        ("friend_added", {"name": "王五"}, "2"),
        ("contact_removed", {"name": "小明"}, "6"),
        ("chat_opened", {"chat": "小明"}, "7"),
    ],
)
async def test_the_selector_tells_what_waits(
    online: Driver, sim: Simulator, kind: str, fields: dict[str, str], selector: str
) -> None:
    """And stays until it is fetched."""
    sim.event(kind, **fields)
    assert await online.check() == ("0", selector)
    assert await online.check() == ("0", selector)
    await online.sync()
    assert await online.check() == ("0", "0")


async def test_an_old_key_sees_the_same_messages_again(online: Driver, sim: Simulator) -> None:
    """Delivery is at least once: the key decides, not what was given before."""
    old = online.sync_key
    sim.say(from_="小明", text="一")
    first = await online.sync()
    sim.say(from_="小明", text="二")
    again = await online.sync(old)
    texts = [message["Content"] for message in again["AddMsgList"]]
    assert texts == ["一", "二"]
    assert again["AddMsgList"][0] == first["AddMsgList"][0]
    assert online.found() == []


async def test_nothing_new_is_answered_at_once(online: Driver) -> None:
    """With empty lists, whole keys and renewed cookies."""
    start = trio.current_time()
    answer = await online.sync()
    assert trio.current_time() == start
    for name in ("AddMsg", "ModContact", "DelContact", "ModChatRoomMember"):
        assert (answer[f"{name}Count"], answer[f"{name}List"]) == (0, [])
    assert answer["SyncKey"] == answer["SyncCheckKey"]
    assert answer["SyncKey"]["Count"] == len(answer["SyncKey"]["List"])
    assert (answer["ContinueFlag"], answer["SKey"]) == (0, "")


async def test_the_fields_come_in_the_captured_order(online: Driver) -> None:
    """Not that it should matter."""
    assert list(await online.sync()) == [
        "BaseResponse",
        "AddMsgCount",
        "AddMsgList",
        "ModContactCount",
        "ModContactList",
        "DelContactCount",
        "DelContactList",
        "ModChatRoomMemberCount",
        "ModChatRoomMemberList",
        "Profile",
        "ContinueFlag",
        "SyncKey",
        "SKey",
        "SyncCheckKey",
    ]


async def test_a_sync_renews_the_cookies(online: Driver) -> None:
    """The load time is marked as old in the client's jar."""
    await online.sync()
    assert online.http.cookies["wxloadtime"].endswith("_expired")
    assert online.http.cookies["wxpluginkey"].isdigit()


async def test_many_messages_come_in_batches(online: Driver, sim: Simulator) -> None:
    """50 at a time with ContinueFlag, all of them, each once, in order."""
    sim.say([{"from": "小明", "text": str(number)} for number in range(120)])
    flags: list[int] = []
    sizes, texts = [], []
    while not flags or flags[-1]:
        answer = await online.sync()
        sizes.append(answer["AddMsgCount"])
        flags.append(answer["ContinueFlag"])
        texts += [message["Content"] for message in answer["AddMsgList"]]
    assert sizes == [50, 50, 20]
    assert flags == [1, 1, 0]
    assert texts == [str(number) for number in range(120)]


async def test_batches_can_be_made_small(online: Driver, sim: Simulator) -> None:
    """For chains of ContinueFlag."""
    sim.set(batch=1)
    sim.say(from_="小明", text="a", count=3)
    flags = [(await online.sync())["ContinueFlag"] for _ in range(3)]
    assert flags == [1, 1, 0]


async def test_a_burst_is_fast(online: Driver, sim: Simulator) -> None:
    """Five thousand messages are written and fetched without growing slower."""
    sim.say(from_="小明", text="x", count=5000)
    with trio.fail_after(1):
        assert len(await online.sync_all()) == 5000


@pytest.mark.parametrize("key", ["", "nonsense", "1_1|2_2|3_3|1000_4"])
async def test_a_key_that_is_none_sees_everything_and_is_blamed(
    online: Driver, sim: Simulator, key: str
) -> None:
    """As if the client were at the login."""
    sim.say(from_="小明", text="一")
    await online.sync_all()
    assert await online.check(synckey=key) == ("0", "2")
    assert online.found("error") == [("synccheck", "synckey")]


async def test_a_body_without_a_key_sees_everything_and_is_blamed(online: Driver) -> None:
    """The same in webwxsync; the message after the login comes again."""
    answer = await online.sync({"Count": 0, "List": []})
    assert answer["AddMsgCount"] == 1
    assert online.found("error") == [("webwxsync", "SyncKey")]


async def test_polling_before_the_notice_is_a_warning(driver: Driver) -> None:
    """The phone would not know of the login."""
    await driver.enter(await driver.redirect_uri())
    await driver.init()
    await driver.check()
    assert driver.found() == [("synccheck", "order")]


async def test_syncing_before_init_is_a_warning(driver: Driver, online: Driver) -> None:
    """The key would be a made-up one; here that of an older session."""
    assert driver is online
    await driver.enter(await driver.redirect_uri())
    await driver.sync()
    assert ("webwxsync", "order") in driver.found("warning")


async def test_two_polls_at_once_are_noticed(online: Driver, nursery: trio.Nursery) -> None:
    """There must be one; a short overlap while one is dropped does not count."""
    with trio.move_on_after(2):
        await online.check()
    await online.check()
    assert online.found() == []
    nursery.start_soon(online.check)
    await trio.sleep(0.5)
    await online.check()
    assert online.found() == [("synccheck", "order")]


async def test_an_abandoned_poll_is_forgotten(online: Driver, sim: Simulator) -> None:
    """Leaving is noticed."""
    with trio.move_on_after(2):
        await online.check()
    assert sim.snapshot()["session"]["polling"] is False


async def test_a_contact_that_changed_is_told(online: Driver, sim: Simulator) -> None:
    """Once per answer, as it is now."""
    for remark in ("甲", "乙"):
        sim.event("contact_changed", name="小明", remark=remark)
    answer = await online.sync()
    assert [c["RemarkName"] for c in answer["ModContactList"]] == ["乙"]


async def test_a_contact_that_left_is_told(online: Driver, sim: Simulator) -> None:
    """By its UserName."""
    friend = await online.user_name("小明")
    sim.event("contact_removed", name="小明")
    answer = await online.sync()
    assert answer["DelContactList"] == [{"UserName": friend, "ContactFlag": 0}]


async def test_an_unknown_contact_is_not_told(online: Driver, sim: Simulator) -> None:
    """A change of somebody who is not there leads nowhere."""
    sim.world.announce("changed", "wxid_nobody")  # type: ignore[arg-type]  # a StrEnum's value
    assert (await online.sync())["ModContactList"] == []


async def test_a_new_name_of_the_account_is_a_profile(online: Driver, sim: Simulator) -> None:
    """With the bit that says so."""
    assert (await online.sync())["Profile"]["BitFlag"] == 0
    sim.event("profile", name="大助手")
    profile = (await online.sync())["Profile"]
    assert (profile["BitFlag"], profile["NickName"]) == (190, {"Buff": "大助手"})


async def split(online: Driver, sim: Simulator) -> dict[str, Any]:
    """Let the two keys part by a change of a contact; gives the answer of webwxsync."""
    sim.set(split_keys=True)
    await online.sync()
    sim.event("contact_changed", name="小明", remark="明")
    return await online.sync()


async def test_split_keys_differ_and_the_right_one_rests(online: Driver, sim: Simulator) -> None:
    """Polling with SyncCheckKey is held as ever."""
    answer = await split(online, sim)
    assert answer["SyncKey"] != answer["SyncCheckKey"]
    assert await online.check() == ("0", "0")
    assert online.found() == []


async def test_polling_with_the_wrong_key_never_rests(online: Driver, sim: Simulator) -> None:
    """Selector 3 at once, for ever, nothing to fetch, and a word about it."""
    await split(online, sim)
    for _ in range(3):
        assert await online.check(online.sync_key) == ("0", "3")
        assert (await online.sync())["AddMsgCount"] == 0
    assert online.found("warning") == [("synccheck", "synckey")]
