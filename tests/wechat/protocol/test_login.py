"""Tests of the calls of the login."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.errors import RemoteProtocolError
from responder.wechat.protocol.codes import Mode
from responder.wechat.protocol.hosts import pinned_hosts
from responder.wechat.protocol.login import (
    LoginPage,
    LoginPoll,
    PushLogin,
    QrTicket,
    UosHeaders,
    build_jslogin,
    build_login_poll,
    build_logout,
    build_new_login_page,
    build_push_login_url,
    build_qrcode,
    parse_jslogin,
    parse_login_poll,
    parse_logout,
    parse_new_login_page,
    parse_push_login_url,
    parse_qrcode,
    qr_text,
)
from tests.wechat.protocol.samples import (
    HOSTS,
    SESSION,
    SID,
    SKEY,
    STAMP,
    TICKET,
    UIN,
    UUID,
    path_of,
    query_of,
)

REDIRECT = (
    "https://wx2.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage"
    f"?ticket=A1b2C3d4@qrticket_0&uuid={UUID}&lang=zh_CN&scan=1546211468"
)
UOS = UosHeaders("opaque==")
PAGE = (
    f"<error><ret>0</ret><message></message><skey>{SKEY}</skey><wxsid>{SID}</wxsid>"
    f"<wxuin>{UIN}</wxuin><pass_ticket>{TICKET}</pass_ticket><isgrayscale>1</isgrayscale></error>"
)
"""Form of the captures of 2018."""


@pytest.mark.parametrize(
    ("mode", "redirect"),
    [
        (Mode.WEB, "https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage"),
        (Mode.UOS, "https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage?mod=desktop"),
    ],
)
def test_a_uuid_is_asked_for(mode: Mode, redirect: str) -> None:
    """The login host gets all five parameters; UOS mode shows in the redirect."""
    request = build_jslogin(HOSTS, STAMP, mode)
    assert (request.method, path_of(request)) == ("GET", "https://login.weixin.qq.com/jslogin")
    assert query_of(request) == {
        "appid": "wx782c26e4c19acffb",
        "redirect_uri": redirect,
        "fun": "new",
        "lang": "zh_CN",
        "_": str(STAMP.ms),
    }
    assert request.body is None


def test_a_uuid_is_read() -> None:
    """The captured line, to the letter."""
    body = b'window.QRLogin.code = 200; window.QRLogin.uuid = "QdT7xKvm3A==";'
    assert parse_jslogin(body) == QrTicket(200, UUID)


def test_a_refused_uuid_is_an_answer() -> None:
    """A code without a uuid is told, not raised."""
    body = b'window.QRLogin.code = 400; window.QRLogin.error = "";'
    assert parse_jslogin(body) == QrTicket(400, "")


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"window.QRLogin.code = ;", b"window.QRLogin.code = 200;"]
)
def test_no_uuid_at_all_is_their_fault(body: bytes) -> None:
    """Empty, a page, nonsense, or success without a uuid."""
    with pytest.raises(RemoteProtocolError):
        parse_jslogin(body)


def test_the_code_says_the_address_of_the_login() -> None:
    """It can be drawn without another call."""
    assert qr_text(UUID) == "https://login.weixin.qq.com/l/QdT7xKvm3A=="


def test_the_picture_of_the_code() -> None:
    """Pictures pass, pages do not; the uuid stands raw in the path."""
    assert build_qrcode(HOSTS, UUID).url == "https://login.weixin.qq.com/qrcode/QdT7xKvm3A=="
    for picture in (b"\xff\xd8\xff\xe0x", b"\x89PNG\r\n\x1a\nx", b"GIF89a"):
        assert parse_qrcode(picture) == picture
    for other in (b"", b"<html>", b"\xff\xd8"):
        with pytest.raises(RemoteProtocolError):
            parse_qrcode(other)


@pytest.mark.parametrize("tip", [0, 1])
def test_the_phone_is_waited_for(tip: int) -> None:
    """The poll may take longer than the service holds it."""
    request = build_login_poll(HOSTS, UUID, STAMP, tip=tip)
    assert path_of(request) == "https://login.weixin.qq.com/cgi-bin/mmwebwx-bin/login"
    assert query_of(request) == {
        "loginicon": "true",
        "uuid": UUID,
        "tip": str(tip),
        "r": str(STAMP.inverted),
        "_": str(STAMP.ms),
    }
    assert request.read_timeout_s == 35


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("window.code=408;", LoginPoll(408)),
        ("window.code=202;", LoginPoll(202)),
        ("window.code=400;", LoginPoll(400)),
        ("window.code=500;", LoginPoll(500)),
        ("window.code=402;", LoginPoll(402)),
        (
            "window.code=201;window.userAvatar = 'data:img/jpg;base64,/9j/4AAQ';",
            LoginPoll(201, avatar="data:img/jpg;base64,/9j/4AAQ"),
        ),
        (f'window.code=200;window.redirect_uri="{REDIRECT}";', LoginPoll(200, REDIRECT)),
        (f'window.code=200;\nwindow.redirect_uri="{REDIRECT}";', LoginPoll(200, REDIRECT)),
        ("", LoginPoll(0)),
        ("hello", LoginPoll(0)),
    ],
)
def test_what_the_phone_did(body: str, expected: LoginPoll) -> None:
    """Every code of the service, on one line or two; silence and nonsense count as 0."""
    assert parse_login_poll(body.encode()) == expected


@pytest.mark.parametrize(
    "body", [b"<html><head>", b"  <!DOCTYPE html>", b"window.code=200;", b'window.code=200;""']
)
def test_a_page_or_an_empty_confirmation_is_their_fault(body: bytes) -> None:
    """A captive portal does not end the code; 200 leads somewhere."""
    with pytest.raises(RemoteProtocolError):
        parse_login_poll(body)


def test_a_plain_login_keeps_the_redirects_query_to_the_letter() -> None:
    """The ticket is neither dropped nor encoded anew, and no UOS header goes out."""
    request = build_new_login_page(REDIRECT, HOSTS, Mode.WEB, UOS)
    assert request.url == REDIRECT + "&fun=new&version=v2"
    assert dict(request.headers) == {"Referer": "https://wx2.qq.com/?lang=zh_CN"}


def test_a_uos_login_carries_its_headers() -> None:
    """Three headers and one parameter more, nowhere but here."""
    request = build_new_login_page(REDIRECT, HOSTS, Mode.UOS, UOS)
    assert request.url == REDIRECT + "&fun=new&version=v2&mod=desktop"
    assert dict(request.headers) == {
        "client-version": "2.0.0",
        "extspam": "opaque==",
        "Referer": "https://wx.qq.com/?&lang=zh_CN&target=t",
    }


def test_uos_mode_without_its_constant_is_a_plain_login() -> None:
    """Half the disguise would be worse than none."""
    plain = build_new_login_page(REDIRECT, HOSTS, Mode.WEB, UosHeaders())
    assert build_new_login_page(REDIRECT, HOSTS, Mode.UOS, UosHeaders(" \n")) == plain


def test_line_ends_in_the_constant_do_no_harm() -> None:
    """It is often copied with them, and a header can not hold them."""
    request = build_new_login_page(REDIRECT, HOSTS, Mode.UOS, UosHeaders("ab\ncd=\n"))
    assert dict(request.headers)["extspam"] == "abcd="


def test_a_ticket_is_spent_once() -> None:
    """The request is not one to repeat silently; a fragment stays here."""
    request = build_new_login_page(REDIRECT + "#x", HOSTS, Mode.WEB, UOS)
    assert not request.repeatable
    assert request.url == REDIRECT + "&fun=new&version=v2"


def test_the_keys_of_a_session_are_read() -> None:
    """The pass ticket stays encoded, the account's number exceeds 31 bits."""
    assert parse_new_login_page(PAGE.encode()) == LoginPage(
        ret=0, skey=SKEY, sid=SID, uin=UIN, pass_ticket=TICKET
    )
    assert TICKET not in repr(parse_new_login_page(PAGE.encode()))


def test_a_refusal_says_why() -> None:
    """The words may run over lines; there are no keys."""
    words = "当前登录环境异常。\n暂时不能登录web微信。"
    body = f"<error><ret>1203</ret><message>{words}</message></error>".encode()
    page = parse_new_login_page(body)
    assert (page.ret, page.message, page.skey, page.uin) == (1203, words, "", 0)


def test_a_page_may_be_written_as_xml_allows() -> None:
    """A declaration, blanks, another order and CDATA change nothing."""
    values = {"pass_ticket": TICKET, "wxuin": UIN, "wxsid": SID, "skey": SKEY, "ret": 0}
    inner = "".join(
        f"\n  <{name}> <![CDATA[{value}]]>\n</{name}>" for name, value in values.items()
    )
    page = f'<?xml version="1.0" encoding="UTF-8"?>\n<error>{inner}\n</error>\n'
    assert parse_new_login_page(page.encode()) == parse_new_login_page(PAGE.encode())


def test_keys_that_only_the_cookies_have_are_empty() -> None:
    """Success without elements is told as it is; the caller looks at the cookies."""
    assert parse_new_login_page(b"<error><ret>0</ret></error>") == LoginPage(0)


@pytest.mark.parametrize(
    "body", [b"", b"<html><head></head></html>", b"<ret>", b"<ret>x</ret>", b"<ret></ret>"]
)
def test_no_verdict_is_their_fault(body: bytes) -> None:
    """A page, or a verdict that is no number."""
    with pytest.raises(RemoteProtocolError):
        parse_new_login_page(body)


@given(st.integers(0, 2**40), st.text("abc+/=@_%2F", min_size=1), st.integers(-5000, 5000))
def test_a_login_page_is_read_back(uin: int, token: str, ret: int) -> None:
    """Whatever a service writes of this form arrives unchanged."""
    body = (
        f"<error><ret>{ret}</ret><message>m</message><skey>{token}</skey><wxsid>{token}</wxsid>"
        f"<wxuin>{uin}</wxuin><pass_ticket>{token}</pass_ticket></error>"
    )
    expected = LoginPage(ret, "m", token, token, uin, token)
    assert parse_new_login_page(body.encode()) == expected


@pytest.mark.parametrize(("mode", "more"), [(Mode.WEB, ""), (Mode.UOS, "&mod=desktop")])
def test_the_phone_can_be_asked_without_a_scan(mode: Mode, more: str) -> None:
    """The base host is asked, with the account's number."""
    request = build_push_login_url(HOSTS, UIN, mode)
    base = "https://wx2.qq.com/cgi-bin/mmwebwx-bin/webwxpushloginurl"
    assert request.url == f"{base}?uin={UIN}{more}"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            '{"ret":"0","msg":"all ok","uuid":"Zk2Wq9LrTg=="}',
            PushLogin(0, "all ok", "Zk2Wq9LrTg=="),
        ),
        ('{"ret":0,"msg":"all ok","uuid":"Zk"}', PushLogin(0, "all ok", "Zk")),
        ('{"ret":"1","msg":"args error"}', PushLogin(1, "args error", "")),
    ],
)
def test_whether_the_phone_asks(body: str, expected: PushLogin) -> None:
    """The code is text or a number, the uuid may lack."""
    assert parse_push_login_url(body.encode()) == expected


@pytest.mark.parametrize("body", [b"", b"{}", b'{"ret":"x"}', b"<html>"])
def test_no_answer_about_the_phone_is_their_fault(body: bytes) -> None:
    """Without a code nothing is known."""
    with pytest.raises(RemoteProtocolError):
        parse_push_login_url(body)


@pytest.mark.parametrize("kind", [0, 1])
def test_a_logout_is_a_form(kind: int) -> None:
    """The official page posts sid and number as a form; plus and slash survive."""
    request = build_logout(SESSION, kind=kind)
    assert request.method == "POST"
    assert query_of(request) == {"redirect": "1", "type": str(kind), "skey": SKEY}
    assert ("Content-Type", "application/x-www-form-urlencoded") in request.headers
    assert parse_qs((request.body or b"").decode()) == {"sid": [SID], "uin": [str(UIN)]}


@given(st.binary(max_size=50))
def test_no_answer_of_a_logout_matters(body: bytes) -> None:
    """Redirect, page or JSON: the session is over."""
    parse_logout(body)


def test_a_pinned_login_stays_at_its_server() -> None:
    """Every call of the login goes to the one origin that was named."""
    hosts = pinned_hosts("http://127.0.0.1:8800")
    session = replace(SESSION, hosts=hosts)
    requests = [
        build_jslogin(hosts, STAMP, Mode.WEB),
        build_qrcode(hosts, UUID),
        build_login_poll(hosts, UUID, STAMP, tip=1),
        build_push_login_url(hosts, UIN, Mode.WEB),
        build_logout(session, kind=0),
    ]
    assert all(r.url.startswith("http://127.0.0.1:8800/") for r in requests)
