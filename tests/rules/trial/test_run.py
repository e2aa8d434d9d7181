"""Tests carried out: virtual time, seeded chance, a memory of their own."""

from __future__ import annotations

from dataclasses import replace

from responder.models import Rate
from responder.rules.claims import Claim
from responder.rules.trial.run import run_trial, run_trials
from tests.rules.rulekit import rules
from tests.rules.trial.trialkit import SHOP, played, shop, trials

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
    steps = "[{from: a, says: 几点, age: 5m, expect: 2026-05-03 22:30 2026-05-03 22:25}]"
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
    assert "waited too long" in found.got


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
    (trial,) = trials(
        "- steps: [{from: x, says: 你好, expect: 您好！}, {from: y, says: 你好, expect: 您好！},"
        " {from: x, says: 你好, expect: {rule: 问好, reply: nothing}}, {wait: 5m},"
        " {from: x, says: 你好, expect: 您好！}]\n"
    )
    plain = rules(SHOP)
    claim = Claim("cooldown", Rate(1, 60.0))
    resting = replace(
        plain,
        rules=tuple(
            replace(one, claims=(claim,)) if one.name == "问好" else one for one in plain.rules
        ),
    )
    assert [one.passed for one in run_trials(resting, (trial, trial))] == [True, True]
    assert [one.passed for one in run_trials(plain, (trial,))] == [False]


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
