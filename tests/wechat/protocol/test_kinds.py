"""Tests of reading a message's fields; samples have the forms of public captures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from responder.wechat.protocol import content as kinds
from responder.wechat.protocol.kinds import Fields, read_content
from tests.wechat.protocol.samples import FRIEND, ROOM, entry, escaped

if TYPE_CHECKING:
    from responder.wechat.protocol.content import Content

BLOB = "@8388828c52063f725d8cf3568e48f4d7" * 40
"""Received media carry this in place of XML since about 2017."""

PLACE = (
    '<?xml version="1.0"?>\n<msg>\n\t<location x="22.53" y="113.93" scale="16"'
    ' label="深圳市南山区某路" maptype="0" poiname="[位置]" poiid="" />\n</msg>\n'
)
MAP = "http://apis.map.qq.com/uri/v1/geocoder?coord=22.53,113.93"
CALL = (
    "<voipinvitemsg><roomid>0</roomid><key>0</key><status>0</status>"
    "<invite_type>{}</invite_type></voipinvitemsg><voipextinfo><recvtime>0</recvtime></voipextinfo>"
)


def read(content: str, msg_type: int, **fields: Any) -> Content:  # noqa: ANN401 - any JSON
    """The model of a message of this type."""
    return read_content(Fields(entry(content, msg_type, **fields), msg_type, content))


def test_text() -> None:
    """Decoded words."""
    assert read("你好<br/>1 &lt; 2", 1) == kinds.Text("你好\n1 < 2")


def test_a_red_packet_may_come_as_text() -> None:
    """By its second number, as the official page reads it."""
    expected = kinds.RedPacket("收到红包，请在手机上查看")
    assert read("收到红包，请在手机上查看", 1, AppMsgType=2001) == expected


@pytest.mark.parametrize("content", [BLOB, escaped('<msg><img length="6503" /></msg>'), ""])
def test_media_are_described_by_their_fields(content: str) -> None:
    """Their content is XML, a blob, or nothing, and not needed."""
    assert read(content, 3, ImgWidth=120, ImgHeight=90) == kinds.Image(120, 90)
    assert read(content, 34, VoiceLength=1580) == kinds.Voice(1580)
    assert read(content, 43, PlayLength=2) == kinds.Video(2)
    assert read(content, 62, PlayLength="8") == kinds.Video(8, micro=True)


def test_a_sticker() -> None:
    """Its picture's sum and address; dice tell their result."""
    xml = (
        '<msg><emoji type="2" md5="0dde12a441c9ff8d6e07325abf367de2" len="431208"'
        ' cdnurl="http://emoji.qpic.cn/wx_emoji/x/" width="240"></emoji>'
        '<gameext type="2" content="5"></gameext></msg>'
    )
    url = "http://emoji.qpic.cn/wx_emoji/x/"
    expected = kinds.Sticker("0dde12a441c9ff8d6e07325abf367de2", url, game=2, outcome=5)
    assert read(escaped(xml), 47) == expected
    assert read("", 47, HasProductId=1) == kinds.Sticker(from_shop=True)


@pytest.mark.parametrize(
    ("content", "original"),
    [
        ("深圳市南山区某路:<br/>/cgi-bin/mmwebwx-bin/webwxgetpubliclinkimg?url=xxx", PLACE),
        (
            "深圳市南山区某路:<br/>/cgi-bin/mmwebwx-bin/webwxgetpubliclinkimg?url=xxx",
            escaped(PLACE),
        ),
    ],
)
def test_a_location_comes_as_text(content: str, original: str) -> None:
    """Its XML stands in another field, escaped or not; x is the latitude."""
    read_place = read(content, 1, SubMsgType=48, OriContent=original, Url=MAP.replace("&", "&amp;"))
    assert read_place == kinds.Location("深圳市南山区某路", 22.53, 113.93, MAP)


def test_a_location_without_its_xml() -> None:
    """The first line is the address."""
    content = "某路 1 号:<br/>/cgi-bin/x"
    assert read(content, 1, SubMsgType=48) == kinds.Location("某路 1 号")


def test_a_location_of_its_own_type() -> None:
    """Then the XML is the content."""
    assert read(escaped(PLACE), 48) == kinds.Location("深圳市南山区某路", 22.53, 113.93)


@pytest.mark.parametrize("degrees", ["x", "", "nan", "inf", "1e9"])
def test_no_place_on_earth(degrees: str) -> None:
    """Nonsense degrees are not told."""
    place = read(escaped(PLACE.replace("22.53", degrees)), 48)
    assert isinstance(place, kinds.Location)
    assert place.latitude is None
    assert place.longitude == 113.93


def test_a_card() -> None:
    """Whom it recommends; the XML helps out with the name."""
    info = {"UserName": FRIEND, "NickName": "李&amp;四", "Alias": "li4", "VerifyFlag": 24}
    assert read("", 42, RecommendInfo=info) == kinds.Card(FRIEND, "李&四", "li4", official=True)
    xml = escaped('<msg username="v1_x@stranger" nickname="李四" sex="0" />')
    assert read(xml, 42, RecommendInfo=None) == kinds.Card(nick_name="李四")


def test_a_friend_request() -> None:
    """The ticket is what accepting needs."""
    info = {
        "UserName": FRIEND,
        "NickName": "王五",
        "Content": "我是&lt;王五&gt;",
        "Scene": 14,
        "Ticket": "v2_0a1b@stranger",
    }
    expected = kinds.FriendRequest(FRIEND, "王五", "我是<王五>", "v2_0a1b@stranger", "", 14)
    assert read("&lt;msg /&gt;", 37, RecommendInfo=info) == expected


@pytest.mark.parametrize(("invite", "video"), [("0", True), ("1", False), ("9", None)])
def test_a_call(invite: str, video: bool | None) -> None:  # noqa: FBT001 - a column of the table
    """Video or voice, where told."""
    assert read(escaped(CALL.format(invite)), 50) == kinds.Call(video)


@pytest.mark.parametrize("msg_type", [52, 53])
def test_what_follows_a_call_is_not_looked_into(msg_type: int) -> None:
    """No sample of it is public."""
    assert read(escaped(CALL.format(0)), msg_type) == kinds.Call()


def test_recent_chats_with_their_permanent_names() -> None:
    """The n-th name of one list is the n-th of the other; unread chats are not counted."""
    xml = (
        "<msg>\n<op id='4'>\n<username>wxid_a,filehelper,123@chatroom</username>\n<unreadchatlist>"
        "<chat><username>wxid_z</username><lastreadtime>1463754424</lastreadtime></chat>"
        "</unreadchatlist></op>\n</msg>"
    )
    names = f"{FRIEND},filehelper,{ROOM}"
    assert read(escaped(xml), 51, StatusNotifyCode=4, StatusNotifyUserName=names) == (
        kinds.StatusNotified(
            4, (FRIEND, "filehelper", ROOM), ("wxid_a", "filehelper", "123@chatroom")
        )
    )


@pytest.mark.parametrize("accounts", ["wxid_a", "wxid_a,wxid_b,wxid_c", ""])
def test_lists_that_do_not_agree_teach_nothing(accounts: str) -> None:
    """One name too many or too few, and nobody is told apart any more."""
    xml = escaped(f"<msg><op id='4'><username>{accounts}</username></op></msg>")
    notice = read(xml, 51, StatusNotifyCode=4, StatusNotifyUserName=f"{FRIEND},{ROOM}")
    assert notice == kinds.StatusNotified(4, (FRIEND, ROOM))


def test_a_chat_opened_on_the_phone() -> None:
    """Only that chat; its content is not paired."""
    xml = escaped("<msg><op id='2'><username>wxid_a</username></op></msg>")
    notice = read(xml, 51, StatusNotifyCode=2, StatusNotifyUserName=FRIEND)
    assert notice == kinds.StatusNotified(2, (FRIEND,))
    assert read("", 51, StatusNotifyUserName=None) == kinds.StatusNotified()


@pytest.mark.parametrize("msg_type", [40, 9999])
def test_internal_traffic(msg_type: int) -> None:
    """Suggestions and system notices are nobody's message."""
    assert read("&lt;msg/&gt;", msg_type) == kinds.Internal(msg_type)


def test_grey_lines_and_documents() -> None:
    """10000 is a line, 10002 a document."""
    assert read("位置共享已经结束", 10000) == kinds.SystemText("位置共享已经结束")
    xml = escaped('<sysmsg type="revokemsg"><revokemsg><msgid>7</msgid></revokemsg></sysmsg>')
    assert read(xml, 10002) == kinds.Recalled("7")


@pytest.mark.parametrize("msg_type", [0, 35, 36, 38, 39, 44, 4242, -1])
def test_other_types_keep_their_number_and_words(msg_type: int) -> None:
    """The service adds kinds unannounced; markup and blobs are no words."""
    assert read("字", msg_type, AppMsgType=3) == kinds.Unknown(msg_type, 3, "字")
    assert read("&lt;msg/&gt;", msg_type) == kinds.Unknown(msg_type)
    assert read(BLOB, msg_type) == kinds.Unknown(msg_type)


def test_an_app_message_is_read_from_xml_and_fields() -> None:
    """The XML decides the kind; fields fill what it lacks."""
    xml = escaped("<msg><appmsg><title>t</title><type>6</type></appmsg></msg>")
    file = read(
        xml, 49, AppMsgType=0, FileName="t.zip", FileSize="1024", MediaId="@c", EncryFileName="t%2E"
    )
    assert file == kinds.File("t", 1024, "@c", "t%2E")
    link = read("", 49, AppMsgType=5, FileName="题&amp;目", Url="http://a/?b&amp;c")
    assert link == kinds.Link("题&目", "", "http://a/?b&c", 5)


def test_numbers_in_any_spelling() -> None:
    """Negative and nonsense lengths are none."""
    assert read("", 34, VoiceLength=-5) == kinds.Voice(0)
    assert read("", 34, VoiceLength="x") == kinds.Voice(0)
    assert read("", 34, VoiceLength=None) == kinds.Voice(0)
