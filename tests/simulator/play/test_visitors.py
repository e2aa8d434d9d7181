"""Which browsers may come in."""

from __future__ import annotations

import pytest

from tests.simulator.play.kit import Visitor


@pytest.mark.parametrize(
    ("host", "fine"),
    [
        ("127.0.0.1:8800", True),
        ("[::1]:8800", True),
        ("localhost:8800", True),
        ("simulator:8800", True),
        ("wx.qq.com", True),
        ("evil.example:8800", False),
        ("127.0.0.1.evil.example", False),
        ("qq.com.evil.example", False),
    ],
)
async def test_a_name_that_somebody_may_own_is_refused(host: str, *, fine: bool) -> None:
    """It may lead here although its page is a stranger's (DNS rebinding)."""
    one = Visitor()
    for path in ("/", "/_play/news?seen=x", "/_sim/state", "/_sim/sent"):
        answer = await one.http.get(path, headers={"host": host})
        assert answer.status_code == (200 if fine else 421), path


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://sim.test:81"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
async def test_a_change_from_another_page_is_refused(headers: dict[str, str]) -> None:
    """By a form or a script, at the page and at the control interface; nothing has happened."""
    one = Visitor()
    form = {"act": "say", "chat": one.chat("小明"), "text": "x"}
    assert (await one.http.post("/_play/act", data=form, headers=headers)).status_code == 403
    said = '{"from": "小明", "text": "x"}'
    answer = await one.http.post("/_sim/say", content=said.encode(), headers=headers)
    assert answer.status_code == 403
    assert (await one.http.delete("/_sim/sent", headers=headers)).status_code == 403
    assert not one.sim.world.said


async def test_programs_and_our_own_page_pass() -> None:
    """They send no Origin, or that of the simulator."""
    one = Visitor()
    said = '{"from": "小明", "text": "x"}'.encode()
    ours = {"origin": "http://sim.test", "sec-fetch-site": "same-origin"}
    assert (await one.http.post("/_sim/say", content=said)).status_code == 200
    assert (await one.http.post("/_sim/say", content=said, headers=ours)).status_code == 200


async def test_every_answer_has_the_headers_that_keep_scripts_out() -> None:
    """Refusals and parts of pages too."""
    one = Visitor()
    for path in ("/", "/_play/page.js", "/_play/nothing", "/_play/news?seen=x"):
        policy = (await one.http.get(path)).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
