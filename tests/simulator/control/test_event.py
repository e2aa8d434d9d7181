"""What happens besides messages."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from responder.errors import SettingError
from responder.simulator.control.event import HAPPENINGS
from responder.simulator.people import ME

if TYPE_CHECKING:
    from responder.simulator.simulator import Simulator
    from tests.simulator.driver import Driver

IN_GROUP = {"group": "客户群"}


def xml_of(message: dict[str, Any]) -> ET.Element:
    """The XML of a message, as a client reads it."""
    return ET.fromstring(html.unescape(message["Content"].replace("<br/>", "\n")))  # noqa: S314 - ours


@pytest.mark.parametrize(
    ("kind", "fields", "msg_type", "content"),
    [
        ("member_joined", {**IN_GROUP, "names": ["甲", "乙"]}, 10000, '你邀请"甲、乙"加入了群聊  '),
        (
            "member_joined",
            {**IN_GROUP, "names": ["甲"], "by": "小明", "lang": "en"},
            10000,
            "小明 invited 甲 to the group chat",
        ),
        (
            "member_joined",
            {**IN_GROUP, "names": ["甲"], "how": "qr"},
            10000,
            '" 甲"通过扫描你分享的二维码加入群聊',
        ),
        (
            "member_joined",
            {**IN_GROUP, "names": ["甲"], "how": "qr", "by": "小明"},
            10000,
            '" 甲"通过扫描"小明"分享的二维码加入群聊',
        ),
        ("member_left", {**IN_GROUP, "name": "路人", "by": "me"}, 10000, '你将"路人"移出了群聊'),
        ("removed_me", {**IN_GROUP, "by": "小明"}, 10000, '你被"小明"移出群聊'),
        ("invited_me", IN_GROUP, 10000, '"小明"邀请你加入了群聊，群聊参与人还有：小明、路人'),
        ("renamed", {**IN_GROUP, "name": "新"}, 10000, "你修改群名为“新”"),
        ("renamed", {**IN_GROUP, "name": "新", "by": "小明"}, 10000, '"小明"修改群名为“新”'),
        ("pat", {"from": "小明"}, 10000, '"小明" 拍了拍我'),
        ("pat", {"from": "小明", **IN_GROUP, "lang": "en"}, 10000, '"小明" tickled me'),
        ("red_packet", {"from": "小明"}, 10000, "收到红包，请在手机上查看"),
        ("red_packet", IN_GROUP, 10000, "收到红包，请在手机上查看"),
        ("red_packet", {"from": "小明", **IN_GROUP}, 10000, "收到红包，请在手机上查看"),
        ("member_joined", {**IN_GROUP, "name": "甲"}, 10000, '你邀请"甲"加入了群聊  '),
        ("notice", {"from": "小明", "text": "以上是打招呼的内容"}, 10000, "以上是打招呼的内容"),
        ("friend_added", {"name": "王五"}, 10000, "你已添加了王五，现在可以开始聊天了。"),
        (
            "friend_added",
            {"name": "王五", "by_them": True},
            10000,
            "王五刚刚把你添加到通讯录，现在可以开始聊天了。",
        ),
        ("chat_read", {"chat": "小明"}, 51, ""),
    ],
)
async def test_an_event_is_told_in_its_words(
    *,
    online: Driver,
    sim: Simulator,
    kind: str,
    fields: dict[str, Any],
    msg_type: int,
    content: str,
) -> None:
    """In one message, whose id is given back."""
    (msg_id,) = sim.event(kind, **fields)
    (message,) = (await online.sync())["AddMsgList"]
    assert (message["MsgId"], message["MsgType"]) == (msg_id, msg_type)
    assert message["Content"] == content


async def test_a_message_in_a_group_is_from_the_group(online: Driver, sim: Simulator) -> None:
    """Grey lines have no prefix."""
    sim.event("red_packet", group="客户群")
    (message,) = await online.sync_all()
    assert message["FromUserName"].startswith("@@")
    assert message["Status"] == 4


async def test_a_grey_line_of_somebody_in_a_group_is_in_the_group(
    online: Driver, sim: Simulator
) -> None:
    """Given both, `from` has to be known, and the line stands in the group."""
    sim.event("notice", from_="小明", group="客户群", text="以上")
    (message,) = await online.sync_all()
    assert message["FromUserName"].startswith("@@")
    with pytest.raises(SettingError, match="event: from: no contact is called '谁'"):
        sim.event("red_packet", from_="谁", group="客户群")


async def test_a_friend_request_carries_its_ticket(online: Driver, sim: Simulator) -> None:
    """From `fmessage`, in the fields and in the XML."""
    sim.event("friend_request", name="王五", text="我是<王五>")
    (message,) = await online.sync_all()
    info = message["RecommendInfo"]
    assert (message["FromUserName"], message["MsgType"]) == ("fmessage", 37)
    assert (info["NickName"], info["Content"]) == ("王五", "我是&lt;王五&gt;")
    assert info["UserName"].startswith("@")
    xml = xml_of(message)
    assert xml.get("ticket") == info["Ticket"]
    assert xml.get("content") == "我是<王五>"


async def test_a_joined_member_is_in_the_list(online: Driver, sim: Simulator) -> None:
    """The change of the group comes with it."""
    sim.event("member_joined", names=["甲"], group="客户群")
    answer = await online.sync()
    (room,) = answer["ModContactList"]
    assert [m["NickName"] for m in room["MemberList"]] == ["小助手", "小明", "路人", "甲"]


async def test_leaving_is_silent(online: Driver, sim: Simulator) -> None:
    """Only the change of the group tells; somebody who is not there can not leave."""
    assert sim.event("member_left", group="客户群", name="路人") == []
    answer = await online.sync()
    assert answer["AddMsgCount"] == 0
    assert len(answer["ModContactList"][0]["MemberList"]) == 2
    with pytest.raises(SettingError, match="'路人' is not a member of '客户群'"):
        sim.event("member_left", group="客户群", name="路人")


async def test_being_removed_and_invited_again(online: Driver, sim: Simulator) -> None:
    """In between the group does not exist for the account."""
    sim.event("removed_me", group="客户群")
    answer = await online.sync()
    assert answer["DelContactCount"] == 1
    with pytest.raises(SettingError, match="no longer in the group"):
        sim.event("renamed", group="客户群", name="x")
    sim.event("invited_me", group="客户群")
    assert (await online.sync())["ModContactCount"] == 1
    assert len(sim.say(from_="小明", group="客户群", text="欢迎")) == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"from": "小明"}, '"小明" 撤回了一条消息'),
        ({"from": "路人", "group": "客户群"}, '"路人" 撤回了一条消息'),
        ({"from": "me", "to": "小明"}, "你撤回了一条消息"),
    ],
)
async def test_a_recall_names_the_message(
    online: Driver, sim: Simulator, said: dict[str, str], words: str
) -> None:
    """In the chat where it stood, from whoever took it back."""
    (msg_id,) = sim.say(**said, text="错了")
    sim.event("recalled", msg_id=msg_id)
    message, recall = await online.sync_all()
    assert recall["MsgType"] == 10002
    assert (recall["FromUserName"], recall["ToUserName"]) == (
        message["FromUserName"],
        message["ToUserName"],
    )
    assert xml_of(recall).findtext("revokemsg/msgid") == msg_id
    assert xml_of(recall).findtext("revokemsg/replacemsg") == words


@pytest.mark.parametrize("msg_id", ["7", "x", "-1"])
def test_only_a_message_can_be_recalled(sim: Simulator, msg_id: str) -> None:
    """A sentence says where ids come from."""
    with pytest.raises(SettingError, match="is of no message; say gives them"):
        sim.event("recalled", msg_id=msg_id)


async def test_a_pat_may_come_as_xml(online: Driver, sim: Simulator) -> None:
    """In the form of newer versions."""
    sim.event("pat", from_="小明", form="xml")
    (message,) = await online.sync_all()
    assert message["MsgType"] == 10002
    assert xml_of(message).get("type") == "pat"


@pytest.mark.parametrize("amount", ["8.80", 8.8])
async def test_a_transfer_has_its_amount_in_the_second_cdata(
    *, online: Driver, sim: Simulator, amount: str | float
) -> None:
    """Where one client looks for it, given as a text or as a number."""
    sim.event("transfer", from_="小明", amount=amount)
    (message,) = await online.sync_all()
    assert (message["AppMsgType"], message["FileName"]) == (2000, "微信转账")
    content = html.unescape(message["Content"])
    assert content.split("<![CDATA[")[1].startswith("微信转账]]")
    assert content.split("<![CDATA[")[2].startswith("收到转账8.80元。")
    assert xml_of(message).findtext("appmsg/wcpayinfo/feedesc") == "￥8.80"


@pytest.mark.parametrize(("kind", "code"), [("chat_opened", 2), ("chat_left", 5), ("chat_read", 1)])
async def test_what_the_phone_looks_at_is_told(
    online: Driver, sim: Simulator, kind: str, code: int
) -> None:
    """With the chat beside; the selector is 7."""
    sim.event(kind, chat="小明")
    assert await online.check() == ("0", "7")
    (message,) = (await online.sync())["AddMsgList"]
    assert message["StatusNotifyCode"] == code
    assert message["StatusNotifyUserName"] == await online.user_name("小明")


async def test_a_contact_changes_its_names(online: Driver, sim: Simulator) -> None:
    """Each of them; the control interface follows."""
    sim.event("contact_changed", name="小明", new_name="大明", remark="明哥", alias="ming")
    (contact,) = (await online.sync())["ModContactList"]
    assert (contact["NickName"], contact["RemarkName"], contact["Alias"]) == (
        "大明",
        "明哥",
        "ming",
    )
    assert sim.world.book.has_person("大明")
    assert not sim.world.book.has_person("小明")


async def test_a_removed_contact_can_not_be_written_to(online: Driver, sim: Simulator) -> None:
    """It is a stranger then."""
    friend = await online.user_name("小明")
    sim.event("contact_removed", name="小明")
    assert (await online.send(friend, "在吗"))["BaseResponse"]["Ret"] == 1204


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        ("recall", {}, "event: kind must be one of .*did you mean recalled"),
        ("pat", {}, "event: from is missing"),
        ("red_packet", {}, "event: from is missing"),
        ("member_joined", {"group": "客户群"}, "event: names is missing"),
        ("renamed", {"group": "x", "name": "y"}, "event: group: no group is called 'x'"),
        ("chat_read", {"chat": "x"}, "event: chat: no contact is called 'x'"),
        ("notice", {"from": "小明", "text": "a", "lang": "fr"}, "lang must be one of zh, en"),
        ("profile", {"name": "a", "nmae": "b"}, "unknown field 'nmae'"),
    ],
)
def test_a_wrong_event_gets_a_sentence(
    sim: Simulator, kind: str, fields: dict[str, Any], words: str
) -> None:
    """It names the field and what it may be."""
    with pytest.raises(SettingError, match=words):
        sim.event(kind, **fields)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("red_packet", {**IN_GROUP, "form": "text"}),
        ("member_left", {**IN_GROUP, "name": "路人", "by": 5}),
        ("member_joined", {**IN_GROUP, "names": ["甲", "双"]}),
        ("invited_me", {**IN_GROUP, "by": 5}),
        ("contact_changed", {"name": "小明", "remark": "明", "new_name": 5}),
        ("friend_added", {"name": "新", "by_them": "yes"}),
    ],
)
async def test_a_refused_event_has_no_effect(
    online: Driver, sim: Simulator, kind: str, fields: dict[str, Any]
) -> None:
    """No message, no change, nobody new, whichever field is wrong."""
    sim.add_contacts([{"name": "双"}, {"name": "双"}])
    await online.sync_all()
    before = sim.snapshot()
    with pytest.raises(SettingError):
        sim.event(kind, **fields)
    assert sim.snapshot() == before
    answer = await online.sync()
    assert (answer["AddMsgCount"], answer["ModContactCount"]) == (0, 0)
    assert sim.world.book.person("小明", "x").remark == ""
    assert [sim.world.book.name_of(m) for m in sim.world.book.room("客户群", "x").members] == [
        ME,
        "小明",
        "路人",
    ]


def test_events_a_rule_can_name_are_spelt_alike() -> None:
    """The words of the rule key `on`."""
    spelt = {
        "friend_request",
        "member_joined",
        "member_left",
        "notice",
        "recalled",
        "red_packet",
        "transfer",
        "pat",
    }
    assert spelt <= set(HAPPENINGS)
