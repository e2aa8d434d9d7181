"""What rules store while an event is decided, and who sees it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from responder.memory import Cell, Kept, Memory, OwnerWrote
from responder.models import ChatKind
from responder.rules.decide import decide, explain
from tests.rules.rulekit import ANN, BOB, CLIENTS, NOW_S, answer, fault, rules, says, texts

if TYPE_CHECKING:
    from responder.rules.decision import Decision
    from responder.rules.ruleset import RuleSet


def stored(decision: Decision) -> list[Kept]:
    """What a decision stores."""
    return [change for change in decision.changes if isinstance(change, Kept)]


def values(decision: Decision) -> dict[str, object]:
    """The same by name."""
    return {one.name: None if one.cell is None else one.cell.value for one in stored(decision)}


def follow(rule_set: RuleSet, *messages: str) -> list[list[str]]:
    """The replies to messages of one person, a minute after each other."""
    memory, replies = Memory(), []
    for number, text in enumerate(messages):
        event, now_s = says(text, event_id=str(number)), NOW_S + 60.0 * number
        decision = decide(rule_set, event, memory, now_s, 1)
        plain = explain(rule_set, event, memory, now_s, 1)
        assert replace(decision, trace=()) == replace(plain, trace=())
        memory = memory.applied(decision.changes)
        replies.append([reply.text for reply in decision.replies])
    return replies


def test_later_action_sees_what_an_earlier_one_has_stored() -> None:
    """Within one action too, path by path."""
    rule_set = rules("""
        rules:
          - do:
              - reply: "{{ memory.sender.n }}"
              - count: sender.n
              - set: {sender.a: "{{ memory.sender.n * 10 }}", sender.b: "{{ memory.sender.a + 1 }}"}
              - reply: "{{ memory.sender.n }} {{ memory.sender.a }} {{ memory.sender.b }}"
    """)
    decision = answer(rule_set, says("hi"))
    assert [reply.text for reply in decision.replies] == ["0", "1 10 11"]
    assert stored(decision) == [
        Kept(f"sender {ANN.id}", "n", "", Cell(1)),
        Kept(f"sender {ANN.id}", "a", "", Cell(10)),
        Kept(f"sender {ANN.id}", "b", "", Cell(11)),
    ]


def test_next_message_sees_it() -> None:
    """Counters count, lists grow, and what is dropped is gone."""
    rule_set = rules("""
        rules:
          - {when: 清空, do: [{drop: sender.notes}, {reply: 空了}]}
          - do:
              - push: {sender.notes: "{{ message.text }}"}
                keep: 2
              - reply: "{{ memory.sender.notes | join }}"
    """)
    assert follow(rule_set, "a", "b", "c", "清空", "d") == [["a"], ["ab"], ["bc"], ["空了"], ["d"]]


COUNTING = rules("""
    rules:
      - {name: 数, continue: true, do: [{count: sender.n}]}
      - {name: 满, when: {memory: {sender.n: 3}}, do: [{drop: sender.n}, {reply: 满三}]}
      - {name: 二, when: {if: memory.sender.n == 2}, reply: 再来一次}
      - {name: 其他, reply: "{{ memory.sender.n }}"}
""")


def test_later_rule_sees_what_an_earlier_one_has_stored() -> None:
    """In conditions, expressions and templates, as the order of the file says."""
    replies = follow(COUNTING, *"abcd")
    assert replies == [["1"], ["再来一次"], ["满三"], ["1"]]


def test_reasons_are_those_of_the_moment() -> None:
    """A rule that was asked before something was stored says what it saw then."""
    rule_set = rules("""
        rules:
          - {name: 前, when: {memory: {sender.n: 1}}, reply: x}
          - {name: 数, continue: true, do: [{count: sender.n}]}
          - {name: 后, when: {memory: {sender.n: 2}}, reply: x}
    """)
    trace = {one.rule: one.reason for one in answer(rule_set, says("hi")).trace}
    assert trace == {
        "前": 'sender.n is nothing, not "1"',
        "数": "",
        "后": 'sender.n is 1, not "2"',
    }


def test_people_and_chats_have_values_of_their_own() -> None:
    """A person's go with the person, a chat's stay in the chat, and everybody's are shared."""
    rule_set = rules("""
        rules:
          - when: {chat: any}
            do:
              - count: [sender.n, chat.n, everyone.n]
              - reply: "{{ memory.sender.n }}{{ memory.chat.n }}{{ memory.everyone.n }}"
    """)
    memory, said = Memory(), []
    for event in (
        says("a"),
        says("b", group=CLIENTS),
        says("c", group=CLIENTS, sender=BOB),
    ):
        decision = decide(rule_set, event, memory, NOW_S, 1)
        memory = memory.applied(decision.changes)
        said += [reply.text for reply in decision.replies]
    assert said == ["111", "212", "123"]


def test_shadow_stores_nothing() -> None:
    """It says what it would store, and no later rule or message sees it."""
    rule_set = rules("""
        rules:
          - {name: 影, shadow: true, do: [{count: sender.n}, {reply: "{{ memory.sender.n }}"}]}
          - {name: 真, do: [{count: sender.n}, {reply: "{{ memory.sender.n }}"}]}
    """)
    decision = answer(rule_set, says("hi"))
    assert decision.taken[0].replies[0].text == "1"
    assert [one for one in decision.taken[0].changes if isinstance(one, Kept)]
    assert stored(decision) == [Kept(f"sender {ANN.id}", "n", "", Cell(1))]
    assert follow(rule_set, "a", "b") == [["1"], ["2"]]


def test_a_rule_that_may_not_answer_stores_nothing() -> None:
    """On cooldown, while the owner writes, and where the message comes too late."""
    rule_set = rules("""
        rules: [{cooldown: 1h, do: [{count: sender.n}, {reply: "{{ memory.sender.n }}"}]}]
    """)
    assert follow(rule_set, "签到", "签到") == [["1"], []]
    event = says("hi")
    memory = Memory().applied([OwnerWrote(event.chat.id, NOW_S - 60)])
    decision = decide(rule_set, event, memory, NOW_S, 1)
    assert (decision.taken[0].suppressed, stored(decision)) == ("handover", [])
    late = decide(rule_set, event, Memory(), NOW_S, 1, withheld="max_age")
    assert stored(late) == []


SILENT = rules("""
    rules:
      - {name: 静, when: 静, silent: true, do: [{count: everyone.n}]}
      - {name: 数, when: 数, do: [{count: everyone.n}]}
      - {name: 签, when: 签, cooldown: 1h, silent: true, do: [{count: everyone.n}]}
      - {name: 错, when: 错, silent: true, do: [{count: {everyone.n: "{{ 1 // 0 }}"}}],
         on_error: [{set: {everyone.bad: true}}]}
""")


@pytest.mark.parametrize("text", ["静", "数"])
def test_a_silent_rule_stores_whatever_manners_say(text: str) -> None:
    """Nobody is answered, so there is nothing that manners could forbid."""
    event = says(text)
    memory = Memory().applied([OwnerWrote(event.chat.id, NOW_S - 60)])
    decision = decide(SILENT, event, memory, NOW_S, 1, withheld="max_age")
    assert (decision.rule, decision.replies) == (text, ())
    assert values(decision) == {"n": 1}


def test_a_silent_rule_may_rest() -> None:
    """Its cooldown begins when it has done something."""
    first = answer(SILENT, says("签"))
    assert values(first) == {"n": 1}
    memory = Memory().applied(first.changes)
    second = decide(SILENT, says("签"), memory, NOW_S + 60, 1)
    assert (second.rule, second.taken[0].suppressed, values(second)) == ("签", "cooldown", {})


def test_a_rule_that_answers_only_when_it_fails_minds_manners() -> None:
    """Nothing may be said while the owner writes, so nothing of it is done; else it rests too."""
    rule_set = rules("""
        rules: [{name: 记, cooldown: 1h, do: [{count: {sender.n: "{{ message.text }}"}}],
                 on_error: [{reply: 要数字}]}]
    """)
    event = says("x")
    assert texts(rule_set, event) == ["要数字"]
    memory = Memory().applied([OwnerWrote(event.chat.id, NOW_S - 60)])
    decision = decide(rule_set, event, memory, NOW_S, 1)
    assert (decision.replies, decision.taken[0].suppressed) == ((), "handover")
    done = answer(rule_set, says("5"))
    assert values(done) == {"n": 5}
    again = decide(rule_set, says("5"), Memory().applied(done.changes), NOW_S + 60, 1)
    assert again.taken[0].suppressed == "cooldown"


def test_defaults_make_no_silent_rule_rest() -> None:
    """They say how often rules answer, and it never does."""
    rule_set = rules("""
        defaults: {cooldown: 1h}
        rules: [{continue: true, do: [{count: everyone.n}]}, {when: 几次, reply: "x"}]
    """)
    assert [rule.claims == () for rule in rule_set.rules] == [True, False]


def test_failing_action_says_where_and_what_was_done_before_stands() -> None:
    """As with replies; `on_error` may store something too."""
    decision = answer(SILENT, says("错"))
    assert values(decision) == {"bad": True}
    where = "do[1].count: the template fails: integer division or modulo by zero"
    assert decision.error == where
    rule_set = rules("""
        rules:
          - do: [{count: sender.a}, {count: {sender.b: "{{ message.text }}"}}, {reply: 好}]
            on_error: [{reply: "坏 {{ memory.sender.a }}"}]
    """)
    failed = answer(rule_set, says("many"))
    assert [reply.text for reply in failed.replies] == ["坏 1"]
    assert values(failed) == {"a": 1}
    assert failed.error == "do[2].count: sender.b: count wants a number, and got a text"


def test_values_end() -> None:
    """When the time is over they are gone, for conditions and templates alike."""
    rule_set = rules("""
        rules:
          - when: {text: 密码错, memory: {sender.wrong: {at_least: 2}}}
            reply: 锁了
          - {when: 密码错, do: [{count: sender.wrong, expires: 2m}, {reply: 再试}]}
          - {when: 等, reply: "{{ memory.sender.wrong }}"}
    """)
    tried = follow(rule_set, "密码错", "密码错", "密码错", "等", "密码错")
    assert tried == [["再试"], ["再试"], ["锁了"], ["0"], ["再试"]]


def test_wrong_call_of_a_command_stores_nothing() -> None:
    """The usage is told instead, by a silent rule not even that."""
    rule_set = rules("""
        rules:
          - {when: {command: "/加 {n:int}"}, do: [{count: {sender.n: "{{ args.n }}"}}, {reply: 好}]}
          - {when: {command: "/减 {n:int}"}, silent: true, do: [{count: sender.n}]}
    """)
    wrong = answer(rule_set, says("/加 x"))
    assert (len(wrong.replies), stored(wrong)) == (1, [])
    assert values(answer(rule_set, says("/加 5"))) == {"n": 5}
    assert stored(answer(rule_set, says("/减 x"))) == []


def test_equal_conditions_on_memory_may_both_win() -> None:
    """Where something is stored between two rules, the first does not take all of the second."""
    between = """
        rules:
          - {name: 前, when: {memory: {sender.n: {at_least: 2}}}, reply: a}
          - {name: 数, continue: true, do: [{count: sender.n}]}
          - {name: 后, when: {memory: {sender.n: {at_least: 2}}}, reply: b}
    """
    assert rules(between).warnings == ()
    assert follow(rules(between), "a", "b", "c") == [[], ["b"], ["a"]]
    (warning,) = rules(between.replace("continue: true, ", "when: 数, ")).warnings
    assert "后" in str(warning)


def test_work_of_storing_is_counted() -> None:
    """A file can not make one message write without end."""
    paths = ", ".join(f"sender.n{number}" for number in range(700))
    decision = answer(rules(f"rules: [{{do: [{{count: [{paths}]}}, {{reply: 好}}]}}]"), says("a"))
    assert decision.error is not None
    assert "all the work that one message may" in decision.error
    assert len(stored(decision)) == 600


def test_the_owner_has_values_too() -> None:
    """What is set from the file helper under everyone is seen in all chats."""
    rule_set = rules("""
        rules:
          - {when: {chat: filehelper, text: 休假}, do: [{set: {everyone.off: true}}, {reply: 好}]}
          - {when: {memory: {everyone.off: true}}, reply: 休假中}
          - {reply: 在}
    """)
    flip = says("休假", kind=ChatKind.FILEHELPER, from_me=True)
    memory = Memory().applied(answer(rule_set, flip).changes)
    assert texts(rule_set, says("在吗")) == ["在"]
    away = decide(rule_set, says("在吗"), memory, NOW_S, 1)
    assert [reply.text for reply in away.replies] == ["休假中"]


def test_silent_rule_without_anything_to_do_has_nothing_to_rest_from() -> None:
    """As before there is no cooldown without an action."""
    assert "in a silent rule that does nothing" in fault(
        "rules: [{name: a, silent: true, cooldown: 1h}]"
    )


def test_what_comes_behind_a_text_passed_on_sees_what_was_stored_for_it() -> None:
    """The rule that passes it on is over by then, the ones after it are not."""
    rule_set = rules("""
        rules:
          - {when: 记, do: [{count: sender.n}, {reply: 好}]}
          - {when: a, do: [{pass: 记}, {pass: 记}], continue: true}
          - {when: a, reply: "{{ memory.sender.n }} {{ message.text }}"}
    """)
    assert follow(rule_set, "a", "a") == [["好", "好", "2 a"], ["好", "好", "4 a"]]
