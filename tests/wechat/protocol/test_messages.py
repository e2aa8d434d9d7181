"""Tests of reading one entry of the message list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.wechat.protocol import content as kinds
from responder.wechat.protocol.messages import CREATED_S_MAX, Message, parse_message
from responder.wechat.protocol.text import TEXT_CHARS_MAX
from tests.wechat.protocol.samples import FRIEND, MEMBER, MESSAGES, ROOM, SELF, entry, escaped

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="<&\r"), max_size=40)
"""What a person can type without meeting the service's markup."""


def read(content: str = "", msg_type: int = 1, **fields: object) -> Message:
    """A message of these fields."""
    message = parse_message(entry(content, msg_type, **fields))
    assert message is not None
    return message


def test_a_private_message() -> None:
    """The friend is where it comes from and who wrote it."""
    assert read("在吗<br/>有事") == Message(
        id="8146207395518820361",
        from_user=FRIEND,
        to_user=SELF,
        room="",
        sender=FRIEND,
        msg_type=1,
        created_s=1546217453,
        text="在吗\n有事",
        content=kinds.Text("在吗\n有事"),
    )


@pytest.mark.parametrize("sender", [MEMBER, "wxid_abc-1", "@abcDEF09"])
def test_a_group_message_names_its_writer(sender: str) -> None:
    """By UserName or permanent name, in front of the words."""
    message = read(f"{sender}:<br/>大家好", FromUserName=ROOM)
    assert (message.room, message.sender, message.text) == (ROOM, sender, "大家好")


@pytest.mark.parametrize("content", ["大家好", "名 字:<br/>x", "@8388828c52063f", f"{MEMBER}:x"])
def test_a_group_message_without_a_writer(content: str) -> None:
    """What does not fit the official pattern is nobody's, and left as it is."""
    message = read(content, FromUserName=ROOM)
    assert message.sender == ""
    assert message.text == content.replace("<br/>", "\n")


def test_a_private_text_is_not_taken_apart() -> None:
    """Only groups have writers in front."""
    assert read("abc:<br/>x").text == "abc:\nx"
    assert read("abc:<br/>x").sender == FRIEND


@pytest.mark.parametrize("me", [SELF, ""])
def test_what_the_owner_writes_to_a_group(me: str) -> None:
    """It goes to the group, has no writer in front, and keeps who it came from."""
    message = read("abc:<br/>x", FromUserName=me, ToUserName=ROOM)
    assert (message.room, message.from_user, message.sender) == (ROOM, me, me)
    assert message.text == "abc:\nx"


@pytest.mark.parametrize(
    ("msg_id", "new_id", "expected"),
    [
        ("8146207395518820361", 8146207395518820361, "8146207395518820361"),
        ("1478649195821152019", 1478649195821152000, "1478649195821152019"),
        (8146207395518820361, 0, "8146207395518820361"),
        ("1088120457", 6027714985330182946, "6027714985330182946"),
        ("1088120457", "6027714985330182946", "6027714985330182946"),
        ("1088120457", 0, "1088120457"),
        (None, 6027714985330182946, "6027714985330182946"),
        (8.1e18, 6027714985330182946, "6027714985330182946"),
        ("", None, None),
        (None, -5, None),
    ],
)
def test_the_id(msg_id: object, new_id: object, expected: str | None) -> None:
    """The long number as text, no digit lost; without any there is no message."""
    message = parse_message(entry(MsgId=msg_id, NewMsgId=new_id))
    assert (message and message.id) == expected


@pytest.mark.parametrize(
    ("created", "expected"),
    [(1546217453, 1546217453), ("1546217453", 1546217453), (-5, 0), (10**400, CREATED_S_MAX)],
    ids=["number", "text", "before", "far ahead"],
)
def test_the_time(created: object, expected: int) -> None:
    """Seconds within reason: others could not be shown as a date."""
    assert read(CreateTime=created).created_s == expected


@pytest.mark.parametrize(
    ("msg_type", "content", "fields", "text"),
    [
        (49, "", {"AppMsgType": 5, "FileName": "题"}, "题"),
        (49, "", {"AppMsgType": 6, "FileName": "a.zip"}, "a.zip"),
        (49, "", {"AppMsgType": 33, "FileName": "程序"}, "程序"),
        (49, "", {"AppMsgType": 19, "FileName": "记录"}, "记录"),
        (49, "", {"AppMsgType": 57, "FileName": "答"}, "答"),
        (49, "", {"AppMsgType": 2000, "FileName": "微信转账"}, "微信转账"),
        (49, "", {"AppMsgType": 0, "FileName": "该类型暂不支持"}, "该类型暂不支持"),
        (42, "", {"RecommendInfo": {"NickName": "李四"}}, "李四"),
        (37, "", {"RecommendInfo": {"Content": "我是王五"}}, "我是王五"),
        (1, "某路:<br/>/cgi", {"SubMsgType": 48}, "某路"),
        (10000, "收到红包，请在手机上查看", {}, "收到红包，请在手机上查看"),
        (10000, '"小明" 拍了拍我', {}, '"小明" 拍了拍我'),
        (10000, "位置共享已经结束", {}, "位置共享已经结束"),
        (10002, escaped("<sysmsg type='x'><text>字</text></sysmsg>"), {}, "字"),
        (4242, "字", {}, "字"),
        (3, "@8388", {}, ""),
        (34, "@8388", {}, ""),
        (43, "@8388", {}, ""),
        (47, "", {}, ""),
        (50, "", {}, ""),
        (51, "", {}, ""),
        (40, "x", {}, ""),
    ],
)
def test_the_words(msg_type: int, content: str, fields: dict[str, object], text: str) -> None:
    """Every kind has the words that can be read of it, media have none."""
    assert read(content, msg_type, **fields).text == text


@given(WORDS)
def test_words_come_through(words: str) -> None:
    """What is typed on the phone is what rules see, in private and in groups."""
    wire = words.replace(">", "&gt;").replace("\n", "<br/>")
    assert read(wire).text == words
    assert read(f"{MEMBER}:<br/>{wire}", FromUserName=ROOM).text == words


def test_a_message_prints_without_its_words() -> None:
    """Logs do not show what people write."""
    assert "秘密" not in repr(read("秘密"))


def test_a_flood_is_cut() -> None:
    """Content of a megabyte becomes a text of the limit (fault 37)."""
    assert len(read("长" * 1_000_000).text) == TEXT_CHARS_MAX


@pytest.mark.parametrize("raw", [None, [], "x", 7, {}, {"Content": "x"}])
def test_what_has_no_id_is_no_message(raw: object) -> None:
    """It could not be told from its own repetition."""
    assert parse_message(raw) is None


@given(MESSAGES)
def test_no_entry_upsets_it(raw: object) -> None:
    """Any JSON in any field is a message that can be written down, or none."""
    message = parse_message(raw)
    if message is not None:
        assert isinstance(f"{message.text}{message.id}{message.sender}".encode(), bytes)
        assert message.id
        assert float(message.created_s) >= 0
        assert len(message.text) <= TEXT_CHARS_MAX
