"""Tests carried out: virtual time, seeded chance, a memory of their own."""

from __future__ import annotations

import pytest

from responder.rules.trial.run import run_trial, run_trials
from tests.rules.rulekit import rules
from tests.rules.trial.trialkit import SHOP, failure, played, shop, trials

SLOW = SHOP.replace(
    "{delay: off, per_chat: off, per_account: off}",
    "{delay: 2s, per_chat: 1/10s, per_account: off}",
)


def test_a_test_passes_or_stops_at_its_first_failure() -> None:
    """Later steps are not carried out."""
    steps = (
        "[{from: a, says: 你好, expect: 您好！}, {from: a, says: x, expect: y},"
        " {from: a, says: z, expect: y}]"
    )
    found = played(steps)
    assert found.failure is not None
    assert found.failure.step.number == 2
    assert played("[{from: a, says: 你好, expect: 您好！}]").passed


def test_the_clock_begins_where_the_test_says() -> None:
    """In the zone of the file, and `age` is how long ago the message was written."""
    steps = "[{from: a, says: 几点, age: 2m, expect: 2026-05-03 22:30 2026-05-03 22:28}]"
    assert played(steps, head="at: 2026-05-03 22:30").passed


def test_waiting_moves_the_clock() -> None:
    """And nothing else does where replies leave at once."""
    steps = (
        "[{from: a, says: 几点, expect: {reply: {contains: '10:00'}}}, {wait: 90m},"
        " {from: a, says: 几点, expect: {reply: {contains: '11:30'}}}]"
    )
    assert played(steps).passed


def test_the_clock_runs_until_every_reply_has_left() -> None:
    """Two replies of a step need their delay and the pace of the chat."""
    steps = (
        "[{from: a, says: 地址, expect: [人民路, 一号]}, {wait: 47s},"
        " {from: b, says: 几点, expect: {reply: {contains: '10:00'}}}, {wait: 1s},"
        " {from: c, says: 几点, expect: {reply: {contains: '10:01'}}}]"
    )
    # 2 s of delay, 10 s of pace, 47 s: 59 s have passed, and 2 s more of delay after the question.
    assert played(steps, SLOW).passed


def test_the_delay_is_that_of_the_rule() -> None:
    """A rule's own `delay` counts in place of the file's."""
    file = """
        limits: {per_chat: off}
        timezone: Asia/Shanghai
        rules:
          - {name: slow, delay: 1m, when: 慢, reply: x}
          - {name: 几点, delay: off, when: 几点, reply: "{{ now }}"}
    """
    steps = "[{from: a, says: 慢, expect: x}, {from: a, says: 几点, expect: 2026-11-23 10:01}]"
    assert played(steps, file).passed


def test_a_reply_that_never_leaves_did_not_happen() -> None:
    """As in life it ends as expired, and it is said that there was one."""
    file = "limits: {delay: off, per_chat: 1/1h}\nrules: [{name: r, when: a, reply: b}]\n"
    found = played("[{from: x, says: a, expect: b}, {from: x, says: a, expect: b}]", file).failure
    assert found is not None
    assert found.replies == ()
    end = '"b" never left (max_wait: it could not leave for 10m)'
    assert found.got == f'nothing, for rule "r" has it; {end}'


def test_chance_is_seeded_by_the_name() -> None:
    """The same test goes the same way; another name draws anew."""
    step = "{from: 老王, says: 暗号, expect: {reply: {one_of: [门没锁]}}}"
    rule_set = rules(SHOP)
    outcomes = {}
    for name in "abcdefgh":
        (trial,) = trials(f"- {{name: {name}, steps: [{step}]}}\n")
        first, second = run_trial(rule_set, trial), run_trial(rule_set, trial)
        assert first == second
        outcomes[name] = first.passed
    assert set(outcomes.values()) == {True, False}


def test_chance_can_be_pinned() -> None:
    """`pick` says which of a list, the last where there are not so many."""
    steps = (
        "[{from: 老王, says: 暗号, expect: 门没锁},"
        " {from: 老王, says: 暗号, pick: 1, expect: 请进},"
        " {from: 老王, says: 暗号, pick: 9, expect: 等一下}]"
    )
    assert played(steps, head="pick: 2").passed


def test_the_chance_of_a_condition_can_be_pinned() -> None:
    """`always` and `never`, by the test or the step."""
    file = "rules: [{name: r, when: {text: a, chance: 0.5}, reply: b}]\n"
    steps = "[{from: x, says: a, expect: b}, {from: x, says: a, chance: never, expect: nothing}]"
    assert played(steps, file, head="chance: always").passed


def test_rules_that_let_others_answer_too() -> None:
    """Every reply with its rule, in order."""
    file = """
        rules:
          - {name: a, when: x, reply: y, continue: true}
          - {name: b, when: x, reply: z}
    """
    steps = "[{from: q, says: x, expect: [{rule: a, reply: y}, {rule: b, reply: z}]}]"
    assert played(steps, file).passed
    assert played("[{from: q, says: x, expect: {rule: a}}]", file).passed
    assert not played("[{from: q, says: x, expect: {rule: a, reply: y}}]", file).passed


def test_memory_lasts_for_one_test() -> None:
    """A claim of one step counts in the next one, and not in another test."""
    steps = (
        "[{from: x, says: 你好, expect: 您好！}, {from: y, says: 你好, expect: 您好！},"
        " {from: x, says: 你好, expect: {rule: 问好, reply: nothing}}, {wait: 60s},"
        " {from: x, says: 你好, expect: 您好！}]"
    )
    resting = SHOP.replace("{name: 问好,", "{name: 问好, cooldown: 1m,")
    (trial,) = trials(f"- steps: {steps}\n", resting)
    assert [one.passed for one in run_trials(rules(resting), (trial, trial))] == [True, True]
    assert not played(steps).passed


def manners(limits: str, rule: str = "{name: r, when: {chat: any, text: a}, reply: b}") -> str:
    """A file with these limits, whose replies leave at once unless they say otherwise."""
    return f"""
        timezone: Asia/Shanghai
        limits: {{delay: off, per_chat: off, per_account: off, {limits}}}
        rules: [{rule}]
    """


SAYS = "{from: x, says: a, expect: b}"
SILENT = "{from: x, says: a, expect: {rule: r, reply: nothing}}"


@pytest.mark.parametrize(
    ("limits", "steps"),
    [
        ("handover: 5m", f"{{from_me: true, to: x, says: 我来}}, {SILENT}, {{wait: 5m}}, {SAYS}"),
        ("handover: off", f"{{from_me: true, to: x, says: 我来}}, {SAYS}"),
        ("handover: 5m", f"{{from_me: true, to: y, says: 我来}}, {SAYS}"),
        ("quiet: '09:00-10:30'", f"{SILENT}, {{wait: 30m}}, {SAYS}"),
        ("loop: {replies: 2, mute: 3m}", f"{SAYS}, {SAYS}, {SILENT}, {{wait: 3m}}, {SAYS}"),
        ("same_text: 60s", f"{SAYS}, {SILENT}, {{wait: 1m}}, {SAYS}"),
        ("max_age: 1m", "{from: x, says: a, age: 61s, expect: nothing}, " + SAYS),
        ("per_day: 2", f"{SAYS}, {SAYS}, {SILENT}, {{wait: 24h}}, {SAYS}"),
    ],
)
def test_manners_apply_as_in_life(limits: str, steps: str) -> None:
    """Each suppresses the answer for as long as it says, and the rule has the message."""
    assert played(f"[{steps}]", manners(limits)).failure is None


def test_what_was_written_before_a_restart_is_a_backlog() -> None:
    """Of it `catch_up` says what is answered, and a message without age is as always."""
    down = "{wait: 2h, restart: true}"
    late = "{from: x, says: a, age: 1h"
    old = f"{down}, {late}, expect: b}}, {SAYS}"
    assert played(f"[{old}]", manners("catch_up: all")).passed
    assert played(f"[{down}, {late}}}, {late}, expect: b}}]", manners("catch_up: last")).passed
    assert played(f"[{late}, expect: nothing}}]", manners("catch_up: last")).passed
    silent = f"[{down}, {late}, expect: nothing}}, {SAYS}]"
    assert played(silent, manners("catch_up: none")).passed
    assert not played(f"[{old}]", manners("catch_up: none")).passed


def test_nothing_happens_while_the_program_stands_still() -> None:
    """What was due meanwhile is done after the restart, or not at all where it is to be skipped."""
    rule = "{name: r, when: a, do: [{later: {in: 1h, missed: MISSED, do: [{reply: b}]}}]}"
    steps = "[{from: x, says: a, expect: nothing}, {wait: 3h, restart: true, expect: EXPECTED}]"
    for missed, expected in (("run", "b"), ("skip", "nothing")):
        file = manners("loop: off", rule.replace("MISSED", missed))
        assert played(steps.replace("EXPECTED", expected), file).passed, missed
    again = "[{from: x, says: a}, {restart: true}, {wait: 1h, expect: b}]"
    assert played(again, manners("loop: off", rule.replace("MISSED", "skip"))).passed


def test_long_texts_are_several_replies() -> None:
    """Cut as in life, each at the pace of the chat."""
    file = manners("split: 50", f"{{name: r, when: a, reply: {'一' * 49}。{'二' * 9}。}}")
    steps = "[{from: x, says: a, expect: [{reply: {contains: 一}}, 二二二二二二二二二。]}]"
    assert played(steps, file).failure is None


def test_manners_are_asked_again_when_a_reply_leaves() -> None:
    """A reply whose delay ends in the quiet hours does not leave."""
    slow = "{name: r, when: a, delay: 5m, reply: b}"
    file = manners("quiet: '10:03-11:00'", slow)
    found = played(f"[{SAYS}]", file).failure
    assert found is not None
    assert found.got == (
        'nothing, for rule "r" has it; "b" never left (quiet: it is 10:05, within 10:03-11:00)'
    )


def test_what_never_left_is_given_back() -> None:
    """The cooldown does not begin, and the text may be said."""
    rule = "{name: r, when: a, delay: 5m, cooldown: 12h, reply: b}"
    file = manners("same_text: 12h, quiet: '10:03-11:00'", rule)
    steps = f"[{SILENT}, {{wait: 1h}}, {SAYS}, {SILENT}]"
    assert played(steps, file).failure is None


def test_rule_that_sent_a_part_keeps_its_claim() -> None:
    """One text left, the other did not: the rule has answered."""
    rule = "{name: r, when: a, cooldown: 48h, do: [{reply: b}, {reply: c}]}"
    steps = f"[{SAYS}, {{wait: 25h}}, {SILENT}]"
    assert played(steps, manners("per_day: 1", rule)).failure is None


def test_burst_is_answered_once() -> None:
    """A step without `expect` lets its message wait, one with it waits for the end of the burst."""
    rule = "{name: r, when: {text: {contains_all: [a, b]}}, reply: both}"
    file = manners("collect: 5s", rule)
    steps = "[{from: x, says: a}, {wait: 4s, expect: nothing}, {from: x, says: b, expect: both}]"
    assert played(steps, file).failure is None
    assert played("[{from: x, says: a}, {from: x, says: b}, {wait: 5s, expect: both}]", file).passed
    late = "[{from: x, says: a}, {wait: 5s}, {from: x, says: b, expect: nothing}]"
    assert played(late, file).passed


def test_owner_answers_while_a_burst_waits() -> None:
    """Then the rules keep silent, as in life."""
    file = manners("collect: 5s")
    steps = (
        "[{from: x, says: a}, {from_me: true, to: x, says: 我来},"
        " {wait: 5s, expect: {rule: r, reply: nothing}}]"
    )
    assert played(steps, file).failure is None


def test_delays_of_two_chats_pass_together() -> None:
    """A reply to another chat does not wait for the first one, and they leave in order of time."""
    rule = "{name: r, when: a, delay: 1m, reply: '{{ sender.name }} {{ now }}'}"
    file = manners("collect: 5s", rule)
    steps = (
        "[{from: x, says: a}, {wait: 2s}, {from: y, says: a},"
        " {wait: 10s, expect: [x 2026-11-23 10:00, y 2026-11-23 10:00]},"
        " {from: z, says: a, expect: z 2026-11-23 10:01}]"
    )
    assert played(steps, file).failure is None


def test_conditions_on_what_was_before() -> None:
    """Who never wrote, what was repeated and whether the owner was silent, in one test."""
    file = """
        timezone: Asia/Shanghai
        limits: {handover: off}
        rules:
          - {name: 新, when: {first_contact: true}, reply: 欢迎}
          - name: 复读
            when: {group: 群, repeated: {times: 3, within: 1m, by: different_senders}}
            reply: "{{ message.text }}"
          - {name: 在, when: {owner_silent: 10m}, reply: 稍等}
    """
    steps = """[
        {from: x, says: 你好, expect: 欢迎}, {from: x, says: 你好, expect: 稍等},
        {from_me: true, to: x, says: 在}, {from: x, says: 好, expect: nothing},
        {wait: 10m}, {from: x, says: 好, expect: 稍等},
        {from: a, group: 群, says: +1, expect: nothing}, {from: b, group: 群, says: +1},
        {from: b, group: 群, says: +1, expect: nothing},
        {from: c, group: 群, says: +1, expect: +1}]"""
    assert played(steps, file).failure is None


def test_the_page_of_the_language() -> None:
    """A group is answered only where somebody mentions me."""
    steps = (
        "[{from: 小红, group: 客户群, says: 价格, expect: nothing},"
        " {from: 小红, group: 客户群, mention: true, says: 价格, expect: {rule: 群里}}]"
    )
    assert played(steps).passed


def test_tests_load_with_their_rules() -> None:
    """The rule set of a file has its tests, in order."""
    made = shop(
        "- {name: b, steps: [{from: x, says: 你好, expect: 您好！}]}\n"
        "- {name: a, steps: [{from: x, says: 你好, expect: z}]}\n"
    )
    assert [one.name for one in made.trials] == ["b", "a"]
    assert [one.passed for one in run_trials(made, made.trials)] == [True, False]


def test_what_was_stored_stays_though_the_reply_never_left() -> None:
    """The cooldown is given back, for nobody was answered; counted is counted."""
    file = """
        limits: {delay: off, per_chat: 1/1m, max_wait: 5s}
        rules:
          - {name: 在, when: 在吗, reply: 在}
          - name: 签到
            when: 签到
            cooldown: 1d
            do: [{count: sender.n}, {reply: "第{{ memory.sender.n }}次"}]
        tests:
          - steps:
              - {from: x, says: 在吗, expect: 在}
              - {from: x, says: 签到, expect: {rule: 签到, reply: nothing}}
              - {wait: 2m}
              - {from: x, says: 签到, expect: 第2次}
              - {wait: 2m}
              - {from: x, says: 签到, expect: {rule: 签到, reply: nothing}}
              - {wait: 1d}
              - {from: x, says: 签到, expect: 第3次}
    """
    made = rules(file)
    assert run_trial(made, made.trials[0]).failure is None


PAUSES = """
limits: {delay: off, per_chat: off, per_account: off}
rules:
  - {name: 两步, when: 介绍, do: [{reply: 一}, {wait: 3s}, {reply: 二}]}
  - {name: 错, when: 错, cooldown: 1h, do: [{wait: 3s}, {reply: "{{ 1 // 0 }}"}]}
  - {name: 在, when: 在吗, reply: "{{ now.second }}"}
"""


def test_a_step_lasts_until_its_pauses_are_over() -> None:
    """The clock runs on, and the next message comes after it."""
    steps = "[{from: 小明, says: 介绍, expect: [一, 二]}, {from: 小明, says: 在吗, expect: '3'}]"
    assert played(steps, PAUSES).passed


def test_what_a_run_claimed_is_given_back_when_it_says_nothing() -> None:
    """So the next message is no victim of the rule's cooldown."""
    found = failure("[{from: 小明, says: 错}, {from: 小明, says: 错, expect: 好}]", PAUSES)
    assert "fails: do[2].reply" in found.got


def test_what_is_done_later_happens_while_a_step_waits() -> None:
    """Not in a step of a message, however late that is answered."""
    file = (
        PAUSES
        + """
  - {name: 钟, when: 钟, do: [{later: {in: 2s, do: [{reply: 到了}]}}]}
  - {name: 停, when: 停, do: [{reply: 一}, {wait: 5s}, {reply: 二}]}
"""
    )
    steps = """[{from: 小明, says: 钟, expect: nothing}, {from: 小明, says: 停, expect: [一, 二]},
        {wait: 1s, expect: 到了}, {wait: 1h, expect: nothing}]"""
    assert played(steps, file).passed


def test_dialogues_go_on_from_step_to_step() -> None:
    """Several at once in one group, each with its own questions; they end in steps that wait."""
    file = (
        PAUSES
        + """
  - name: 约
    when: {chat: any, text: 约}
    do:
      - ask: [{save: day, prompt: 哪天}, {save: hour, prompt: "{{ answers.day }}几点"}]
        on_timeout: [{reply: 算了}]
      - reply: "{{ answers.day }}{{ answers.hour }}"
"""
    )
    steps = """[{from: 小明, group: 群, says: 约, expect: 哪天},
        {from: 小红, group: 群, says: 约, expect: 哪天},
        {from: 小红, group: 群, says: 周二, expect: {rule: 约, reply: 周二几点}},
        {from: 小明, group: 群, says: 周一, expect: 周一几点},
        {from: 老王, group: 群, says: 周三, expect: nothing},
        {from: 小明, group: 群, says: 九点, expect: 周一九点},
        {wait: 9m, expect: nothing}, {wait: 2m, expect: 算了},
        {from: 小红, group: 群, says: 十点, expect: {rule: none}}]"""
    assert played(steps, file).passed


def test_a_schedule_that_was_missed_in_a_restart() -> None:
    """It is made up for once, or left out, as its rule says."""
    file = """
    limits: {delay: off, per_chat: off, per_account: off}
    rules:
      - {name: 补, on: schedule, every: 10m, do: [{send: {to: 老王, text: 补}}]}
      - {name: 过, on: schedule, every: 10m, missed: skip, do: [{send: {to: 老王, text: 过}}]}
    """
    wanted = "[{send: {to: 老王, text: 补}}, {send: {to: 老王, text: 过}}]"
    once = "{send: {to: 老王, text: 补}}"
    steps = f"{{wait: 11m, expect: {wanted}}}, {{restart: true, wait: 34m, expect: {once}}}"
    assert played(f"[{steps}, {{wait: 6m, expect: {wanted}}}]", file).passed


COUNTED = """
limits: {delay: off, per_chat: off, per_account: off}
rules:
  - name: 数
    when: 数
    do: [{count: sender.n}, {count: "everyone.of.{{ sender.name }}"}, {push: {chat.list: 甲}}]
  - {name: 忘, when: 忘, do: [{drop: sender.n}]}
"""


def test_what_is_stored_can_be_expected() -> None:
    """Of whoever wrote, of the chat, and of everybody; also together with what is said."""
    steps = """[
      {from: 小明, says: 数, expect: {memory: {sender.n: 1, everyone.of.小明: 1}}},
      {from: 小明, says: 数, expect: {rule: 数, memory: {sender.n: {at_least: 2}}}},
      {from: 小红, says: 数, expect: {memory: {sender.n: 1, chat.list: {contains: 甲}}}},
      {wait: 1m, expect: {memory: {everyone.of.小红: 1}}},
      {from: 小明, says: 忘, expect: {memory: {sender.n: {exists: false}}}},
    ]"""
    assert played(steps, COUNTED).passed


def test_what_is_stored_otherwise_is_told() -> None:
    """With what was expected, and what is there."""
    found = failure("[{from: 小明, says: 数, expect: {memory: {sender.n: 3}}}]", COUNTED)
    assert found.expected == 'sender.n to be "3"'
    assert found.why == ('sender.n is 1, not "3"',)
    both = "[{from: 小明, says: 数, expect: {rule: 数, memory: {sender.n: 3}}}]"
    assert failure(both, COUNTED).expected == 'rule "数" to have it, and sender.n to be "3"'
