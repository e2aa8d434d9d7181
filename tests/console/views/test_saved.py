"""A message, real or made up, as a test for the rule file."""

from __future__ import annotations

import html
import re
import textwrap
from typing import TYPE_CHECKING

from responder.rules.load import load
from responder.rules.trial.run import run_trials
from tests.console.kit import HOSTILE, RULES, Shop
from tests.shelf import shelf

if TYPE_CHECKING:
    import httpx

TRIED = {"text": "price", "from": "小明", "group": "", "type": "text", "at": ""}


def entry_of(page: str) -> str:
    """What stands there to be copied."""
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert found is not None
    return html.unescape(found[1])


def passes(text: str) -> None:
    """It is a test, and holds."""
    rule_set = load("rules.yaml", shelf(RULES + "tests:\n" + textwrap.indent(text, "  ")))
    (result,) = run_trials(rule_set, rule_set.trials)
    assert result.passed, text


async def post(shop: Shop, **fields: str) -> httpx.Response:
    """What was tried, to be saved."""
    async with shop.owner() as browser:
        return await browser.post("/try/test", data=shop.form(**TRIED | fields))


async def test_a_real_message_becomes_a_test(shop: Shop) -> None:
    """The way to it stands at the message; no name is told; it is a file too."""
    event_id = shop.hears("price")
    async with shop.owner() as browser:
        assert f'href="/live/{event_id}/test"' in (await browser.get(f"/live/{event_id}")).text
        page = (await browser.get(f"/live/{event_id}/test")).text
        answer = await browser.get(f"/live/{event_id}/test?file=yes")
        assert (await browser.get("/live/nobody/test")).status_code == 404
    text = entry_of(page)
    passes(text)
    assert "小明" not in text
    assert answer.text == text
    assert answer.headers["content-disposition"] == 'attachment; filename="test.yaml"'
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_what_was_tried_becomes_a_test(shop: Shop) -> None:
    """By a form, so also without JavaScript; again from the page, as a file."""
    async with shop.owner() as browser:
        tried = await browser.post("/try", data=shop.form(**TRIED))
    assert 'action="/try/test"' in tried.text
    text = entry_of((await post(shop)).text)
    passes(text)
    assert (await post(shop, file="yes")).text == text
    assert shop.given == []


async def test_what_strangers_wrote_stays_a_text(shop: Shop) -> None:
    """Neither the page nor the entry is left by it."""
    hostile = "</textarea>" + HOSTILE
    event_id = shop.hears("price" + hostile, sender=hostile)
    async with shop.owner() as browser:
        page = (await browser.get(f"/live/{event_id}/test")).text
    made_up = (await post(shop, text="price" + hostile, **{"from": hostile})).text
    for one in (page, made_up):
        assert one.count("</textarea>") == 1
        assert "<script>alert" not in one
        assert "\u202e" not in entry_of(one)
        passes(entry_of(one))


async def test_what_can_not_be_told_says_so(shop: Shop) -> None:
    """A message of which nothing was kept, a made-up one that can not be."""
    answer = await post(shop, mention="yes")
    assert (answer.status_code, "mention: needs a group" in answer.text) == (409, True)
    event_id = shop.hears("")
    async with shop.owner() as browser:
        answer = await browser.get(f"/live/{event_id}/test")
    assert (answer.status_code, "its words were not kept" in answer.text) == (409, True)
