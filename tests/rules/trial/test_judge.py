"""What a person is told when a step went another way than expected."""

from __future__ import annotations

import pytest

from responder.memory import Memory
from responder.rules.decision import Decision, Taken
from responder.rules.manners import Forbidden
from responder.rules.steps import Reply
from responder.rules.trial.expected import Expected, Happened, Wanted, Words
from responder.rules.trial.judge import Course, Decided, Unsent, judge
from responder.rules.trial.run import run_trials
from responder.rules.trial.trial import Spot, Step
from tests.rules.rulekit import NOW_S, rules, says
from tests.rules.trial.trialkit import SHOP, failure, played


def test_what_fits_is_no_failure() -> None:
    """Nor is a step that expects nothing in particular."""
    assert played("[{from: 小明, says: 你好, expect: 您好！}, {from: x, says: 你好}]").passed


@pytest.mark.parametrize(
    ("step", "expected", "got"),
    [
        ("says: 你好, expect: 再见", '"再见"', '"您好！" from rule "问好"'),
        ("says: 你好, expect: nothing", "nothing", '"您好！" from rule "问好"'),
        ("says: 再见, expect: 您好", '"您好"', "nothing, for no rule takes it"),
        ("says: 贷款, expect: 您好", '"您好"', 'nothing, for rule "广告" is silent'),
        ("says: 贷款, expect: {rule: none}", "no rule to have it", 'rule "广告" is silent'),
        (
            "says: 地址, expect: 人民路",
            '"人民路"',
            '"人民路" from rule "地址", then "一号"',
        ),
        ("says: 坏, expect: x", '"x"', 'nothing, for rule "坏了" fails: reply: '),
    ],
)
def test_expected_and_got_in_words(step: str, expected: str, got: str) -> None:
    """What was wanted, what happened instead, and whose doing it was."""
    found = failure(f"[{{from: 小明, {step}}}]")
    assert found.expected == expected
    assert got in found.got


def test_why_the_expected_rule_did_not_take_it() -> None:
    """The first condition of it that does not hold, with its line."""
    found = failure("[{from: 小明, says: 暗号, expect: {rule: 老王}}]")
    (why,) = found.why
    line = next(n for n, text in enumerate(SHOP.splitlines(), 1) if "name: 老王" in text)
    assert why.startswith(f'rule "老王" (line {line}): sender: ')
    assert found.rule is None
    assert found.near == ()


def test_why_an_earlier_rule_took_it() -> None:
    """The expected rule would have taken it, had the other one not come first."""
    file = "rules: [{name: a, when: x, reply: y}, {name: b, when: x, reply: z}]\n"
    found = failure("[{from: 小明, says: x, expect: {rule: b}}]", file)
    assert found.why == ('rule "b" (line 1) would take it, but rule "a" (line 1) comes first',)
    assert (found.rule, found.replies) == ("a", ("y",))


def test_a_rule_in_shadow_has_no_part_in_anything() -> None:
    """Which is said, for its conditions hold."""
    file = "rules: [{name: a, shadow: true, when: x, reply: y}]\n"
    found = failure("[{from: 小明, says: x, expect: {rule: a}}]", file)
    assert found.why == ('rule "a" (line 1) only watches (`shadow: true`)',)


def test_what_came_near_where_no_rule_was_named() -> None:
    """Rules whose words fit, each with what did not hold."""
    found = failure("[{from: 小明, group: 客户群, says: 价格, expect: 3500}]")
    assert found.why == ()
    (near,) = found.near
    assert near.startswith('rule "报价" (line ')
    assert ": chat: " in near


def test_the_whole_text_that_was_wanted_is_kept() -> None:
    """For a comparison, where nothing else is asked of the only reply."""
    assert failure("[{from: 小明, says: 你好, expect: 再见}]").wanted == "再见"
    assert failure("[{from: 小明, says: 你好, expect: [再见, x]}]").wanted is None
    assert failure("[{from: 小明, says: 你好, expect: {reply: {contains: x}}}]").wanted is None
    assert failure("[{from: 小明, says: 你好, expect: nothing}]").wanted is None


def test_nothing_happens_while_time_passes() -> None:
    """Unless something waits; so a reply that is expected then does not come."""
    found = failure("[{wait: 5m, expect: 早上好}]")
    assert (found.expected, found.got, found.why, found.rule) == ('"早上好"', "nothing", (), None)


def course(taken: Taken, *sent: Happened, unsent: tuple[Unsent, ...] = ()) -> Course:
    """What one rule made of a message."""
    decision = Decision("1", (taken,), claimed=True)
    return Course((Decided(says("你好"), Memory(), NOW_S, decision),), sent, unsent)


def got(happened: Course) -> str:
    """How it is told when something else was expected."""
    never = Expected(replies=(Wanted(None, Words(equals="never")),))
    step = Step(1, Spot("f", 1, 1), "", "t", expected=never)
    found = judge(rules(SHOP), step, happened)
    assert found is not None
    return found.got


def test_a_rule_that_may_not_answer_says_why() -> None:
    """Its cooldown or limit, or a manner, by the key and in words."""
    resting = Taken("问好", suppressed="cooldown", suppressed_why="the rule rests")
    told = 'nothing, for rule "问好" may not answer now (cooldown: the rule rests)'
    assert got(course(resting)) == told


def test_replies_that_never_left_are_told() -> None:
    """Whether or not another one did, with what kept them back."""
    taken = Taken("问好", replies=(Reply("a", "问好", "do[1]"), Reply("b", "问好", "do[2]")))
    unsent = (Unsent("问好", "b", Forbidden("max_wait", "too long")),)
    end = '; "b" never left (max_wait: too long)'
    assert got(course(taken, Happened("问好", "a"), unsent=unsent)) == f'"a" from rule "问好"{end}'
    assert got(course(taken, unsent=unsent)) == f'nothing, for rule "问好" has it{end}'


def test_rule_that_stepped_aside_says_why() -> None:
    """It would have taken the message, but it rests and lets later rules try."""
    file = """
        rules:
          - {name: a, when: x, cooldown: 1h, otherwise: next, reply: y}
          - {name: b, when: x, reply: z}
    """
    step = "{from: 小明, says: x, expect: {rule: a}}"
    assert failure(f"[{step}, {step}]", file).why == (
        'rule "a" (line 3): cooldown: the rule rests for 1h after each answer',
    )


def test_what_happened_while_time_passed_is_told() -> None:
    """A burst that was decided in it, by the rule that has it."""
    file = "limits: {collect: 5s}\nrules: [{name: a, when: x, reply: y}]\n"
    found = failure("[{from: 小明, says: x}, {wait: 1m, expect: {rule: a, reply: z}}]", file)
    assert (found.got, found.rule) == ('"y" from rule "a"', "a")


def test_a_failure_behind_a_reply_is_told() -> None:
    """The first reply came, the second could not be written."""
    file = """
        rules:
          - name: a
            when: {text: {regex: 'x(?P<n>1)?'}}
            do: [{reply: b}, {reply: "{{ match.n }}"}]
    """
    found = failure("[{from: 小明, says: x, expect: [b, c]}]", file)
    assert found.got == '"b" from rule "a"'
    assert found.why[0].startswith('rule "a" fails: do[2].reply')


FAILING = """
    rules:
      - {name: a, when: x, reply: "{{ 1 // 0 }}"}
      - {name: b, when: y, do: [{reply: 一}, {reply: "{{ 1 // 0 }}"}]}
      - {name: c, when: z, reply: "{{ 1 // 0 }}", on_error: [{reply: 请稍后}]}
      - {name: d, shadow: true, reply: "{{ 1 // 0 }}"}
      - {name: e, reply: 在}
"""


@pytest.mark.parametrize(
    "step", ["says: x, expect: {rule: a}", "says: x, expect: nothing", "says: y, expect: 一"]
)
def test_nobody_expects_a_reply_that_fails(step: str) -> None:
    """Not by the rule's name, nor by what came before it."""
    found = failure(f"[{{from: 小明, {step}}}]", FAILING)
    assert found.why[0].endswith("the template fails: integer division or modulo by zero")


def test_failure_that_the_rule_answers_is_no_surprise() -> None:
    """`on_error` is the author's own word for it, and a rule in shadow answers nobody."""
    steps = "[{from: 小明, says: z, expect: 请稍后}, {from: 小明, says: 别的, expect: 在}]"
    assert played(steps, FAILING).passed


EXCUSED = """
    rules:
      - {name: 等, when: 等, reply: "{{ 1 // 0 }}", on_error: [{wait: 5s}, {reply: 晚了}]}
      - {name: 记, when: 记, reply: "{{ 1 // 0 }}", on_error: [{count: sender.n}]}
      - {name: 问, when: 问, reply: "{{ 1 // 0 }}", on_error: [{pass: 在}]}
      - {name: 查, when: 查, do: [{reply: "{{ 1 // 0 }}", on_error: [{set: {sender.n: 1}}]}]}
      - name: 再查
        when: 再查
        do: [{fetch: "https://a.example"}]
        on_error: [{fetch: {url: "https://b.example", as: b}}, {reply: "{{ b }}"}]
      - {name: 错, when: 错, reply: "{{ 1 // 0 }}", on_error: [{set: {sender.n: "{{ 1 // 0 }}"}}]}
      - {name: 在, when: 在, reply: 在的}
"""


@pytest.mark.parametrize(
    "step",
    [
        "says: 等, expect: 晚了",
        "says: 记, expect: nothing",
        "says: 记, expect: {memory: {sender.n: 1}}",
        "says: 问, expect: 在的",
        "says: 查, expect: {memory: {sender.n: 1}}",
        "says: 再查, expect: b",
    ],
)
def test_whatever_on_error_does_is_its_say(step: str) -> None:
    """It may wait, ask, remember or pass the text on before it says anything, if it ever does."""
    head = "fetches: {'https://a.example': {status: 500}, 'https://b.example': {text: b}}"
    assert played(f"[{{from: 小明, {step}}}]", EXCUSED, head).passed


def test_on_error_that_fails_has_no_say() -> None:
    """Nobody hears of either failure, so the test does."""
    found = failure("[{from: 小明, says: 错, expect: nothing}]", EXCUSED)
    assert "; then on_error[1].set: " in found.got


def test_a_failure_is_that_of_the_rule_that_failed() -> None:
    """Not of the one that the text was passed on to, nor of a later moment."""
    found = failure("[{from: 小明, says: 问, expect: 不在}]", EXCUSED)
    assert found.why[0].startswith('rule "问" fails: reply: ')
    found = failure("[{from: 小明, says: 等, expect: 早}]", EXCUSED)
    assert found.why[0].startswith('rule "等" fails: reply: ')


def test_a_rule_is_judged_by_what_it_saw() -> None:
    """What was stored meanwhile, by a rule before or behind it, is no reason."""
    file = """
        rules:
          - {name: a, when: {memory: {sender.n: 2}}, reply: x}
          - {name: b, continue: true, do: [{count: sender.n}]}
          - {name: c, when: {memory: {sender.n: 2}}, reply: y}
          - {name: d, do: [{count: {sender.n: 5}}, {reply: z}]}
    """
    found = rules(f"""{file}
        tests:
          - {{steps: [{{from: 小明, says: x, expect: {{rule: a}}}}]}}
          - {{steps: [{{from: 小明, says: x, expect: {{rule: c}}}}]}}
    """)
    reasons = [one.failure.why for one in run_trials(found, found.trials) if one.failure]
    assert reasons == [
        ('rule "a" (line 3): memory: sender.n is nothing, not "2"',),
        ('rule "c" (line 5): memory: sender.n is 1, not "2"',),
    ]
