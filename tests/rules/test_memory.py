"""Memory of rules."""

from __future__ import annotations

import dataclasses

from responder.rules.memory import Memory


def test_memory_is_a_frozen_value() -> None:
    """Decisions get memory as a value: equal ones are equal, and it can be a key."""
    assert Memory() == Memory()
    assert hash(Memory()) == hash(Memory())
    assert dataclasses.fields(Memory) == ()
