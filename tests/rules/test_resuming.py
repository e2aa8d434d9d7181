"""Going on with what waits, as a decision."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from responder.memory import Memory, OwnerWrote, Replied
from responder.rules import runs
from responder.rules.decide import decide
from responder.rules.resuming import ended, orphaned, reply_to, resume
from responder.rules.runs import TRIES_MAX
from responder.rules.waiting import PER_TALK_MAX, Drop, Put, Waiting, applied
from responder.rules.work import SpentError
from tests.rules.rulekit import ANN, BOB, CLIENTS, NOW_S, rules, says

if TYPE_CHECKING:
    import pytest

    from responder.models import Event
    from responder.rules.decision import Decision
    from responder.rules.ruleset import RuleSet

RULES = rules("""
    limits: {same_text: 60s}
    rules:
      - name: 两步
        when: {text: {starts_with: 介绍}}
        cooldown: 1h
        do: [{count: sender.n}, {reply: 一}, {wait: 3s}, {count: sender.n}, {reply: 二}]
      - {name: 停, when: 停, do: [{wait: 3s}, {reply: "{{ 1 // 0 }}"}], on_error: [{reply: 糟}]}
      - {name: 糟, when: 糟, do: [{reply: "{{ 1 // 0 }}"}], on_error: [{wait: 2s}, {reply: 糟}]}
      - {name: 末, when: 末, do: [{reply: 一}, {wait: 3s}]}
""")


def begun(text: str, rule_set: RuleSet = RULES) -> tuple[Decision, Memory]:
    """A message decided, with the memory afterwards."""
    decision = decide(rule_set, says(text), Memory(), NOW_S, 1)
    return decision, Memory().applied(decision.changes)


def only(decision: Decision) -> Waiting:
    """What it lets wait."""
    (put,) = [turn for turn in decision.turns if isinstance(turn, Put)]
    return put.waiting


def said(decision: Decision) -> list[str]:
    """What it replies."""
    return [reply.text for reply in decision.replies]


def test_a_pause_parts_an_answer() -> None:
    """What stands behind it comes when it is over, and builds on what was stored before."""
    first, memory = begun("介绍")
    assert said(first) == ["一"]
    one = only(first)
    assert (one.place, one.due_s, one.run.path) == ("do[3].wait", NOW_S + 3, (3,))
    second = resume(RULES, one, memory, one.due_s, 1)
    assert said(second) == ["二"]
    assert second.replies[0].place == "do[5].reply"
    assert second.turns == (Drop(one.key),)
    values = memory.applied(second.changes).values["sender ann", "n"]
    assert values[""].value == 2


def test_what_failed_after_a_pause_is_told_by_on_error() -> None:
    """As it would be without the pause."""
    first, memory = begun("停")
    second = resume(RULES, only(first), memory, NOW_S + 3, 1)
    assert said(second) == ["糟"]
    assert second.error is not None
    assert second.error.startswith("do[2].reply: ")


def test_on_error_pauses_too() -> None:
    """And goes on where it stood, not where `do` did."""
    first, memory = begun("糟")
    one = only(first)
    assert (one.run.part, one.run.path) == ("on_error", (1,))
    assert said(resume(RULES, one, memory, NOW_S + 2, 1)) == ["糟"]


def test_a_pause_at_the_end_is_none() -> None:
    """Nobody waits for nothing."""
    first, _ = begun("末")
    assert first.turns == ()


def test_manners_keep_back_single_texts_of_a_step() -> None:
    """What was said in the chat a moment ago is not said again."""
    first, memory = begun("介绍")
    one = only(first)
    second = resume(RULES, one, memory, one.due_s, 1)
    third = resume(RULES, one, memory.applied(second.changes), one.due_s, 1)
    assert said(third) == []
    assert third.main is not None
    assert [kept.why.key for kept in third.main.kept_back] == ["same_text"]


def test_a_shadow_rule_lets_nothing_wait() -> None:
    """It only says that it would."""
    rule_set = rules("""
        rules: [{name: 影, shadow: true, do: [{reply: 一}, {wait: 1s}, {reply: 二}]}]
    """)
    first, _ = begun("x", rule_set)
    assert first.turns == ()
    assert first.taken[0].turns


def test_a_pause_is_drawn_from_its_range() -> None:
    """The same for the same message, another one for another."""
    rule_set = rules("rules: [{name: 抽, do: [{wait: 1s..5s}, {reply: 二}]}]")

    def pause_s(event: Event) -> float:
        return only(decide(rule_set, event, Memory(), NOW_S, 1)).due_s - NOW_S

    drawn = [pause_s(says("x", event_id=str(number))) for number in range(20)]
    assert pause_s(says("x", event_id="3")) == drawn[3]
    assert len(set(drawn)) == 20
    assert all(1 <= one <= 5 for one in drawn)


def test_the_claim_stands_while_a_run_waits() -> None:
    """A rule that has not said anything yet rests all the same."""
    rule_set = rules("""
        rules: [{name: 歇, cooldown: 1h, do: [{wait: 1s}, {reply: 二}]}]
    """)
    _, memory = begun("x", rule_set)
    again = decide(rule_set, replace(says("x"), id="2"), memory, NOW_S + 1, 1)
    assert again.main is not None
    assert again.main.suppressed == "cooldown"


def test_a_run_that_can_not_go_on_says_why() -> None:
    """It waits no more, and nothing is said."""
    first, _ = begun("介绍")
    one = only(first)
    decision = ended(one, "reload", "the rule is gone")
    assert decision.turns == (Drop(one.key),)
    assert decision.main is not None
    assert decision.main.suppressed_why == "do[3].wait: the rule is gone"


REMIND = rules(r"""
    timezone: Asia/Shanghai
    rules:
      - name: 提醒
        when: {text: {regex: '^(?P<n>\S+)后(?P<what>.+)'}}
        do:
          - later:
              id: "{{ match.what }}"
              in: "{{ match.n }}"
              do: [{reply: "{{ match.what }}"}, {wait: 3s}, {reply: "{{ now.time }}"}]
          - reply: 好
      - {name: 错, when: 错, do: [{later: {in: 1h, do: [{reply: "{{ 1 // 0 }}"}]}}],
         on_error: [{reply: 糟}]}
      - {name: 不用, when: {text: {starts_with: 不用}}, do: [{cancel: "{{ match.rest }}"}]}
""")


def test_something_is_done_later_while_the_rule_goes_on() -> None:
    """With pauses of its own, and the time it is then."""
    first, memory = begun("10m后喝水", REMIND)
    assert said(first) == ["好"]
    one = only(first)
    assert (one.due_s, one.place, one.run.path) == (NOW_S + 600, "do[1].later", (0, 0))
    second = resume(REMIND, one, memory, one.due_s, 1)
    assert [reply.place for reply in second.replies] == ["do[1].later[1].reply"]
    pause = only(second)
    assert (pause.place, pause.run.path) == ("do[1].later[2].wait", (0, 2))
    third = resume(REMIND, pause, memory, pause.due_s, 1)
    assert said(third) == ["10:10"]
    assert third.turns == (Drop(pause.key),)


def test_the_same_id_takes_the_place_of_the_one_before() -> None:
    """Of the same person in the same chat; another one has ids of his own."""
    (mine, again, others) = (
        only(decide(REMIND, event, Memory(), NOW_S, 1)).key
        for event in (
            says("10m后喝水"),
            says("2h后喝水", event_id="2"),
            says("10m后喝水", sender=BOB),
        )
    )
    assert mine == again != others
    cancelled = decide(REMIND, says("不用喝水"), Memory(), NOW_S, 1)
    assert Drop(mine) in cancelled.turns


def test_a_time_that_is_none_is_an_action_that_fails() -> None:
    """What stands before it was done, and the log says why."""
    first, _ = begun("一会儿后喝水", REMIND)
    assert said(first) == []
    assert first.error == 'do[1].later: expected a duration such as 5m, 4h or 1d, got "一会儿"'


def test_what_fails_later_is_told_by_on_error() -> None:
    """Then, not now."""
    first, memory = begun("错", REMIND)
    assert first.error is None
    second = resume(REMIND, only(first), memory, NOW_S + 3600, 1)
    assert (said(second), (second.error or "")[:22]) == (["糟"], "do[1].later[1].reply: ")


def test_nobody_lets_too_much_wait() -> None:
    """One more fails; what takes the place of another does not."""
    first, _ = begun("10m后喝水", REMIND)
    one = only(first)
    waits = {str(number): replace(one, key=str(number)) for number in range(PER_TALK_MAX)}
    full = decide(REMIND, says("10m后喝水"), Memory(), NOW_S, 1, waits=waits)
    assert full.error == "do[1].later: too much waits already"
    waits[one.key] = waits.pop("0")
    assert decide(REMIND, says("2h后喝水"), Memory(), NOW_S, 1, waits=waits).error is None


BOOK = rules(r"""
    rules:
      - name: 预约
        when: {chat: any, text: 预约}
        do:
          - ask:
              - {save: day, prompt: 哪一天？, accept: {regex: '日'}, retry: [请写日期, 写日期]}
              - {save: phone, prompt: "{{ answers.day }}，手机号？"}
            on_timeout: [{reply: 超时了}, {set: {sender.late: yes}}]
          - set: {sender.day: "{{ answers.day }}"}
          - wait: 3s
          - reply: "{{ answers.day }} {{ answers.phone }}"
      - name: 坏
        when: 坏
        do: [{ask: [{save: a, prompt: 问}, {save: b, prompt: "{{ 1 // 0 }}"}]}]
        on_error: [{reply: 糟}]
""")


def replied(waiting: Waiting, text: str, memory: Memory | None = None) -> Decision:
    """What an answer leads to."""
    event = says(text, event_id="8")
    return reply_to(BOOK, waiting, event, memory or Memory(), NOW_S + 5, seed=1)


def test_a_dialogue_goes_from_question_to_question() -> None:
    """With the answers so far, and on behind it with a pause."""
    first, memory = begun("预约", BOOK)
    assert said(first) == ["哪一天？"]
    one = only(first)
    assert (one.question, one.tries, one.due_s) == (0, 0, NOW_S + 600)
    second = replied(one, "5月3日", memory)
    assert (second.event_id, second.rule, said(second)) == ("8", "预约", ["5月3日，手机号？"])
    two = only(second)
    assert (two.key, two.question, two.run.answers) == (one.key, 1, (("day", "5月3日"),))
    assert two.due_s == NOW_S + 605
    third = replied(two, "138", memory)
    values = Memory().applied(third.changes).values["sender ann", "day"]
    assert (said(third), values[""].value) == ([], "5月3日")
    fourth = resume(BOOK, only(third), memory, NOW_S + 8, 1)
    assert said(fourth) == ["5月3日 138"]
    assert [reply.place for reply in (*first.replies, *second.replies)] == [
        "do[1].ask[1].prompt",
        "do[1].ask[2].prompt",
    ]


def test_what_is_no_answer_is_asked_again_and_given_up() -> None:
    """Each counts as an answer of ours, so two machines are found out by `loop`."""
    first, _ = begun("预约", BOOK)
    one, tries = only(first), 0
    while True:
        decision = replied(one, "不知道")
        tries += 1
        if not any(isinstance(turn, Put) for turn in decision.turns):
            break
        assert said(decision)[0] in {"请写日期", "写日期"}
        assert any(isinstance(change, Replied) for change in decision.changes)
        one = only(decision)
    assert (tries, said(decision)) == (TRIES_MAX, ["超时了"])


def test_an_answer_that_leads_on_is_no_loop() -> None:
    """A form of ten questions is answered within a minute."""
    first, _ = begun("预约", BOOK)
    decision = replied(only(first), "5月3日")
    assert not any(isinstance(change, Replied) for change in decision.changes)


def test_whoever_cancels_is_told_so() -> None:
    """Nothing behind it is done."""
    first, _ = begun("预约", BOOK)
    decision = replied(only(first), "取消")
    assert (said(decision), decision.turns) == (["已取消。"], (Drop(only(first).key),))


def test_nobody_answers_in_time() -> None:
    """What is said then is the end."""
    first, memory = begun("预约", BOOK)
    decision = resume(BOOK, only(first), memory, NOW_S + 600, 1)
    assert (said(decision), decision.turns) == (["超时了"], (Drop(only(first).key),))
    values = Memory().applied(decision.changes).values["sender ann", "late"]
    assert values[""].value == "yes"


def test_while_the_owner_writes_a_dialogue_rests() -> None:
    """The message is nobody else's, and the question stays open."""
    first, memory = begun("预约", BOOK)
    chat_id = only(first).event.chat.id
    memory = memory.applied([OwnerWrote(chat_id, NOW_S)])
    decision = replied(only(first), "5月3日", memory)
    assert decision.main is not None
    assert (decision.main.suppressed, decision.turns) == ("handover", ())


def test_a_question_that_fails_is_told_by_on_error() -> None:
    """And ends the dialogue."""
    first, _ = begun("坏", BOOK)
    decision = replied(only(first), "好")
    assert (said(decision), decision.turns) == (["糟"], (Drop(only(first).key),))
    assert decision.error == ("do[1].ask: the template fails: integer division or modulo by zero")


def test_a_dialogue_whose_rule_is_gone_ends_with_a_sentence() -> None:
    """Whoever answers is not left alone."""
    first, _ = begun("预约", BOOK)
    decision = orphaned(RULES, only(first), says("5月3日", event_id="8"))
    assert (said(decision), decision.turns) == ([RULES.sentences.gone], (Drop(only(first).key),))


def test_an_answer_that_costs_too_much_ends_the_dialogue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is asked for ever because of a pattern that can not be paid."""

    def spent(*_: object) -> None:
        raise SpentError

    first, _ = begun("预约", BOOK)
    monkeypatch.setattr(runs, "hear", spent)
    decision = replied(only(first), "5月3日")
    assert decision.turns == (Drop(only(first).key),)
    assert (decision.error or "").startswith("do[1].ask: ")


def test_the_sentences_of_the_file_are_said_instead() -> None:
    """To whoever ends a conversation, and to whoever answers in one whose rule is gone."""
    rule_set = rules("""
        sentences: {cancelled: Cancelled., gone: That is over.}
        rules: [{name: 问, do: [{ask: [{save: a, prompt: b}]}]}]
    """)
    first, memory = begun("x", rule_set)
    one = only(first)
    event = says("取消", event_id="8")
    waits = {one.key: one}
    decision = reply_to(rule_set, one, event, memory, NOW_S, seed=1, waits=waits)
    assert said(decision) == ["Cancelled."]
    assert said(orphaned(rule_set, one, event)) == ["That is over."]


def test_an_id_may_be_the_chats() -> None:
    """Then another member's takes its place; otherwise each has one of his own."""
    rule_set = rules("""
        rules:
          - name: 会
            when: {chat: group, text: 会}
            do: [{later: {id: 会, per: chat, in: 5m, do: [{reply: 开会}]}}]
          - name: 我
            when: {chat: group, text: 我}
            do: [{later: {id: 我, in: 5m, do: [{reply: 到点}]}}]
          - name: 停
            when: {chat: group, text: {starts_with: 停}}
            do: [{cancel: "{{ match.rest }}"}]
    """)
    waits: dict[str, Waiting] = {}
    for number, (text, who) in enumerate([("会", ANN), ("会", BOB), ("我", ANN), ("我", BOB)]):
        event = says(text, sender=who, group=CLIENTS, event_id=str(number))
        waits = applied(waits, decide(rule_set, event, Memory(), NOW_S, 1, waits=waits).turns)
    assert sorted((one.run.rule, one.event.sender.id) for one in waits.values()) == [
        ("会", "bob"),
        ("我", "ann"),
        ("我", "bob"),
    ]
    for number, text in enumerate(["停会", "停我"]):
        event = says(text, sender=ANN, group=CLIENTS, event_id=f"c{number}")
        waits = applied(waits, decide(rule_set, event, Memory(), NOW_S, 1, waits=waits).turns)
    assert [(one.run.rule, one.event.sender.id) for one in waits.values()] == [("我", "bob")]
