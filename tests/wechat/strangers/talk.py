"""What people write, as it stands on the wire and as they see it, and all that a service adds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

BLOB = "@8388828c52063f725d8cf3568e48f4d7" + "3e" * 900
SEE_PHONE = "该类型暂不支持，请在手机上查看"
TICKET = "v2_0a1b@stranger"
PICTURE = b"\x89PNG\r\n\x1a\n" + b"\0" * 100
SOUND = b"\0" * 321
FILM = b"\0\0\0\x18ftypisom" + b"\0" * 700
FILES = {
    "big.bin": b"\r\n--x" * 120_000,
    "tour.mp4": FILM + b"\0",
    "menu.png": PICTURE + b"\0",
    "thanks.gif": b"GIF89a" + b"\0" * 60,
}
"""What lies beside the rules; the first goes up in two pieces."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something that is answered.

    Args:
        chat: Where: a person, or `room NAME`.
        fields: Of its entry, besides the chat.
        replies: What the rules send for it, and to whom.
    """

    chat: str
    fields: dict[str, Any]
    replies: tuple[tuple[str, str], ...]

    @property
    def entry(self) -> dict[str, Any]:
        """Its entry."""
        writer = {"writer": "路人"} if self.chat.startswith("room ") else {}
        return {"FromUserName": self.chat, **writer, **self.fields}


TEXTS: tuple[tuple[str, str], ...] = (
    ("你好", "你好"),
    ("在吗？<br/>1 &lt; 2 &amp; 3", "在吗？\n1 < 2 & 3"),
    ("&lt;br/&gt; &amp;lt; &amp;amp;", "<br/> &lt; &amp;"),
    ('笑<span class="emoji emoji1f604"></span>[微笑]👍🏽', "笑😄[微笑]👍🏽"),
    ('<span class="emoji emoji1f1e81f1f3"></span> <span class="emoji emoji3120e3"></span>', "🇨🇳 1⃣"),
    ("a:<br/>b", "a:\nb"),
    ('"quoted" \\ /slash\\u4f60 {{ me }}', '"quoted" \\ /slash\\u4f60 {{ me }}'),
    ("tab\there", "tab\there"),
    ("长" * 900, "长" * 900),
)


def line(number: int, chat: str) -> Line:
    """The text of this number, in this chat."""
    raw, seen = TEXTS[number % len(TEXTS)]
    return Line(chat, {"Content": f"n{number} {raw}"}, ((chat, f"回 n{number} {seen}"),))


def _app(kind: int, inner: str = "") -> dict[str, Any]:
    told = f"<title>题</title><des>要</des><type>{kind}</type>{inner}"
    xml = f"<msg><appmsg appid='' sdkver='0'>{told}</appmsg></msg>"
    return {"MsgType": 49, "AppMsgType": kind, "Content": _escaped(xml) + "<br/>", "FileName": "题"}


def _escaped(xml: str) -> str:
    return (
        xml.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br/>")
    )


def media(chat: str) -> list[Line]:
    """One of each kind that a rule can take, and what it says."""
    image = '<?xml version="1.0"?>\n<msg>\n\t<img length="6503" hdlength="0" />\n</msg>'
    kinds: list[tuple[str, dict[str, Any]]] = [
        ("image", {"MsgType": 3, "Content": BLOB, "ImgStatus": 2, "ImgHeight": 120}),
        ("image", {"MsgType": 3, "Content": _escaped(image)}),
        ("voice", {"MsgType": 34, "Content": BLOB, "VoiceLength": 1580}),
        ("video", {"MsgType": 43, "Content": BLOB, "PlayLength": 2}),
        ("video", {"MsgType": 62, "Content": BLOB, "PlayLength": 2}),
        ("sticker", {"MsgType": 47, "Content": "", "HasProductId": 1}),
        (
            "sticker",
            {"MsgType": 47, "Content": _escaped('<msg><emoji md5="0dde" len="4"></emoji></msg>')},
        ),
        (
            "card",
            {"MsgType": 42, "Content": "", "RecommendInfo": {"NickName": "李四", "Scene": 17}},
        ),
        (
            "link",
            {
                **_app(5, "<url>https://example.com/?a=1&amp;b=2</url>"),
                "Url": "https://example.com/",
            },
        ),
        ("file", {**_app(6), "FileName": "报告.pdf", "FileSize": "1024", "MediaId": "@crypt_1"}),
        ("miniprogram", _app(33)),
        ("call", {"MsgType": 50, "Content": "&lt;voipinvitemsg&gt;&lt;invite_type&gt;1"}),
        (
            "location",
            {
                "SubMsgType": 48,
                "Content": "某路:<br/>/cgi-bin/mmwebwx-bin/webwxgetpubliclinkimg?url=x&msgid=79",
                "OriContent": '<?xml version="1.0"?>\n<msg><location x="22.5" label="某路"/></msg>',
            },
        ),
    ]
    return [Line(chat, fields, _replies(chat, kind)) for kind, fields in kinds]


def _replies(chat: str, kind: str) -> tuple[tuple[str, str], ...]:
    """What is said to a medium, and where it is carried to."""
    carried = {
        "image": f"webwxsendmsgimg {len(PICTURE)}",
        "voice": f"webwxsendappmsg {len(SOUND)}",
        "video": f"webwxsendvideomsg {len(FILM)}",
        "file": f"webwxsendappmsg {len(SOUND)}",
    }
    said = ((chat, f"收到 {kind}"),)
    return (*said, ("filehelper", carried[kind])) if kind in carried else said


def papers(chat: str) -> Line:
    """Asks for one of each sort of file."""
    answers = (
        f"webwxsendappmsg {len(FILES['big.bin'])}",
        f"webwxsendvideomsg {len(FILES['tour.mp4'])}",
        f"webwxsendmsgimg {len(FILES['menu.png'])}",
        f"webwxsendemoticon {len(FILES['thanks.gif'])}",
    )
    return Line(chat, {"Content": "资料"}, tuple((chat, answer) for answer in answers))


def noise(chat: str, room: str) -> list[dict[str, Any]]:
    """Entries that nobody answers, of every sort that the description names, and of some others."""
    revoked = (
        '<sysmsg type="revokemsg">\n\t<revokemsg>\n\t\t<session>wxid_a</session><oldmsgid>1'
        "</oldmsgid><msgid>6027714985330182946</msgid><replacemsg>"
        '<![CDATA["张三" 撤回了一条消息]]></replacemsg></revokemsg></sysmsg>'
    )
    pat = (
        '<sysmsg type="pat"><pat><fromusername>wxid_a</fromusername><pattedusername>wxid_b'
        '</pattedusername><template><![CDATA["${wxid_a}" 拍了拍我]]></template></pat></sysmsg>'
    )
    said: list[dict[str, Any]] = [
        {"MsgType": 51, "ToUserName": chat, "StatusNotifyCode": 2, "StatusNotifyUserName": chat},
        {"MsgType": 51, "ToUserName": chat, "StatusNotifyCode": 5, "StatusNotifyUserName": chat},
        {"MsgType": 51, "ToUserName": chat, "StatusNotifyCode": 1, "StatusNotifyUserName": chat},
        {"MsgType": 51, "StatusNotifyCode": 99, "StatusNotifyUserName": "@nobody,,"},
        {
            "MsgType": 10000,
            "Content": "收到红包，请在手机上查看",
            "Status": 4,
            "FromUserName": chat,
        },
        {"MsgType": 10000, "Content": '"小明"邀请"路人"加入了群聊', "FromUserName": room},
        {"MsgType": 10000, "Content": "位置共享已经结束", "FromUserName": chat},
        {"MsgType": 10000, "Content": f"{pat}", "FromUserName": room},
        {"MsgType": 10002, "Content": _escaped(revoked), "FromUserName": chat},
        {"MsgType": 10002, "Content": "&lt;sysmsg type=", "FromUserName": room},
        {"MsgType": 10002, "Content": _escaped(pat), "FromUserName": room},
        {"MsgType": 9999, "Content": "&lt;x&gt;", "FromUserName": "newsapp"},
        {"MsgType": 40, "Content": "&lt;msg/&gt;", "FromUserName": "fmessage"},
        {"MsgType": 52, "Content": "", "FromUserName": "me", "ToUserName": chat},
        {"Content": "n900 mine", "FromUserName": "me", "ToUserName": chat},
        {"Content": "n901 mine", "FromUserName": "", "ToUserName": room},
        {"Content": "n902 news", "FromUserName": "新闻"},
        {"Content": "n903 service", "FromUserName": "weixin"},
        {"Content": "n904 of nobody in a room", "FromUserName": room},
        {**_app(2000), "FromUserName": chat, "FileName": "微信转账"},
        {"MsgType": 49, "AppMsgType": 0, "Content": SEE_PHONE, "FromUserName": chat},
        {"MsgType": 4711, "Content": "of no kind", "FromUserName": chat},
        {"MsgType": 1, "Content": "", "FromUserName": chat},
        {"FromUserName": "", "ToUserName": "", "Content": "n906"},
    ]
    return said


def friend_request() -> dict[str, Any]:
    """Somebody asks to become a contact."""
    info = {"UserName": "@5f0c" + "0" * 60, "NickName": "王五", "Content": "我是王五", "Scene": 14}
    info |= {"QQNum": 0, "VerifyFlag": 0, "Sex": 1, "Ticket": TICKET, "OpCode": 2}
    return {
        "MsgType": 37,
        "FromUserName": "fmessage",
        "RecommendInfo": info,
        "Content": "&lt;msg/&gt;",
    }
