"""Who may come in, and what is noticed about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from responder.simulator.sessions import Sessions

if TYPE_CHECKING:
    from responder.simulator.simulator import Simulator
    from tests.simulator.driver import Driver

NOTHING: list[tuple[str, str]] = []


async def ret_of_sync(online: Driver, **changes: object) -> int:
    """What webwxsync answers to a changed BaseRequest."""
    base = {**online.base_request, **changes}
    answer = await online.post("webwxsync", {"BaseRequest": base, "SyncKey": online.sync_key})
    ret: int = answer["BaseResponse"]["Ret"]
    return ret


async def test_a_well_behaved_client_leaves_no_trace(online: Driver) -> None:
    """From the login to a send nothing is found wrong."""
    await online.check()
    await online.sync()
    await online.contacts()
    await online.send("filehelper", "好")
    assert online.found() == NOTHING


async def test_without_cookies_nobody_comes_in(online: Driver) -> None:
    """Code 1102, in a JSON call as in synccheck."""
    online.http.cookies.clear()
    assert await ret_of_sync(online) == 1102
    assert await online.check() == ("1102", "0")
    assert online.found("error") == [("webwxsync", "Cookie"), ("synccheck", "Cookie")]


async def test_cookies_of_another_session_do_not_fit(online: Driver) -> None:
    """The sid of the body must be that of the cookie."""
    online.http.cookies.set("wxsid", "another", domain="sim.test")
    online.http.cookies.delete("wxsid", domain="sim.test", path="/")
    online.http.cookies.set("wxsid", "another", domain="sim.test")
    assert await ret_of_sync(online) == 1102
    assert online.found("error") == [("webwxsync", "Cookie")]


async def test_a_made_up_sid_is_unknown_and_blamed(online: Driver) -> None:
    """The cookie is right, the body is not: that is a bug of the client."""
    assert await ret_of_sync(online, Sid="made up") == 1100
    assert online.found("error") == [("webwxsync", "sid")]


async def test_a_stale_login_is_unknown_but_not_blamed(online: Driver, sim: Simulator) -> None:
    """Cookie and body agree on a session the service has forgotten, as after a restart of it."""
    sim.world.sessions = Sessions()
    assert await ret_of_sync(online) == 1100
    sim.set(unknown_sid_ret=1101)
    assert await ret_of_sync(online) == 1101
    assert online.found() == NOTHING


async def test_an_ended_session_answers_its_code_without_blame(
    online: Driver, sim: Simulator
) -> None:
    """The client could not know."""
    sim.expire(1101)
    assert await ret_of_sync(online) == 1101
    assert await online.check() == ("1101", "0")
    assert online.found() == NOTHING


@pytest.mark.parametrize(
    ("change", "field"),
    [({"Uin": 1}, "uin"), ({"Skey": "@crypt_wrong"}, "skey")],
)
async def test_wrong_credentials_are_refused(
    online: Driver, change: dict[str, object], field: str
) -> None:
    """Code 1101, and the list says which field."""
    assert await ret_of_sync(online, **change) == 1101
    assert online.found("error") == [("webwxsync", field)]


async def test_a_uin_may_be_text(online: Driver) -> None:
    """Many clients send it so; the service takes both."""
    assert await ret_of_sync(online, Uin=online.credentials["wxuin"]) == 0
    assert online.found() == NOTHING


async def test_a_sid_may_have_lost_its_plus(online: Driver) -> None:
    """A query decoder makes a blank of it; the official client pastes it raw."""
    assert await ret_of_sync(online, Sid=online.credentials["wxsid"].replace("+", " ")) == 0
    assert online.found() == NOTHING


async def test_a_body_without_base_request_is_not_parsed(online: Driver) -> None:
    """Code 1200, for no JSON and for JSON without it."""
    assert (await online.post("webwxsync", {}))["BaseResponse"]["Ret"] == 1200
    response = await online.http.post(online.url("webwxsync"), content=b"no json")
    assert response.json()["BaseResponse"]["Ret"] == 1200
    assert ("webwxsync", "body") in online.found("error")


async def test_an_empty_skey_is_tolerated_unless_strict(online: Driver, sim: Simulator) -> None:
    """One published client never sends one."""
    assert await ret_of_sync(online, Skey="") == 0
    assert online.found() == [("webwxsync", "skey")]
    assert online.found("error") == NOTHING
    sim.world.violations.clear()
    sim.set(strict=True)
    assert await ret_of_sync(online, Skey="") == 1101
    assert online.found("error") == [("webwxsync", "skey")]


@pytest.mark.parametrize("times", [0, 1, 2])
async def test_a_pass_ticket_may_be_encoded_once_or_twice(online: Driver, times: int) -> None:
    """The XML gives it encoded; some clients encode it again, some paste it, some decode it."""
    ticket = online.credentials["pass_ticket"]
    ticket = {0: ticket.replace("%", "%25"), 1: ticket, 2: ticket.replace("%", "%2525")}[times]
    body = {"BaseRequest": online.base_request, "SyncKey": online.sync_key}
    answer = await online.post(f"webwxsync?pass_ticket={ticket}", body)
    assert answer["BaseResponse"]["Ret"] == 0
    assert online.found() == NOTHING


async def test_a_wrong_pass_ticket_is_a_warning_unless_strict(
    online: Driver, sim: Simulator
) -> None:
    """The service was not seen to check it."""
    body = {"BaseRequest": online.base_request, "SyncKey": online.sync_key}
    answer = await online.post("webwxsync?pass_ticket=e123", body)
    assert answer["BaseResponse"]["Ret"] == 0
    assert online.found("warning") == [("webwxsync", "pass_ticket")]
    sim.set(strict=True)
    body["BaseRequest"] = online.base_request
    assert (await online.post("webwxsync?pass_ticket=e1", body))["BaseResponse"]["Ret"] == 1101


async def test_a_missing_referer_and_content_type_are_warnings(online: Driver) -> None:
    """Tolerated, but not what the page sends."""
    del online.http.headers["Referer"]
    await online.raw_post("webwxsync", {"BaseRequest": online.base_request}, headers={})
    assert ("webwxsync", "Referer") in online.found("warning")
    request = online.http.build_request("POST", online.url("webwxstatreport"), content=b"{}")
    await online.http.send(request)
    assert ("webwxstatreport", "Content-Type") in online.found("warning")


async def test_a_device_id_must_change(online: Driver) -> None:
    """Repeating it a few times is a retry, for ever is a different client."""
    for _ in range(3):
        await ret_of_sync(online, DeviceID="e000000000000001")
    assert online.found() == NOTHING
    for _ in range(5):
        await ret_of_sync(online, DeviceID="e000000000000001")
    assert online.found() == [("webwxsync", "DeviceID")]


@pytest.mark.parametrize("device", ["e1", "000000000000001", "", "e00000000000000x"])
async def test_a_device_id_has_a_form(online: Driver, device: str) -> None:
    """`e` and 15 digits; anything else is a warning."""
    assert await ret_of_sync(online, DeviceID=device) == 0
    assert online.found("warning") == [("webwxsync", "DeviceID")]


async def test_a_device_id_may_be_left_out(online: Driver) -> None:
    """One client does in every call."""
    base = online.base_request
    del base["DeviceID"]
    answer = await online.post("webwxsync", {"BaseRequest": base, "SyncKey": online.sync_key})
    assert answer["BaseResponse"]["Ret"] == 0
    assert online.found() == NOTHING
