"""Decisions."""

from __future__ import annotations

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from responder.memory import Memory
from responder.models import ChatKind, Event, EventKind
from responder.rules.captures import Captures
from responder.rules.decide import TRACE_RULES_MAX, decide, explain, tried
from responder.rules.decision import Considered, Decision
from responder.rules.ruleset import RuleSet
from responder.rules.steps import Reply
from responder.rules.subject import subject_of
from tests.hang import must_end
from tests.rules.rulekit import ANN, BOB, CLIENTS, NOW_S, answer, rules, says, texts, who_answers

SHOP = rules(r"""
    timezone: Asia/Shanghai
    rules:
      - name: 广告
        when: {text: {contains: 贷款}}
        silent: true
      - name: 报价
        when: {text: {contains: [价格, 多少钱]}}
        reply: "{{ sender.name }} 您好，{{ match.keyword }}：3500 元（{{ now.time }}）"
      - name: 查订单
        when: {text: {regex: '订单(?P<id>\d+)'}, sender: 小明}
        do: [{reply: "订单 {{ match.id }}"}, {reply: 请稍等}]
      - name: 群
        when: {group: 客户群, mentioned: true}
        reply: "{{ sender.name }}，请私聊我"
      - name: 图
        when: {type: image}
        reply: 收到图片
      - name: 招呼
        when: [你好, hello]
        reply: [您好, 你好呀, 在的]
""")


def explained(rule_set: RuleSet, event: Event) -> Decision:
    """What the rules decide about an event, and what became of every rule."""
    return explain(rule_set, event, Memory(), NOW_S, 1)


def test_first_match_wins_and_says_why() -> None:
    """The decision has rule, captures, reply, and what became of the rules before."""
    decision = answer(SHOP, says("价格是多少钱"))
    assert decision.rule == "报价"
    assert decision.captures == Captures((("keyword", "价格"),))
    assert decision.replies == (Reply("小明 您好，价格：3500 元（10:00）", "报价", "do[1].reply"),)
    assert decision.trace == (Considered("报价"),)
    assert explained(SHOP, says("价格是多少钱")).trace == (
        Considered("广告", "text", 'the text contains none of "贷款"'),
        Considered("报价"),
    )
    assert (decision.error, decision.taken[0].changes, decision.claimed) == (None, (), True)


def test_silent_rule_claims() -> None:
    """Nobody answers a message that a silent rule has, though a later rule would match."""
    decision = answer(SHOP, says("贷款价格"))
    assert (decision.rule, decision.replies, decision.error) == ("广告", (), None)


def test_actions_reply_in_order() -> None:
    """Several answers are numbered by their place."""
    assert answer(SHOP, says("查订单123")).replies == (
        Reply("订单 123", "查订单", "do[1].reply"),
        Reply("请稍等", "查订单", "do[2].reply"),
    )


def test_nothing_matches() -> None:
    """Without a match there is no rule, no reply, and a reason for every rule."""
    decision = explained(SHOP, says("再见"))
    assert (decision.rule, decision.replies) == (None, ())
    failed = [one.failed for one in decision.trace]
    assert failed == ["text", "text", "text", "chat", "type", "text"]
    assert all(one.reason for one in decision.trace)


def test_first_failed_condition_is_named() -> None:
    """Chat before mention, mention before names, names before text."""
    failed = {one.rule: one.failed for one in explained(SHOP, says("订单1", sender=BOB)).trace}
    assert (failed["查订单"], failed["群"]) == ("sender", "chat")
    in_group = explained(SHOP, says("x", group=CLIENTS))
    assert {one.rule: one.failed for one in in_group.trace}["群"] == "mentioned"


def test_other_events_are_nobodys() -> None:
    """A pat, a recall or a notice is never answered by a rule for messages.

    The time of a schedule is that of one rule, and no other is looked at.
    """
    for kind in EventKind:
        if kind not in {EventKind.MESSAGE, EventKind.SCHEDULE}:
            event = dataclasses.replace(says("你好"), kind=kind)
            decision = explained(SHOP, event)
            assert decision.rule is answer(SHOP, event).rule is None
            assert {one.failed for one in decision.trace} == {"on"}


def test_rules_of_schedules_are_no_candidates_for_messages() -> None:
    """However many there are, nobody's message looks at them."""
    rule_set = rules("""
        rules:
          - {on: schedule, at: "09:00", do: [{send: {to: 老王, text: 早}}]}
          - {name: 话, reply: 好}
    """)
    assert [one.rule for one in answer(rule_set, says("早")).trace] == ["话"]


def test_time_of_a_schedule_is_that_of_one_rule() -> None:
    """The others are no candidates, though they have schedules as well."""
    rule_set = rules("""
        rules:
          - {name: 甲, on: schedule, at: "09:00", do: [{send: {to: 老王, text: 早}}]}
          - {name: 乙, on: schedule, at: "09:00", do: [{send: {to: 老王, text: 好}}]}
    """)
    event = says("")
    chat = dataclasses.replace(event.chat, name="乙")
    event = dataclasses.replace(event, kind=EventKind.SCHEDULE, chat=chat)
    for decided in (answer(rule_set, event), explain(rule_set, event, Memory(), NOW_S, 1)):
        assert [one.rule for one in decided.trace] == ["乙"]


def test_text_is_folded_for_comparing() -> None:
    """Case, width, blanks and my mention make no difference."""
    assert who_answers(SHOP, says(" ＨＥＬＬＯ\u3000")) == "招呼"


def test_answer_of_a_list_is_drawn_for_each_message() -> None:
    """One message always gets the same one; over many all of them occur."""
    drawn = {texts(SHOP, says("你好", event_id=str(number)))[0] for number in range(50)}
    assert drawn == {"您好", "你好呀", "在的"}
    assert texts(SHOP, says("你好")) == texts(SHOP, says("你好"))


def test_seed_changes_the_draw() -> None:
    """Another seed draws differently somewhere."""
    first = [texts(SHOP, says("你好", event_id=str(n)), seed=1) for n in range(20)]
    assert first != [texts(SHOP, says("你好", event_id=str(n)), seed="x") for n in range(20)]


def test_draw_does_not_depend_on_other_rules() -> None:
    """Adding a rule changes no answer of another one."""
    alone = rules("rules: [{name: 招呼, when: 你好, reply: [a, b, c]}]")
    more = rules("rules: [{when: x, reply: [y, z]}, {name: 招呼, when: 你好, reply: [a, b, c]}]")
    for number in range(20):
        event = says("你好", event_id=str(number))
        assert texts(alone, event) == texts(more, event)


def test_text_of_a_stranger_is_never_compiled() -> None:
    """A template in a message or a name is text, wherever it is printed."""
    evil = "{{ 7*7 }}{% for x in range(9) %}x{% endfor %}"
    rule_set = rules(r"""
        rules:
          - when: {text: {regex: '(?P<all>.*)'}}
            reply: "{{ sender.name }}|{{ message.text }}|{{ match.all }}|{{ sender }}"
    """)
    sender = dataclasses.replace(ANN, name=evil)
    assert texts(rule_set, says(evil, sender=sender)) == ["|".join([evil] * 4)]


def test_failed_template_is_recorded_and_sends_nothing() -> None:
    """The rule has the message, there is a reason, and no raw or empty text."""
    rule_set = rules(r"""
        rules: [{name: r, when: {text: {regex: 'a(b)?'}}, reply: "x{{ match[1] }}"}, {reply: y}]
    """)
    decision = answer(rule_set, says("a"))
    assert (decision.rule, decision.replies) == ("r", ())
    assert decision.error == 'reply: the template fails: match has no "1"'


def test_blank_reply_is_recorded() -> None:
    """A text that comes out blank is not sent."""
    rule_set = rules("rules: [{reply: \"{% if message.text == 'x' %}a{% endif %}\"}]")
    assert texts(rule_set, says("x")) == ["a"]
    decision = answer(rule_set, says("y"))
    assert (decision.replies, decision.error) == ((), "reply: the text comes out blank")


def test_trace_is_bounded_and_explain_is_not() -> None:
    """The stored trace keeps the last rules, the explained one all of them."""
    many = "".join(
        f"- {{when: {{text: {{contains: w, longer_than: {number}}}}}, reply: a}}\n"
        for number in range(TRACE_RULES_MAX + 50, 0, -1)
    )
    rule_set = rules(f"rules:\n{many}")
    event = says("ww")
    decision = answer(rule_set, event)
    assert len(decision.trace) == TRACE_RULES_MAX
    assert decision.trace[-1].matched
    explained = explain(rule_set, event, Memory(), NOW_S, 1)
    assert len(explained.trace) == TRACE_RULES_MAX + 50
    assert dataclasses.replace(explained, trace=()) == dataclasses.replace(decision, trace=())


def test_many_rules_are_decided_quickly() -> None:
    """A thousand rules take a fraction of a second (generous here)."""
    many = "".join(f"- {{when: {{text: {{contains: w{n}}}}}, reply: a}}\n" for n in range(1000))
    rule_set = rules(f"rules:\n{many}")
    with must_end():
        answer(rule_set, says("nothing of that" * 200))


WORDS = ["a", "ab", "你好", "价格", "x y"]
conditions = st.one_of(
    st.sampled_from(WORDS).map(lambda word: f"'{word}'"),
    st.sampled_from(WORDS).map(lambda word: f"{{text: {{contains: '{word}'}}}}"),
    st.sampled_from(["[ab]+", "你.", "价格?$"]).map(lambda one: f"{{text: {{regex: '{one}'}}}}"),
    st.sampled_from(["{sender: 小明}", "{sender: Bob}", "{chat: any}", "{chat: group}"]),
    st.sampled_from(["{mentioned: true}", "{group: 客户群}", "{type: image}", "{from_me: true}"]),
)
rule_files = st.lists(conditions, min_size=1, max_size=6).map(
    lambda whens: rules(
        "rules:\n"
        + "".join(
            f"- {{name: r{index}, when: {when}, reply: ['{index}', '{{{{ sender.name }}}}']}}\n"
            for index, when in enumerate(whens)
        )
    )
)
events = st.builds(
    says,
    st.sampled_from([*WORDS, "aab", "@小店 你好", "问价格", "zz"]),
    sender=st.sampled_from([ANN, BOB]),
    kind=st.sampled_from(list(ChatKind)),
    group=st.sampled_from([None, CLIENTS]),
    mentioned=st.booleans(),
    from_me=st.booleans(),
    event_id=st.integers(0, 99).map(str),
)


@given(rule_files, events, st.integers())
def test_decide_is_deterministic(rule_set: RuleSet, event: Event, seed: int) -> None:
    """The same arguments give the same decision, field by field."""
    first = decide(rule_set, event, Memory(), NOW_S, seed)
    assert first == decide(rule_set, event, Memory(), NOW_S, seed)
    assert first.taken == explain(rule_set, event, Memory(), NOW_S, seed).taken


@given(rule_files, events)
def test_first_match_wins_equals_a_naive_loop(rule_set: RuleSet, event: Event) -> None:
    """Asking each rule alone, and taking the first that matches, gives the same rule."""
    subject = subject_of(event)
    naive = [rule.name for rule in rule_set.rules if tried(rule, subject)[0] is None]
    assert answer(rule_set, event).rule == (naive[0] if naive else None)
    alone = [
        rule.name
        for rule in rule_set.rules
        if answer(RuleSet("r", "0", (rule,)), event).rule == rule.name
    ]
    assert alone == naive


@given(st.text(max_size=200), st.text(max_size=40))
def test_any_text_and_name_are_only_data(text: str, name: str) -> None:
    """Whatever a stranger writes or is called, the reply carries it unchanged."""
    rule_set = rules("rules: [{reply: '<{{ message.text }}|{{ sender.name }}>'}]")
    sender = dataclasses.replace(ANN, name=name)
    assert texts(rule_set, says(text, sender=sender)) == [f"<{text}|{name}>"]
