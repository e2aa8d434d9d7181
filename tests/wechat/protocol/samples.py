"""Wire samples and strategies shared by the protocol's tests.

Identifiers are invented, their forms are those of public captures of 2016 to 2022.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from hypothesis import strategies as st

from responder.wechat.protocol.hosts import known_hosts
from responder.wechat.protocol.keys import SyncKey
from responder.wechat.protocol.request import Request, Stamp
from responder.wechat.protocol.session import Session

SELF = "@df3775a490ef19653751d48698f3949f"
FRIEND = "@e3ee6aaee77fccffc1aa0e622b06fc68716c55f8ef78b6e26052fcfe094890c1"
MEMBER = "@a3d257a45dcf3608450a7e6f469453ac639a7e155c7e47b30278fe48ddcbd4c8"
ROOM = "@@1fa9368fa0a01d70255f4616bbe32d3850dd94a8499c7dea4d902ff97b5abe32"
SKEY = "@crypt_a2f65b0c_3b75dbef24788bac22896d11fdb226d7"
SID = "Kp7f+Q2vT/9mXw4z"
UIN = 3190257684
UUID = "QdT7xKvm3A=="
TICKET = "q3Zt8vKxNf%2BR7yUeLw0aBpDhsJmC5g1oTiQ2%2FWXcV4%3D"

KEY = SyncKey(((1, 712340011), (2, 712340015), (3, 712339957), (1000, 1546210682)))
CHECK_KEY = SyncKey(((1, 712340011), (2, 712340016), (201, 1546211542)))
HOSTS = known_hosts("wx2.qq.com")
STAMP = Stamp(1546211541936, "e907341265580142")
SESSION = Session(
    hosts=HOSTS,
    uin=UIN,
    sid=SID,
    skey=SKEY,
    pass_ticket=TICKET,
    user_name=SELF,
    sync_key=KEY,
    sync_check_key=CHECK_KEY,
)
BASE_REQUEST = {"Uin": UIN, "Sid": SID, "Skey": SKEY, "DeviceID": STAMP.device_id}
"""What `SESSION` and `STAMP` put into a body."""


def query_of(request: Request) -> dict[str, str]:
    """The query as a server reads it; a parameter that stands twice fails."""
    pairs = parse_qs(urlsplit(request.url).query, keep_blank_values=True, strict_parsing=True)
    assert all(len(values) == 1 for values in pairs.values()), request.url
    return {name: values[0] for name, values in pairs.items()}


def path_of(request: Request) -> str:
    """Scheme, host and path."""
    return request.url.partition("?")[0]


def sent_json(request: Request) -> dict[str, Any]:
    """The body as a server reads it."""
    assert ("Content-Type", "application/json;charset=UTF-8") in request.headers
    value = json.loads(request.body or b"")
    assert isinstance(value, dict)
    return value


def answer(ret: int = 0, err_msg: str = "", **fields: object) -> bytes:
    """A JSON answer, pretty-printed over many lines as the service does."""
    base = {"BaseResponse": {"Ret": ret, "ErrMsg": err_msg}}
    return json.dumps({**base, **fields}, ensure_ascii=False, indent=1).encode()


def entry(content: str = "", msg_type: int = 1, **fields: object) -> dict[str, Any]:
    """An entry of a message list, with every field the service sends (capture of 2018)."""
    info = dict.fromkeys(
        ["UserName", "NickName", "Province", "City", "Content", "Signature", "Alias", "Ticket"], ""
    )
    numbers = dict.fromkeys(["QQNum", "Scene", "VerifyFlag", "AttrStatus", "Sex", "OpCode"], 0)
    return {
        "MsgId": "8146207395518820361",
        "FromUserName": FRIEND,
        "ToUserName": SELF,
        "MsgType": msg_type,
        "Content": content,
        "Status": 3,
        "ImgStatus": 1,
        "CreateTime": 1546217453,
        "VoiceLength": 0,
        "PlayLength": 0,
        "FileName": "",
        "FileSize": "",
        "MediaId": "",
        "Url": "",
        "AppMsgType": 0,
        "StatusNotifyCode": 0,
        "StatusNotifyUserName": "",
        "RecommendInfo": {**info, **numbers},
        "ForwardFlag": 0,
        "AppInfo": {"AppID": "", "Type": 0},
        "HasProductId": 0,
        "Ticket": "",
        "ImgHeight": 0,
        "ImgWidth": 0,
        "SubMsgType": 0,
        "NewMsgId": 8146207395518820361,
        "OriContent": "",
        "EncryFileName": "",
        **fields,
    }


def escaped(xml: str) -> str:
    """XML as it stands in a `Content`."""
    text = xml.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\n", "<br/>")


NUMBERS = st.one_of(
    st.integers(),
    st.floats(),
    st.just(2**63),
    st.just(10**400),
    st.sampled_from(["0", "-1", " 7 "]),
)
SCRAPS = st.sampled_from(
    [
        "",
        "@@" + "a" * 64,
        "@" + "b" * 64,
        "@b:<br/>",
        "<br/>",
        "&lt;msg&gt;&lt;appmsg&gt;&lt;title&gt;x",
        '&lt;sysmsg type="revokemsg"&gt;',
        '&lt;sysmsg type="sysmsgtemplate"&gt;',
        "&#xd800;&#99999999;&amp;amp;",
        '<span class="emoji emojid800"></span>',
        "\ud800",
        "\x00",
        '<!DOCTYPE a [<!ENTITY b "c">]>',
    ]
)
TEXTS = st.lists(st.one_of(SCRAPS, st.text(max_size=8)), max_size=4).map("".join)
"""Texts of the worst kind, lone surrogates included (JSON can spell them)."""

JUNK = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=5,
)
"""Any JSON value."""


def objects(*names: str) -> st.SearchStrategy[dict[str, Any]]:
    """JSON objects with some of these fields, of any type."""
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, JUNK))


CONTACT_NAMES = [
    "UserName",
    "NickName",
    "RemarkName",
    "Alias",
    "Sex",
    "Province",
    "City",
    "AttrStatus",
    "VerifyFlag",
    "ContactFlag",
    "HeadImgUrl",
    "DisplayName",
    "KeyWord",
    "EncryChatRoomId",
    "ChatRoomOwner",
    "OwnerUin",
    "Uin",
    "IsOwner",
]
CONTACTS = st.one_of(
    JUNK,
    st.builds(
        lambda contact, members: {**contact, "MemberList": members},
        objects(*CONTACT_NAMES),
        st.one_of(JUNK, st.lists(objects("UserName", "NickName", "DisplayName"), max_size=3)),
    ),
)
MESSAGE_TYPES = st.sampled_from(
    [1, 3, 34, 35, 37, 40, 42, 43, 47, 48, 49, 50, 51, 52, 53, 62, 9999, 10000, 10002, 77, "49"]
)
MESSAGES = st.one_of(
    JUNK,
    st.builds(
        lambda fields, kind: {"MsgType": kind, **fields},
        objects(*(name for name in entry() if name != "MsgType")),
        MESSAGE_TYPES,
    ),
    st.builds(entry, TEXTS, MESSAGE_TYPES, AppMsgType=st.sampled_from([0, 2, 5, 6, 57, 2000])),
)
