"""The condition `chance`."""

from __future__ import annotations

import dataclasses
from collections import Counter

import pytest

from responder.rules.captures import NOTHING
from responder.rules.conditions.chance import DRAW_UNITS, ChanceCondition
from responder.rules.draws import Pinned
from responder.rules.work import Work
from tests.rules.rulekit import rules, says, texts
from tests.rules.whenkit import compiled, match, subject


def _held(condition: ChanceCondition, count: int = 400) -> int:
    events = (says("x", event_id=str(number)) for number in range(count))
    return sum(condition.match(subject(event), NOTHING) is not None for event in events)


def test_it_holds_about_as_often_as_asked() -> None:
    """Of 400 messages about 120 are lucky with 0.3, all with 1, none with 0."""
    assert 90 < _held(ChanceCondition(0.3, "r", "when.chance")) < 150
    assert _held(ChanceCondition(1, "r", "when.chance")) == 400
    assert _held(ChanceCondition(0, "r", "when.chance")) == 0


def test_one_message_is_always_alike() -> None:
    """The draw is keyed by message, rule and place, so asking twice changes nothing."""
    event = subject("x")
    condition = ChanceCondition(0.5, "r", "when.chance")
    assert condition.match(event, NOTHING) == condition.match(event, NOTHING)
    places = {
        ChanceCondition(0.5, "r", f"when.any[{n}].chance").match(event, NOTHING) for n in range(30)
    }
    assert places == {NOTHING, None}
    names = {ChanceCondition(0.5, str(n), "when.chance").match(event, NOTHING) for n in range(30)}
    assert names == {NOTHING, None}


def test_a_draw_is_paid_for() -> None:
    """However it ends."""
    event = subject("x")
    ChanceCondition(0, "r", "when.chance").match(event, NOTHING)
    assert event.deciding.left == Work().left - DRAW_UNITS


HALF = "{chance: 0.5}"


@pytest.mark.parametrize(
    ("when", "share"),
    [
        (f"{{chance: 0.5, all: [{HALF}, {HALF}]}}", 1 / 8),
        (f"{{any: [{HALF}, {HALF}]}}", 3 / 4),
        (f"{{all: [{{any: [{HALF}, {HALF}]}}, {{any: [{HALF}, {HALF}]}}]}}", 9 / 16),
        (f"{{not: [{HALF}, {HALF}]}}", 1 / 4),
        (f"{{chance: 0.5, not: {HALF}}}", 1 / 4),
        (f"{{any: [{{all: [{HALF}, {HALF}]}}, {HALF}]}}", 5 / 8),
    ],
)
def test_chances_of_one_rule_are_independent(when: str, share: float) -> None:
    """However they nest, together they hold as often as dice would."""
    events = (says("x", event_id=str(number)) for number in range(1_000))
    held = sum(match(when, event) is not None for event in events)
    assert abs(held / 1_000 - share) < 0.05


def test_answer_is_drawn_apart_from_the_chance_to_give_one() -> None:
    """Those who are lucky get every answer equally often, and each action draws anew."""
    rule_set = rules("rules: [{when: {chance: 0.5}, do: [{reply: [a, b]}, {reply: [a, b]}]}]")
    said = [texts(rule_set, says("x", event_id=str(number))) for number in range(2_000)]
    counts = Counter(map("".join, said))
    assert set(counts) == {"", "aa", "ab", "ba", "bb"}
    assert abs(counts[""] - 1_000) < 100
    assert all(abs(counts[one] - 250) < 70 for one in ("aa", "ab", "ba", "bb"))


def test_draws_stay_while_other_rules_are_edited() -> None:
    """Neither what stands before a rule nor what stands behind it counts, in branches either."""
    picky = "{name: 选, when: {chance: 0.5, any: [{chance: 0.3}, {chance: 0.3}]}, reply: [a, b, c]}"
    alone = rules(f"rules: [{picky}]")
    for edited in (
        f"rules: [{{name: x, when: {{chance: 0.5, text: y}}, reply: [1, 2]}}, {picky}]",
        f"rules: [{picky}, {{name: x, when: {{text: y}}, reply: [1, 2, 3]}}]",
        f"rules: [{{name: x, when: {{type: text}}, rules: [{picky}]}}]",
    ):
        rule_set = rules(edited)
        for number in range(60):
            event = says("x", event_id=str(number))
            assert texts(rule_set, event) == texts(alone, event)


def test_a_test_can_pin_it() -> None:
    """`chance: always` of a test makes every draw end so."""
    condition = ChanceCondition(0.0001, "r", "when.chance")
    lucky = dataclasses.replace(subject("x"), seed=Pinned("t", chance=True))
    assert condition.match(lucky, NOTHING) is NOTHING


def test_place_and_rule_are_those_of_the_file() -> None:
    """Two chances of one rule are drawn apart; the reason says the odds."""
    (top,) = compiled("{chance: 30%}").wants
    assert top == ChanceCondition(0.3, "r", "when.chance")
    (nested,) = compiled("{any: [{chance: 0.5}]}").wants
    assert getattr(nested, "branches", None) == (ChanceCondition(0.5, "r", "when.any[1].chance"),)
    words = top.why(subject("x"), NOTHING)
    assert words == "the draw went against it: it holds 0.3 of the time"
    assert (top.gives, top.needs()) == ((), ())
