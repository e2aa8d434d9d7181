"""Tests of hosts and redirects."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.errors import RemoteProtocolError, SettingError
from responder.wechat.protocol.hosts import default_hosts, is_known, known_hosts, pinned_hosts

PAGE = "/cgi-bin/mmwebwx-bin/webwxnewloginpage?ticket=A@qrticket_0&uuid=Qd==&scan=1"


@pytest.mark.parametrize(
    ("base", "family"),
    [
        ("wx.qq.com", "wx.qq.com"),
        ("wx2.qq.com", "wx2.qq.com"),
        ("wx8.qq.com", "wx8.qq.com"),
        ("wx9.qq.com", "wx.qq.com"),
        ("web.wechat.com", "web.wechat.com"),
        ("web2.wechat.com", "web2.wechat.com"),
    ],
)
def test_siblings_follow_from_the_base_host(base: str, family: str) -> None:
    """File and push hosts are those of the official table."""
    hosts = known_hosts(base)
    assert hosts.cgi == f"https://{base}/cgi-bin/mmwebwx-bin"
    assert hosts.file == f"https://file.{family}"
    assert hosts.push[0] == f"https://webpush.{family}"
    assert hosts.referer == f"https://{base}/?lang=zh_CN"


def test_a_login_begins_on_the_default_hosts() -> None:
    """Before a redirect any login host will do."""
    assert default_hosts().login == "https://login.weixin.qq.com"
    assert not default_hosts().pinned


def test_the_redirect_decides_where_the_account_lives() -> None:
    """Base, file and push move, the login host stays, the URL is used as it is."""
    url = "https://wx2.qq.com" + PAGE
    hosts, again = default_hosts().after_redirect(url)
    assert again == url
    assert hosts.base == "https://wx2.qq.com"
    assert hosts.login == default_hosts().login


@pytest.mark.parametrize(
    "url",
    [
        "https://evil-qq.com.example/x",
        "https://qq.com.example/x",
        "https://evilqq.com/x",
        "http://wx2.qq.com/x",
        "https://wx2.qq.com:8443/x",
        "https://wx2.qq.com@evil.example/x",
        "ftp://wx2.qq.com/x",
        "https:///x",
        "https://wx2.qq.com:port/x",
        "https://[::1/x",
        "x",
        "",
    ],
)
def test_a_redirect_to_anybody_else_is_refused(url: str) -> None:
    """The ticket goes to no foreign host, no other scheme, no other port."""
    with pytest.raises(RemoteProtocolError):
        default_hosts().after_redirect(url)


def test_a_pinned_server_serves_every_role() -> None:
    """A simulator needs nothing but its address; port and scheme stay."""
    hosts = pinned_hosts("http://127.0.0.1:8800/")
    origin = "http://127.0.0.1:8800"
    assert (hosts.login, hosts.base, hosts.file, hosts.push) == (origin, origin, origin, (origin,))
    assert hosts.pinned


@pytest.mark.parametrize(
    "host",
    ["https://wx2.qq.com", "http://localhost:8800", "http://127.0.0.1:9999", "https://[::1]"],
)
def test_a_pinned_server_keeps_the_login(host: str) -> None:
    """Its redirects, to the real host or to itself by another name or port, lead back to it."""
    pinned = pinned_hosts("http://127.0.0.1:8800")
    hosts, url = pinned.after_redirect(host + PAGE)
    assert hosts is pinned
    assert url == "http://127.0.0.1:8800" + PAGE


@pytest.mark.parametrize("host", ["http://127.0.0.2:8800", "https://evil.example"])
def test_a_pinned_server_does_not_send_us_elsewhere(host: str) -> None:
    """Another machine is foreign."""
    with pytest.raises(RemoteProtocolError):
        pinned_hosts("http://127.0.0.1:8800").after_redirect(host + PAGE)


@pytest.mark.parametrize(
    ("server", "origin"),
    [
        ("http://[::1]:8800", "http://[::1]:8800"),
        ("https://sim.example", "https://sim.example"),
        ("HTTP://Sim.Example:80", "http://sim.example:80"),
    ],
)
def test_addresses_of_servers(server: str, origin: str) -> None:
    """IPv6, names and default ports are addresses too."""
    assert pinned_hosts(server).base == origin


@pytest.mark.parametrize(
    "server",
    [
        "",
        "127.0.0.1:8800",
        "ftp://a",
        "http://",
        "http://a/b",
        "http://a:x",
        "http://u@a",
        "http://a?b",
    ],
)
def test_a_wrong_server_is_a_wrong_setting(server: str) -> None:
    """The message shows what was given and an example."""
    with pytest.raises(SettingError, match="8800"):
        pinned_hosts(server)


def test_known_hosts_are_compared_as_hosts() -> None:
    """Subdomains count, likenesses do not."""
    assert is_known("WX2.qq.com")
    assert is_known("wechat.com")
    assert not is_known("notqq.com")
    assert not is_known("qq.com.cn")


@given(st.text(max_size=60))
def test_no_redirect_upsets_it(text: str) -> None:
    """Any text is followed or refused as theirs."""
    for hosts in (default_hosts(), pinned_hosts("http://127.0.0.1:1")):
        for url in (text, "https://" + text, "https://wx.qq.com" + text):
            try:
                moved, _ = hosts.after_redirect(url)
            except RemoteProtocolError:
                continue
            assert moved.base.startswith(("https://", "http://127.0.0.1:1"))
