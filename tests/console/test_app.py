"""Which page stands where, what changes, and the stream of news."""

from __future__ import annotations

import pytest

from responder.console.hints import Topic
from responder.wechat.progress import Moved, QrShown
from responder.wechat.protocol.states import Signal, State
from tests.console.kit import HOSTILE, Shop

FIRST_VIEW_BYTES_MAX = 100_000


@pytest.mark.parametrize("command", ["pause", "resume", "login"])
async def test_a_button_gives_a_command(shop: Shop, command: str) -> None:
    """And leads back to the first page; open pages are told."""
    with shop.hints.listening() as page:
        async with shop.owner() as browser:
            answer = await browser.post(f"/{command}", data=shop.form())
        assert await page.wait() == {Topic.STATE}
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert shop.given == [(command, {})]


async def test_a_command_that_fails_says_why(shop: Shop) -> None:
    """In the daemon's own sentence, escaped."""
    async with shop.owner() as browser:
        answer = await browser.post("/rules/reload", data=shop.form())
    assert answer.status_code == 409
    assert "no earlier &lt;rules&gt; are kept" in answer.text


async def test_the_code_is_a_picture_while_there_is_one(shop: Shop) -> None:
    """Dark on light, made here, and gone when it was scanned."""
    async with shop.owner() as browser:
        assert (await browser.get("/qr.svg")).status_code == 404
        shop.signin.notice(Moved(Signal.UUID, State.WAIT_SCAN))
        shop.signin.notice(QrShown("https://login.weixin.qq.com/l/x", 1))
        answer = await browser.get("/qr.svg")
        assert answer.headers["content-type"].startswith("image/svg+xml")
        assert answer.content.startswith(b"<svg")
        assert b"style" not in answer.content
        assert "/qr.svg?n=1" in (await browser.get("/")).text


async def test_ready_means_on_line(shop: Shop) -> None:
    """For whoever sends messages only when somebody listens."""
    async with shop.visitor() as browser:
        assert (await browser.get("/readyz")).status_code == 503
        shop.signin.notice(Moved(Signal.RESTORED, State.ONLINE))
        answer = await browser.get("/readyz")
    assert (answer.status_code, answer.text) == (200, "on line\n")


async def test_figures_are_there(shop: Shop) -> None:
    """In the format of Prometheus."""
    async with shop.visitor() as browser:
        answer = await browser.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert "responder_queue 0.0" in answer.text


@pytest.mark.parametrize("path", ["/", "/live", "/try", "/rules", "/rules/history", "/outgoing"])
async def test_the_first_view_is_small(shop: Shop, path: str) -> None:
    """Page, style, script and icon together, with all rows that a page may have."""
    for _ in range(60):
        shop.hears("price " + "长" * 100)
    async with shop.owner() as browser:
        parts = [path, "/static/console.css", "/static/console.js", "/static/icon.svg"]
        sizes = [len((await browser.get(part)).content) for part in parts]
    assert sum(sizes) < FIRST_VIEW_BYTES_MAX, sizes


@pytest.mark.parametrize("path", ["/", "/live", "/try", "/rules", "/rules/history", "/outgoing"])
async def test_a_page_has_no_script_and_no_style_in_it(shop: Shop, path: str) -> None:
    """And nothing from elsewhere; names and texts of strangers stay texts."""
    for _ in range(2):
        shop.hears(HOSTILE, sender=HOSTILE)
        shop.hears("price" + HOSTILE, sender="<img src=x onerror=alert(1)>", chat='"><b>')
    async with shop.owner() as browser:
        text = (await browser.get(path)).text
    assert (
        text.count("<script") == text.count('<script src="/static/console.js" defer></script>') == 1
    )
    for bad in ("style=", "onerror=alert(1)>", "onclick", "<style", "\u202e", "javascript:"):
        assert bad not in text.replace("onerror=alert(1)&gt;", "")
    assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")


async def test_an_unknown_page_says_so(shop: Shop) -> None:
    """In the frame of the others."""
    async with shop.owner() as browser:
        answer = await browser.get("/nowhere")
    assert answer.status_code == 404
    assert "There is no such page." in answer.text
