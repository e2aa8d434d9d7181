"""What rules remember."""

from __future__ import annotations

from responder.rules.memory import TIMES_KEPT_MAX, Claimed, Memory


def test_new_memory_is_empty() -> None:
    """A decision without memory sees nothing, and two of them are equal."""
    assert Memory() == Memory()
    assert not Memory().claims


def test_changes_make_a_new_memory() -> None:
    """The snapshot that a decision read stays as it was."""
    before = Memory()
    after = before.applied([Claimed("r", "rule", 1.0), Claimed("r", "rule", 2.0)])
    assert after.claims == {("r", "rule"): (1.0, 2.0)}
    assert before == Memory()


def test_memory_is_bounded() -> None:
    """Of one rule and scope only the newest claims are kept."""
    memory = Memory().applied(Claimed("r", "s", float(n)) for n in range(TIMES_KEPT_MAX + 5))
    times = memory.claims["r", "s"]
    assert (len(times), times[0], times[-1]) == (TIMES_KEPT_MAX, 5.0, TIMES_KEPT_MAX + 4.0)
