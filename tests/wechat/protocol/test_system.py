"""Tests of grey lines and `sysmsg` documents; wordings as collected by public clients."""

from __future__ import annotations

import pytest
from hypothesis import given

from responder.simulator.notices import LANGUAGES, NOTICES, notice
from responder.wechat.protocol.content import News, Pat, Recalled, RedPacket, SystemText
from responder.wechat.protocol.system import read_line, read_sysmsg, read_system_text
from tests.wechat.protocol.samples import TEXTS, escaped

JOINED, LEFT = News.MEMBER_JOINED, News.MEMBER_LEFT


@pytest.mark.parametrize(
    ("line", "news", "name"),
    [
        ('你邀请"小明"加入了群聊', JOINED, "小明"),
        ('你邀请"小明"加入了群聊  撤销', JOINED, "小明"),
        ("You invited 小明 to the group chat", JOINED, "小明"),
        ('"老王"邀请你和"小明、小红"加入了群聊', JOINED, "小明、小红"),
        ("老王 invited you and 小明 to the group chat", JOINED, "小明"),
        ('"老王"邀请"小明"加入了群聊', JOINED, "小明"),
        ("老王 invited 小明 to the group chat", JOINED, "小明"),
        ('" 小明"通过扫描你分享的二维码加入群聊', JOINED, "小明"),
        ('" 小明" joined group chat via the QR code you shared', JOINED, "小明"),
        ('" 小明"通过扫描"老王"分享的二维码加入群聊', JOINED, "小明"),
        ('"小明" joined the group chat via the QR Code shared by "老王"', JOINED, "小明"),
        ('你将"小明"移出了群聊', LEFT, "小明"),
        ('You removed "小明" from the group chat', LEFT, "小明"),
        ('"小明"修改群名为“新名”', News.RENAMED, "新名"),
        ("你修改群名为“新名”", News.RENAMED, "新名"),
        ('"Ann" changed the group name to "new"', News.RENAMED, "new"),
        ('"老王"邀请你加入了群聊，群聊参与人还有：小明、小红', News.OTHER, ""),
        ("老王 invited you to a group chat with 小明", News.OTHER, ""),
        ('你被"老王"移出群聊', News.OTHER, ""),
        ("你已添加了小明，现在可以开始聊天了。", News.FRIEND_ADDED, ""),
        ("You have added Bob as your WeChat contact. Start chatting!", News.FRIEND_ADDED, ""),
        ("小明刚刚把你添加到通讯录，现在可以开始聊天了。", News.FRIEND_ADDED, ""),
        ("消息已发出，但被对方拒收了。", News.REFUSED, ""),
        ("发送消息过于频繁，可稍后再试", News.TOO_OFTEN, ""),
        ("群收款消息，请在手机上查看", News.OTHER, ""),
        ("位置共享已经结束", News.OTHER, ""),
        ("", News.OTHER, ""),
    ],
)
def test_what_a_grey_line_reports(line: str, news: News, name: str) -> None:
    """Chinese and English, with and without names."""
    assert read_line(line) == SystemText(line, news, name)


def test_a_refused_send_is_told_in_a_grey_line() -> None:
    """Its link comes escaped."""
    content = (
        "小明开启了朋友验证，你还不是他（她）朋友。请先发送朋友验证请求，对方验证通过后，才能聊天。"
        '&lt;a href="weixin://findfriend/verifycontact"&gt;发送朋友验证&lt;/a&gt;'
    )
    read = read_system_text(content)
    assert isinstance(read, SystemText)
    assert read.news is News.NOT_A_FRIEND


@pytest.mark.parametrize(
    ("line", "mine"),
    [
        ("收到红包，请在手机上查看", False),
        ("Red packet received. View on phone", False),
        ("发出红包，请在手机上查看", True),
    ],
)
def test_red_packets(line: str, mine: bool) -> None:  # noqa: FBT001 - a column of the table
    """Received and sent ones differ by a word."""
    assert read_line(line) == RedPacket(line, mine)


@pytest.mark.parametrize(
    ("line", "name", "mine"),
    [
        ('"小明" 拍了拍我', "小明", False),
        ('"小明" 拍了拍 "小红" 的肩膀', "小明", False),
        ('我拍了拍 "小明"', "", True),
        ('"Bob" tickled me', "Bob", False),
        ('I tickled "Bob"', "", True),
    ],
)
def test_nudges(line: str, name: str, mine: bool) -> None:  # noqa: FBT001 - a column of the table
    """Who did it stands in front."""
    assert read_line(line) == Pat(line, name=name, mine=mine)


@pytest.mark.parametrize(
    ("line", "mine"),
    [
        ('"小明" 撤回了一条消息', False),
        ("你撤回了一条消息", True),
        ('"Bob" recalled a message.', False),
        ("You recalled a message", True),
    ],
)
def test_recalls_in_a_grey_line(line: str, mine: bool) -> None:  # noqa: FBT001 - a column of the table
    """Which message it was is not told there."""
    assert read_line(line) == Recalled(text=line, mine=mine)


def test_a_recall() -> None:
    """With tabs and breaks between the elements, as on the wire; the newer id is preferred."""
    xml = (
        '<sysmsg type="revokemsg">\n\t<revokemsg>\n\t\t<session>wxid_a</session>\n'
        "\t\t<oldmsgid>1088120457</oldmsgid>\n\t\t<msgid>6027714985330182946</msgid>\n"
        '\t\t<replacemsg><![CDATA["张三" 撤回了一条消息]]></replacemsg>\n\t</revokemsg>\n</sysmsg>'
    )
    expected = Recalled("6027714985330182946", '"张三" 撤回了一条消息')
    assert read_sysmsg(escaped(xml)) == expected
    assert read_sysmsg("撤回 " + escaped(xml)) == expected
    assert read_system_text(escaped(xml)) == expected
    newer = xml.replace("<session>", "<newmsgid>7</newmsgid><session>")
    assert read_sysmsg(escaped(newer)) == Recalled("7", '"张三" 撤回了一条消息')


def test_a_recall_that_does_not_parse() -> None:
    """Id and line are found all the same."""
    xml = (
        '<sysmsg type="revokemsg"><msgid>77</msgid>'
        "<replacemsg><![CDATA[你撤回了一条消息]]></replacemsg>"
    )
    assert read_sysmsg(escaped(xml)) == Recalled("77", "你撤回了一条消息", mine=True)


@pytest.mark.parametrize("msg_id", ["0", "", "x"])
def test_a_recall_without_an_id(msg_id: str) -> None:
    """Zero and nonsense name no message."""
    xml = f'<sysmsg type="revokemsg"><revokemsg><msgid>{msg_id}</msgid></revokemsg></sysmsg>'
    assert read_sysmsg(escaped(xml)) == Recalled()


def test_a_nudge_names_permanent_accounts() -> None:
    """Whose they are is for the address book."""
    xml = (
        '<sysmsg type="pat"><pat><fromusername>wxid_a</fromusername>'
        "<chatusername>123@chatroom</chatusername><pattedusername>wxid_b</pattedusername>"
        '<template><![CDATA["${wxid_a}" 拍了拍我]]></template></pat></sysmsg>'
    )
    assert read_sysmsg(escaped(xml)) == Pat('"${wxid_a}" 拍了拍我', "wxid_a", "wxid_b")


def test_a_template_is_filled_in() -> None:
    """Members' news come as template and names; the result reads like the grey line."""
    xml = (
        '<sysmsg type="sysmsgtemplate"><sysmsgtemplate><content_template type="t"><plain/>'
        '<template><![CDATA["$username$"邀请"$names$"加入了群聊]]></template><link_list>'
        '<link name="username"><memberlist><member><nickname><![CDATA[老王]]></nickname></member>'
        '</memberlist></link><link name="names"><memberlist>'
        "<member><nickname><![CDATA[小明]]></nickname></member>"
        "<member><nickname><![CDATA[小红]]></nickname></member>"
        "</memberlist></link></link_list></content_template></sysmsgtemplate></sysmsg>"
    )
    line = '"老王"邀请"小明、小红"加入了群聊'
    assert read_sysmsg(escaped(xml)) == SystemText(line, JOINED, "小明、小红")


def test_other_documents_are_notices() -> None:
    """Unknown kinds keep their words, if they have any."""
    assert read_sysmsg(escaped('<sysmsg type="roomtoolstips"><todo/></sysmsg>')) == SystemText("")
    assert read_sysmsg(escaped('<sysmsg type="x"><text>字</text></sysmsg>')) == SystemText("字")
    assert read_sysmsg("只有字") == SystemText("只有字")


def test_a_name_does_not_pass_for_a_document() -> None:
    """A grey line is read as one even if somebody in it is called `<sysmsg …`."""
    content = '"老王"邀请"&lt;sysmsg type="revokemsg"&gt;"加入了群聊'
    read = read_system_text(content)
    assert isinstance(read, SystemText)
    assert read.news is JOINED


SIMULATED: dict[str, News | type] = {
    "i_invited": JOINED,
    "invited_me": News.OTHER,
    "invited": JOINED,
    "joined_by_my_qr": JOINED,
    "joined_by_qr": JOINED,
    "i_removed": LEFT,
    "removed_me": News.OTHER,
    "renamed": News.RENAMED,
    "i_renamed": News.RENAMED,
    "friend_added": News.FRIEND_ADDED,
    "added_me": News.FRIEND_ADDED,
    "not_a_friend": News.NOT_A_FRIEND,
    "red_packet": RedPacket,
    "my_red_packet": RedPacket,
    "pat": Pat,
    "recalled": Recalled,
    "i_recalled": Recalled,
}
"""What each line of the simulator must be read as."""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("key", NOTICES)
def test_every_line_of_the_simulator_is_understood(key: str, lang: str) -> None:
    """In both languages, with any characters in the names; who is named is the one it is about."""
    read = read_system_text(notice(key, lang, who="小<明>&😄", by="老王"))
    expected = SIMULATED[key]
    if isinstance(expected, News):
        assert isinstance(read, SystemText)
        assert read.news is expected
        assert read.name == ("小<明>&😄" if expected in {JOINED, LEFT, News.RENAMED} else "")
    else:
        assert isinstance(read, expected)
        assert getattr(read, "mine", False) is key.startswith(("my_", "i_"))


@given(TEXTS)
def test_no_text_upsets_it(content: str) -> None:
    """Any content is some kind of news."""
    kinds = SystemText | RedPacket | Pat | Recalled
    assert isinstance(read_system_text(content), kinds)
    assert isinstance(read_sysmsg(content), kinds)
