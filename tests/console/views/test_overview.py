"""The first page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.answer import Answered
from responder.rules.decision import Decision, Taken
from responder.wechat.progress import Moved, QrPaused, QrShown, Trouble
from responder.wechat.protocol.states import Signal, State
from tests.console.kit import NOW_S, Shop, event

if TYPE_CHECKING:
    from responder.wechat.progress import Notice


async def seen(shop: Shop) -> str:
    """The page in English."""
    async with shop.owner() as browser:
        answer = await browser.get("/")
    assert answer.status_code == 200
    return answer.text


def told(shop: Shop, *notices: Notice) -> None:
    """The login takes steps."""
    for notice in notices:
        shop.signin.notice(notice)
        shop.status.notice(notice)


async def test_it_tells_rules_and_figures(shop: Shop) -> None:
    """Which file, how many rules, how much came in and may still leave."""
    text = await seen(shop)
    assert "rules.yaml" in text
    assert shop.rule_set.hash[:12] in text
    assert "2 rules, since" in text
    assert "<dt>May still leave today</dt><dd>7</dd>" in text


async def test_a_login_is_asked_for_with_its_reason(shop: Shop) -> None:
    """The code, when it was shown, and why it is needed."""
    told(shop, Moved(Signal.TAKEN_OVER, State.NO_SESSION), Moved(Signal.UUID, State.WAIT_SCAN))
    told(shop, QrShown("x", 1))
    text = await seen(shop)
    assert "This account was logged in elsewhere." in text
    assert 'src="/qr.svg?n=1"' in text
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in text


async def test_a_refusal_stands_there_in_the_words_of_the_service(shop: Shop) -> None:
    """As a text, whatever is in it."""
    told(shop, Moved(Signal.REFUSED, State.BLOCKED, "不能<b>登录</b>"))
    text = await seen(shop)
    assert "WeChat does not let this account log in on the web." in text
    assert "不能&lt;b&gt;登录&lt;/b&gt;" in text


async def test_when_nobody_scans_a_button_asks_for_a_code(shop: Shop) -> None:
    """And it is said when the next one comes by itself."""
    told(shop, QrPaused(600.0), Trouble("the service <can not> be reached", 1.0))
    text = await seen(shop)
    assert "Nobody scanned. The next code comes at" in text
    assert 'action="/login"' in text
    assert "the service &lt;can not&gt; be reached" in text


async def test_on_line_there_is_nothing_to_scan(shop: Shop) -> None:
    """And no button for it."""
    told(shop, Moved(Signal.RESTORED, State.ONLINE))
    text = await seen(shop)
    assert "On line" in text
    assert "/qr.svg" not in text
    assert 'action="/login"' not in text


async def test_questions_that_nobody_answers_are_shown(shop: Shop) -> None:
    """Those that came more than once, the most frequent first, however they are spaced."""
    for text in ("parking?", "wifi  code", "wifi code", "parking?", "parking?", "once", "几点开门"):
        shop.hears(text)
    page = await seen(shop)
    assert page.index("parking?") < page.index("wifi code")
    assert "3 times" in page
    assert "once" not in page
    assert "几点开门" not in page


async def test_replies_are_drawn_by_the_hour(shop: Shop) -> None:
    """What was not sent is not drawn."""
    assert "1 at" not in await seen(shop)
    shop.hears("几点开门")
    assert "1 at" not in await seen(shop)
    shop.sends(1)
    assert "1 at" in await seen(shop)


async def test_the_most_used_rules_are_shown(shop: Shop) -> None:
    """As they were since the start."""
    shop.tally.answered(Answered(event("m", "x"), Decision("m", (Taken("<i>rule</i>"),)), ()))
    assert "&lt;i&gt;rule&lt;/i&gt;" in await seen(shop)


async def test_errors_are_shown(shop: Shop) -> None:
    """The last of them, with how often they came."""
    told(shop, Trouble("no <network>", 1.0), Trouble("no <network>", 1.0))
    text = await seen(shop)
    assert "no &lt;network&gt;" in text
    assert "(2 times)" in text


async def test_a_code_counts_down(shop: Shop) -> None:
    """In whole seconds, from the server's own clock; below nothing it does not go."""
    shop.signin.notice(Moved(Signal.UUID, State.WAIT_SCAN))
    shop.signin.notice(QrShown("https://login.weixin.qq.com/l/x", 1))
    async with shop.owner() as browser:
        for after_s, left in ((0, 'data-left="300">5:00'), (61.5, '238">3:58'), (999, '0">0:00')):
            shop.now_s = NOW_S + after_s
            assert left in (await browser.get("/")).text
        shop.signin.notice(QrPaused(3600.0))
        assert 'data-left="3600">60:00' in (await browser.get("/")).text
