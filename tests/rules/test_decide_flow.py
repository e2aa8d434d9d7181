"""Which rules answer: nested rules, `continue`, `shadow`, cooldowns and limits."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from responder.memory import Memory
from responder.models import Rate
from responder.rules.claims import Claim, Per, claimed
from responder.rules.decide import decide, explain
from tests.rules.rulekit import (
    ANN,
    BOB,
    CLIENTS,
    NOW_S,
    answer,
    fault,
    rules,
    says,
    texts,
    who_answers,
)

if TYPE_CHECKING:
    from responder.rules.ruleset import RuleSet

TREE = rules("""
    rules:
      - name: 售后
        when: {text: {contains: 退}}
        rules:
          - {name: 退款, when: {text: {contains: 款}}, reply: 三天内到账}
          - {name: 退货, when: {text: {contains: 货}}, reply: 请填单}
        reply: 请问要退什么？
      - name: 熟客
        when: {sender: Bob}
        rules:
          - {name: 熟客价格, when: {text: {contains: 价格}}, reply: 老价格}
      - {name: 价格, when: {text: {contains: 价格}}, reply: 新价格}
""")


def test_children_are_tried_first() -> None:
    """The narrower rule inside answers, and the parent when none of them does."""
    assert texts(TREE, says("我要退款")) == ["三天内到账"]
    assert texts(TREE, says("我要退货")) == ["请填单"]
    assert texts(TREE, says("我要退")) == ["请问要退什么？"]


def test_child_needs_what_its_parent_needs() -> None:
    """Conditions of all levels hold together."""
    assert who_answers(TREE, says("款")) is None
    assert who_answers(TREE, says("价格", sender=BOB)) == "熟客价格"
    assert who_answers(TREE, says("价格", sender=ANN)) == "价格"


def test_parent_without_actions_only_groups() -> None:
    """It takes nothing itself, so later rules may."""
    assert "熟客" not in TREE.by_name
    assert who_answers(TREE, says("你好", sender=BOB)) is None


def test_child_may_replace_the_chat() -> None:
    """`chat` is the one condition that is not asked twice."""
    rule_set = rules("""
        rules:
          - name: 外
            when: {text: {contains: a}, chat: private}
            rules:
              - {name: 内, when: {chat: group}, reply: g}
              - {name: 同, when: {text: {contains: b}}, reply: p}
            reply: o
    """)
    assert who_answers(rule_set, says("a", group=CLIENTS)) == "内"
    assert who_answers(rule_set, says("ab")) == "同"
    assert who_answers(rule_set, says("a")) == "外"
    assert who_answers(rule_set, says("b", group=CLIENTS)) is None


def test_captures_of_a_parent_are_known_inside() -> None:
    """A pattern of the parent gives its names to the templates of its children."""
    rule_set = rules(r"""
        rules:
          - when: {text: {regex: '订单(?P<id>\d+)'}}
            rules:
              - when: {text: {contains: 退}}
                reply: "退 {{ match.id }}，{{ match.keyword }}"
    """)
    assert texts(rule_set, says("退订单7")) == ["退 7，退"]


def test_switching_a_parent_off_switches_its_branch_off() -> None:
    """Children of a disabled rule are out of the way too."""
    rule_set = rules("""
        rules:
          - {when: a, enabled: false, rules: [{name: 内, reply: x}], reply: y}
          - {name: 后, reply: z}
    """)
    assert who_answers(rule_set, says("a")) == "后"
    assert [rule.enabled for rule in rule_set.rules] == [False, False, True]


def test_continue_lets_later_rules_answer_too() -> None:
    """All of them answer, in order, up to the one that has the message."""
    rule_set = rules("""
        rules:
          - {name: 记, when: {text: {contains: a}}, continue: true, reply: 一}
          - {name: 二, when: {text: {contains: b}}, reply: 二}
          - {name: 三, reply: 三}
    """)
    decision = answer(rule_set, says("ab"))
    assert [(reply.rule, reply.text) for reply in decision.replies] == [("记", "一"), ("二", "二")]
    assert (decision.rule, decision.claimed) == ("二", True)
    assert texts(rule_set, says("a")) == ["一", "三"]


def test_message_that_only_continuing_rules_took_is_nobodys() -> None:
    """Its rule is the last that answered, but none has claimed it."""
    rule_set = rules("rules: [{name: 记, continue: true, reply: 一}, {when: x, reply: y}]")
    decision = answer(rule_set, says("a"))
    assert (decision.rule, decision.claimed) == ("记", False)


def test_shadow_rule_does_nothing_but_is_recorded() -> None:
    """What it would have said stands in the decision; the later rule answers."""
    rule_set = rules("""
        rules:
          - name: 新
            shadow: true
            when: {text: {contains: 价}}
            reply: 新价 {{ match.keyword }}
          - {name: 旧, reply: 旧价}
    """)
    decision = answer(rule_set, says("价格"))
    assert [reply.text for reply in decision.replies] == ["旧价"]
    assert (decision.rule, [one.rule for one in decision.taken]) == ("旧", ["新", "旧"])
    (shadow,) = (one for one in decision.taken if one.shadow)
    assert [reply.text for reply in shadow.replies] == ["新价 价"]


def test_failing_shadow_rule_is_no_failure() -> None:
    """Its error is its own; the decision has none."""
    rule_set = rules('rules: [{shadow: true, reply: "{{ 1 // 0 }}"}, {name: b, reply: b}]')
    decision = answer(rule_set, says("x"))
    assert (decision.error, decision.rule) == (None, "b")
    assert decision.taken[0].error is not None


def test_branch_in_shadow_is_in_shadow_whole() -> None:
    """Children of a shadow rule do nothing either."""
    rule_set = rules("rules: [{when: a, shadow: true, rules: [{name: i, reply: x}]}]")
    assert answer(rule_set, says("a")).replies == ()
    assert rule_set.rules[0].shadow


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (
            "{when: a, on_error: [{reply: x}], rules: [{reply: y}]}",
            "expected on_error beside an answer",
        ),
        ("{when: a, continue: true, rules: [{reply: y}]}", "expected continue beside an answer"),
        ("{silent: true, on_error: [{reply: x}]}", "expected no on_error in a silent rule"),
    ],
)
def test_what_means_nothing_is_refused(rule: str, message: str) -> None:
    """A key that could never do anything is a fault, not a riddle."""
    assert message in fault(f"rules: [{rule}]")


def with_claims(rule_set: RuleSet, name: str, *claims: Claim) -> RuleSet:
    """The same rules, one of which has a cooldown or limits."""
    changed = [
        dataclasses.replace(rule, claims=claims) if rule.name == name else rule
        for rule in rule_set.rules
    ]
    return dataclasses.replace(rule_set, rules=tuple(changed))


TWO = rules("rules: [{name: 一, when: {text: {contains: a}}, reply: x}, {name: 二, reply: y}]")
COOLDOWN = Claim("cooldown", Rate(1, 30.0), Per.SENDER)


def said(rule_set: RuleSet, memory: Memory, *, now_s: float = NOW_S) -> tuple[list[str], Memory]:
    """What is replied to a message, and the memory after it."""
    decision = decide(rule_set, says("a"), memory, now_s, 1)
    return [reply.text for reply in decision.replies], memory.applied(decision.changes)


def test_rule_on_cooldown_keeps_the_message_silently() -> None:
    """Nobody answers the second message, the trace says why, and the cooldown is not extended."""
    rule_set = with_claims(TWO, "一", COOLDOWN)
    first, memory = said(rule_set, Memory())
    again = decide(rule_set, says("a"), memory, NOW_S + 20, 1)
    assert (first, again.replies, again.rule) == (["x"], (), "一")
    assert (again.taken[0].suppressed, again.taken[0].changes) == ("cooldown", ())
    assert said(rule_set, memory, now_s=NOW_S + 30)[0] == ["x"]


def test_rule_on_cooldown_may_step_aside() -> None:
    """With `otherwise: next` later rules try, and the trace says why it did not answer."""
    aside = dataclasses.replace(COOLDOWN, steps_aside=True)
    rule_set = with_claims(TWO, "一", aside)
    memory = Memory().applied(claimed((aside,), "一", says("a"), NOW_S))
    decision = decide(rule_set, says("a"), memory, NOW_S + 1, 1)
    assert decision.rule == "二"
    assert [(one.rule, one.failed) for one in decision.trace] == [("一", "cooldown"), ("二", None)]


def test_failed_rule_gives_its_claim_back() -> None:
    """Nothing was sent, so the next message is not silenced."""
    failing = rules('rules: [{name: 一, reply: "{{ 1 // 0 }}"}]')
    decision = decide(with_claims(failing, "一", COOLDOWN), says("a"), Memory(), NOW_S, 1)
    assert (decision.replies, decision.taken[0].changes) == ((), ())


def test_answer_of_on_error_keeps_the_claim() -> None:
    """Something was sent, so the cooldown runs."""
    failing = rules('rules: [{name: 一, reply: "{{ 1 // 0 }}", on_error: [{reply: 稍后}]}]')
    decision = decide(with_claims(failing, "一", COOLDOWN), says("a"), Memory(), NOW_S, 1)
    assert (len(decision.replies), len(decision.taken[0].changes)) == (1, 1)


def test_continuing_rule_on_cooldown_stops_nobody() -> None:
    """It says nothing itself; the later rule answers as always."""
    rule_set = rules("rules: [{name: 一, continue: true, reply: x}, {name: 二, reply: y}]")
    memory = Memory().applied(claimed((COOLDOWN,), "一", says("a"), NOW_S))
    decision = decide(with_claims(rule_set, "一", COOLDOWN), says("a"), memory, NOW_S, 1)
    assert [reply.text for reply in decision.replies] == ["y"]


def test_shadow_rule_spends_nothing() -> None:
    """Neither does it claim, nor does an old claim of it matter."""
    rule_set = rules("rules: [{name: 一, shadow: true, reply: x}]")
    memory = Memory().applied(claimed((COOLDOWN,), "一", says("a"), NOW_S))
    decision = decide(with_claims(rule_set, "一", COOLDOWN), says("a"), memory, NOW_S, 1)
    assert (decision.taken[0].changes, len(decision.taken[0].replies)) == ((), 1)


def test_explain_says_the_same_of_every_earlier_rule() -> None:
    """The decision is the same, and no rule before the one that has the message is left out."""
    event = says("价格", sender=BOB)
    told = explain(TREE, event, Memory(), NOW_S, 1)
    assert told.taken == decide(TREE, event, Memory(), NOW_S, 1).taken
    assert [(one.rule, one.failed) for one in told.trace] == [
        ("退款", "text"),
        ("退货", "text"),
        ("售后", "text"),
        ("熟客价格", None),
    ]


def test_draws_do_not_depend_on_a_text_passed_on_before() -> None:
    """A rule behind one that passes something on answers as it would without it."""
    picks = """
          - {name: 选, when: a, reply: [一, 二, 三, 四, 五, 六, 七]}
    """
    alone = rules(f"""
        rules:{picks}
    """)
    behind = rules(f"""
        rules:
          - {{name: 转, when: a, do: [{{pass: b}}, {{pass: c}}], continue: true}}
          - {{name: 听, when: [b, c], reply: 好}}{picks}
    """)
    for number in range(20):
        event = says("a", event_id=str(number))
        assert texts(behind, event)[2:] == texts(alone, event)


def test_a_rule_in_shadow_passes_nothing_on() -> None:
    """What it would have passed on is no text for the other rules."""
    rule_set = rules("""
        rules:
          - {when: a, do: [{pass: b}], shadow: true}
          - {when: b, reply: 好}
    """)
    assert texts(rule_set, says("a")) == []
    assert texts(rule_set, says("b")) == ["好"]
