"""Runs: what a rule does after it has matched."""

from __future__ import annotations

import dataclasses
import json

from responder.rules.captures import Captures
from responder.rules.runs import start, step
from responder.rules.steps import Reply, Step
from responder.rules.subject import subject_of
from responder.rules.waiting import Run
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


def test_start_notes_everything_a_run_needs() -> None:
    """Rule set, event, rule, place and values are in the run."""
    assert (
        Run(
            rule_set=RULES.hash,
            event_id=SUBJECT.event.id,
            rule="订单",
            path=(0,),
            values=FOUND,
        )
        == RUN
    )


def test_run_is_plain_data() -> None:
    """A run can be stored as JSON and read again."""
    stored = json.loads(json.dumps(dataclasses.asdict(RUN)))
    match = tuple((name, value) for name, value in stored["values"]["match"])
    lists = {name: tuple(stored[name]) for name in ("path", "answers", "loops", "via", "given")}
    again = Run(**{**stored, **lists, "values": Captures(match)})
    assert again == RUN


def test_step_goes_to_the_end() -> None:
    """No action waits for an answer, so one step replies everything and the run is over."""
    done = step(RULES, RUN, SUBJECT)
    assert done == Step((said("订单 5", 1), said("2", 2), said("谢谢", 3)))
    assert done.turns == ()


def test_stored_run_goes_on_where_it_stands() -> None:
    """A run that was taken up again does only what is left."""
    done = step(RULES, dataclasses.replace(RUN, path=(2,)), SUBJECT)
    assert done.effects == (said("谢谢", 3),)


def test_step_is_pure() -> None:
    """The same step gives the same effects."""
    assert step(RULES, RUN, SUBJECT) == step(RULES, RUN, SUBJECT)


def test_run_of_a_rule_that_is_gone_ends() -> None:
    """After a reload without the rule nothing more is sent."""
    done = step(rules("rules: [{name: 其他, reply: a}]"), RUN, SUBJECT)
    assert done == Step(error='there is no rule "订单" any more')


def test_silent_run_has_no_effect() -> None:
    """Nothing to do is done at once."""
    assert step(RULES, start(RULES, RULES.rules[1], SUBJECT.event, Captures()), SUBJECT) == Step()


def test_failing_on_error_says_both() -> None:
    """What went wrong first is not hidden by what goes wrong then."""
    rule_set = rules("""
        rules: [{name: 订单, reply: "{{ 1 // 0 }}", on_error: [{reply: "{{ 'x' * 10**9 }}"}]}]
    """)
    done = step(rule_set, start(rule_set, rule_set.rules[0], SUBJECT.event, Captures()), SUBJECT)
    assert done.effects == ()
    assert done.error is not None
    assert done.error.startswith("reply: the template fails: integer division")
    assert "; then on_error[1].reply: " in done.error


def test_what_fails_is_told_as_it_is_written() -> None:
    """`reply` has no `do` around it; templates of `on_error` are told the same."""
    rule_set = rules("""
        rules:
          - {reply: {parts: [好, "{{ 1 // 0 }}"]}, on_error: [{alert: "{{ error.place }}"}]}
          - {name: 做, do: [{reply: "{{ 1 // 0 }}"}], on_error: [{alert: "{{ error.place }}"}]}
    """)
    for rule, place in zip(rule_set.rules, ("reply", "do[1].reply"), strict=True):
        done = step(rule_set, start(rule_set, rule, SUBJECT.event, Captures()), SUBJECT)
        assert (done.error or "").startswith(f"{place}: ")
        assert done.effects[-1].text == place


def test_wrong_call_of_a_command_gets_its_usage() -> None:
    """Instead of the actions one reply says how the command is written, but not a silent rule."""
    usage = Captures(usage="用法：/天气 <city>")
    done = step(RULES, start(RULES, RULES.rules[0], SUBJECT.event, usage), SUBJECT)
    assert done == Step((Reply("用法：/天气 <city>", "订单", "usage"),))
    assert step(RULES, start(RULES, RULES.rules[1], SUBJECT.event, usage), SUBJECT) == Step()
