"""Carrying out the actions of a run."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from responder.memory import Memory
from responder.rules.captures import Captures
from responder.rules.decide import decide, explain
from responder.rules.recording_runs import waiting_of_text, waiting_to_text
from responder.rules.requests import FetchFailure, Why
from responder.rules.resuming import reply_to, resume
from responder.rules.runs import start, step
from responder.rules.steps import Reply
from responder.rules.subject import subject_of
from responder.rules.waiting import Cause, applied
from tests.rules.rulekit import NOW_S, answer, rules, says, texts

if TYPE_CHECKING:
    from responder.rules.ruleset import RuleSet

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


def all_said(rule_set: RuleSet, text: str, *answers: str) -> list[str]:
    """What is said to a message and after its pauses, each run stored and read before it goes on.

    Args:
        rule_set: The rules.
        text: The message.
        answers: To questions, in order.
    """
    decision = decide(rule_set, says(text), Memory(), NOW_S, 1)
    memory, waits = Memory().applied(decision.changes), applied({}, decision.turns)
    left, said = [*answers], [reply.text for reply in decision.replies]
    while waits:
        stored = min(waits.values(), key=lambda one: one.due_s)
        one = waiting_of_text(waiting_to_text(stored))
        assert one == stored
        given = (rule_set, one)
        if one.cause is Cause.ASK and left:
            event = dataclasses.replace(says(left.pop(0)), id=f"answer {len(left)}")
            decision = reply_to(*given, event, memory, NOW_S, seed=1, waits=waits)
        else:
            decision = resume(*given, memory, one.due_s, 1, waits=waits)
        assert decision.error is None
        memory, waits = memory.applied(decision.changes), applied(waits, decision.turns)
        said += [reply.text for reply in decision.replies]
    return said


def test_a_choice_does_one_thing_or_the_other() -> None:
    """What stands behind it follows in any case; a choice without `else` may do nothing."""
    rule_set = rules("""
        rules:
          - name: 选
            do:
              - if: message.text == '甲'
                then: [{reply: 一}]
                else: [{if: message.text == '乙', then: [{reply: 二}]}]
              - reply: 完
    """)
    assert texts(rule_set, says("甲")) == ["一", "完"]
    assert texts(rule_set, says("乙")) == ["二", "完"]
    assert texts(rule_set, says("丙")) == ["完"]
    assert answer(rule_set, says("乙")).replies[0].place == "do[1].else[1].then[1].reply"


def test_a_choice_sees_what_was_stored_before_it() -> None:
    """The memory is that of this moment, not of the beginning."""
    rule_set = rules("""
        rules:
          - name: 数
            do: [{count: sender.n}, {if: memory.sender.n == 1, then: [{reply: 首次}]}]
    """)
    assert texts(rule_set, says("x")) == ["首次"]


def test_a_condition_that_fails_makes_the_action_fail() -> None:
    """It is not taken for false, and `on_error` speaks."""
    rule_set = rules("""
        rules: [{name: 坏, do: [{if: 1 // 0, then: [{reply: 一}]}], on_error: [{reply: 糟}]}]
    """)
    decision = answer(rule_set, says("x"))
    assert [reply.text for reply in decision.replies] == ["糟"]
    assert decision.error is not None
    assert decision.error.startswith("do[1].if: the template fails: integer division")


def test_a_loop_goes_through_its_items() -> None:
    """Each item is known by its name, and each draw and place has its turn."""
    rule_set = rules("""
        rules:
          - name: 环
            do:
              - each: "{{ message.text.split() }}"
                as: word
                do: [{each: [1, 2], as: n, do: [{reply: "{{ word }}{{ n }}"}]}]
    """)
    decision = answer(rule_set, says("甲 乙"))
    assert [reply.text for reply in decision.replies] == ["甲1", "甲2", "乙1", "乙2"]
    assert decision.replies[2].place == "do[1].each[2].do[1].each[1].do[1].reply"


def test_nothing_to_go_through_is_nothing_to_do() -> None:
    """An empty list is no fault; what is no list is one."""
    rule_set = rules("""
        rules:
          - name: 空
            do: [{each: "{{ message.text[1:].split() }}", as: w, do: [{reply: 有}]}, {reply: 完}]
    """)
    assert texts(rule_set, says("x")) == ["完"]
    wrong = rules('rules: [{do: [{each: "{{ message.text }}", as: w, do: [{reply: a}]}]}]')
    assert answer(wrong, says("x")).error == "do[1].each: expected a list, got a text"


def test_a_loop_ends_where_the_work_of_a_message_does() -> None:
    """Whoever writes many words does not hold the program."""
    rule_set = rules("""
        rules:
          - name: 环
            do:
              - each: "{{ range(200) | list }}"
                as: a
                do: [{each: "{{ range(200) | list }}", as: b, do: [{count: sender.n}]}]
    """)
    error = answer(rule_set, says("x")).error
    assert error is not None
    assert error.endswith("the message has cost all the work that one message may")


NESTED = rules("""
    rules:
      - name: 全
        when: {text: {starts_with: 全}}
        do:
          - reply: 始
          - each: "{{ match.rest.split() }}"
            as: who
            do:
              - if: who == '乙'
                then:
                  - wait: 1s
                  - ask: [{save: age, prompt: "{{ who }}几岁？"}]
                  - reply: "{{ who }}{{ answers.age }}岁"
                else:
                  - each: [早, 晚]
                    as: part
                    do: [{wait: 2s}, {reply: "{{ who }}{{ part }}好"}]
              - wait: 1s
          - reply: 终
""")


def test_a_run_goes_on_in_the_middle_of_loops_and_branches() -> None:
    """Stored after each step and read again, it says everything once and in order."""
    assert all_said(NESTED, "全 甲 乙 丙", "5") == [
        *("始", "甲早好", "甲晚好", "乙几岁？", "乙5岁", "丙早好", "丙晚好", "终"),
    ]


def test_what_is_done_later_knows_the_item_of_its_turn() -> None:
    """Each turn of a loop begins a run of its own, which ends with what stands in it."""
    rule_set = rules("""
        rules:
          - name: 晚点
            do:
              - each: [1, 2]
                as: n
                do: [{later: {in: "{{ n }}m", do: [{reply: "{{ n }}"}, {wait: 1s}, {reply: 后}]}}]
              - reply: 好
    """)
    assert all_said(rule_set, "x") == ["好", "1", "后", "2", "后"]


def test_what_is_passed_on_is_looked_at_like_a_message() -> None:
    """By all rules from the first one on; what they say comes behind."""
    rule_set = rules("""
        rules:
          - {name: 价格, when: {text: {contains: 价格}}, reply: "{{ message.text }}：3500"}
          - {name: 一, when: "1", do: [{reply: 好}, {pass: 问价格}, {reply: 稍等}]}
    """)
    decision = answer(rule_set, says("1"))
    assert [reply.text for reply in decision.replies] == ["好", "稍等", "问价格：3500"]
    assert [one.rule for one in decision.taken] == ["一", "价格"]
    assert decision.claimed
    assert decision == dataclasses.replace(
        explain(rule_set, says("1"), Memory(), NOW_S, 1), trace=decision.trace
    )


def test_a_text_is_passed_on_after_a_pause_too() -> None:
    """And each run of a rule that one message led to has a place of its own."""
    rule_set = rules("""
        rules:
          - name: 数
            when: {text: {regex: '^[0-9]$'}}
            do: [{wait: 1s}, {reply: "{{ message.text }}"}]
          - {name: 三, when: 三, do: [{pass: "1"}, {pass: "2"}, {wait: 5s}, {pass: "3"}]}
    """)
    assert all_said(rule_set, "三") == ["1", "2", "3"]


def test_a_rule_in_shadow_passes_nothing_on() -> None:
    """It only says that it would."""
    rule_set = rules("""
        rules:
          - {name: 价格, when: 价格, reply: 3500}
          - {name: 影, when: 影, shadow: true, do: [{pass: 价格}]}
    """)
    decision = answer(rule_set, says("影"))
    assert [one.text for taken in decision.taken for one in taken.passes] == ["价格"]
    assert decision.replies == ()


def test_an_answer_in_parts_goes_on_after_each_pause() -> None:
    """Stored between two of them and read again; what stands behind it follows."""
    rule_set = rules("""
        rules:
          - {name: 段, do: [{reply: {parts: [一, "{{ 1 + 1 }}", 三], pause: 2s}}, {reply: 完}]}
    """)
    assert all_said(rule_set, "x") == ["一", "2", "三", "完"]
    decision = answer(rule_set, says("x"))
    assert [reply.place for reply in decision.replies] == ["do[1].reply.parts[1]"]
    at_once = rules("rules: [{reply: {parts: [一, 二]}}]")
    assert texts(at_once, says("x")) == ["一", "二"]


GUARDED = rules("""
    rules:
      - name: 答
        when: 答
        do:
          - reply: "{{ 1 // 0 }}"
            on_error: [{reply: "{{ error.place }}"}]
          - reply: 不到
        on_error: [{reply: 不说}]
      - name: 内
        when: 内
        do:
          - if: 1 < 2
            then:
              - each: [甲]
                as: who
                do: [{wait: 1s}, {reply: "{{ 1 // 0 }}"}, {reply: 不到}]
            on_error: [{reply: "{{ error.place }}"}, {count: sender.n}]
          - reply: 不到
      - name: 问
        when: 问
        do:
          - if: 1 < 2
            then: [{fetch: {url: "https://a.example/", as: x}}, {reply: 不到}]
            on_error: [{reply: "外 {{ error.reason }}"}]
      - name: 两
        when: 两
        do:
          - if: 1 < 2
            then: [{reply: "{{ 1 // 0 }}", on_error: [{reply: 里}]}]
            on_error: [{reply: 外}]
      - name: 坏
        when: 坏
        do: [{alert: "{{ 1 // 0 }}", on_error: [{reply: 一}, {reply: "{{ 2 // 0 }}"}]}]
        on_error: [{reply: 不说}]
""")


def test_an_action_says_itself_what_is_done_when_it_fails() -> None:
    """In place of what stands behind it, and of what its rule says."""
    decision = answer(GUARDED, says("答"))
    assert [reply.text for reply in decision.replies] == ["do[1].reply"]
    assert decision.error == "do[1].reply: the template fails: integer division or modulo by zero"


def test_what_fails_inside_is_the_matter_of_what_is_around_it() -> None:
    """Also after a pause; the nearest one has the word."""
    begun = decide(GUARDED, says("内"), Memory(), NOW_S, 1)
    (one,) = applied({}, begun.turns).values()
    on = resume(GUARDED, waiting_of_text(waiting_to_text(one)), Memory(), one.due_s, 1)
    assert [reply.text for reply in on.replies] == ["do[1].then[1].each[1].do[2].reply"]
    assert on.changes != ()
    assert texts(GUARDED, says("两")) == ["里"]


def test_what_could_not_be_fetched_is_it_too() -> None:
    """The fetch that waited fails where it stands."""
    begun = decide(GUARDED, says("问"), Memory(), NOW_S, 1)
    (one,) = applied({}, begun.turns).values()
    late = FetchFailure(Why.TIMEOUT, "no answer")
    on = resume(GUARDED, one, Memory(), NOW_S, 1, result=late)
    assert [reply.text for reply in on.replies] == ["外 timeout"]
    assert on.error == "do[1].then[1].fetch: no answer"


def test_what_fails_while_a_failure_is_told_ends_it() -> None:
    """Nothing is told of that, and both are in the record."""
    decision = answer(GUARDED, says("坏"))
    assert [reply.text for reply in decision.replies] == ["一"]
    assert decision.error is not None
    assert decision.error.startswith("do[1].alert: the template fails")
    assert "; then do[1].alert.on_error[2].reply: the template fails" in decision.error


def test_others_get_parts_with_pauses() -> None:
    """Each goes to the same chat."""
    rule_set = rules("""
        rules: [{name: 报, when: 报, do: [{send: {to: filehelper, parts: [一, 二], pause: 1s}}]}]
    """)
    begun = decide(rule_set, says("报"), Memory(), NOW_S, 1)
    (one,) = applied({}, begun.turns).values()
    on = resume(rule_set, waiting_of_text(waiting_to_text(one)), Memory(), one.due_s, 1)
    said = [(reply.text, reply.chat and reply.chat.id) for reply in (*begun.replies, *on.replies)]
    assert said == [("一", "filehelper"), ("二", "filehelper")]
