"""The calls of the login: uuid, code, poll, ticket to session, login without a scan, logout.

Script answers are read with patterns, as the official page does. Nothing here decides what to do
next; `states` knows what may follow what.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

from responder.errors import RemoteProtocolError
from responder.wechat.protocol.base import read_ret
from responder.wechat.protocol.codes import APP_ID, Endpoint, LoginCode, Mode
from responder.wechat.protocol.hosts import CGI
from responder.wechat.protocol.request import Request, with_query
from responder.wechat.protocol.wire import as_int, as_str, decode, parse_json

if TYPE_CHECKING:
    from responder.wechat.protocol.hosts import Hosts
    from responder.wechat.protocol.request import Stamp
    from responder.wechat.protocol.session import Session

LANGUAGE = "zh_CN"
REDIRECT_PAGE = "https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage"
"""What jslogin wants as `redirect_uri`: always this one, wherever the account lives."""

UOS_REFERER = "https://wx.qq.com/?&lang=zh_CN&target=t"

SHORT_TIMEOUT_S = 10.0
"""The official page's limit for the small calls of the login."""

LOGIN_POLL_TIMEOUT_S = 35.0
"""The official page's limit; the service holds the poll for about 25 s."""

_QR_CODE: Final = re.compile(r"window\.QRLogin\.code\s{0,4}=\s{0,4}([0-9]{1,9})")
_QR_UUID: Final = re.compile(r'window\.QRLogin\.uuid\s{0,4}=\s{0,4}"([^"\s]{1,200})"')
_LOGIN_CODE: Final = re.compile(r"window\.code\s{0,4}=\s{0,4}([0-9]{1,9})")
_REDIRECT: Final = re.compile(r'window\.redirect_uri\s{0,4}=\s{0,4}"([^"\s]{1,4000})"')
_AVATAR: Final = re.compile(r"window\.userAvatar\s{0,4}=\s{0,4}'([^']{0,100000})'")

_IMAGE_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8")


@dataclass(frozen=True, slots=True)
class QrTicket:
    """A login in the making.

    Args:
        code: 200 where there is one.
        uuid: Names it in all that follows; `""` where the service gave none.
    """

    code: int
    uuid: str


@dataclass(frozen=True, slots=True)
class LoginPoll:
    """What the phone did since the last poll.

    Args:
        code: One of `LoginCode`, or a number we do not know.
        redirect_uri: With 200: where the session is opened. Not yet checked for its host.
        avatar: With 201: the scanner's picture as a `data:` URL.
    """

    code: int
    redirect_uri: str = field(default="", repr=False)
    avatar: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class UosHeaders:
    """What the client packaged for the UOS desktop sends at webwxnewloginpage.

    Args:
        extspam: Opaque text that the user supplies; without it the login is a plain web login.
        client_version: Version the text belongs to.
    """

    extspam: str = field(default="", repr=False)
    client_version: str = "2.0.0"


@dataclass(frozen=True, slots=True)
class LoginPage:
    """The session's keys, or the refusal.

    Args:
        ret: 0 where the session is open, 1203 where the account may not.
        message: The service's words to the user.
        skey: Goes into every BaseRequest; webwxinit may replace it.
        sid: As in cookie `wxsid`; `""` where only the cookie has it.
        uin: The account's number, 0 where only the cookie has it.
        pass_ticket: Percent-encoded already; kept verbatim and encoded again when sent.
        redirect_url: Rare: another page to start over at.
    """

    ret: int
    message: str = ""
    skey: str = field(default="", repr=False)
    sid: str = field(default="", repr=False)
    uin: int = 0
    pass_ticket: str = field(default="", repr=False)
    redirect_url: str = ""


@dataclass(frozen=True, slots=True)
class PushLogin:
    """Whether the phone now asks its owner to confirm.

    Args:
        ret: 0 where it does.
        msg: The service's reason otherwise, such as `device authinfo invalid`.
        uuid: To poll with.
    """

    ret: int
    msg: str
    uuid: str


def build_jslogin(hosts: Hosts, stamp: Stamp, mode: Mode) -> Request:
    """Ask for a uuid. Needs no cookies."""
    page = REDIRECT_PAGE + ("?mod=desktop" if mode is Mode.UOS else "")
    url = with_query(
        f"{hosts.login}/jslogin",
        appid=APP_ID,
        redirect_uri=page,
        fun="new",
        lang=LANGUAGE,
        _=stamp.ms,
    )
    return Request(Endpoint.JSLOGIN, "GET", url, read_timeout_s=SHORT_TIMEOUT_S)


def parse_jslogin(body: bytes) -> QrTicket:
    """Read `window.QRLogin.code = 200; window.QRLogin.uuid = "…";`.

    Raises:
        RemoteProtocolError: No `window.QRLogin.code`, or 200 without a uuid.

    Source: captures; failure form `code = 400; … error = ""` from two independent notes.
    """
    text = decode(body)
    code = _QR_CODE.search(text)
    if code is None:
        raise RemoteProtocolError(Endpoint.JSLOGIN, "no window.QRLogin.code", body)
    ticket = QrTicket(int(code[1]), _first(_QR_UUID, text))
    if ticket.code == LoginCode.CONFIRMED and not ticket.uuid:
        raise RemoteProtocolError(Endpoint.JSLOGIN, "code 200 without a uuid", body)
    return ticket


def qr_text(uuid: str) -> str:
    """What the QR code says; drawing it needs no call to the service."""
    return f"https://login.weixin.qq.com/l/{uuid}"


def build_qrcode(hosts: Hosts, uuid: str) -> Request:
    """Fetch the service's own picture of the code; `qr_text` makes this call unnecessary."""
    url = f"{hosts.login}/qrcode/{quote(uuid, safe='=')}"
    return Request(Endpoint.QRCODE, "GET", url, read_timeout_s=SHORT_TIMEOUT_S)


def parse_qrcode(body: bytes) -> bytes:
    """The picture, as it came.

    Raises:
        RemoteProtocolError: Neither JPEG, PNG nor GIF.
    """
    if not body.startswith(_IMAGE_STARTS):
        raise RemoteProtocolError(Endpoint.QRCODE, "not a picture", body)
    return body


def build_login_poll(hosts: Hosts, uuid: str, stamp: Stamp, *, tip: int) -> Request:
    """Wait for the phone.

    Args:
        hosts: The login host is asked.
        uuid: From jslogin or the push login.
        stamp: Of now.
        tip: 1 while the code is not scanned, 0 after: with 1 a scanned code answers at once.
    """
    url = with_query(
        f"{hosts.login}{CGI}/login",
        loginicon="true",
        uuid=uuid,
        tip=tip,
        r=stamp.inverted,
        _=stamp.ms,
    )
    return Request(Endpoint.LOGIN, "GET", url, read_timeout_s=LOGIN_POLL_TIMEOUT_S)


def parse_login_poll(body: bytes) -> LoginPoll:
    """Read `window.code=…;` and what stands beside it.

    An empty or unreadable answer is `LoginCode.NONE`: the official page then starts over.

    Raises:
        RemoteProtocolError: A web page, or 200 without a redirect.
    """
    text = decode(body)
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        raise RemoteProtocolError(Endpoint.LOGIN, "a web page where a script was expected", body)
    code = _LOGIN_CODE.search(text)
    if code is None:
        return LoginPoll(LoginCode.NONE)
    poll = LoginPoll(int(code[1]), _first(_REDIRECT, text), _first(_AVATAR, text))
    if poll.code == LoginCode.CONFIRMED and not poll.redirect_uri:
        raise RemoteProtocolError(Endpoint.LOGIN, "code 200 without a redirect_uri", body)
    return poll


def build_new_login_page(url: str, hosts: Hosts, mode: Mode, uos: UosHeaders) -> Request:
    """Turn the ticket of a redirect into a session. The ticket may be good for one use.

    Args:
        url: The redirect, its host checked. Its own query goes out to the letter.
        hosts: Those of the session to come.
        mode: As what we present ourselves.
        uos: Used in UOS mode, if it has an `extspam`.
    """
    url = with_query(url.partition("#")[0], fun="new", version="v2")
    headers: tuple[tuple[str, str], ...] = (("Referer", hosts.referer),)
    extspam = "".join(uos.extspam.split())
    if mode is Mode.UOS and extspam:
        url = with_query(url, mod="desktop")
        headers = (
            ("client-version", uos.client_version),
            ("extspam", extspam),
            ("Referer", UOS_REFERER),
        )
    return Request(
        Endpoint.NEW_LOGIN_PAGE,
        "GET",
        url,
        headers,
        read_timeout_s=SHORT_TIMEOUT_S,
        repeatable=False,
    )


def parse_new_login_page(body: bytes) -> LoginPage:
    """Read `<error><ret>0</ret>…</error>`. The HTTP status (200 or 301) says nothing.

    Raises:
        RemoteProtocolError: No `<ret>` with a number in it.
    """
    text = decode(body)
    ret = read_ret(_element(text, "ret"))
    if ret is None:
        raise RemoteProtocolError(Endpoint.NEW_LOGIN_PAGE, "no <ret> in the answer", body)
    return LoginPage(
        ret=ret,
        message=html.unescape(_element(text, "message")),
        skey=_element(text, "skey"),
        sid=_element(text, "wxsid"),
        uin=as_int(_element(text, "wxuin")),
        pass_ticket=_element(text, "pass_ticket"),
        redirect_url=html.unescape(_element(text, "redirecturl")),
    )


def build_push_login_url(hosts: Hosts, uin: int, mode: Mode) -> Request:
    """Have the phone ask its owner, without a scan. Needs the cookies of the login before."""
    url = with_query(f"{hosts.cgi}/webwxpushloginurl", uin=uin)
    if mode is Mode.UOS:
        url = with_query(url, mod="desktop")
    headers = (("Referer", hosts.referer),)
    return Request(Endpoint.PUSH_LOGIN_URL, "GET", url, headers, read_timeout_s=SHORT_TIMEOUT_S)


def parse_push_login_url(body: bytes) -> PushLogin:
    """Read `{"ret":"0","msg":"all ok","uuid":"…"}`; `ret` is text or a number.

    Raises:
        RemoteProtocolError: Not JSON, or without a `ret`.
    """
    answer = parse_json(Endpoint.PUSH_LOGIN_URL, body)
    ret = read_ret(answer.get("ret"))
    if ret is None:
        raise RemoteProtocolError(Endpoint.PUSH_LOGIN_URL, "no ret in the answer", body)
    return PushLogin(ret, as_str(answer.get("msg")), as_str(answer.get("uuid")))


def build_logout(session: Session, *, kind: int) -> Request:
    """End the session.

    Args:
        session: The one to end.
        kind: 1 after the service itself ended it (1101, 1102), else 0.
    """
    url = with_query(f"{session.hosts.cgi}/webwxlogout", redirect=1, type=kind, skey=session.skey)
    headers = (
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Referer", session.hosts.referer),
    )
    body = urlencode({"sid": session.sid, "uin": session.uin}).encode()
    return Request(Endpoint.LOGOUT, "POST", url, headers, body, read_timeout_s=SHORT_TIMEOUT_S)


def parse_logout(body: bytes) -> None:
    """Nothing: redirect, page or JSON, no answer of a logout matters."""
    del body


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""


def _element(text: str, name: str) -> str:
    """Text between `<name>` and the next `</name>`, out of its CDATA; `""` where either lacks."""
    _, opened, rest = text.partition(f"<{name}>")
    inner, closed, _ = rest.partition(f"</{name}>")
    if not opened or not closed:
        return ""
    return inner.strip().removeprefix("<![CDATA[").removesuffix("]]>").strip()
