"""Sending uploads on the wire."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from responder.errors import RemoteProtocolError
from responder.wechat.protocol.media import (
    Media,
    MediaKind,
    build_send_media,
    endpoint_of,
    parse_send_media,
)
from tests.wechat.protocol.samples import (
    BASE_REQUEST,
    FRIEND,
    SELF,
    SESSION,
    STAMP,
    TICKET,
    answer,
    path_of,
    query_of,
    sent_json,
)

ID = "15462147418830427"
IDS = {"FromUserName": SELF, "ToUserName": FRIEND, "LocalID": ID, "ClientMsgId": ID}
CGI = "https://wx2.qq.com/cgi-bin/mmwebwx-bin/"
SHARED = {"lang": "zh_CN", "pass_ticket": TICKET}
ASYNC = {"fun": "async", "f": "json", **SHARED}


@pytest.mark.parametrize(
    ("media", "call", "query", "msg"),
    [
        (
            Media(MediaKind.IMAGE, "@crypt_1"),
            "webwxsendmsgimg",
            ASYNC,
            {"Type": 3, "MediaId": "@crypt_1", "Content": ""},
        ),
        (
            Media(MediaKind.VIDEO, "@crypt_1"),
            "webwxsendvideomsg",
            ASYNC,
            {"Type": 43, "MediaId": "@crypt_1", "Content": ""},
        ),
        (
            Media(MediaKind.STICKER, "@crypt_1"),
            "webwxsendemoticon",
            {"fun": "sys", **SHARED},
            {"Type": 47, "EmojiFlag": 2, "MediaId": "@crypt_1"},
        ),
        (
            Media(MediaKind.STICKER, "", md5="0dde12a4"),
            "webwxsendemoticon",
            {"fun": "sys", **SHARED},
            {"Type": 47, "EmojiFlag": 2, "EMoticonMd5": "0dde12a4"},
        ),
    ],
    ids=["image", "video", "sticker", "known sticker"],
)
def test_media_go_out(media: Media, call: str, query: dict[str, str], msg: dict[str, Any]) -> None:
    """By their ids, each with its own call; the client never repeats one by itself."""
    request = build_send_media(SESSION, STAMP, to_user_name=FRIEND, media=media, client_msg_id=ID)
    assert path_of(request) == CGI + call
    assert query_of(request) == query
    assert sent_json(request) == {"BaseRequest": BASE_REQUEST, "Msg": {**msg, **IDS}, "Scene": 0}
    assert not request.repeatable


def test_a_file_goes_out_with_its_name() -> None:
    """In XML, and escaped: a name such as A&B breaks the clients that do not."""
    media = Media(MediaKind.FILE, "@crypt_1", "A&B <1>.tar.gz", 58214, "sig")
    request = build_send_media(SESSION, STAMP, to_user_name=FRIEND, media=media, client_msg_id=ID)
    assert path_of(request) == CGI + "webwxsendappmsg"
    assert query_of(request) == ASYNC
    msg = sent_json(request)["Msg"]
    assert (msg["Type"], msg["Signature"]) == (6, "sig")
    root = ET.fromstring(msg["Content"])  # noqa: S314 - our own
    assert root.get("appid") == "wxeb7ec651dd0aefa9"
    assert root.findtext("title") == "A&B <1>.tar.gz"
    assert root.findtext("type") == "6"
    assert root.findtext("appattach/totallen") == "58214"
    assert root.findtext("appattach/attachid") == "@crypt_1"
    assert root.findtext("appattach/fileext") == "gz"


def test_the_answer_names_the_message() -> None:
    """As for a text; without a verdict it may have been delivered."""
    for kind in MediaKind:
        sent = parse_send_media(kind)(answer(MsgID="52", LocalID=ID))
        assert (sent.base.ret, sent.msg_id, sent.local_id) == (0, "52", ID)
        with pytest.raises(RemoteProtocolError, match=endpoint_of(kind)):
            parse_send_media(kind)(b"<html>")
