"""Runs: what a rule does after it has matched."""

from __future__ import annotations

import dataclasses
import json

from responder.rules.memory import Memory
from responder.rules.runs import Reply, Run, Step, World, start, step
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
WORLD = World(says("订单5"), Memory(), NOW_S, 1)
RUN = start(RULES, RULES.rules[0], WORLD.event, (("0", "订单5"), ("1", "5"), ("id", "5")))


def test_start_notes_everything_a_run_needs() -> None:
    """Rule set, event, rule, place and values are in the run."""
    assert (
        Run(
            rule_set=RULES.hash,
            event_id=WORLD.event.id,
            rule="订单",
            path=(0,),
            values=(("0", "订单5"), ("1", "5"), ("id", "5")),
        )
        == RUN
    )


def test_run_is_plain_data() -> None:
    """A run can be stored as JSON and read again."""
    stored = json.loads(json.dumps(dataclasses.asdict(RUN)))
    again = Run(
        **{
            **stored,
            "path": tuple(stored["path"]),
            "values": tuple(tuple(pair) for pair in stored["values"]),
        }
    )
    assert again == RUN


def test_step_goes_to_the_end() -> None:
    """No action waits for an answer, so one step replies everything and the run is over."""
    done = step(RULES, RUN, WORLD)
    assert done == Step((Reply("订单 5", 0), Reply("2", 1), Reply("谢谢", 2)))
    assert done.run is None


def test_stored_run_goes_on_where_it_stands() -> None:
    """A run that was taken up again does only what is left."""
    done = step(RULES, dataclasses.replace(RUN, path=(2,)), WORLD)
    assert done.effects == (Reply("谢谢", 2),)


def test_step_is_pure() -> None:
    """The same step gives the same effects."""
    assert step(RULES, RUN, WORLD) == step(RULES, RUN, WORLD)


def test_failed_action_ends_the_run_and_says_where() -> None:
    """Effects before the failure stand, those behind it do not happen."""
    values = (("0", "订单0"), ("1", "0"), ("id", "0"))
    done = step(RULES, dataclasses.replace(RUN, values=values), WORLD)
    assert done.effects == (Reply("订单 0", 0),)
    assert done.error == "do[2].reply: the template fails: integer division or modulo by zero"
    assert done.run is None


def test_run_of_a_rule_that_is_gone_ends() -> None:
    """After a reload without the rule nothing more is sent."""
    done = step(rules("rules: [{name: 其他, reply: a}]"), RUN, WORLD)
    assert done == Step(error='there is no rule "订单" any more')


def test_silent_run_has_no_effect() -> None:
    """Nothing to do is done at once."""
    assert step(RULES, start(RULES, RULES.rules[1], WORLD.event, ()), WORLD) == Step()
