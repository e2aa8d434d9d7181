"""What waits, and how the last texts ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from responder.console.hints import Topic
from responder.errors import OutgoingError
from responder.models import Deed, OutgoingState
from responder.resend import AGAIN

if TYPE_CHECKING:
    from tests.console.kit import Shop


async def test_waiting_and_ended_texts_stand_apart(shop: Shop) -> None:
    """Each with its chat, its rule, its end and the way to its reasons."""
    shop.hears("几点开门")
    shop.hears("price", sender="小红", chat="p2")
    shop.sends(1)
    async with shop.owner() as browser:
        text = (await browser.get("/outgoing")).text
    waiting, _, ended = text.partition('id="ended"')
    assert ("3500" in waiting, "九点开门" in waiting) == (True, False)
    assert ("3500" in ended, "九点开门" in ended) == (False, True)
    assert "小红" in waiting
    assert 'href="/live/m1"' in ended


async def test_a_text_that_waits_can_be_called_off(shop: Shop) -> None:
    """By a button at it, which gives the command of the control socket; open pages are told."""
    shop.hears("几点开门")
    async with shop.owner() as browser:
        page = (await browser.get("/outgoing")).text
        assert page.count('action="/outgoing/cancel"') == 1
        assert 'action="/outgoing/resend"' not in page
        assert f'name="id" value="{1:017d}"' in page
        with shop.hints.listening(0) as open_page:
            answer = await browser.post("/outgoing/cancel", data=shop.form(id=f"{1:017d}"))
            assert await open_page.wait() == {Topic.MESSAGES}
        assert answer.headers["location"] == "/outgoing?told=cancelled"
        assert (
            "Cancelled: it will not be sent."
            in (await browser.get(answer.headers["location"])).text
        )
    assert shop.given == [("cancel", {"id": f"{1:017d}"})]


@pytest.mark.parametrize("state", sorted(AGAIN))
async def test_what_was_not_sent_can_be_sent_again(shop: Shop, state: OutgoingState) -> None:
    """Where it may have arrived, the warning stands before the button, and only then."""
    shop.hears("几点开门")
    shop.ends(1, state)
    unknown = state is OutgoingState.UNKNOWN
    async with shop.owner() as browser:
        page = (await browser.get("/outgoing")).text
        assert page.count('action="/outgoing/resend"') == 1
        assert ("小明 may get it twice" in page) is unknown
        assert ('name="twice" value="yes"' in page) is unknown
        await browser.post("/outgoing/resend", data=shop.form(id="1"))
    assert shop.given == [("resend", {"id": "1", "twice": ""})]


async def test_what_can_not_be_sent_again_has_no_button(shop: Shop) -> None:
    """It was sent, or sent again already, or its words are gone; a refusal is a sentence."""
    shop.hears("几点开门")
    shop.sends(1)
    shop.hears("price")
    shop.ends(2, OutgoingState.FAILED)
    shop.repeats(2)
    shop.does(Deed.REMARK)
    async with shop.owner() as browser:
        page = (await browser.get("/outgoing")).text
        assert 'action="/outgoing/resend"' not in page
        assert "was sent again" in page
        shop.refusal = OutgoingError("no <such> text")
        answer = await browser.post("/outgoing/cancel", data=shop.form(id="9"))
    assert answer.status_code == 409
    assert "no &lt;such&gt; text" in answer.text
