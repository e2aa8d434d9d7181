"""The shape of compiled tests and their results."""

from __future__ import annotations

from responder.rules.trial.trial import Failure, Result, Spot, Step, Trial

SPOT = Spot("rules.yaml", 3, 5)
STEP = Step(1, SPOT, '小明 says "a"', "t")
TRIAL = Trial("t", SPOT, 0.0, (STEP,))


def test_without_a_failure_a_test_passed() -> None:
    """One is enough to fail."""
    assert Result(TRIAL).passed
    assert not Result(TRIAL, Failure(STEP, "nothing", '"a" from rule "b"')).passed
