"""Compiling the conditions on what was before."""

from __future__ import annotations

from responder.models import By
from responder.rules.conditions.remembered import (
    FirstContactCondition,
    OwnerSilentCondition,
    RepeatedCondition,
)
from responder.rules.conditions.text import TextCondition
from tests.rules.rulekit import rules, says, texts
from tests.rules.whenkit import compiled


def test_each_key_has_its_condition() -> None:
    """What is stored is looked up last."""
    found = compiled(
        "{first_contact: false, owner_silent: 5m, text: a,"
        " repeated: {times: 3, within: 2m, by: same_sender}}"
    ).wants
    assert isinstance(found[0], TextCondition)
    assert found[1:] == (
        FirstContactCondition(wanted=False),
        OwnerSilentCondition(300.0),
        RepeatedCondition(3, 120.0, By.SAME_SENDER),
    )


def test_number_alone_is_how_often() -> None:
    """By anybody, within a minute."""
    assert compiled("{repeated: 3}").wants == (RepeatedCondition(3, 60.0, By.ANYBODY),)


def test_rules_say_how_long_texts_are_remembered() -> None:
    """The longest time that any condition asks for, also inside of others; 0 if none does."""
    rule_set = rules("""
        rules:
          - {name: a, when: {repeated: {times: 2, within: 5m}}, reply: x}
          - {name: b, when: {any: [{repeated: {times: 2, within: 1h}}, hi]}, reply: y}
    """)
    assert rule_set.hears_s == 3600.0
    assert rules("rules: [{when: a, reply: b}]").hears_s == 0.0


def test_rules_are_still_found_by_their_texts() -> None:
    """A condition on memory beside a text keeps nobody from looking the text up."""
    rule_set = rules("rules: [{name: a, when: {text: 你好, first_contact: true}, reply: 欢迎}]")
    assert texts(rule_set, says("你好")) == ["欢迎"]
    assert texts(rule_set, says("再见")) == []
    assert rule_set.index is not None
