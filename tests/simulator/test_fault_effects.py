"""What each fault does, seen by a client."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import trio

from responder.simulator.fault_effects import EDITING, REPLACING
from responder.simulator.faults import FaultKind

if TYPE_CHECKING:
    from responder.simulator.simulator import Simulator
    from tests.simulator.driver import Driver


def arm(sim: Simulator, endpoint: str, kind: str, **fields: object) -> None:
    """Put one fault on a call."""
    sim.set_faults([{"endpoint": endpoint, "kind": kind, **fields}])


async def sync_raw(online: Driver) -> httpx.Response:
    """Call webwxsync; gives the answer as it is."""
    body = {"BaseRequest": online.base_request, "SyncKey": online.sync_key}
    return await online.raw_post("webwxsync", body)


def test_every_kind_has_an_effect() -> None:
    """In one of the tables, or handled by name."""
    by_name = {FaultKind.DELAY, FaultKind.SILENCE, FaultKind.SELECTOR}
    assert {*REPLACING, *EDITING, *by_name} == set(FaultKind)


@pytest.mark.parametrize(
    ("kind", "fields", "status", "start"),
    [
        ("status", {}, 502, b""),
        ("status", {"status": 404}, 404, b""),
        ("html", {}, 200, b"<html>\n<head>"),
        ("empty", {}, 200, b""),
        ("redirect", {}, 302, b""),
        ("redirect", {"redirect": 301}, 301, b""),
        ("truncate", {"truncate": 25}, 200, b"{\n"),
    ],
)
async def test_an_answer_is_replaced(
    *, online: Driver, sim: Simulator, kind: str, fields: dict[str, int], status: int, start: bytes
) -> None:
    """Once; the next call is fine again."""
    arm(sim, "webwxsync", kind, **fields)
    response = await sync_raw(online)
    assert response.status_code == status
    assert response.content.startswith(start)
    assert bool(response.content) is bool(start)
    assert (await sync_raw(online)).json()["BaseResponse"]["Ret"] == 0


async def test_a_redirect_leads_to_the_login_page_and_is_noticed(
    online: Driver, sim: Simulator
) -> None:
    """If somebody follows it."""
    arm(sim, "webwxsync", "redirect")
    response = await sync_raw(online)
    await online.get(response.headers["location"])
    assert ("index", "redirect") in online.found("warning")


async def test_truncation_is_valid_http(online: Driver, sim: Simulator) -> None:
    """The length agrees, only the JSON ends too early."""
    arm(sim, "webwxsync", "truncate", truncate=25)
    response = await sync_raw(online)
    assert int(response.headers["content-length"]) == len(response.content) == 25
    with pytest.raises(ValueError, match="Expecting"):
        response.json()


@pytest.mark.parametrize("kind", ["reset", "cut"])
async def test_a_connection_breaks(online: Driver, sim: Simulator, kind: str) -> None:
    """Before the answer, or within it."""
    arm(sim, "webwxsync", kind)
    with pytest.raises(httpx.ReadError):
        await sync_raw(online)
    assert (await sync_raw(online)).status_code == 200


async def test_a_cut_answer_begins(online: Driver, sim: Simulator) -> None:
    """So many bytes of it come."""
    arm(sim, "webwxsync", "cut", cut=10)
    request = online.http.build_request("GET", online.url("webwxsync"))
    response = await online.http.send(request, stream=True)
    got = []

    async def read() -> None:
        async for piece in response.aiter_raw():
            got.append(piece)  # noqa: PERF401 - a comprehension would lose what came

    with pytest.raises(httpx.ReadError):
        await read()
    assert sum(map(len, got)) == 10
    await response.aclose()


async def test_a_malformed_status_line_is_no_http(online: Driver, sim: Simulator) -> None:
    """As said to happen while the other side types."""
    arm(sim, "synccheck", "malformed")
    with pytest.raises(httpx.RemoteProtocolError):
        await online.check()


async def test_a_reset_may_come_during_the_long_poll(online: Driver, sim: Simulator) -> None:
    """After the given seconds."""
    arm(sim, "synccheck", "reset", after_s=12)
    start = trio.current_time()
    with pytest.raises(httpx.ReadError):
        await online.check()
    assert trio.current_time() - start == pytest.approx(12.0)


@pytest.mark.parametrize(("when", "delivered"), [("before", 0), ("after", 1)])
async def test_a_lost_answer_has_had_its_effect_or_not(
    online: Driver, sim: Simulator, when: str, delivered: int
) -> None:
    """A repeat with the same id delivers once in either case."""
    arm(sim, "webwxsendmsg", "reset", when=when)
    with pytest.raises(httpx.ReadError):
        await online.send("filehelper", "好", "17")
    assert len(sim.sent) == delivered
    assert (await online.send("filehelper", "好", "17"))["BaseResponse"]["Ret"] == 0
    assert len(sim.sent) == 1


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_delay_holds_the_answer(online: Driver, sim: Simulator, when: str) -> None:
    """To the second; before, the effect waits as well."""
    arm(sim, "webwxsendmsg", "delay", delay=10, when=when)
    start = trio.current_time()
    with trio.move_on_after(5):
        await online.send("filehelper", "好")
    assert len(sim.sent) == (1 if when == "after" else 0)
    arm(sim, "webwxsendmsg", "delay", delay=10, when=when)
    await online.send("filehelper", "好")
    assert trio.current_time() - start == pytest.approx(15.0)


@pytest.mark.parametrize("when", ["before", "after"])
async def test_silence_ends_with_the_clients_patience(
    online: Driver, sim: Simulator, when: str
) -> None:
    """There is no answer, ever."""
    arm(sim, "webwxsendmsg", "silence", when=when)
    start = trio.current_time()
    with pytest.raises(httpx.ReadTimeout):
        await online.send("filehelper", "好")
    assert trio.current_time() - start == pytest.approx(35.0)
    assert len(sim.sent) == (1 if when == "after" else 0)


async def test_a_kept_connection_is_closed(online: Driver, sim: Simulator) -> None:
    """The answer arrives; the next request finds nobody, the one after is fine."""
    arm(sim, "webwxsync", "close")
    assert (await sync_raw(online)).status_code == 200
    with pytest.raises(httpx.RemoteProtocolError, match="disconnected"):
        await sync_raw(online)
    assert (await sync_raw(online)).status_code == 200


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_code_is_answered(online: Driver, sim: Simulator, when: str) -> None:
    """Instead of the effect, or though it took place."""
    arm(sim, "webwxsendmsg", "ret", ret=1205, message="太频繁", when=when)
    answer = await online.send("filehelper", "好")
    assert answer["BaseResponse"] == {"Ret": 1205, "ErrMsg": "太频繁"}
    assert len(sim.sent) == (1 if when == "after" else 0)
    assert bool(answer["MsgID"]) is (when == "after")


async def test_a_sync_can_fail_with_empty_keys(online: Driver, sim: Simulator) -> None:
    """As recorded: Ret -1, Count 0; the messages are still there afterwards."""
    sim.say(from_="小明", text="x")
    arm(sim, "webwxsync", "ret", ret=-1)
    answer = (await sync_raw(online)).json()
    assert answer["BaseResponse"]["Ret"] == -1
    assert answer["SyncKey"]["Count"] == 0
    assert len(await online.sync_all()) == 1


async def test_synccheck_and_logins_answer_a_code_their_way(driver: Driver, sim: Simulator) -> None:
    """retcode, window.code, the XML's ret."""
    arm(sim, "webwxnewloginpage", "ret", ret=1203, message="不行")
    await driver.enter(await driver.redirect_uri())
    assert driver.credentials == {"ret": "1203", "message": "不行"}
    await driver.log_in()
    arm(sim, "synccheck", "ret", ret=1102)
    assert await driver.check() == ("1102", "0")
    arm(sim, "login", "ret", ret=500)
    assert await driver.poll() == "window.code=500;"


async def test_a_selector_can_stick(online: Driver, sim: Simulator) -> None:
    """So many rounds, at once, with nothing to fetch."""
    arm(sim, "synccheck", "selector", selector=3, times=3)
    start = trio.current_time()
    for _ in range(3):
        assert await online.check() == ("0", "3")
        assert (await online.sync())["AddMsgCount"] == 0
    assert trio.current_time() == start
    assert await online.check() == ("0", "0")


async def test_a_selector_can_hide_messages(online: Driver, sim: Simulator) -> None:
    """Nothing is told, after the hold, though something waits; a wake-up does not help."""
    arm(sim, "synccheck", "selector", selector=0)
    sim.say(from_="小明", text="x")
    start = trio.current_time()
    assert await online.check() == ("0", "0")
    assert trio.current_time() - start == pytest.approx(25.0)
    assert await online.check() == ("0", "2")


@pytest.mark.parametrize(
    ("kind", "what", "path", "value"),
    [
        ("set", {"SyncKey": {"Count": 0, "List": []}}, "SyncKey", {"Count": 0, "List": []}),
        ("set", {"ContinueFlag": 1}, "ContinueFlag", 1),
        ("omit", ["SyncCheckKey"], "SyncCheckKey", None),
        ("null", ["AddMsgList"], "AddMsgList", None),
        ("retype", ["ContinueFlag"], "ContinueFlag", "0"),
    ],
)
async def test_fields_are_edited(
    *,
    online: Driver,
    sim: Simulator,
    kind: str,
    what: Any,  # noqa: ANN401 - as the fault
    path: str,
    value: object,
) -> None:
    """In the JSON of one answer."""
    arm(sim, "webwxsync", kind, **{kind: what})
    answer = (await sync_raw(online)).json()
    assert answer.get(path) == value
    assert (path in answer) is (kind != "omit")
    again = (await sync_raw(online)).json()
    assert again.get(path) != value


async def test_an_edit_of_a_script_changes_nothing(online: Driver, sim: Simulator) -> None:
    """There are no fields in it."""
    arm(sim, "synccheck", "omit", omit=["retcode"])
    assert await online.check() == ("0", "0")


async def test_messages_may_come_with_text_for_numbers(online: Driver, sim: Simulator) -> None:
    """And the other way round, in every entry."""
    sim.say(from_="小明", text="x")
    paths = ["AddMsgList.*.CreateTime", "AddMsgList.*.MsgId"]
    arm(sim, "webwxsync", "retype", retype=paths)
    (message,) = (await sync_raw(online)).json()["AddMsgList"]
    assert isinstance(message["CreateTime"], str)
    assert isinstance(message["MsgId"], int)


async def test_bytes_that_are_no_text(online: Driver, sim: Simulator) -> None:
    """Invalid UTF-8 in the texts; what surrounds it is still JSON."""
    sim.say(from_="小明", text="你好")
    arm(sim, "webwxsync", "bytes", bytes="invalid_utf8")
    content = (await sync_raw(online)).content
    with pytest.raises(UnicodeDecodeError):
        content.decode()
    assert len(json.loads(content.decode("utf-8", "replace"))["AddMsgList"]) == 1


async def test_control_characters(online: Driver, sim: Simulator) -> None:
    """Raw ones in the texts: only a lenient parser reads on."""
    sim.say(from_="小明", text="你好")
    arm(sim, "webwxsync", "bytes", bytes="control")
    content = (await sync_raw(online)).content
    with pytest.raises(ValueError, match="control character"):
        json.loads(content)
    assert len(json.loads(content, strict=False)["AddMsgList"]) == 1


@pytest.mark.parametrize(
    ("encoding", "header"),
    [("gzip", "gzip"), ("deflate", "deflate"), ("raw_deflate", "deflate"), ("identity", None)],
)
async def test_encodings_are_forced(
    online: Driver, sim: Simulator, encoding: str, header: str | None
) -> None:
    """The HTTP library reads each of them."""
    arm(sim, "webwxsync", "encoding", encoding=encoding)
    response = await sync_raw(online)
    assert response.headers.get("content-encoding") == header
    assert response.json()["BaseResponse"]["Ret"] == 0


async def test_headers_are_replaced_or_taken_away(online: Driver, sim: Simulator) -> None:
    """Whatever their case."""
    sim.say(from_="小明", type="image")
    (message,) = await online.sync_all()
    arm(
        sim, "webwxgetmsgimg", "header", header={"content-TYPE": "text/html", "Cache-Control": None}
    )
    response = await online.get(f"webwxgetmsgimg?MsgID={message['MsgId']}")
    assert response.headers["content-type"] == "text/html"
    assert "cache-control" not in response.headers


async def test_a_login_without_cookies(driver: Driver, sim: Simulator) -> None:
    """All is said to be well, and no session comes of it."""
    arm(sim, "webwxnewloginpage", "cookies", cookies="drop")
    response = await driver.enter(await driver.redirect_uri())
    assert driver.credentials["ret"] == "0"
    assert "set-cookie" not in response.headers
    assert (await driver.post("webwxinit", {"BaseRequest": driver.base_request}))["BaseResponse"][
        "Ret"
    ] == 1102


async def test_cookies_can_expire_in_the_jar(online: Driver, sim: Simulator) -> None:
    """A Set-Cookie in the past takes them away."""
    arm(sim, "webwxsync", "cookies", cookies="expire")
    await sync_raw(online)
    assert "wxsid" not in online.http.cookies
    assert await online.check() == ("1102", "0")


@pytest.mark.parametrize(("how", "first", "second"), [("list", 2, 0), ("next", 1, 1)])
async def test_messages_come_twice(
    online: Driver, sim: Simulator, how: str, first: int, second: int
) -> None:
    """In one answer, or again in the next because the key did not move."""
    sim.say(from_="小明", text="x")
    arm(sim, "webwxsync", "duplicate", duplicate=how)
    answers = [await online.sync() for _ in range(2)]
    assert [answer["AddMsgCount"] for answer in answers] == [first, second]
    ids = {message["MsgId"] for answer in answers for message in answer["AddMsgList"]}
    assert len(ids) == 1
    assert online.found() == []


async def test_messages_come_in_another_order(online: Driver, sim: Simulator) -> None:
    """All of them."""
    msg_ids = sim.say([{"from": "小明", "text": str(number)} for number in range(20)])
    arm(sim, "webwxsync", "shuffle")
    got = [message["MsgId"] for message in (await online.sync())["AddMsgList"]]
    assert got != msg_ids
    assert sorted(got) == sorted(msg_ids)


@pytest.mark.parametrize("kind", ["duplicate", "shuffle"])
async def test_only_a_sync_has_messages(online: Driver, sim: Simulator, kind: str) -> None:
    """On other calls these change nothing."""
    arm(sim, "webwxstatusnotify", kind)
    assert (await online.notify())["BaseResponse"]["Ret"] == 0


async def test_several_faults_strike_one_call(online: Driver, sim: Simulator) -> None:
    """A slow answer in an odd encoding."""
    arm(sim, "webwxsync", "encoding", encoding="deflate")
    arm(sim, "*", "delay", delay=3)
    start = trio.current_time()
    assert (await sync_raw(online)).headers["content-encoding"] == "deflate"
    assert trio.current_time() - start == pytest.approx(3.0)


async def test_the_control_interface_is_spared(online: Driver, sim: Simulator) -> None:
    """`*` means the calls of the service."""
    arm(sim, "*", "status", times=None)
    assert (await online.get("/_sim/state")).status_code == 200
    assert (await sync_raw(online)).status_code == 502
