"""What the service itself writes into chats."""

from __future__ import annotations

import html
from xml.etree import ElementTree as ET

import pytest

from responder.simulator.notices import (
    NOTICES,
    app_xml,
    chat_xml,
    conversations_xml,
    friend_request_xml,
    notice,
    pat_xml,
    recall_xml,
)
from responder.simulator.text import wire_xml

NASTY = "</title><b>&\"'"


@pytest.mark.parametrize(
    ("key", "lang", "words"),
    [
        ("invited", "zh", '"甲"邀请"乙"加入了群聊'),
        ("invited", "en", "甲 invited 乙 to the group chat"),
        ("joined_by_my_qr", "zh", '" 乙"通过扫描你分享的二维码加入群聊'),
        ("removed_me", "en", 'You were removed from the group chat by "甲"'),
        ("renamed", "zh", '"甲"修改群名为“乙”'),
        ("recalled", "zh", '"乙" 撤回了一条消息'),
        ("red_packet", "zh", "收到红包，请在手机上查看"),
    ],
)
def test_a_notice_is_worded_as_reported(key: str, lang: str, words: str) -> None:
    """Blanks and quotes included."""
    assert notice(key, lang, who="乙", by="甲") == words


@pytest.mark.parametrize("key", NOTICES)
def test_a_name_can_not_break_a_notice(key: str) -> None:
    """Braces and tags in somebody's name are only text."""
    for lang in ("zh", "en"):
        words = notice(key, lang, who="{by}<b>", by="{0}")
        assert "<b>" not in words
        assert "{who}" not in words


def test_the_link_in_a_notice_is_escaped() -> None:
    """As the service does when somebody is no friend any more."""
    assert "&lt;a href=" in notice("not_a_friend", "zh", who="小明")


def test_a_recall_names_the_message() -> None:
    """In tags, with the words as CDATA."""
    root = ET.fromstring(recall_xml("wxid_a", 5, 2**62, '"小明" 撤回了一条消息'))  # noqa: S314 - ours
    assert root.get("type") == "revokemsg"
    assert root.findtext("revokemsg/session") == "wxid_a"
    assert root.findtext("revokemsg/oldmsgid") == "5"
    assert root.findtext("revokemsg/msgid") == str(2**62)
    assert root.findtext("revokemsg/replacemsg") == '"小明" 撤回了一条消息'


def test_a_recall_looks_like_the_captured_one() -> None:
    """Tabs and line ends between the elements, on the wire as `<br/>`."""
    wire = wire_xml(recall_xml("wxid_a", 5, 6, "x"))
    assert wire.startswith(
        '&lt;sysmsg type="revokemsg"&gt;<br/>\t&lt;revokemsg&gt;<br/>\t\t&lt;session&gt;wxid_a'
    )


def test_a_pat_names_three() -> None:
    """Who, where, whom."""
    root = ET.fromstring(pat_xml("wxid_a", "1@chatroom", "wxid_me", "x"))  # noqa: S314 - ours
    assert [root.findtext(f"pat/{n}") for n in ("fromusername", "chatusername")] == [
        "wxid_a",
        "1@chatroom",
    ]
    assert root.findtext("pat/pattedusername") == "wxid_me"


def test_the_notice_after_a_login_lists_permanent_names() -> None:
    """In the order of the UserNames beside it."""
    xml = conversations_xml(("wxid_a", "filehelper"), 7)
    root = ET.fromstring(xml)  # noqa: S314 - ours
    assert (root.findtext("op/username") or "").strip() == "wxid_a,filehelper"
    assert len(root.findall("op/unreadchatlist/chat")) == 2


def test_an_opened_chat_is_named() -> None:
    """With the number of what happened."""
    root = ET.fromstring(chat_xml(2, "wxid_a"))  # noqa: S314 - ours
    op = root.find("op")
    assert op is not None
    assert (op.get("id"), op.findtext("username")) == ("2", "wxid_a")


def test_a_friend_request_survives_hostile_words() -> None:
    """Attributes are quoted."""
    root = ET.fromstring(friend_request_xml("wxid_c", NASTY, NASTY, "v2_1"))  # noqa: S314 - ours
    assert root.get("fromnickname") == root.get("content") == NASTY
    assert root.get("ticket") == "v2_1"


def test_an_app_message_survives_hostile_words() -> None:
    """Title, description and URL are escaped inside the XML, and the XML once more on the wire."""
    xml = app_xml(5, NASTY, NASTY, "https://a/?b=1&c=2")
    root = ET.fromstring(xml)  # noqa: S314 - ours
    assert root.findtext("appmsg/title") == root.findtext("appmsg/des") == NASTY
    assert root.findtext("appmsg/url") == "https://a/?b=1&c=2"
    assert html.unescape(wire_xml(xml)) == xml
