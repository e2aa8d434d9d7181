"""The condition `chance`."""

from __future__ import annotations

import dataclasses

from responder.rules.captures import NOTHING
from responder.rules.conditions.chance import ChanceCondition
from responder.rules.draws import Pinned
from tests.rules.rulekit import says
from tests.rules.whenkit import compiled, subject


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
