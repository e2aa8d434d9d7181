"""What messages of each type carry."""

from __future__ import annotations

import html
import re
from random import Random
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from responder.errors import SettingError
from responder.simulator.control.fields import Fields
from responder.simulator.control.kinds import MAKERS, Content, text_of
from responder.simulator.media import MP3
from responder.wechat.protocol.codes import MsgType


def make(kind: str, **body: Any) -> Content:  # noqa: ANN401 - as a script gives it
    """The content of a message."""
    return MAKERS[kind](Fields(body, "say"), Random(1))


def xml_of(content: Content) -> ET.Element:
    """The XML of a content, as a client reads it."""
    text = html.unescape(content.content.replace("<br/>", "\n")).strip()
    return ET.fromstring(text.removesuffix("<br/>"))  # noqa: S314 - ours


@pytest.mark.parametrize(
    ("kind", "msg_type", "fields"),
    [
        ("text", MsgType.TEXT, {}),
        ("image", MsgType.IMAGE, {"ImgHeight": 120}),
        ("voice", MsgType.VOICE, {"VoiceLength": 2000}),
        ("video", MsgType.VIDEO, {"PlayLength": 2}),
        ("sticker", MsgType.STICKER, {}),
        ("location", MsgType.TEXT, {"SubMsgType": 48}),
        ("card", MsgType.CARD, {}),
        ("link", MsgType.APP, {"AppMsgType": 5, "FileName": "标题"}),
        ("file", MsgType.APP, {"AppMsgType": 6, "FileName": "report.zip", "FileSize": "1000"}),
        ("miniprogram", MsgType.APP, {"AppMsgType": 33}),
        ("quote", MsgType.APP, {}),
        ("unsupported", MsgType.APP, {}),
        ("call", MsgType.VOIP, {}),
        ("unknown", 35, {}),
    ],
)
def test_a_type_has_its_number_and_fields(kind: str, msg_type: int, fields: dict[str, Any]) -> None:
    """As section 7 of the protocol has them."""
    content = make(kind)
    assert content.msg_type == msg_type
    assert {name: content.fields.get(name) for name in fields} == fields


def test_every_type_is_tested_above() -> None:
    """A new one needs a row."""
    (mark,) = test_a_type_has_its_number_and_fields.pytestmark
    assert [row[0] for row in mark.args[1]] == list(MAKERS)


@pytest.mark.parametrize("kind", ["image", "voice", "video"])
def test_pictures_and_sounds_come_as_a_blob(kind: str) -> None:
    """`@` and hex digits, which are no id; or in the older form as XML."""
    assert re.fullmatch("@[0-9a-f]{1200}", make(kind).content)
    assert xml_of(make(kind, form="xml")).tag == "msg"


def test_a_mini_program_tells_which_it_is() -> None:
    """By its account, app and page, and in whose name it comes."""
    root = xml_of(make("miniprogram", title="点单"))
    assert root.findtext("appmsg/title") == "点单"
    assert root.findtext("appmsg/sourcedisplayname") == "小程序"
    told = [root.findtext(f"appmsg/weappinfo/{n}") for n in ("username", "appid", "pagepath")]
    assert re.fullmatch(
        r"gh_[0-9a-f]{12}@app wx[0-9a-f]{16} pages/index.html", " ".join(map(str, told))
    )


@pytest.mark.parametrize(("kind", "size"), [("link", "0"), ("quote", "0"), ("file", "1000")])
def test_an_app_message_says_what_is_attached(kind: str, size: str) -> None:
    """Once, with a size of 0 where it is no file."""
    found = xml_of(make(kind)).findall("appmsg/appattach")
    assert [one.findtext("totallen") for one in found] == [size]


def test_a_voice_has_its_length_in_milliseconds() -> None:
    """A video in whole seconds."""
    assert make("voice", seconds=1.58).fields["VoiceLength"] == 1580
    assert make("video", seconds=7).fields["PlayLength"] == 7


def test_a_location_has_its_words_and_its_place() -> None:
    """The address, a line with the picture, the coordinates raw."""
    content = make("location", text="深圳湾")
    assert content.content.startswith("深圳湾:<br/>/cgi-bin/mmwebwx-bin/webwxgetpubliclinkimg?")
    assert content.fields["Url"].endswith("coord=22.53,113.93")
    location = ET.fromstring(content.fields["OriContent"]).find("location")  # noqa: S314 - ours
    assert location is not None
    assert (location.get("x"), location.get("label")) == ("22.53", "深圳湾")


def test_a_card_recommends_somebody() -> None:
    """With a name and an id of the session."""
    content = make("card", name="李四")
    assert content.recommend["NickName"] == "李四"
    assert content.recommended.startswith("wxid_")
    assert xml_of(content).get("nickname") == "李四"


def test_a_link_has_title_and_address() -> None:
    """In the XML and in the fields, where `&` is an entity."""
    content = make("link", title="特价 <1>", url="https://a.example/?b=1&c=2", des="摘要")
    xml = xml_of(content)
    assert xml.findtext("appmsg/title") == "特价 <1>"
    assert xml.findtext("appmsg/url") == "https://a.example/?b=1&c=2"
    assert xml.findtext("appmsg/des") == "摘要"
    assert content.fields["Url"] == "https://a.example/?b=1&amp;c=2"
    assert content.fields["FileName"] == "特价 &lt;1&gt;"


def test_a_file_has_a_stray_element_behind_its_xml() -> None:
    """As captured; size, id and encoded name stand beside."""
    content = make("file", name="a_b.pdf")
    assert content.content.endswith("&lt;/msg&gt;&lt;br/&gt;<br/>")
    assert xml_of(content).findtext("appmsg/appattach/fileext") == "pdf"
    assert content.fields["EncryFileName"] == "a%5Fb%2Epdf"
    assert content.fields["MediaId"].startswith("@crypt_")


def test_a_quote_has_its_number_in_the_xml_only() -> None:
    """AppMsgType is 0, as for all newer kinds."""
    content = make("quote", text="对", quoted="几点？")
    xml = xml_of(content)
    assert "AppMsgType" not in content.fields
    assert xml.findtext("appmsg/type") == "57"
    assert xml.findtext("appmsg/title") == "对"
    assert xml.findtext("appmsg/refermsg/content") == "几点？"


def test_an_unsupported_message_sends_to_the_phone() -> None:
    """Plain words instead of XML."""
    assert make("unsupported").content == "该类型暂不支持，请在手机上查看"


def test_a_call_has_several_roots() -> None:
    """It is no XML document."""
    assert make("call").content.count("&lt;/voip") == 3


def test_a_sticker_of_the_shop_is_empty() -> None:
    """It can not be downloaded."""
    content = make("sticker", shop=True)
    assert (content.content, content.fields) == ("", {"HasProductId": 1})


def test_media_have_sample_bytes_or_given_ones() -> None:
    """Given ones as base64."""
    voice, image = make("voice"), make("image", data="AAEC")
    assert voice.medium is not None
    assert image.medium is not None
    assert voice.medium.data == MP3
    assert image.medium.data == b"\0\1\2"
    with pytest.raises(SettingError, match="say: data must be base64"):
        make("image", data="!")


def test_a_text_can_be_made_huge() -> None:
    """By repeating, up to a bound."""
    assert len(text_of(Fields({"text": "字", "repeat": 100_000}, "say"))) == 100_000
    with pytest.raises(SettingError, match="exceeds 8000000 characters"):
        text_of(Fields({"text": "x" * 100, "repeat": 1_000_000}, "say"))
