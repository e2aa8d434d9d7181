"""Into a session and out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import trio

from tests.simulator.driver import CGI, Driver

if TYPE_CHECKING:
    from responder.simulator.simulator import Simulator

UOS = {"client-version": "2.0.0", "extspam": "opaque"}


async def test_version_two_is_200(driver: Driver) -> None:
    """With all credentials in the XML and the cookies beside it."""
    response = await driver.enter(await driver.redirect_uri())
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/plain;charset=utf-8"
    given = driver.credentials
    assert given["ret"] == "0"
    assert given["isgrayscale"] == "1"
    assert all(given[name] for name in ("skey", "wxsid", "wxuin", "pass_ticket"))
    assert driver.http.cookies["wxsid"] == given["wxsid"]
    assert driver.http.cookies["wxuin"] == given["wxuin"] == "3190257684"


async def test_without_a_version_it_is_301_without_location(driver: Driver) -> None:
    """With the same body and cookies; one client goes on only then."""
    response = await driver.http.get(await driver.redirect_uri())
    assert response.status_code == 301
    assert "location" not in response.headers
    assert "<wxsid>" in response.text
    assert driver.http.cookies["webwx_data_ticket"]


async def test_cookies_survive_in_the_clients_jar(driver: Driver) -> None:
    """Though simulated time lies years back, the jar of the client keeps them."""
    await driver.log_in()
    assert {cookie.name for cookie in driver.http.cookies.jar} == {
        "wxuin",
        "wxsid",
        "wxloadtime",
        "mm_lang",
        "webwx_data_ticket",
        "webwxuvid",
        "webwx_auth_ticket",
    }


async def test_a_ticket_works_once(driver: Driver) -> None:
    """The second time there is no session; a repeat after a lost answer is nobody's fault."""
    uri = await driver.redirect_uri()
    await driver.enter(uri)
    response = await driver.enter(uri)
    assert driver.credentials["ret"] == "1"
    assert "wxsid" not in response.text
    assert "set-cookie" not in response.headers
    assert driver.found() == []


async def test_a_ticket_lives_a_minute(driver: Driver) -> None:
    """Then it is worth nothing."""
    uri = await driver.redirect_uri()
    await trio.sleep(60)
    await driver.enter(uri)
    assert driver.credentials["ret"] == "1"


async def test_a_made_up_ticket_is_blamed(driver: Driver) -> None:
    """As one whose query was lost on the way."""
    await driver.enter(f"http://sim.test{CGI}webwxnewloginpage?x=1")
    assert driver.credentials["ret"] == "1"
    assert driver.found("error") == [("webwxnewloginpage", "ticket")]


@pytest.mark.parametrize("headers", [{}, UOS])
async def test_an_account_may_be_refused_altogether(
    driver: Driver, sim: Simulator, headers: dict[str, str]
) -> None:
    """Code 1203 with the service's words, whatever the headers."""
    sim.set(refuse_web=True)
    response = await driver.enter(await driver.redirect_uri(), headers=headers)
    assert driver.credentials["ret"] == "1203"
    assert "不允许登录网页微信" in driver.credentials["message"]
    assert "set-cookie" not in response.headers


async def test_an_account_may_be_refused_on_the_plain_page_only(
    driver: Driver, sim: Simulator
) -> None:
    """The headers of the other variant let it in; an empty one does not."""
    sim.set(refuse_plain=True)
    for headers, ret in (({}, "1203"), (UOS | {"extspam": ""}, "1203"), (UOS, "0")):
        await driver.enter(await driver.redirect_uri(), headers=headers)
        assert driver.credentials["ret"] == ret


async def test_a_second_login_ends_the_first(online: Driver, sim: Simulator) -> None:
    """With 1101, and everybody has new names."""
    friend = await online.user_name("小明")
    other = Driver(sim)
    async with other.http:
        await other.log_in()
        assert await online.check() == ("1101", "0")
        assert (await online.sync())["BaseResponse"]["Ret"] == 1101
        assert await other.check() == ("0", "2")
        assert await other.user_name("小明") != friend
        assert other.me != online.me


async def test_a_known_device_may_ask_without_a_picture(online: Driver, sim: Simulator) -> None:
    """The phone confirms, and the old session ends."""
    answer = (await online.get("webwxpushloginurl?uin=3190257684")).json()
    assert answer == {"ret": "0", "msg": "all ok", "uuid": answer["uuid"]}
    online.uuid = answer["uuid"]
    sim.confirm(online.uuid)
    assert (await online.poll(0)).startswith("window.code=200;")
    assert sim.snapshot()["logins"][-1]["push"] is True


async def test_a_push_login_needs_its_cookies(online: Driver) -> None:
    """All three, and of a device that is known."""
    online.http.cookies.set("webwx_auth_ticket", "other", domain="sim.test")
    online.http.cookies.delete("webwx_auth_ticket", domain="sim.test", path="/")
    answer = (await online.get("webwxpushloginurl?uin=3190257684")).json()
    assert answer == {"ret": "1", "msg": "args error", "uuid": ""}
    online.http.cookies.set("webwx_auth_ticket", "other", domain="sim.test")
    answer = (await online.get("webwxpushloginurl?uin=3190257684")).json()
    assert answer == {"ret": "3", "msg": "device authinfo invalid", "uuid": ""}


async def test_logging_out_by_the_form_gives_a_redirect(online: Driver) -> None:
    """As the official page does it."""
    response = await online.http.post(
        online.url("webwxlogout?redirect=1&type=0"),
        data={"sid": online.credentials["wxsid"], "uin": online.credentials["wxuin"]},
    )
    assert response.status_code == 301
    assert response.headers["location"] == "/"
    assert await online.check() == ("1100", "0")


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_logging_out_otherwise_gives_json(online: Driver, method: str) -> None:
    """One client wants to read it."""
    response = await online.http.request(method, online.url("webwxlogout?redirect=1&type=1"))
    assert response.json() == {"BaseResponse": {"Ret": 0, "ErrMsg": ""}}
    assert (await online.sync())["BaseResponse"]["Ret"] == 1100


async def test_a_poll_that_is_held_hears_of_the_logout(
    online: Driver, nursery: trio.Nursery
) -> None:
    """At once."""

    async def log_out() -> None:
        await trio.sleep(2)
        await online.get("webwxlogout")

    start = trio.current_time()
    nursery.start_soon(log_out)
    assert await online.check() == ("1100", "0")
    assert trio.current_time() - start == pytest.approx(2.0)
