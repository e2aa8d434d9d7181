"""The whole service as one function."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.simulator.answer import Answer, Hold
from responder.simulator.handle import ROUTES, handle
from responder.simulator.request import make_request
from responder.simulator.world import World

if TYPE_CHECKING:
    from tests.simulator.driver import Driver

UNCHECKED = {"login", "webwxnewloginpage", "webwxpushloginurl"}


def ask(target: str, world: World | None = None, method: str = "GET", body: bytes = b"") -> object:
    """The outcome of one request in a fresh world."""
    request = make_request(method, target, [("Host", "sim.test")], body)
    return handle(world or World(), request, 1000.0, Random(1))


def test_the_same_request_gives_the_same_outcome() -> None:
    """State, time and chance are arguments, and there is nothing else."""
    path = "/jslogin?appid=wx782c26e4c19acffb"
    assert ask(path) == ask(path)


def test_an_unknown_call_is_a_404_page() -> None:
    """With a warning, and counted as unknown."""
    world = World()
    answer = ask("/cgi-bin/mmwebwx-bin/webwxnonsense", world)
    assert isinstance(answer, Answer)
    assert answer.status == 404
    assert answer.body.startswith(b"<html>")
    assert [v.field for v in world.violations.listed()] == ["path"]
    assert world.calls == {"unknown": 1}


@pytest.mark.parametrize("path", ["/favicon.ico", "/cgi-bin/mmwebwx-bin/", "/webwxsync"])
def test_other_paths_are_unknown_too(path: str) -> None:
    """Calls answer at their place only."""
    answer = ask(path)
    assert isinstance(answer, Answer)
    assert answer.status == 404


@pytest.mark.parametrize("name", sorted(set(ROUTES) - UNCHECKED))
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_call_of_a_session_answers_without_one(name: str, method: str) -> None:
    """1102 or 1200, in the shape of the call."""
    answer = ask(f"/cgi-bin/mmwebwx-bin/{name}", method=method)
    assert isinstance(answer, Answer)
    assert answer.status == 200
    assert b"1102" in answer.body or b"1200" in answer.body


def test_a_poll_is_a_hold() -> None:
    """Until its end, as a value."""
    world = World()
    ask("/jslogin?appid=wx782c26e4c19acffb", world)
    uuid = world.logins.listed()[0].uuid
    hold = ask(f"/cgi-bin/mmwebwx-bin/login?uuid={uuid}&tip=1", world)
    assert isinstance(hold, Hold)
    assert hold.until == 1025.0
    assert isinstance(hold.again(1024.9), Hold)
    answer = hold.again(1025.0)
    assert isinstance(answer, Answer)
    assert answer.body == b"window.code=408;"


def test_calls_are_counted_by_name() -> None:
    """Pages with an argument under their first part."""
    world = World()
    for path in ("/", "/qrcode/abc", "/l/abc", "/jslogin", "/cgi-bin/mmwebwx-bin/webwxsync"):
        ask(path, world)
    assert world.calls == {"index": 1, "qrcode": 1, "l": 1, "jslogin": 1, "webwxsync": 1}


@given(
    st.sampled_from(["GET", "POST", "PUT", "DELETE"]),
    st.sampled_from(
        ["/", "/_sim/say", "/_sim/faults", "/jslogin", "/qrcode/", "/l/"]
        + [f"/cgi-bin/mmwebwx-bin/{name}" for name in ROUTES]
    ),
    st.text(),
    st.binary() | st.sampled_from([b"{}", b"[]", b'{"BaseRequest": {}}', b'{"Msg": null}']),
)
def test_no_request_breaks_the_service(method: str, path: str, query: str, body: bytes) -> None:
    """Whatever comes, there is an answer or a hold, and never a 500."""
    outcome = ask(f"{path}?{query}", method=method, body=body)
    assert isinstance(outcome, Answer | Hold)
    if isinstance(outcome, Answer):
        assert outcome.status != 500


@given(
    st.sampled_from(sorted(set(ROUTES) - {"synccheck", "webwxlogout"})),
    st.dictionaries(
        st.sampled_from(
            [
                "Msg",
                "Code",
                "List",
                "SyncKey",
                "MemberList",
                "UserName",
                "ChatRoomName",
                "VerifyUserList",
                "Opcode",
                "AddMemberList",
                "SvrMsgId",
                "FileName",
                "FromUserName",
            ]
        ),
        st.recursive(
            st.none() | st.integers() | st.text() | st.booleans(),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["UserName", "List", "Content", "MediaId"]), inner
                )
            ),
        ),
    ),
)
def test_no_body_in_a_session_breaks_the_service(name: str, body: dict[str, object]) -> None:
    """A client may send any JSON; lists where texts belong, nulls, anything."""
    world = World()
    session = world.sessions.open(Random(1), world.account.uin, 0.0, 0)
    cookies = f"wxsid={session.sid}; wxuin={session.uin}"
    base = {"BaseRequest": {"Uin": session.uin, "Sid": session.sid, "Skey": session.skey}}
    request = make_request(
        "POST",
        f"/cgi-bin/mmwebwx-bin/{name}",
        [("Host", "sim.test"), ("Cookie", cookies)],
        json.dumps(base | body).encode(),
    )
    outcome = handle(world, request, 1000.0, Random(1))
    assert isinstance(outcome, Answer)
    assert outcome.status in {200, 206, 301, 404, 502}


async def test_answers_are_compressed_for_who_takes_it(online: Driver) -> None:
    """JSON only, and not the short ones."""
    response = await online.get("webwxgetcontact")
    assert response.headers["content-encoding"] == "gzip"
    plain = await online.get("webwxgetcontact", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.json() == response.json()
    assert response.headers["content-type"] == "text/plain"
