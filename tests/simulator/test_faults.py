"""When faults strike."""

from __future__ import annotations

from random import Random

import pytest

from responder.simulator.faults import Fault, FaultKind, Faults


def strikes(fault: Fault, calls: int, seed: int = 1, endpoint: str = "webwxsync") -> list[bool]:
    """Which of so many calls are struck."""
    faults, rng = Faults(), Random(seed)
    faults.arm([fault])
    return [bool(faults.due(endpoint, rng)) for _ in range(calls)]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault("webwxsync", FaultKind.EMPTY), [True, False, False, False]),
        (Fault("webwxsync", FaultKind.EMPTY, times=2), [True, True, False, False]),
        (Fault("webwxsync", FaultKind.EMPTY, times=None), [True, True, True, True]),
        (Fault("webwxsync", FaultKind.EMPTY, after_calls=2), [False, False, True, False]),
        (Fault("*", FaultKind.EMPTY, times=3), [True, True, True, False]),
        (Fault("synccheck", FaultKind.EMPTY, times=None), [False] * 4),
        (Fault("webwxsync", FaultKind.EMPTY, times=None, probability=0.0), [False] * 4),
    ],
)
def test_a_fault_strikes_as_often_as_it_says(fault: Fault, expected: list[bool]) -> None:
    """Times, calls left alone first, and which endpoint."""
    assert strikes(fault, 4) == expected


def test_chance_is_seeded() -> None:
    """The same seed strikes the same calls, about as many as the probability says."""
    fault = Fault("webwxsync", FaultKind.EMPTY, times=None, probability=0.3)
    assert strikes(fault, 1000, seed=5) == strikes(fault, 1000, seed=5)
    assert strikes(fault, 1000, seed=5) != strikes(fault, 1000, seed=6)
    assert 250 < sum(strikes(fault, 1000)) < 350


def test_times_count_strikes_not_calls() -> None:
    """With a probability the fault waits for its chance."""
    fault = Fault("webwxsync", FaultKind.EMPTY, times=2, probability=0.2)
    assert sum(strikes(fault, 200)) == 2


def test_several_faults_strike_together_in_order() -> None:
    """And each keeps its own count."""
    faults = Faults()
    faults.arm([Fault("*", FaultKind.EMPTY), Fault("webwxsync", FaultKind.HTML, times=2)])
    assert [f.kind for f in faults.due("webwxsync", Random(1))] == ["empty", "html"]
    assert [f.kind for f in faults.due("webwxsync", Random(1))] == ["html"]
    assert faults.struck == {"empty": 1, "html": 2}


def test_faults_are_listed_and_disarmed() -> None:
    """The list says how often each has struck; the count by kind outlives them."""
    faults = Faults()
    faults.arm([Fault("webwxsync", FaultKind.STATUS, 502)])
    faults.due("webwxsync", Random(1))
    (listed,) = faults.listed()
    assert (listed["endpoint"], listed["kind"], listed["value"]) == ("webwxsync", "status", 502)
    assert listed["struck"] == 1
    faults.clear()
    assert faults.listed() == []
    assert faults.due("webwxsync", Random(1)) == []
    assert faults.struck == {"status": 1}
