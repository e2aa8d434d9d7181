"""Set-Cookie lines for local and for real names."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from responder.simulator.cookies import login_cookies, sync_cookies
from responder.simulator.request import make_request
from responder.simulator.world import Call, World

if TYPE_CHECKING:
    from responder.simulator.sessions import Session

NOW = 1546211541.0


@pytest.fixture
def world() -> World:
    """A plain world."""
    return World()


@pytest.fixture
def session(world: World) -> Session:
    """A session that began now."""
    return world.sessions.open(Random(1), 3190257684, NOW, 0)


def call(world: World, host: str) -> Call:
    """A request to a host."""
    request = make_request("GET", "/", [("Host", host)])
    return Call(world, request, NOW, Random(1))


def test_a_local_address_gets_cookies_without_domain(world: World, session: Session) -> None:
    """Otherwise every client would drop them on plain http."""
    lines = [line for _, line in login_cookies(call(world, "127.0.0.1:8800"), session)]
    assert [line.partition("=")[0] for line in lines] == [
        "wxuin",
        "wxsid",
        "wxloadtime",
        "mm_lang",
        "webwx_data_ticket",
        "webwxuvid",
        "webwx_auth_ticket",
    ]
    assert lines[0] == "wxuin=3190257684; Path=/; Expires=Mon, 31-Dec-2018 11:12:21 GMT"
    assert not any("Domain" in line or "Secure" in line for line in lines)


def test_a_real_name_gets_its_own_domain(world: World, session: Session) -> None:
    """Base host for most, parent for the data ticket, and the uin twice."""
    lines = [line for _, line in login_cookies(call(world, "wx2.qq.com"), session)]
    domains = {line.partition("=")[0]: line.partition("Domain=")[2] for line in lines[:-1]}
    assert domains["wxsid"] == domains["wxuin"] == "wx2.qq.com; Secure"
    assert domains["webwx_data_ticket"] == ".qq.com; Secure"
    assert lines[-1].startswith("wxuin=3190257684;")
    assert "Domain=.qq.com" in lines[-1]


def test_a_sync_renews_five(world: World, session: Session) -> None:
    """The load time is marked as old, the plug-in key is that of the login."""
    lines = dict(
        line.split(";")[0].split("=", 1)
        for _, line in sync_cookies(call(world, "127.0.0.1"), session)
    )
    assert lines["wxloadtime"] == "1546211541_expired"
    assert lines["wxpluginkey"] == "1546211541"
    assert lines["wxsid"] == session.sid
    assert set(lines) == {"wxloadtime", "wxpluginkey", "wxuin", "wxsid", "webwx_data_ticket"}


def test_expiry_goes_by_the_clients_clock(world: World, session: Session) -> None:
    """Where time is simulated, a cookie jar still looks at the real one."""
    world.cookie_shift_s = 86_400.0
    (_, line), *_ = login_cookies(call(world, "127.0.0.1"), session)
    assert line.endswith("Expires=Tue, 01-Jan-2019 11:12:21 GMT")
