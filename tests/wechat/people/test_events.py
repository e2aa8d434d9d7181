"""Tests of what messages mean."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from responder.models import WORDLESS, ChatKind, Event, EventKind, MessageType
from responder.wechat.people.book import AddressBook
from responder.wechat.people.events import to_event
from responder.wechat.people.mentions import MARK
from responder.wechat.protocol.contacts import Contact, Member
from responder.wechat.protocol.messages import parse_message
from tests.wechat.people.cast import ANN, TEAM, book, message
from tests.wechat.protocol.samples import MESSAGES, escaped

PAT = (
    '<sysmsg type="pat"><pat><fromusername>wxid_ann</fromusername><pattedusername>wxid_me'
    '</pattedusername><template><![CDATA["${wxid_ann}" 拍了拍我${wxid_me}]]></template>'
    "</pat></sysmsg>"
)


def event(
    content: str = "",
    msg_type: int = 1,
    among: AddressBook | None = None,
    **fields: Any,  # noqa: ANN401 - any JSON
) -> Event:
    """What this message means."""
    found = to_event(message(content, msg_type, **fields), among or book())
    assert found is not None
    return found


def in_team(content: str, msg_type: int = 1, **fields: Any) -> Event:  # noqa: ANN401 - any JSON
    """What this message from the group means."""
    return event(content, msg_type, FromUserName="@@team", **fields)


def test_a_friend_writes() -> None:
    """Who, where, when, what; and who I am."""
    got = event("多少钱<br/>？", CreateTime=1546217453)
    assert (got.id, got.kind, got.type) == (
        "8146207395518820361",
        EventKind.MESSAGE,
        MessageType.TEXT,
    )
    assert (got.chat.id, got.chat.kind, got.chat.name) == ("p1", ChatKind.PRIVATE, "老王")
    assert (got.sender.id, got.sender.known_as) == ("p1", frozenset({"老王"}))
    assert (got.me.id, got.my_names) == ("me", ("小助手",))
    assert (got.time_s, got.text) == (1546217453.0, "多少钱\n？")
    assert got.group is None
    assert not got.from_me
    assert not got.mentioned


def test_a_member_writes() -> None:
    """The chat is the group, the sender the member, names are those of the group."""
    got = in_team("@eve:<br/>大家好")
    assert got.group is not None
    assert (got.chat.kind, got.chat.id, got.group.id) == (ChatKind.GROUP, "g4", "g4")
    assert (got.sender.id, got.sender.name, got.text) == ("m5", "路人", "大家好")
    assert (got.me.display_name, got.my_names) == ("客服小二", ("客服小二", "小助手"))
    assert not got.mentioned


@pytest.mark.parametrize("me", ["@me", ""])
@pytest.mark.parametrize(
    ("to", "kind", "chat_id"),
    [
        ("@ann", ChatKind.PRIVATE, "p1"),
        ("@@team", ChatKind.GROUP, "g4"),
        ("filehelper", ChatKind.FILEHELPER, "filehelper"),
        ("@shop", ChatKind.OFFICIAL, "o3"),
        ("@me", ChatKind.PRIVATE, "me"),
    ],
)
def test_the_owner_writes_on_the_phone(me: str, to: str, kind: ChatKind, chat_id: str) -> None:
    """The chat is where it goes; the service may leave the sender out."""
    got = event(f"@小助手{MARK}x", FromUserName=me, ToUserName=to)
    assert got.from_me
    assert got.sender.id == "me"
    assert (got.chat.kind, got.chat.id) == (kind, chat_id)
    assert not got.mentioned


def test_my_own_words_come_back_from_a_group() -> None:
    """Some answers name the account in front like anybody else."""
    got = in_team("@me:<br/>x")
    assert got.from_me
    assert got.sender.id == "me"


@pytest.mark.parametrize(
    ("sender", "kind"),
    [("@shop", ChatKind.OFFICIAL), ("weixin", ChatKind.SPECIAL), ("fmessage", ChatKind.SPECIAL)],
)
def test_accounts_that_are_no_people(sender: str, kind: ChatKind) -> None:
    """They are told apart from friends."""
    assert event("x", FromUserName=sender).chat.kind is kind


@pytest.mark.parametrize(
    ("msg_type", "fields", "expected"),
    [
        (3, {}, MessageType.IMAGE),
        (34, {}, MessageType.VOICE),
        (43, {}, MessageType.VIDEO),
        (62, {}, MessageType.VIDEO),
        (47, {}, MessageType.STICKER),
        (48, {}, MessageType.LOCATION),
        (1, {"SubMsgType": 48}, MessageType.LOCATION),
        (42, {}, MessageType.CARD),
        (49, {"AppMsgType": 5}, MessageType.LINK),
        (49, {"AppMsgType": 6}, MessageType.FILE),
        (49, {"AppMsgType": 33}, MessageType.MINIPROGRAM),
        (49, {"AppMsgType": 57}, MessageType.TEXT),
        (49, {"AppMsgType": 1}, MessageType.TEXT),
        (49, {"AppMsgType": 0}, MessageType.UNKNOWN),
        (49, {"AppMsgType": 19}, MessageType.UNKNOWN),
        (50, {}, MessageType.CALL),
        (53, {}, MessageType.CALL),
        (4242, {}, MessageType.UNKNOWN),
    ],
)
def test_types(msg_type: int, fields: dict[str, Any], expected: MessageType) -> None:
    """Every kind of message has a word that a rule can use."""
    got = event("", msg_type, **fields)
    assert (got.kind, got.type) == (EventKind.MESSAGE, expected)


@pytest.mark.parametrize("msg_type", [3, 34, 43, 62, 47, 50, 52, 53])
def test_types_without_a_text(msg_type: int) -> None:
    """Whatever comes with them, so `check` may say that a condition on it never holds."""
    xml = '<msg title="价格"><appmsg><title>价格</title><des>价格</des></appmsg></msg>'
    for content in ("价格", xml):
        got = event(content, msg_type, FileName="价格", Text="价格")
        assert (got.text, got.title) == ("", "")
        assert got.type in WORDLESS


@pytest.mark.parametrize("msg_type", [40, 51, 9999])
def test_internal_traffic_is_no_event(msg_type: int) -> None:
    """Nobody wrote it and nobody waits for an answer."""
    assert to_event(message("x", msg_type), book()) is None


def test_what_names_no_chat_is_no_event() -> None:
    """There would be nowhere to answer."""
    assert to_event(message("x", FromUserName="", ToUserName=""), book()) is None
    assert to_event(message("x", FromUserName="@me", ToUserName=""), book()) is None


@pytest.mark.parametrize(
    ("text", "mentioned"),
    [
        (f"@客服小二{MARK}在吗", True),
        ("@小助手 在吗", True),
        (f"@所有人{MARK}开会", True),
        (f"@小明{MARK}在吗", False),
        ("小助手在吗", False),
        ("@小助手 二号 在吗", False),
    ],
)
def test_mentions(text: str, mentioned: bool) -> None:  # noqa: FBT001 - a column of the table
    """By any name I have there, but not by a longer one of somebody else."""
    people = book(ANN, replace(TEAM, members=(*TEAM.members, Member("@two", "小助手 二号"))))
    assert event(f"@eve:<br/>{text}", 1, people, FromUserName="@@team").mentioned is mentioned


def test_a_quote_can_mention_me() -> None:
    """Its words count, the quoted ones do not."""
    fields = {"AppMsgType": 57, "FileName": "@小助手 这个多少钱"}
    assert in_team("@eve:<br/>", 49, **fields).mentioned
    refer = "<refermsg><content>@小助手 x</content></refermsg>"
    xml = escaped(f"<msg><appmsg><title>x</title>{refer}</appmsg></msg>")
    assert not in_team(f"@eve:<br/>{xml}", 49, AppMsgType=57).mentioned


def test_nobody_is_mentioned_in_private() -> None:
    """There a name is only a word."""
    assert not event(f"@小助手{MARK}x").mentioned


@pytest.mark.parametrize(
    ("msg_type", "fields", "title", "url"),
    [
        (
            49,
            {"AppMsgType": 5, "FileName": "题", "Url": "http://a/?b&amp;c"},
            "题",
            "http://a/?b&c",
        ),
        (49, {"AppMsgType": 6, "FileName": "a.zip"}, "a.zip", ""),
        (49, {"AppMsgType": 33, "FileName": "程序"}, "程序", ""),
        (49, {"AppMsgType": 19, "FileName": "记录"}, "记录", ""),
        (42, {"RecommendInfo": {"NickName": "李四"}}, "李四", ""),
        (48, {"Url": "http://map/"}, "", "http://map/"),
        (3, {"Url": "http://x/"}, "", ""),
    ],
)
def test_title_and_address(msg_type: int, fields: dict[str, Any], title: str, url: str) -> None:
    """Of what has them."""
    got = event("", msg_type, **fields)
    assert (got.title, got.url) == (title, url)


def request_of(user_name: str, name: str) -> Any:  # noqa: ANN401 - a message or none
    """A friend request."""
    info = {"UserName": user_name, "NickName": name, "Content": "我是客户", "Ticket": "v2"}
    return message("", 37, FromUserName="fmessage", RecommendInfo=info)


def test_a_friend_request() -> None:
    """From a stranger; a friend's remark as nickname is worth nothing."""
    got = to_event(request_of("@new", "老王"), book())
    assert got is not None
    assert (got.kind, got.chat.kind, got.text) == (
        EventKind.FRIEND_REQUEST,
        ChatKind.PRIVATE,
        "我是客户",
    )
    assert (got.chat.id, got.ticket) == (got.sender.id, "v2")
    assert (got.sender.name, got.sender.known_as) == ("老王", frozenset())


def test_my_own_friend_request_is_no_event() -> None:
    """The service lists those, too."""
    assert to_event(request_of("@me", "小助手"), book()) is None


@pytest.mark.parametrize(
    ("line", "kind", "name"),
    [
        ('"老王"邀请"新人"加入了群聊', EventKind.MEMBER_JOINED, "新人"),
        ('你邀请"新人"加入了群聊', EventKind.MEMBER_JOINED, "新人"),
        ('" 新人"通过扫描你分享的二维码加入群聊', EventKind.MEMBER_JOINED, "新人"),
        ("You invited Bob to the group chat", EventKind.MEMBER_JOINED, "Bob"),
        ('你将"路人"移出了群聊', EventKind.MEMBER_LEFT, "路人"),
        ('"老王"修改群名为“新名”', EventKind.NOTICE, "新名"),
        ("位置共享已经结束", EventKind.NOTICE, ""),
        ('"路人" 拍了拍我', EventKind.PAT, "路人"),
        ('"路人" 撤回了一条消息', EventKind.RECALLED, ""),
        ("收到红包，请在手机上查看", EventKind.RED_PACKET, ""),
    ],
)
def test_news_of_a_group(line: str, kind: EventKind, name: str) -> None:
    """Grey lines; the name in one is shown, and trusted for nothing."""
    got = in_team(line, 10000)
    assert (got.kind, got.type, got.text) == (kind, MessageType.UNKNOWN, line)
    assert (got.sender.name, got.sender.known_as) == (name, frozenset())
    assert got.sender.id not in {"p1", "m5", "me"}
    assert not got.from_me


def test_a_newcomer_can_not_pass_for_a_friend() -> None:
    """He joins under the name of one who is there; rules that name the friend stay still."""
    got = in_team('你邀请"老王"加入了群聊', 10000)
    assert got.sender.name == "老王"
    assert got.sender.id != book().person("@ann").id
    assert got.sender.known_as == frozenset()


@pytest.mark.parametrize(
    "line", ["你撤回了一条消息", '我拍了拍 "小明"', "发出红包，请在手机上查看"]
)
@pytest.mark.parametrize("place", ["@@team", "@ann"])
def test_what_the_owner_did_on_the_phone(line: str, place: str) -> None:
    """Grey lines about it come from the chat, but it was me."""
    got = event(line, 10000, FromUserName=place)
    assert got.from_me
    assert got.sender.id == "me"
    assert got.kind is not EventKind.MESSAGE


@pytest.mark.parametrize(
    ("msg_type", "content", "fields", "kind"),
    [
        (10000, "收到红包，请在手机上查看", {}, EventKind.RED_PACKET),
        (1, "收到红包，请在手机上查看", {"AppMsgType": 2001}, EventKind.RED_PACKET),
        (49, "", {"AppMsgType": 2001}, EventKind.RED_PACKET),
        (49, "", {"AppMsgType": 2000}, EventKind.TRANSFER),
        (10000, "你已添加了小明，现在可以开始聊天了。", {}, EventKind.NOTICE),
        (10000, '"老王"邀请"新人"加入了群聊', {}, EventKind.NOTICE),
        (10000, '"小明" 拍了拍我', {}, EventKind.PAT),
    ],
)
def test_news_in_private(
    msg_type: int, content: str, fields: dict[str, Any], kind: EventKind
) -> None:
    """Their sender is the friend; members join groups only."""
    got = event(content, msg_type, **fields)
    assert (got.kind, got.sender.id) == (kind, "p1")


def test_a_friend_is_accepted_with_ordinary_words() -> None:
    """The service writes them in the new friend's name; rules may answer."""
    got = event("我通过了你的朋友验证请求，现在我们可以开始聊天了")
    assert (got.kind, got.type) == (EventKind.MESSAGE, MessageType.TEXT)


def test_a_nudge_by_permanent_name() -> None:
    """Known people are named, others are left out."""
    people = book()
    people.note_wxids([("@ann", "wxid_ann")])
    got = event(escaped(PAT), 10002, people, FromUserName="@@team")
    assert (got.kind, got.sender.id, got.text) == (EventKind.PAT, "p1", '"老王" 拍了拍我')
    unknown = in_team(escaped(PAT), 10002)
    assert (unknown.sender.name, unknown.text) == ("", '"" 拍了拍我')


def test_a_group_text_without_a_writer_is_a_notice() -> None:
    """Nobody wrote it, so no rule for messages answers it."""
    got = in_team("大家好")
    assert (got.kind, got.text) == (EventKind.NOTICE, "大家好")


def test_somebody_unknown_in_an_unknown_group() -> None:
    """The event is usable all the same (faults 28, 29)."""
    people = book()
    got = event("@who:<br/>hi", 1, people, FromUserName="@@where")
    assert (got.kind, got.text, got.chat.kind) == (EventKind.MESSAGE, "hi", ChatKind.GROUP)
    assert got.sender.id != got.chat.id
    assert people.user_name_of(got.chat.id) == "@@where"


def test_an_unknown_friend_gets_the_old_id_once_looked_up() -> None:
    """First the look-up, then the event: a late contact is not a new one."""
    people = book(ANN)
    later = AddressBook(Contact("@me"), people.identities)
    later.update([replace(ANN, user_name="@ann2")])
    assert event("x", 1, later, FromUserName="@ann2").sender.id == "p1"


@given(MESSAGES)
def test_no_message_upsets_it(raw: object) -> None:
    """Any message means something that can be written down, or nothing."""
    talk = parse_message(raw)
    if talk is not None and (got := to_event(talk, book())) is not None:
        assert got.id
        assert got.chat.id
        assert got.sender.id
        assert isinstance(f"{got.text}{got.title}{got.url}{got.sender}{got.chat}".encode(), bytes)
        assert got.time_s >= 0
        assert not (got.mentioned and got.from_me)
