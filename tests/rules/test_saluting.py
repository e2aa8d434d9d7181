"""How whoever wrote is @-mentioned in an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from responder.models import Person
from tests.rules.rulekit import ANN, CLIENTS, rules, says, texts

RULES = rules("""
    rules:
      - {name: 文, when: {chat: any, text: 文}, reply: {text: 收到, mention: true}}
      - {name: 段, when: {chat: any, text: 段}, reply: {parts: [一, 二], mention: true}}
""")


def test_in_a_group_the_answer_begins_with_a_mention() -> None:
    """By the name shown there, as a phone writes it; of several messages the first one."""
    shown = replace(ANN, display_name="明明")
    assert texts(RULES, says("文", sender=shown, group=CLIENTS)) == ["@明明\u2005收到"]
    assert texts(RULES, says("文", group=CLIENTS)) == ["@Ming\u2005收到"]
    assert texts(RULES, says("段", group=CLIENTS)) == ["@Ming\u2005一", "二"]


@pytest.mark.parametrize("text", ["文", "段"])
def test_in_private_nobody_is_mentioned(text: str) -> None:
    """The same rule may answer both."""
    assert not texts(RULES, says(text))[0].startswith("@")


def test_who_has_no_name_there_is_not_mentioned() -> None:
    """Least of all by the private remark."""
    nameless = Person("x", "老板", remark="老板", known_as=frozenset({"老板"}))
    assert texts(RULES, says("文", sender=nameless, group=CLIENTS)) == ["收到"]
