"""The door: who gets in, and what every answer carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from responder.console.address import Address
from responder.console.guard import FORM_BYTES_MAX
from tests.console.kit import PLACE, TOKEN, Shop

if TYPE_CHECKING:
    import httpx

PAGES = ("/", "/live", "/live/m1", "/try", "/rules", "/rules/history", "/outgoing", "/news")
CHANGES = ("/pause", "/resume", "/login", "/try", "/rules/rollback", "/rules/reload")


def assert_safe(answer: httpx.Response) -> None:
    """The headers that keep a browser from doing a stranger's will."""
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", [*PAGES, "/enter", "/qr.svg", "/nowhere", "/live/../rules"])
async def test_a_stranger_sees_no_page(shop: Shop, path: str) -> None:
    """Only where to hand in the token; nothing of the account, and no word for forms."""
    async with shop.visitor() as browser:
        answer = await browser.get(path)
    assert answer.status_code == 401
    assert_safe(answer)
    assert "rules.yaml" not in answer.text
    assert shop.access.csrf not in answer.text


@pytest.mark.parametrize("path", CHANGES)
async def test_a_stranger_changes_nothing(shop: Shop, path: str) -> None:
    """Not even with the right word for forms."""
    async with shop.visitor() as browser:
        answer = await browser.post(path, data=shop.form())
    assert answer.status_code == 401
    assert shop.given == []


async def test_the_printed_address_lets_in_and_leaves_no_token_behind(shop: Shop) -> None:
    """The cookie is for this site's own pages only, and no script reads it."""
    async with shop.visitor() as browser:
        answer = await browser.get("/rules", params={"token": TOKEN})
        assert (answer.status_code, answer.headers["location"]) == (303, "/rules")
        cookie = answer.headers["set-cookie"]
        assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
        assert TOKEN not in cookie
        assert (await browser.get("/")).status_code == 200


@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x", TOKEN[:-1], "密"])
async def test_a_wrong_token_does_not_let_in(shop: Shop, token: str) -> None:
    """Neither in the address, nor in the form, nor in a header."""
    async with shop.visitor() as browser:
        answers = [
            await browser.get("/", params={"token": token}),
            await browser.post("/enter", data={"token": token}),
            await browser.get("/", headers={b"authorization": b"Bearer " + token.encode()}),
        ]
    assert [answer.status_code for answer in answers] == [401, 401, 401]


async def test_the_token_can_be_handed_in(shop: Shop) -> None:
    """For whoever has it, but not the address."""
    async with shop.visitor() as browser:
        assert (await browser.post("/enter", data={"token": f" {TOKEN}\n"})).status_code == 303
        assert (await browser.get("/")).status_code == 200


async def test_a_program_may_use_a_header(shop: Shop) -> None:
    """A bearer token, as monitoring systems send it."""
    async with shop.visitor() as browser:
        answer = await browser.get("/", headers={"authorization": f"bearer {TOKEN}"})
    assert answer.status_code == 200


async def test_a_redirect_never_leads_elsewhere(shop: Shop) -> None:
    """Two slashes would be another host."""
    async with shop.visitor() as browser:
        answer = await browser.get("http://127.0.0.1:8787//evil.example", params={"token": TOKEN})
    assert answer.headers["location"] == "/evil.example"


@pytest.mark.parametrize("path", CHANGES)
async def test_a_change_needs_the_word_of_our_forms(shop: Shop, path: str) -> None:
    """Without it another page could send the form in the owner's name."""
    async with shop.owner() as browser:
        for form in ({}, {"csrf": ""}, {"csrf": "0" * 64}, {"csrf": TOKEN}):
            assert (await browser.post(path, data=form)).status_code == 403
    assert shop.given == []


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1"])
async def test_a_form_of_another_page_is_refused(shop: Shop, origin: str) -> None:
    """Whatever it carries."""
    async with shop.owner({"origin": origin}) as browser:
        assert (await browser.post("/pause", data=shop.form())).status_code == 403
    assert shop.given == []


async def test_our_own_form_passes(shop: Shop) -> None:
    """With the origin that a browser names."""
    async with shop.owner({"origin": f"http://{PLACE}"}) as browser:
        assert (await browser.post("/pause", data=shop.form())).status_code == 303
    assert shop.given == [("pause", {})]


@pytest.mark.parametrize("path", [*PAGES, "/healthz", "/metrics", "/static/console.css"])
async def test_another_name_is_refused(shop: Shop, path: str) -> None:
    """A stranger's name that leads to this machine gets nothing, with the right token too."""
    async with shop.owner({"host": "evil.example"}) as browser:
        answer = await browser.get(path)
    assert answer.status_code == 421
    assert_safe(answer)


async def test_a_look_changes_nothing(shop: Shop) -> None:
    """What changes something is no address that an image or a link could name."""
    async with shop.owner() as browser:
        for path in CHANGES:
            await browser.get(path)
        assert (await browser.delete("/pause")).status_code == 405
    assert shop.given == []


async def test_a_giant_form_is_not_read(shop: Shop) -> None:
    """Its length has a bound."""
    async with shop.owner() as browser:
        answer = await browser.post("/try", data=shop.form(text="x" * FORM_BYTES_MAX))
    assert answer.status_code == 413


async def test_what_programs_ask_needs_no_token_here(shop: Shop) -> None:
    """On loopback also the figures; elsewhere only a word or two."""
    for address, code in ((PLACE, 200), (Address("0.0.0.0", 8787), 401)):
        shop.address = address
        async with shop.visitor() as browser:
            assert (await browser.get("/healthz")).text == "alive\n"
            assert (await browser.get("/readyz")).status_code == 503
            assert (await browser.get("/metrics")).status_code == code
            assert (await browser.get("/metrics/")).status_code == 401


async def test_a_page_that_fails_says_so_and_ends_nothing(shop: Shop) -> None:
    """The reason is in the log, not on the page."""
    shop.status.rules = {}
    with capture_logs() as logs:
        async with shop.owner() as browser:
            answer = await browser.get("/")
    assert (answer.status_code, answer.text) == (500, "Internal Server Error")
    assert_safe(answer)
    assert logs[0]["path"] == "/"
