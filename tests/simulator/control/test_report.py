"""What there is to see."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from responder.simulator.simulator import Simulator
    from tests.simulator.driver import Driver


async def test_sends_are_reported_as_a_list(online: Driver) -> None:
    """With the promised fields, and more; `since` leaves out the first ones."""
    for text in ("一", "二", "三"):
        await online.send("filehelper", text)
    listed = (await online.get("/_sim/sent")).json()
    assert [one["text"] for one in listed] == ["一", "二", "三"]
    assert {"to", "text", "type", "client_msg_id", "received_at"} <= set(listed[0])
    assert (listed[0]["to"], listed[0]["type"]) == ("filehelper", "text")
    rest = (await online.get("/_sim/sent?since=2")).json()
    assert rest == listed[2:]


async def test_since_must_be_a_number(online: Driver) -> None:
    """Or the answer is a sentence."""
    response = await online.get("/_sim/sent?since=x")
    assert response.status_code == 400
    assert "since must be a whole number" in response.json()["error"]


async def test_sends_can_be_forgotten(online: Driver) -> None:
    """Between two tests of a script."""
    await online.send("filehelper", "一")
    await online.http.delete(online.url("/_sim/sent"))
    assert (await online.get("/_sim/sent")).json() == []


async def test_violations_are_reported_with_their_level(online: Driver) -> None:
    """All, or of one level; then forgotten."""
    await online.send(online.me, "x")
    await online.send("@ffff", "x")
    listed = (await online.get("/_sim/violations")).json()
    assert [(v["level"], v["endpoint"], v["field"]) for v in listed] == [
        ("warning", "webwxsendmsg", "Msg.ToUserName"),
        ("error", "webwxsendmsg", "Msg.ToUserName"),
    ]
    assert {"why", "at", "count"} <= set(listed[0])
    assert (await online.get("/_sim/violations?level=error")).json() == listed[1:]
    assert (await online.get("/_sim/violations?level=x")).status_code == 400
    await online.http.delete(online.url("/_sim/violations"))
    assert (await online.get("/_sim/violations")).json() == []


async def test_settings_are_shown_and_turned(online: Driver) -> None:
    """The answer shows all of them."""
    assert (await online.get("/_sim/settings")).json()["echo"] is False
    turned = await online.post("/_sim/settings", {"echo": True})
    assert turned["echo"] is True
    response = await online.raw_post("/_sim/settings", {"echo": 1})
    assert response.status_code == 400


async def test_faults_are_armed_listed_and_cleared(online: Driver) -> None:
    """As objects and as text, both at once."""
    body = {
        "spec": "synccheck:reset@0.1",
        "faults": [{"endpoint": "webwxsync", "kind": "status", "status": 503}],
    }
    armed = (await online.post("/_sim/faults", body))["faults"]
    assert [(f["endpoint"], f["kind"], f["value"]) for f in armed] == [
        ("synccheck", "reset", None),
        ("webwxsync", "status", 503),
    ]
    response = await online.raw_post("webwxsync", {})
    assert response.status_code == 503
    listed = (await online.get("/_sim/faults")).json()
    assert [f["struck"] for f in listed["faults"]] == [0, 1]
    assert listed["struck"] == {"status": 1}
    cleared = (await online.http.delete(online.url("/_sim/faults"))).json()
    assert cleared["faults"] == []


async def test_no_fault_of_a_wrong_call_is_armed(online: Driver, sim: Simulator) -> None:
    """All of them or none."""
    body = {"faults": [{"endpoint": "webwxsync", "kind": "html"}, {"endpoint": "x"}]}
    response = await online.raw_post("/_sim/faults", body)
    assert response.status_code == 400
    assert "faults[1]: endpoint 'x'" in response.json()["error"]
    assert sim.world.faults.listed() == []
    assert (await online.raw_post("/_sim/faults", {})).status_code == 400


async def test_the_state_tells_where_everything_stands(online: Driver, sim: Simulator) -> None:
    """Over HTTP as in process."""
    sim.say(from_="小明", text="x", count=2)
    state = (await online.get("/_sim/state")).json()
    assert state["account"] == {"name": "小助手", "uin": 3190257684}
    assert state["session"]["state"] == "initialised"
    assert (state["session"]["unread"], state["session"]["polling"]) == (2, False)
    assert state["contacts"] == {"friend": 1, "official": 1, "stranger": 1}
    assert (state["groups"], state["sent"], state["violations"]) == (1, 0, 0)
    assert state["logins"][0]["state"] == "consumed"
    assert state["calls"]["webwxinit"] == 1
    assert state == sim.snapshot()


async def test_without_a_login_there_is_no_session(driver: Driver) -> None:
    """Null."""
    assert (await driver.get("/_sim/state")).json()["session"] is None


async def test_the_state_knows_what_has_expired(driver: Driver, sim: Simulator) -> None:
    """Without anybody polling for it."""
    sim.set(qr_life_s=0)
    await driver.ask_uuid()
    assert sim.snapshot()["logins"][0]["state"] == "expired"
