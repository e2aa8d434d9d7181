"""Downloading media on the wire."""

from __future__ import annotations

from dataclasses import replace

import pytest

from responder.errors import LoggedOut, WeChatError
from responder.wechat.protocol.codes import Endpoint
from responder.wechat.protocol.download import (
    build_get_image,
    build_get_media,
    build_get_video,
    build_get_voice,
    parse_download,
)
from tests.wechat.protocol.samples import FRIEND, SESSION, SKEY, TICKET, UIN, path_of, query_of

ONLINE = replace(SESSION, data_ticket="gSd/0a+1")
CGI = "https://wx2.qq.com/cgi-bin/mmwebwx-bin/"
RANGE = ("Range", "bytes=0-")


def test_a_picture_is_asked_for_by_the_id_of_its_message() -> None:
    """With the official client's stray `&`; moving ones as `big`."""
    request = build_get_image(ONLINE, msg_id="52")
    assert request.url.startswith(CGI + "webwxgetmsgimg?&MsgID=52&skey=")
    big = build_get_image(ONLINE, msg_id="52", big=True)
    assert big.url == request.url + "&type=big"


def test_voice_and_video_are_asked_for_as_a_range() -> None:
    """Without it a video is empty."""
    for build, call in ((build_get_voice, "webwxgetvoice"), (build_get_video, "webwxgetvideo")):
        request = build(ONLINE, msg_id="52")
        assert path_of(request) == CGI + call
        assert query_of(request) == {"msgid": "52", "skey": SKEY}
        assert RANGE in request.headers


def test_a_file_is_asked_for_at_the_file_host() -> None:
    """By who sent it, its id and its name, with the ticket of the cookie."""
    request = build_get_media(ONLINE, sender=FRIEND, media_id="@crypt_1", name="报告.pdf")
    assert path_of(request) == "https://file.wx2.qq.com/cgi-bin/mmwebwx-bin/webwxgetmedia"
    assert query_of(request) == {
        "sender": FRIEND,
        "mediaid": "@crypt_1",
        "filename": "报告.pdf",
        "fromuser": str(UIN),
        "pass_ticket": TICKET,
        "webwx_data_ticket": "gSd/0a+1",
    }
    assert ("Referer", "https://wx2.qq.com/") in request.headers


@pytest.mark.parametrize(("ret", "error"), [(1101, LoggedOut), (-1, WeChatError)])
def test_a_verdict_is_no_medium(ret: int, error: type[WeChatError]) -> None:
    """A refusal comes as JSON in the place of the medium, with status 200."""
    body = b'{\n"BaseResponse": {"Ret": %d,"ErrMsg": ""}\n}\n' % ret
    with pytest.raises(error) as caught:
        parse_download(Endpoint.GET_VOICE, body)
    assert caught.value.ret == ret


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"ID3\x04",
        b'{"BaseResponse": {"Ret": 1101}',
        b'{"BaseResponse": {"Ret": 1101}, "rows": []}',
        b'{"BaseResponse": {"Ret": "?"}}',
        b'{"a": ' * 5_000,
        b"{}",
    ],
)
def test_all_else_is_one(body: bytes) -> None:
    """Somebody may send any file, JSON too."""
    assert parse_download(Endpoint.GET_MEDIA, body) == body
