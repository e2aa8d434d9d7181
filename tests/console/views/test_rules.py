"""The rules: source, use, history, comparison and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from responder.answer import Answered
from responder.console.views import rules
from responder.rules.decision import Decision, Taken
from tests.console.kit import RULES, Shop, event

if TYPE_CHECKING:
    import httpx


async def page(shop: Shop, path: str = "/rules", **asked: str) -> httpx.Response:
    """A page, as it is asked for."""
    async with shop.owner() as browser:
        return await browser.get(path, params=asked)


async def test_the_source_stands_there_line_by_line(shop: Shop) -> None:
    """As it was read, with the numbers that faults name; a line can be marked."""
    text = (await page(shop, line="3")).text
    assert (
        '<tr id="L3" class="marked"><th scope="row">3</th><td>    when: 几点开门</td></tr>' in text
    )
    assert "{{ sender.name }}: 3500" in text
    assert "3400" not in text


async def test_a_long_file_is_shown_a_piece_at_a_time(shop: Shop) -> None:
    """Around the line that is asked for; every line is on some page."""
    shop.rule_set = shop.use(RULES + "# line\n" * 1000, "edit")
    first = (await page(shop)).text
    assert f"Lines 1 to {rules.LINES_SHOWN} of 1007" in first
    middle = (await page(shop, line="500")).text
    assert 'id="L500"' in middle
    last = (await page(shop, line="1007")).text
    assert 'id="L1007"' in last
    assert "Later lines" not in last
    assert 'id="L1007"' in (await page(shop, line="99999999")).text


@pytest.mark.parametrize("file", ["/etc/passwd", "../rules.yaml", "\0", "rules.yml"])
async def test_no_other_file_is_shown(shop: Shop, file: str) -> None:
    """Only those that the rules were read from, and from the journal."""
    text = (await page(shop, file=file)).text
    assert "What these rules were read from is not kept." in text
    assert "root:" not in text


async def test_uses_and_errors_are_told(shop: Shop) -> None:
    """Used rules first, with the way to their messages and their line."""
    failed = Taken("price", error="no such <name>")
    shop.tally.answered(Answered(event("m", "x"), Decision("m", (failed,)), ()))
    use = (await page(shop)).text.partition('id="use"')[2]
    assert use.index("/live?rule=price") < use.index("/live?rule=hours")
    assert "no such &lt;name&gt;" in use
    assert "line=5#L5" in use


async def test_history_offers_the_way_back_but_not_to_what_holds(shop: Shop) -> None:
    """The latest first, each with its difference to the one before."""
    text = (await page(shop, "/rules/history")).text
    assert text.count('action="/rules/rollback"') == 1
    assert text.index("file edited") < text.index("start")
    assert "in use" in text


async def test_rules_are_compared_by_what_they_do_and_line_by_line(shop: Shop) -> None:
    """The same names as `rules diff` gives."""
    older = shop.use("rules: [{name: other, when: a, reply: b}]", "edit").hash
    answer = await page(shop, "/rules/difference", old=shop.rule_set.hash, new=older)
    assert "+ other" in answer.text
    assert "- hours" in answer.text
    assert '<span class="plus">+rules: [{name: other, when: a, reply: b}]</span>' in answer.text


@pytest.mark.parametrize("asked", [{"old": "zzz", "new": "zzz"}, {"old": "'", "new": "<b>"}])
async def test_unknown_rules_are_a_sentence(shop: Shop, asked: dict[str, str]) -> None:
    """As on the command line."""
    answer = await page(shop, "/rules/difference", **asked)
    assert answer.status_code == 404
    assert "are kept" in answer.text
    assert "<b>" not in answer.text


async def test_going_back_is_a_command_of_the_daemon(shop: Shop) -> None:
    """Its outcome is told on the page of the rules."""
    async with shop.owner() as browser:
        answer = await browser.post("/rules/rollback", data=shop.form(to="abc"))
        assert answer.headers["location"] == "/rules?told=applied"
        assert "The new rules hold." in (await browser.get("/rules?told=applied")).text
        assert (await browser.get("/rules?told=<b>")).status_code == 200
    assert shop.given == [("rollback", {"to": "abc"})]


async def test_rules_of_another_time_have_no_source(shop: Shop) -> None:
    """Nothing is guessed."""
    shop.journal.rule_sets._database._connection.exec_driver_sql("DELETE FROM rule_set")
    shop.journal.rule_sets._database._connection.commit()
    assert "is not kept" in (await page(shop)).text
