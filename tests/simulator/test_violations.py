"""The list of what clients did wrong."""

from __future__ import annotations

from responder.simulator import violations
from responder.simulator.violations import Level, Violation, Violations


def test_a_violation_is_recorded_with_its_first_time() -> None:
    """A repeat counts up and keeps the time of the first."""
    found = Violations()
    found.add(Level.ERROR, "webwxsync", "sid", "wrong", 1.0)
    found.add(Level.WARNING, "webwxinit", "Referer", "missing", 2.0)
    found.add(Level.ERROR, "webwxsync", "sid", "wrong", 3.0)
    assert found.listed() == [
        Violation(Level.ERROR, "webwxsync", "sid", "wrong", 1.0, 2),
        Violation(Level.WARNING, "webwxinit", "Referer", "missing", 2.0, 1),
    ]


def test_the_list_is_a_snapshot() -> None:
    """What comes later does not appear in a list given before."""
    found = Violations()
    before = found.listed()
    found.add(Level.ERROR, "a", "b", "c", 0.0)
    assert before == []


def test_violations_can_be_forgotten() -> None:
    """And come again afterwards."""
    found = Violations()
    found.add(Level.ERROR, "a", "b", "c", 0.0)
    found.clear()
    assert found.listed() == []
    found.add(Level.ERROR, "a", "b", "c", 5.0)
    assert found.listed()[0].at == 5.0


def test_the_list_is_bounded() -> None:
    """A client that breaks something new every time does not fill the memory."""
    found = Violations()
    for number in range(violations.KINDS_KEPT_MAX + 10):
        found.add(Level.ERROR, "a", "b", str(number), 0.0)
    assert len(found.listed()) == violations.KINDS_KEPT_MAX
