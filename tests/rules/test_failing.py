"""Why an action fails, and how often a text may be passed on."""

from __future__ import annotations

from responder.rules.failing import PASSED_MAX, PASSES_MAX
from tests.rules.rulekit import answer, rules, says


def test_rules_that_pass_to_one_another_come_to_an_end() -> None:
    """After five times, and it is told where."""
    rule_set = rules("""
        rules:
          - {name: 甲, when: 甲, do: [{pass: 乙}]}
          - {name: 乙, when: 乙, do: [{pass: 甲}], on_error: [{reply: 停}]}
    """)
    decision = answer(rule_set, says("甲"))
    assert [one.rule for one in decision.taken] == ["甲", "乙", "甲", "乙", "甲", "乙"]
    assert decision.error == "do[1].pass: this text was passed on 5 times already"
    assert [reply.text for reply in decision.replies] == ["停"]
    assert len(decision.taken) == PASSED_MAX + 1


def test_texts_passed_on_are_few_and_paid_for() -> None:
    """Ten from one step, and all of them from the budget of the message."""
    rule_set = rules("""
        rules:
          - name: 多
            when: 多
            do: [{each: "{{ range(20) | list }}", as: n, do: [{pass: "{{ n }}"}]}]
    """)
    decision = answer(rule_set, says("多"))
    assert decision.main is not None
    assert len(decision.main.passes) == PASSES_MAX
    assert decision.error == "do[1].each[11].do[1].pass: 10 texts were passed on already"
