"""The parts of a rule that its author wrote, and the rule without each."""

from __future__ import annotations

from responder.rules.trial.written import parts, widened
from tests.rules.rulekit import rules

FILE = """
rules:
  - name: all
    when: {text: {contains: a, without: b}, sender: Ann, if: "true"}
    cooldown: 1m
    limit: 3/day
    reply: x
  - {name: bare, when: a, reply: x}
  - name: parent
    when: {text: {contains: a}}
    rules: [{name: child, when: {text: {contains: b}}, reply: x}]
"""


def test_parts_are_what_somebody_wrote() -> None:
    """Conditions, cooldown and limit in the order of asking; a second one of a key is numbered."""
    whole, bare, child = rules(FILE).rules
    assert [one.label for one in parts(whole)] == ["sender", "text", "if", "cooldown", "limit"]
    assert [one.label for one in parts(bare)] == ["text"]
    assert [one.label for one in parts(child)] == ["text", "text (2)"]


def test_a_rule_is_widened_part_by_part() -> None:
    """Each is gone once, and of a text with several tests each test too; the rest stays."""
    whole = rules(FILE).rules[0]
    found = {label: rule for label, _, rule in widened(whole)}
    assert list(found) == [
        "sender",
        "text",
        "text, test 1 of 2",
        "text, test 2 of 2",
        "if",
        "cooldown",
        "limit",
    ]
    assert [one.key for one in found["sender"].conditions[3:]] == ["text", "if"]
    assert len(found["text, test 1 of 2"].conditions) == len(whole.conditions)
    assert [claim.key for claim in found["cooldown"].claims] == ["limit"]
    assert found["cooldown"].conditions == whole.conditions
