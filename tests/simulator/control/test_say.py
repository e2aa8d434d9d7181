"""Friends write, and the owner writes on the phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from responder.errors import SettingError
from tests.hang import must_end

if TYPE_CHECKING:
    from responder.simulator.simulator import Simulator
    from tests.simulator.driver import Driver


async def test_a_friend_writes(online: Driver, sim: Simulator) -> None:
    """The message has the returned id and comes from the friend to the account."""
    (msg_id,) = sim.say(from_="小明", text="在吗")
    (message,) = await online.sync_all()
    assert message["MsgId"] == msg_id
    assert message["FromUserName"] == await online.user_name("小明")
    assert message["ToUserName"] == online.me
    assert (message["Content"], message["MsgType"]) == ("在吗", 1)
    assert message["CreateTime"] == int(sim.now())


async def test_a_member_writes_in_a_group(online: Driver, sim: Simulator) -> None:
    """From the room, with the member in front; also a stranger."""
    sim.say(from_="路人", group="客户群", text="大家好")
    (message,) = await online.sync_all()
    (room,) = (await online.batch(message["FromUserName"]))["ContactList"]
    assert room["NickName"] == "客户群"
    prefix, _, text = message["Content"].partition(":<br/>")
    assert prefix == room["MemberList"][2]["UserName"]
    assert text == "大家好"


@pytest.mark.parametrize("to", ["小明", "客户群", "filehelper"])
async def test_the_owner_writes_on_the_phone(online: Driver, sim: Simulator, to: str) -> None:
    """From the account, to the chat, without a prefix."""
    sim.say(from_="me", to=to, text="我来")
    (message,) = await online.sync_all()
    user_name = to if to == "filehelper" else await online.user_name(to)
    assert (message["FromUserName"], message["ToUserName"]) == (online.me, user_name)
    assert message["Content"] == "我来"


async def test_the_owner_may_name_the_group_as_such(online: Driver, sim: Simulator) -> None:
    """`group` is as good as `to`."""
    sim.say(from_="me", group="客户群", text="我来")
    (message,) = await online.sync_all()
    assert message["ToUserName"].startswith("@@")


@pytest.mark.parametrize(
    ("fields", "content"),
    [
        ({"mention": True}, "@小助手\u2005在？"),
        ({"mention": "all"}, "@所有人\u2005在？"),
        ({"mention": True, "mention_form": "space"}, "@小助手 在？"),
        ({"mention": True, "mention_form": "end"}, "在？@小助手"),
        ({"mention": False}, "在？"),
    ],
)
async def test_a_mention_is_written_as_phones_do(
    online: Driver, sim: Simulator, fields: dict[str, Any], content: str
) -> None:
    """With the four-per-em space, or as other versions have it."""
    sim.say(from_="小明", group="客户群", text="在？", **fields)
    (message,) = await online.sync_all()
    assert message["Content"].partition(":<br/>")[2] == content


async def test_a_mention_uses_the_name_in_the_group(online: Driver, sim: Simulator) -> None:
    """Escaped as any text."""
    sim.add_groups([{"name": "甲", "members": ["小明"], "my_name": "客服<1>"}])
    sim.say(from_="小明", group="甲", text="在？", mention=True)
    (message,) = await online.sync_all()
    assert "@客服&lt;1&gt;\u2005在？" in message["Content"]


async def test_a_batch_is_said_in_order(online: Driver, sim: Simulator) -> None:
    """Its ids come back in the same order; a count repeats one message."""
    msg_ids = sim.say(
        [
            {"from": "小明", "text": "一"},
            {"from": "路人", "group": "客户群", "text": "二", "count": 3},
            {"from": "me", "to": "小明", "text": "三"},
        ]
    )
    messages = await online.sync_all()
    assert [message["MsgId"] for message in messages] == msg_ids
    assert len(set(msg_ids)) == 5


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": "x"}, "say: from is missing"),
        ({"from": "小刚", "text": "x"}, "say: from: no contact is called '小刚'"),
        ({"from": "小明", "group": "群"}, "say: group: no group is called '群'"),
        ({"from": "新闻", "group": "客户群"}, "'新闻' is not a member of '客户群'"),
        ({"from": "me", "text": "x"}, "say: to is missing"),
        ({"from": "me", "to": "小刚"}, "say: to: no contact is called '小刚'"),
        ({"from": "小明", "type": "txt"}, "type must be one of text,"),
        ({"from": "小明", "mention": True}, "mention needs a group"),
        ({"from": "小明", "group": "客户群", "mention": "x"}, "mention must be true, false or"),
        ({"from": "小明", "count": 0}, "count must be a whole number from 1"),
        ({"from": "小明", "txet": "x"}, "unknown field 'txet'; did you mean 'text'"),
        ({"from": "小明", "to": "x"}, "unknown field 'to'"),
        ({"messages": [{"from": "小明"}, {"from": "小刚"}]}, "say[1]: from: no contact"),
        ({"messages": [{"from": "小明", "count": 99_999}] * 2}, "more than 100000 messages"),
        ({"messages": [], "from": "小明"}, "unknown field 'from'"),
    ],
)
def test_a_wrong_message_gets_a_sentence(
    sim: Simulator, fields: dict[str, Any], words: str
) -> None:
    """And nothing of the call is said."""
    with pytest.raises(SettingError) as caught:
        sim.say(**fields)
    assert words in str(caught.value)
    assert sim.world.log.last_seq == 0


def test_nobody_writes_in_a_group_that_was_left(sim: Simulator) -> None:
    """Neither members nor the owner."""
    sim.event("removed_me", group="客户群")
    for fields in ({"from": "小明", "group": "客户群"}, {"from": "me", "to": "客户群"}):
        with pytest.raises(SettingError, match="no longer in the group"):
            sim.say(**fields)


async def test_a_member_may_be_missing_from_the_list(online: Driver, sim: Simulator) -> None:
    """With `unlisted`, as the service does now and then."""
    sim.say(from_="新闻", group="客户群", text="x", unlisted=True)
    (message,) = await online.sync_all()
    (room,) = (await online.batch(message["FromUserName"]))["ContactList"]
    members = [member["UserName"] for member in room["MemberList"]]
    assert message["Content"].partition(":")[0] not in members


async def test_content_number_and_time_can_be_given_raw(online: Driver, sim: Simulator) -> None:
    """For what no type makes: broken XML, odd numbers, times far away."""
    sim.say(from_="小明", type="link", content="&lt;msg&gt;&lt;broken", msg_type=99, create_time=5)
    (message,) = await online.sync_all()
    assert message["Content"] == "&lt;msg&gt;&lt;broken"
    assert (message["MsgType"], message["CreateTime"]) == (99, 5)


@pytest.mark.parametrize("kind", ["image", "file", "card", "call", "unknown", "quote"])
async def test_any_type_can_be_said_in_a_group(online: Driver, sim: Simulator, kind: str) -> None:
    """With the prefix in front of whatever it carries."""
    sim.say(from_="小明", group="客户群", type=kind)
    (message,) = await online.sync_all()
    assert message["Content"].startswith("@")
    assert ":<br/>" in message["Content"]


async def test_what_is_said_before_the_login_is_not_delivered(
    driver: Driver, sim: Simulator
) -> None:
    """A login begins with what comes after it; later logins do not repeat it either."""
    sim.say(from_="小明", text="早")
    await driver.log_in()
    assert await driver.sync_all() == []


def test_a_thousand_messages_take_no_time(sim: Simulator) -> None:
    """Nothing grows with what was said before; a generous bound."""
    with must_end():
        for _ in range(20):
            assert len(sim.say([{"from": "小明", "text": "x"}] * 1000)) == 1000
