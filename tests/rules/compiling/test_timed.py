"""Rules that nobody's message sets off."""

from __future__ import annotations

from datetime import time

import pytest

from responder.rules.clockwork import Schedule
from tests.rules.rulekit import faults, rules

SEND = "do: [{send: {to: 老王, text: a}}]"


def test_a_schedule_is_compiled() -> None:
    """With what is missed, and only of rules that come by the clock."""
    rule_set = rules(f"""
        rules:
          - {{on: schedule, at: 09:00, missed: skip, {SEND}}}
          - {{when: a, reply: b}}
    """)
    assert rule_set.rules[0].schedule == Schedule(times=(time(9),), skips=True)
    assert rule_set.scheduled == rule_set.rules[:1]
    assert rule_set.rules[1].schedule is None


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (f"on: schedule, {SEND}", "expected one of every, cron, at, got none of them"),
        (f"on: schedule, every: 1h, at: 09:00, {SEND}", "got every and at"),
        ("when: a, every: 1h, reply: b", "expected every only where a rule with `on: schedule`"),
        ("when: a, missed: run, reply: b", "expected missed only where a rule with `on: schedule`"),
        ("on: schedule, every: 1h, reply: b", "expected no answer in a rule with `on: schedule`"),
        ("on: login, reply: b", "expected no answer in a rule with `on: login`"),
        ("on: login, do: [{ask: [{save: a, prompt: b}]}]", "expected no answer in a rule"),
        ("on: login, do: [{pass: a}]", "expected no answer in a rule with `on: login`"),
        ("on: login, do: [{if: 'true', then: [{reply: b}]}]", "do[1].then[1].reply: expected no"),
        ("on: login, do: [{mute: 5m}]", "do[1].mute: expected no mute in a rule with `on: login`"),
        ("on: login, do: [leave]", "do[1]: expected no leave in a rule with `on: login`"),
        (
            "on: login, do: [{send: {to: {group: a}, text: b, mention: true}}]",
            "do[1].send.mention: expected no mention in a rule with `on: login`",
        ),
        ("on: login, do: [{count: sender.a}]", "expected a path of everyone in a rule with"),
        ("on: login, do: [{set: {chat.a: 1}}]", "expected a path of everyone in a rule with"),
        (f"on: login, when: {{sender: 老王}}, {SEND}", "when.sender: expected no sender in a rule"),
        (f"on: login, when: a, {SEND}", "when.text: expected no text in a rule"),
        ("on: login, do: [{alert: '{{ sender.name }}'}]", 'that is known here, got "sender"'),
        ("on: login, do: [{alert: '{{ match.rest }}'}]", 'that is known here, got "match"'),
    ],
)
def test_what_means_nothing_there_is_refused(rule: str, message: str) -> None:
    """There is no chat and nobody who wrote."""
    assert any(message in one.headline for one in faults(f"rules: [{{{rule}}}]"))


def test_conditions_of_the_clock_may_stand() -> None:
    """And what is stored of everybody."""
    rules(f"""
        timezone: Asia/Shanghai
        rules:
          - on: schedule
            every: 1h
            when:
              time: 09:00-18:00
              chance: 0.5
              if: now.hour != 12
              not: {{time: {{days: sun}}}}
            {SEND}
    """)


def test_schedules_are_in_nobodys_way() -> None:
    """Each has times of its own, so none takes anything from another; a nameless one is told."""
    rule_set = rules(f"""
        rules:
          - {{name: 甲, on: schedule, every: 1h, {SEND}}}
          - {{name: 乙, on: schedule, every: 1h, {SEND}}}
          - {{on: schedule, every: 1h, {SEND}}}
          - {{name: 好, when: 你好, reply: b}}
    """)
    assert [one.message for one in rule_set.warnings] == [
        "this rule comes by the clock and has no name"
    ]
