"""Rules of `on: schedule`: when each comes next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from responder.memory import Memory
from responder.rules.decide import decide, explain
from responder.rules.scheduling import (
    BACK_S_MAX,
    key_of,
    left_out,
    login_event,
    missed,
    next_of,
    planned,
    upcoming,
)
from responder.rules.waiting import Cause, Drop, Put, Waiting, applied
from tests.rules.rulekit import ME, NOW_S, rules, says

if TYPE_CHECKING:
    from responder.rules.ruleset import RuleSet
    from responder.rules.waiting import Waits

RULES = rules("""
    timezone: Asia/Shanghai
    rules:
      - {name: 刻, on: schedule, every: 15m, silent: true}
      - {name: 早, on: schedule, at: "09:00", missed: skip, silent: true}
      - {name: 抖, on: schedule, every: 1h, jitter: 10m, silent: true}
      - {name: 关, on: schedule, every: 1h, enabled: false, silent: true}
      - {name: 好, when: 你好, reply: 好}
""")


def plan(
    rule_set: RuleSet = RULES, waits: Waits | None = None, now_s: float = NOW_S
) -> dict[str, Waiting]:
    """What waits after it was planned."""
    return applied(waits or {}, planned(rule_set, waits or {}, now_s, 1))


def test_the_next_time_of_each_schedule_waits() -> None:
    """Of those that are switched on; once planned nothing changes any more."""
    waits = plan()
    assert sorted(one.run.rule for one in waits.values()) == ["刻", "抖", "早"]
    assert waits[key_of("刻")].due_s == NOW_S + 900
    assert waits[key_of("早")].due_s == NOW_S + 23 * 3600
    assert planned(RULES, waits, NOW_S + 100, 1) == ()


def test_what_comes_next_is_told_in_order() -> None:
    """Other things that wait are none."""
    waits = plan()
    other = replace(waits[key_of("刻")], key="x", cause=Cause.LATER, due_s=NOW_S)
    told = upcoming(waits | {"x": other})
    assert [rule for rule, _ in told] == ["刻", "抖", "早"]
    assert told[0] == ("刻", NOW_S + 900)


def test_jitter_is_drawn_for_each_time() -> None:
    """The same for the same time, within its bounds, and it does not add up."""
    one = plan()[key_of("抖")]
    assert NOW_S + 3600 <= one.due_s <= NOW_S + 4200
    assert plan()[key_of("抖")] == one
    after = next_of(RULES, RULES.by_name["抖"], one.due_s, 1, last_s=one.event.time_s)
    assert after.event.time_s == NOW_S + 7200
    assert after.due_s - after.event.time_s != one.due_s - one.event.time_s


def test_an_edit_of_other_keys_moves_nothing() -> None:
    """One of the time begins anew, and what is gone waits no more."""
    waits = plan(now_s=NOW_S - 300)
    edited = rules("""
        timezone: Asia/Shanghai
        rules:
          - {name: 刻, on: schedule, every: 15m, do: [{send: {to: 老王, text: 在}}]}
          - {name: 早, on: schedule, at: "08:00", silent: true}
    """)
    after = plan(edited, waits)
    assert after[key_of("刻")] == waits[key_of("刻")]
    assert after[key_of("早")].due_s == NOW_S + 22 * 3600
    assert Drop(key_of("抖")) in planned(edited, waits, NOW_S, 1)
    assert set(after) == {key_of("刻"), key_of("早")}


def test_a_clock_that_was_wrong_is_noticed() -> None:
    """Set back by a little what comes next stays; set back by much all begins anew."""
    waits = plan()
    assert planned(RULES, waits, NOW_S - BACK_S_MAX, 1) == ()
    turns = planned(RULES, waits, NOW_S - BACK_S_MAX - 1, 1)
    assert sorted(one.waiting.run.rule for one in turns if isinstance(one, Put)) == [
        "刻",
        "抖",
        "早",
    ]


@pytest.mark.parametrize(
    ("rule", "late_s", "why"),
    [
        ("刻", 30, ""),
        ("刻", 11 * 3600, ""),
        ("刻", 13 * 3600, "nobody was there at its time, nor for 12h after it"),
        ("早", 30, ""),
        ("早", 90, "nobody was there at its time"),
    ],
)
def test_what_was_missed_is_made_up_for_or_not(rule: str, late_s: float, why: str) -> None:
    """As its rule says, and not after half a day."""
    one = plan()[key_of(rule)]
    assert missed(RULES.by_name[rule], one, one.due_s + late_s) == why


def test_what_is_left_out_is_told() -> None:
    """Nothing is silently gone."""
    decision = left_out(plan()[key_of("刻")], "nobody was there")
    assert decision.main is not None
    assert (decision.main.rule, decision.main.suppressed) == ("刻", "missed")


def test_a_time_that_has_come_is_one_rules_alone() -> None:
    """Of several schedules, and no message is one."""
    event = plan()[key_of("早")].event
    for deciding in (decide, explain):
        decision = deciding(RULES, event, Memory(), NOW_S, 1)
        assert [one.rule for one in decision.taken] == ["早"]
        assert deciding(RULES, says("你好"), Memory(), NOW_S, 1).rule == "好"
        gone = replace(event, chat=replace(event.chat, name="没有"))
        assert deciding(RULES, gone, Memory(), NOW_S, 1).taken == ()


def test_a_login_has_an_id_of_its_own() -> None:
    """The same for the same login."""
    assert login_event("L1", ME, NOW_S).id == login_event("L1", ME, NOW_S + 9).id == "login L1"
    assert Cause.SCHEDULE in key_of("x")
