"""From a uuid to a confirmed login."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import trio

from tests.simulator.driver import Driver

if TYPE_CHECKING:
    from responder.simulator.simulator import Simulator

WAITING = "window.code=408;"
EXPIRED = "window.code=400;"
SCANNED = "window.code=201;window.userAvatar = 'data:img/jpg;base64,"
CONFIRMED = 'window.code=200;\nwindow.redirect_uri="http://sim.test/cgi-bin/mmwebwx-bin/'


async def test_a_uuid_is_given_in_the_exact_words(driver: Driver) -> None:
    """The driver matches the whole line; every uuid is new."""
    first = await driver.ask_uuid()
    assert await driver.ask_uuid() != first


async def test_jslogin_may_be_a_post(driver: Driver) -> None:
    """One client sends it so, with an empty body."""
    response = await driver.http.post(driver.url("/jslogin?appid=wx782c26e4c19acffb"))
    assert "code = 200" in response.text
    assert response.headers["content-type"] == "text/javascript"


async def test_a_wrong_appid_gets_no_uuid(driver: Driver) -> None:
    """It is the same in every client."""
    assert "code = 400" in (await driver.get("/jslogin?appid=wx1")).text
    assert driver.found("error") == [("jslogin", "appid")]


async def test_the_mode_is_seen_in_the_redirect(driver: Driver, sim: Simulator) -> None:
    """The UOS variant asks for a redirect with mod=desktop."""
    await driver.ask_uuid()
    await driver.ask_uuid(mode="uos")
    assert [login["mode"] for login in sim.snapshot()["logins"]] == ["web", "uos"]


async def test_a_poll_is_held_and_tells_nothing_happened(driver: Driver) -> None:
    """After 25 s the answer is 408, and the uuid lives on."""
    await driver.ask_uuid()
    start = trio.current_time()
    assert await driver.poll() == WAITING
    assert trio.current_time() - start == pytest.approx(25.0)
    assert await driver.poll() == WAITING


async def test_a_poll_wakes_on_the_scan(
    driver: Driver, sim: Simulator, nursery: trio.Nursery
) -> None:
    """At the moment of the scan."""
    await driver.ask_uuid()

    async def scan() -> None:
        await trio.sleep(3)
        sim.scan()

    nursery.start_soon(scan)
    start = trio.current_time()
    assert (await driver.poll()).startswith(SCANNED)
    assert trio.current_time() - start == pytest.approx(3.0)


async def test_after_the_scan_the_tip_decides(
    driver: Driver, sim: Simulator, nursery: trio.Nursery
) -> None:
    """With tip 1 the answer is 201 at once; with tip 0 the poll waits for the button."""
    await driver.ask_uuid()
    sim.scan()
    start = trio.current_time()
    for _ in range(3):
        assert (await driver.poll(1)).startswith(SCANNED)
    assert trio.current_time() == start

    async def confirm() -> None:
        await trio.sleep(4)
        sim.confirm()

    nursery.start_soon(confirm)
    assert (await driver.poll(0)).startswith(CONFIRMED)
    assert trio.current_time() - start == pytest.approx(4.0)


async def test_a_scanned_login_may_wait_in_vain(driver: Driver, sim: Simulator) -> None:
    """Without the button the held poll answers 408."""
    await driver.ask_uuid()
    sim.scan()
    await driver.poll(0)
    assert await driver.poll(0) == WAITING


async def test_a_confirmation_needs_no_poll_in_between(driver: Driver, sim: Simulator) -> None:
    """Scanned and confirmed between two polls, the next one answers 200, until it is used."""
    await driver.ask_uuid()
    sim.confirm()
    answers = {await driver.poll(), await driver.poll(0)}
    assert len(answers) == 1
    assert answers.pop().startswith(CONFIRMED)


async def test_the_redirect_has_no_white_space_and_no_slash_in_its_query(driver: Driver) -> None:
    """Clients match it greedily and cut it at the last slash."""
    uri = await driver.redirect_uri()
    path, _, query = uri.partition("?")
    assert path == "http://sim.test/cgi-bin/mmwebwx-bin/webwxnewloginpage"
    assert "/" not in query
    assert not any(character.isspace() for character in uri)
    assert [pair.partition("=")[0] for pair in query.split("&")] == [
        "ticket",
        "uuid",
        "lang",
        "scan",
    ]


async def test_the_phone_may_answer_by_itself(driver: Driver, sim: Simulator) -> None:
    """With `auto` the first poll is told the scan, the second the confirmation."""
    sim.confirm(auto=True)
    await driver.ask_uuid()
    assert (await driver.poll()).startswith(SCANNED)
    assert (await driver.poll()).startswith(CONFIRMED)


async def test_auto_reaches_a_poll_that_waits(
    driver: Driver, sim: Simulator, nursery: trio.Nursery
) -> None:
    """It need not be set before the client asks."""
    await driver.ask_uuid()

    async def later() -> None:
        await trio.sleep(2)
        sim.confirm(auto=True)

    nursery.start_soon(later)
    assert (await driver.poll()).startswith(SCANNED)
    assert trio.current_time() == pytest.approx(2.0)


async def test_a_cancelled_login_is_told_once(driver: Driver, sim: Simulator) -> None:
    """202, and then the uuid is dead."""
    await driver.ask_uuid()
    sim.cancel()
    assert await driver.poll() == "window.code=202;"
    assert await driver.poll() == EXPIRED


async def test_a_uuid_expires(driver: Driver) -> None:
    """The poll that is held when the time is up answers 400 at that moment."""
    await driver.ask_uuid()
    answers = [await driver.poll() for _ in range(12)]
    assert answers == [WAITING] * 11 + [EXPIRED]
    assert trio.current_time() == pytest.approx(300.0)


async def test_a_uuid_can_be_made_to_expire(driver: Driver, sim: Simulator) -> None:
    """Without waiting."""
    await driver.ask_uuid()
    sim.expire_qr()
    assert await driver.poll() == EXPIRED


async def test_an_unknown_uuid_is_expired(driver: Driver) -> None:
    """The service does not tell the two apart."""
    driver.uuid = "nothing"
    assert await driver.poll() == EXPIRED


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_the_picture_is_a_picture(driver: Driver, method: str) -> None:
    """One client asks for it for ever if it can not be decoded; some use POST."""
    uuid = await driver.ask_uuid()
    response = await driver.http.request(method, driver.url(f"/qrcode/{uuid}"))
    assert response.headers["content-type"] == "image/png"
    assert response.content.startswith(b"\x89PNG\r\n\x1a\n")
    assert response.content.endswith(b"IEND\xaeB`\x82")


async def test_a_picture_of_nothing_is_a_warning(driver: Driver) -> None:
    """The client makes up uuids."""
    assert (await driver.get("/qrcode/abc")).status_code == 200
    assert driver.found() == [("qrcode", "uuid")]


async def test_the_page_of_a_login_plays_the_phone(driver: Driver) -> None:
    """It shows the state; of an unknown login there is none."""
    uuid = await driver.ask_uuid()
    assert "waiting" in (await driver.get(f"/l/{uuid}")).text
    assert (await driver.get("/l/abc")).status_code == 404


async def test_the_start_page_answers_and_notices_followed_redirects(driver: Driver) -> None:
    """Clients test the connection with it; coming from a redirect is a mistake."""
    await driver.ask_uuid()
    page = await driver.get("/")
    assert page.status_code == 200
    assert driver.uuid.replace("=", "%3D") in page.text
    assert driver.found() == []
    await driver.get("/?redirected=1")
    assert driver.found() == [("index", "redirect")]


async def test_real_names_are_redirected_to_the_accounts_host(sim: Simulator) -> None:
    """A client that believes to talk to the service learns the account's own host."""
    driver = Driver(sim, base="https://login.wx.qq.com")
    async with driver.http:
        uri = await driver.redirect_uri()
    assert uri.startswith("https://wx2.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage?ticket=")
