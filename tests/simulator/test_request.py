"""Requests as values: query, headers, cookies, JSON and multipart."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.simulator.request import Request, make_request


def test_a_request_is_taken_apart() -> None:
    """Path, query, headers and cookies come out decoded and in lower case where case is nothing."""
    request = make_request(
        "post",
        "/cgi-bin/mmwebwx-bin/webwxinit?r=-1&pass_ticket=a%252Bb&r=2",
        [("Host", "127.0.0.1:8800"), ("Cookie", "wxsid=a+b/c=; wxuin=1"), ("X-A", "B")],
        b"{}",
    )
    assert request.method == "POST"
    assert request.path == "/cgi-bin/mmwebwx-bin/webwxinit"
    assert request.query == {"r": "-1", "pass_ticket": "a%2Bb"}
    assert request.headers == {"host": "127.0.0.1:8800", "x-a": "B"}
    assert request.cookies == {"wxsid": "a+b/c=", "wxuin": "1"}
    assert request.body == b"{}"


def test_cookies_may_come_in_several_lines() -> None:
    """HTTP/2 clients behind a proxy split the Cookie header."""
    request = make_request("GET", "/", [("cookie", "a=1"), ("cookie", "b=2; ;c")])
    assert request.cookies == {"a": "1", "b": "2", "c": ""}


@pytest.mark.parametrize(
    ("path", "endpoint", "last"),
    [
        ("/jslogin", "jslogin", "jslogin"),
        ("/cgi-bin/mmwebwx-bin/webwxsync", "webwxsync", "webwxsync"),
        ("/qrcode/QdT7xKvm3A==", "qrcode", "QdT7xKvm3A=="),
        ("/l/QdT7xKvm3A==", "l", "QdT7xKvm3A=="),
        ("/_sim/say", "_sim", "say"),
        ("/", "index", ""),
    ],
)
def test_the_call_is_named_by_its_path(path: str, endpoint: str, last: str) -> None:
    """Most calls are named by the last part, pages with an argument by the first."""
    request = make_request("GET", path)
    assert (request.endpoint, request.last_part) == (endpoint, last)


def test_a_uuid_may_be_encoded_in_the_path() -> None:
    """`==` and `%3D%3D` are the same uuid."""
    assert make_request("GET", "/qrcode/QdT7xKvm3A%3D%3D").last_part == "QdT7xKvm3A=="


@pytest.mark.parametrize(
    ("target", "path"),
    [("/a/b?c", "/a/b"), ("http://wx.qq.com/a?x=http://b/", "/a"), ("//a", "/a"), ("/", "/")],
)
def test_an_absolute_target_is_reduced_to_its_path(target: str, path: str) -> None:
    """A proxy's request line names the host, too."""
    assert make_request("GET", target).path == path


@pytest.mark.parametrize(
    ("host", "name", "is_real"),
    [
        ("wx.qq.com", "wx.qq.com", True),
        ("WX2.QQ.COM:443", "wx2.qq.com", True),
        ("web.wechat.com", "web.wechat.com", True),
        ("evil-qq.com.example", "evil-qq.com.example", False),
        ("evilqq.com", "evilqq.com", False),
        ("127.0.0.1:8800", "127.0.0.1", False),
        ("[::1]:8800", "::1", False),
    ],
)
def test_real_hosts_are_known_by_their_domain(host: str, name: str, *, is_real: bool) -> None:
    """Hosts are compared as hosts, not as parts of a text."""
    request = make_request("GET", "/", [("Host", host)])
    assert request.host == name
    assert request.to_real_host is is_real
    assert request.origin == f"http://{host}"


def test_a_request_without_a_host_has_some_origin() -> None:
    """HTTP/1.0 clients send none."""
    assert make_request("GET", "/", scheme="https").origin == "https://localhost"


@pytest.mark.parametrize("body", [b"", b"[1]", b"{", b"nul", b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_object_is_none(body: bytes) -> None:
    """Whatever comes, reading the body does not fail."""
    assert Request("POST", "/", body=body).json() is None


def test_a_json_body_may_hold_control_characters() -> None:
    """Clients write raw newlines and tabs into texts."""
    assert Request("POST", "/", body=b'{"a": "b\nc"}').json() == {"a": "b\nc"}


def test_a_form_is_read_as_httpx_writes_it() -> None:
    """Fields and file bytes come out as they went in, also with line ends inside."""
    data = b"\r\n--x\r\n\x00\xff"
    sent = httpx.Request(
        "POST",
        "http://a/",
        files={"id": (None, "WU_FILE_0"), "filename": ("报告.txt", data, "text/plain")},
    )
    headers = [(k, v) for k, v in sent.headers.items()]
    request = make_request("POST", "/", headers, sent.read())
    assert request.form() == {"id": b"WU_FILE_0", "filename": data}


@given(st.binary(), st.text())
def test_any_bytes_are_some_form(body: bytes, boundary: str) -> None:
    """No bytes make the form reader fail."""
    headers = {"content-type": f"multipart/form-data; boundary={boundary}"}
    assert isinstance(Request("POST", "/", headers=headers, body=body).form(), dict)


def test_other_bodies_are_no_form() -> None:
    """JSON is not taken for a form."""
    headers = {"content-type": "application/json"}
    assert Request("POST", "/", headers=headers, body=b"--x").form() == {}


@given(st.text(), st.binary())
def test_any_target_and_body_are_some_request(target: str, body: bytes) -> None:
    """Nothing a client sends makes reading it fail."""
    request = make_request("GET", target, [("Host", target)], body)
    assert request.path.startswith("/")
    assert isinstance(request.endpoint, str)


def test_a_url_inside_the_query_is_no_target() -> None:
    """A redirect_uri that is not encoded, as wechat4u sends it, stays in the query."""
    inner = "https://wx.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage?mod=desktop"
    request = make_request("POST", f"/jslogin?appid=wx1&redirect_uri={inner}")
    assert request.path == "/jslogin"
    assert request.query["redirect_uri"] == inner
    assert make_request("GET", f"http://sim.test/jslogin?redirect_uri={inner}").path == "/jslogin"
