"""Messages, and the reasons of each."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from responder.console.views import live
from responder.journal.journal import Entry
from responder.journal.reader import Reader
from responder.story import seen, story
from tests.console.kit import NOW_S, Shop, event

if TYPE_CHECKING:
    import httpx


async def page(shop: Shop, **asked: str | int) -> httpx.Response:
    """The list, as it is asked for."""
    async with shop.owner() as browser:
        answer = await browser.get("/live", params=asked)
    assert answer.status_code == 200
    return answer


def talk(answer: httpx.Response) -> str:
    """What stands in the list itself."""
    return answer.text.partition('<ol id="talk"')[2].partition("</ol>")[0]


async def test_the_newest_message_stands_first_with_its_answer(shop: Shop) -> None:
    """And with what became of both."""
    shop.hears("几点开门")
    shop.hears("hello")
    shop.sends(1)
    text = talk(await page(shop))
    assert text.index("hello") < text.index("几点开门") < text.index("九点开门")
    assert "no rule" in text
    assert "sent" in text


async def test_messages_can_be_chosen(shop: Shop) -> None:
    """By chat, by rule, by outcome, and by all of them."""
    shop.hears("几点开门")
    shop.hears("price", sender="小红", chat="p2")
    shop.hears("hello", sender="小红", chat="p2")
    everything = (await page(shop)).text
    assert '<option value="p2">小红</option>' in everything
    assert '<option value="price">price</option>' in everything
    of_chat = talk(await page(shop, chat="p2"))
    assert ("几点开门" in of_chat, "hello" in of_chat, "3500" in of_chat) == (False, True, True)
    of_rule = talk(await page(shop, rule="hours"))
    assert ("九点开门" in of_rule, "hello" in of_rule) == (True, False)
    unanswered = talk(await page(shop, outcome="unanswered"))
    assert ("hello" in unanswered, "九点开门" in unanswered) == (True, False)
    assert "No such message" in talk(await page(shop, chat="p1", rule="price"))


@pytest.mark.parametrize(
    "asked",
    [
        {"chat": "'; drop table event; --"},
        {"rule": '"', "outcome": "\\"},
        {"before": "x"},
        {"before": "9" * 30},
        {"before": "-1"},
        {"chat": "\0"},
    ],
)
async def test_nonsense_finds_nothing_or_everything(shop: Shop, asked: dict[str, str]) -> None:
    """And is shown harmlessly where it is repeated."""
    shop.hears("hello")
    assert "drop table" not in talk(await page(shop, **asked))


async def test_older_messages_are_a_page_away(shop: Shop) -> None:
    """Each message on one page, and no way on behind the last."""
    count = live.SHOWN + 3
    for number in range(count):
        shop.hears(f"number {number:03d}")
    first = await page(shop)
    assert f"number {count - 1:03d}" in first.text
    assert "number 002" not in first.text
    assert f"before={count - live.SHOWN + 1}" in first.text
    second = await page(shop, before=count - live.SHOWN + 1)
    assert all(f"number {number:03d}" in second.text for number in range(3))
    assert "number 003" not in second.text
    assert "before=" not in second.text
    assert 'data-news="messages"' not in second.text.partition('id="talk"')[2].partition(">")[0]


async def test_a_search_goes_through_a_piece_at_a_time(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is rare is found on a later page; no page reads the whole journal."""
    monkeypatch.setattr(live, "LOOKED_AT_MAX", 4)
    shop.hears("几点开门")
    for _ in range(6):
        shop.hears("hello")
    first = await page(shop, rule="hours")
    assert "No such message" in talk(first)
    assert "before=4" in first.text
    assert "九点开门" in talk(await page(shop, rule="hours", before=4))


async def test_a_message_opens_to_what_why_says(shop: Shop) -> None:
    """Word for word."""
    message = shop.hears("price please")
    async with shop.owner() as browser:
        answer = await browser.get(f"/live/{message}")
    with closing(Reader.open(shop.path)) as reader:
        record = reader.one(message)
    assert record is not None
    one = seen(record)
    assert one is not None
    for line in story(one):
        assert line.strip().replace('"', "&#34;") in answer.text


@pytest.mark.parametrize("path", ["/live/nowhere", "/live/%00", "/live/..%2f", "/live/%ff"])
async def test_a_message_that_is_not_kept_is_not_found(shop: Shop, path: str) -> None:
    """Whatever is asked for."""
    async with shop.owner() as browser:
        assert (await browser.get(path)).status_code == 404


async def test_what_another_version_wrote_is_left_out(shop: Shop) -> None:
    """The others are shown."""
    entries = [Entry(event("x", "hello"), "{not of ours", "unanswered")]
    shop.journal.take_in(now_s=NOW_S, event_ids=["x"], entries=entries)
    shop.hears("second")
    assert "second" in talk(await page(shop))
    async with shop.owner() as browser:
        assert (await browser.get("/live/x")).status_code == 404
