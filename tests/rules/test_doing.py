"""Carrying out the actions of a run."""

from __future__ import annotations

import dataclasses

from responder.rules.captures import Captures
from responder.rules.runs import start, step
from responder.rules.steps import Reply
from responder.rules.subject import subject_of
from tests.rules.rulekit import NOW_S, rules, says

RULES = rules(r"""
    rules:
      - name: 订单
        when: {text: {regex: '订单(?P<id>\d+)'}}
        do:
          - reply: 订单 {{ match.id }}
          - reply: "{{ 10 // (match.id | int) }}"
          - reply: 谢谢
      - {name: 静, when: 静, silent: true}
""")
SUBJECT = subject_of(says("订单5"), now_s=NOW_S, seed=1)
FOUND = Captures((("0", "订单5"), ("1", "5"), ("id", "5")))
RUN = start(RULES, RULES.rules[0], SUBJECT.event, FOUND)


def said(text: str, number: int, part: str = "do") -> Reply:
    """A reply of the rule 订单."""
    return Reply(text, "订单", f"{part}[{number}].reply")


def test_failed_action_ends_the_run_and_says_where() -> None:
    """Effects before the failure stand, those behind it do not happen."""
    values = Captures((("0", "订单0"), ("1", "0"), ("id", "0")))
    done = step(RULES, dataclasses.replace(RUN, values=values), SUBJECT)
    assert done.effects == (said("订单 0", 1),)
    assert done.error == "do[2].reply: the template fails: integer division or modulo by zero"
    assert done.turns == ()


def test_on_error_answers_instead() -> None:
    """When an action fails, what stands before it was sent, and `on_error` has the last word."""
    rule_set = rules("""
        rules:
          - name: 订单
            do: [{reply: 一}, {reply: "{{ 1 // 0 }}"}, {reply: 三}]
            on_error: [{reply: 请稍后再试}, {reply: 谢谢}]
    """)
    done = step(rule_set, start(rule_set, rule_set.rules[0], SUBJECT.event, Captures()), SUBJECT)
    assert done.effects == (
        said("一", 1),
        said("请稍后再试", 1, "on_error"),
        said("谢谢", 2, "on_error"),
    )
    assert done.error == "do[2].reply: the template fails: integer division or modulo by zero"
