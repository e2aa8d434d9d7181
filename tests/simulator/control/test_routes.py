"""The control interface over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from responder.simulator.control.event import HAPPENINGS
from responder.simulator.control.kinds import MAKERS
from responder.simulator.control.routes import CONTROLS
from responder.simulator.faults import FaultKind

if TYPE_CHECKING:
    from tests.simulator.driver import Driver

DOCUMENT = (Path(__file__).parents[3] / "docs/simulator.md").read_text("utf-8")


async def test_the_promised_calls_answer(driver: Driver) -> None:
    """To the letter: scripts outside of this program use them."""
    contacts = {"contacts": [{"name": "小红", "remark": "", "alias": "", "kind": "friend"}]}
    groups = {
        "groups": [{"name": "群", "members": ["小红"], "owner": "me", "my_name": ""}],
    }
    say = {
        "from": "小红",
        "group": "群",
        "mention": True,
        "type": "text",
        "text": "…",
        "count": 1,
    }
    await driver.ask_uuid()
    for path, body in (
        ("contacts", contacts),
        ("groups", groups),
        ("scan", {}),
        ("confirm", {"uuid": driver.uuid}),
        ("confirm", {"auto": True}),
        ("say", say),
        ("say", {"messages": [say, say]}),
        ("event", {"kind": "friend_request", "name": "王五"}),
        ("faults", {"faults": []}),
        ("expire", {"retcode": 1101}),
    ):
        response = await driver.raw_post(f"/_sim/{path}", body)
        assert response.status_code == 200, response.text
        assert response.headers["content-type"] == "application/json"
    for path in ("sent", "violations", "state"):
        assert (await driver.get(f"/_sim/{path}")).status_code == 200
    assert (await driver.http.delete(driver.url("/_sim/faults"))).status_code == 200


async def test_say_answers_with_the_ids(driver: Driver) -> None:
    """A list of texts."""
    response = await driver.raw_post("/_sim/say", {"from": "小明", "text": "x", "count": 2})
    first, second = response.json()
    assert first.isdigit()
    assert first != second


@pytest.mark.parametrize(
    ("path", "body", "status", "words"),
    [
        ("say", b"[]", 400, "say: the body must be a JSON object"),
        ("say", b"{", 400, "say: the body must be a JSON object"),
        ("say", b"", 400, "say: from is missing"),
        ("say", '{"from": "小刚"}'.encode(), 400, "no contact is called '小刚'"),
        ("nothing", b"{}", 404, "there is no /_sim/nothing; there are cancel, confirm,"),
        ("state", b"{}", 405, "state: POST is not possible; use GET"),
    ],
)
async def test_bad_input_gets_a_sentence(
    driver: Driver, path: str, body: bytes, status: int, words: str
) -> None:
    """Under `error`, never a page or a traceback."""
    response = await driver.http.post(driver.url(f"/_sim/{path}"), content=body)
    assert response.status_code == status
    assert words in response.json()["error"]


async def test_the_allowed_methods_are_named(driver: Driver) -> None:
    """As HTTP wants it."""
    response = await driver.http.put(driver.url("/_sim/faults"))
    assert response.headers["allow"] == "GET, POST, DELETE"


async def test_a_final_slash_does_not_matter(driver: Driver) -> None:
    """Some tools add one."""
    assert (await driver.get("/_sim/state/")).status_code == 200


@pytest.mark.parametrize(("method", "topic"), sorted(CONTROLS))
def test_every_control_call_is_documented(method: str, topic: str) -> None:
    """With its method."""
    assert f"`{method} /_sim/{topic}`" in DOCUMENT


@pytest.mark.parametrize("word", [*FaultKind, *MAKERS, *HAPPENINGS])
def test_every_word_is_documented(word: str) -> None:
    """Each kind of fault, type of message and kind of event."""
    assert f"`{word}`" in DOCUMENT
