"""The shape of every condition."""

from __future__ import annotations

from responder.rules.conditions.condition import Condition


def test_the_engine_asks_five_things() -> None:
    """Whoever adds a condition answers these, and the engine asks nothing else."""
    asked = {name for name in vars(Condition) if not name.startswith("_")}
    assert asked == {"key", "gives", "match", "why", "needs"}
