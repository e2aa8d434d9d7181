"""A sentence that is tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from responder.console.views.trial import TEXT_CHARS_MAX
from responder.tryout import Said, tried
from tests.console.kit import HOSTILE, NOW_S, Shop

if TYPE_CHECKING:
    import httpx


async def ask(shop: Shop, **fields: str) -> httpx.Response:
    """The answer to a form."""
    form = {"text": "price", "from": "小明", "group": "", "type": "text", "at": "", **fields}
    async with shop.owner() as browser:
        answer = await browser.post("/try", data=shop.form(**form))
    assert answer.status_code == 200
    return answer


async def test_the_answer_is_that_of_the_engine(shop: Shop) -> None:
    """In the words of `responder try`; nothing is written down or sent."""
    answer = await ask(shop)
    assert "小明: 3500" in answer.text
    said = Said(text="price", sender="小明", group="", mention=False, type="text", at="")
    for line in tried(shop.rule_set, said, NOW_S).lines:
        assert line.strip().replace('"', "&#34;") in answer.text
    assert shop.journal.unknown(["try"]) == ("try",)
    assert shop.journal.outbox.pending() == ()
    assert shop.given == []


async def test_in_a_group_and_with_a_mention(shop: Shop) -> None:
    """These rules answer in private only, and it is said."""
    answer = await ask(shop, group="客户群", mention="yes")
    assert "Nothing is answered." in answer.text
    assert "the rule takes" in answer.text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"mention": "yes"}, "mention: needs a group"),
        ({"at": "tomorrow"}, "at: expected a time such as"),
        ({"type": "telegram"}, "type: expected one of text"),
    ],
)
async def test_what_can_not_be_said_is_explained(
    shop: Shop, fields: dict[str, str], words: str
) -> None:
    """With the field, and what was typed is still there."""
    answer = await ask(shop, **fields)
    assert words in answer.text
    assert ">price</textarea>" in answer.text


async def test_what_was_typed_comes_back_harmless(shop: Shop) -> None:
    """In every field."""
    answer = await ask(shop, text=HOSTILE, group=f'"><b>{HOSTILE}')
    assert "<script>alert" not in answer.text
    assert "<b>" not in answer.text


async def test_a_giant_text_is_cut(shop: Shop) -> None:
    """The engine is asked no more than anybody could write."""
    answer = await ask(shop, text="x" * (TEXT_CHARS_MAX + 100))
    assert "x" * (TEXT_CHARS_MAX + 1) not in answer.text


async def test_an_empty_text_can_be_tried(shop: Shop) -> None:
    """The form has everything that is needed, before and after."""
    async with shop.owner() as browser:
        assert "Nothing is sent" in (await browser.get("/try")).text
    assert "Nothing is answered." in (await ask(shop, text="")).text
