"""What messages of each type carry: the content and fields that section 7 of the protocol shows."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from responder.errors import SettingError
from responder.simulator import ids
from responder.simulator.endpoints.upload import encry_file_name
from responder.simulator.media import GIF, JPEG, MP3, MP4, Medium
from responder.simulator.notices import app_xml
from responder.simulator.text import wire_text, wire_xml
from responder.wechat.protocol.codes import AppMsgType, MsgType

if TYPE_CHECKING:
    from random import Random

    from responder.simulator.control.fields import Fields

BLOB_BYTES = 600
"""Of the opaque content of pictures, sounds and videos; the service's has some thousand digits."""

REPEAT_MAX = 1_000_000
TEXT_CHARS_MAX = 8_000_000
SECONDS_MAX = 3600.0
UNKNOWN_TYPE = 35
"""A constant of the official client of which no message was ever seen."""


@dataclass(frozen=True, slots=True)
class Content:
    """One message's own part: everything but who, where and when."""

    msg_type: int
    content: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    medium: Medium | None = None
    recommended: str = ""
    recommend: dict[str, Any] = field(default_factory=dict)


Maker = Callable[["Fields", "Random"], Content]


def text_of(fields: Fields) -> str:
    """The text of a `say`, repeated where it asks for a huge one."""
    repeat = fields.whole("repeat", 1, 1, REPEAT_MAX)
    text = fields.text("text", "")
    if len(text) * repeat > TEXT_CHARS_MAX:
        raise SettingError(f"{fields.where}: text times repeat exceeds {TEXT_CHARS_MAX} characters")
    return text * repeat


def _text(fields: Fields, rng: Random) -> Content:
    del rng
    return Content(MsgType.TEXT, wire_text(text_of(fields)))


def _image(fields: Fields, rng: Random) -> Content:
    xml = '<?xml version="1.0"?>\n<msg>\n\t<img length="6503" hdlength="0" />\n</msg>'
    size = {"ImgHeight": 120, "ImgWidth": 90}
    medium = _medium(fields, JPEG, "image/jpeg")
    return Content(MsgType.IMAGE, _blob(fields, rng, xml), size, medium)


def _voice(fields: Fields, rng: Random) -> Content:
    length_ms = int(fields.number("seconds", 2.0, high=SECONDS_MAX) * 1000)
    xml = (
        f'<msg><voicemsg endflag="1" cancelflag="0" voiceformat="4" voicelength="{length_ms}" '
        'length="2026" bufid="0" fromusername="" /></msg>'
    )
    medium = _medium(fields, MP3, "audio/mp3")
    return Content(MsgType.VOICE, _blob(fields, rng, xml), {"VoiceLength": length_ms}, medium)


def _video(fields: Fields, rng: Random) -> Content:
    length_s = int(fields.number("seconds", 2.0, high=SECONDS_MAX))
    xml = (
        f'<?xml version="1.0"?>\n<msg>\n\t<videomsg length="311854" playlength="{length_s}" '
        'cdnthumbwidth="944" cdnthumbheight="540" fromusername="" md5="" isad="0" />\n</msg>'
    )
    extra = {"PlayLength": length_s, "ImgHeight": 540, "ImgWidth": 944}
    return Content(MsgType.VIDEO, _blob(fields, rng, xml), extra, _medium(fields, MP4, "video/mp4"))


def _sticker(fields: Fields, rng: Random) -> Content:
    if fields.flag("shop"):
        return Content(MsgType.STICKER, fields={"HasProductId": 1}, medium=Medium(b"", ""))
    xml = (
        '<msg><emoji fromusername="" tousername="" type="2" idbuffer="media:0_0" '
        f'md5="{rng.randbytes(16).hex()}" len="431208" productid="" '
        'cdnurl="http://emoji.qpic.cn/wx_emoji/0/" width="240" height="210"></emoji>'
        '<gameext type="0" content="0"></gameext></msg>'
    )
    return Content(MsgType.STICKER, wire_xml(xml), medium=_medium(fields, GIF, "image/gif"))


def _location(fields: Fields, rng: Random) -> Content:
    del rng
    label = fields.text("text", "深圳市南山区某路")
    x, y = 22.53, 113.93
    thumb = "/cgi-bin/mmwebwx-bin/webwxgetpubliclinkimg?url=xxx&msgid=0&pictype=location"
    xml = (
        f'<?xml version="1.0"?>\n<msg>\n\t<location x="{x}" y="{y}" scale="16" '
        f'label="{label}" maptype="0" poiname="[位置]" poiid="" />\n</msg>\n'
    )
    url = f"http://apis.map.qq.com/uri/v1/geocoder?coord={x},{y}"
    extra = {"SubMsgType": int(MsgType.LOCATION), "Url": url, "OriContent": xml}
    return Content(MsgType.TEXT, f"{wire_text(label)}:<br/>{thumb}", extra)


def _card(fields: Fields, rng: Random) -> Content:
    name = fields.text("name", "李四")
    stranger = f"wxid_{rng.randbytes(7).hex()}"
    xml = (
        f'<msg bigheadimgurl="" smallheadimgurl="" username="v1_{stranger}@stranger" '
        f'nickname="{name}" shortpy="" alias="" imagestatus="3" scene="17" province="" city="" '
        f'sign="" sex="0" certflag="0" certinfo="" antispamticket="{ids.ticket_v2(rng)}" />'
    )
    info = {"NickName": wire_text(name), "Scene": 17}
    return Content(MsgType.CARD, wire_xml(xml), recommended=stranger, recommend=info)


def _link(fields: Fields, rng: Random) -> Content:
    del rng
    title = fields.text("title", "") or fields.text("text", "") or "标题"
    url = fields.text("url", "https://example.com/?a=1&b=2")
    xml = app_xml(AppMsgType.LINK, title, fields.text("des", ""), url)
    extra = {"FileName": wire_text(title), "Url": url.replace("&", "&amp;"), "ImgStatus": 2}
    return _app(AppMsgType.LINK, xml, extra)


def _file(fields: Fields, rng: Random) -> Content:
    name = fields.text("name", "") or fields.text("text", "") or "report.zip"
    medium = _medium(fields, b"file " * 200, "application/octet-stream", name)
    media_id = ids.media_id(rng)
    extension = name.rpartition(".")[2]
    attached = (
        f"<appattach><totallen>{len(medium.data)}</totallen><attachid>@cdn_{media_id[7:]}_1"
        f"</attachid><fileext>{extension}</fileext></appattach>"
    )
    xml = app_xml(AppMsgType.FILE, name, "", "", attached=attached)
    extra = {
        "FileName": name,
        "FileSize": str(len(medium.data)),
        "MediaId": media_id,
        "EncryFileName": encry_file_name(name),
    }
    # a stray element follows the root of files (captured)
    made = _app(AppMsgType.FILE, xml, extra, medium)
    return Content(made.msg_type, f"{made.content}&lt;br/&gt;<br/>", made.fields, medium)


def _quote(fields: Fields, rng: Random) -> Content:
    reply = fields.text("text", "")
    quoted = (
        f"<refermsg><type>1</type><svrid>{ids.msg_id(rng)}</svrid><fromusr></fromusr><chatusr>"
        "</chatusr><displayname></displayname>"
        f"<content>{wire_text(fields.text('quoted', '原文'))}</content></refermsg>"
    )
    xml = app_xml(AppMsgType.QUOTE, reply, "", "", quoted)
    return Content(MsgType.APP, wire_xml(xml), {"FileName": wire_text(reply)})


def _mini_program(fields: Fields, rng: Random) -> Content:
    title = fields.text("title", "") or fields.text("text", "") or "小程序"
    account = f"gh_{rng.randbytes(6).hex()}@app"
    # what puppet-wechat4u reads of one
    program = (
        f"<sourceusername>{account}</sourceusername>"
        "<sourcedisplayname>小程序</sourcedisplayname><weappinfo>"
        f"<pagepath>pages/index.html</pagepath><username>{account}</username>"
        f"<appid>wx{rng.randbytes(8).hex()}</appid><weappiconurl></weappiconurl></weappinfo>"
    )
    xml = app_xml(AppMsgType.MINI_PROGRAM, title, "", "https://mp.weixin.qq.com/", program)
    return _app(AppMsgType.MINI_PROGRAM, xml, {"FileName": wire_text(title), "ImgStatus": 2})


def _unsupported(fields: Fields, rng: Random) -> Content:
    del rng
    return Content(
        MsgType.APP, wire_text(fields.text("text", "") or "该类型暂不支持，请在手机上查看")
    )


def _call(fields: Fields, rng: Random) -> Content:
    del fields, rng
    xml = (
        "<voipinvitemsg><roomid>0</roomid><key>0</key><status>0</status>"
        "<invite_type>1</invite_type></voipinvitemsg><voipextinfo><recvtime>0</recvtime>"
        "</voipextinfo><voiplocalinfo></voiplocalinfo>"
    )
    return Content(MsgType.VOIP, wire_xml(xml))


def _unknown(fields: Fields, rng: Random) -> Content:
    del rng
    return Content(UNKNOWN_TYPE, wire_text(fields.text("text", "")))


MAKERS: dict[str, Maker] = {
    "text": _text,
    "image": _image,
    "voice": _voice,
    "video": _video,
    "sticker": _sticker,
    "location": _location,
    "card": _card,
    "link": _link,
    "file": _file,
    "miniprogram": _mini_program,
    "quote": _quote,
    "unsupported": _unsupported,
    "call": _call,
    "unknown": _unknown,
}
"""By the word that `say` gives as `type`."""


def _app(
    kind: AppMsgType, xml: str, fields: dict[str, Any], medium: Medium | None = None
) -> Content:
    return Content(MsgType.APP, wire_xml(xml), {"AppMsgType": int(kind), **fields}, medium)


def _blob(fields: Fields, rng: Random, xml: str) -> str:
    if fields.choice("form", ("blob", "xml"), "blob") == "xml":
        return wire_xml(xml)
    return "@" + rng.randbytes(BLOB_BYTES).hex()


def _medium(fields: Fields, default: bytes, content_type: str, name: str = "") -> Medium:
    data = fields.text("data", "")
    try:
        return Medium(b64decode(data, validate=True) if data else default, content_type, name)
    except ValueError:
        raise SettingError(f"{fields.where}: data must be base64") from None
