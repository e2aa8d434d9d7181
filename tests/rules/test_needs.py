"""The words in which conditions say what a message must have."""

from __future__ import annotations

from responder.rules.needs import How, Key


def test_keys_are_values() -> None:
    """Two conditions that need the same thing name the same key."""
    assert Key(How.PART, "价格") == Key(How.PART, "价格")
    assert len({Key(How.PART, "a"), Key(How.RAW_PART, "a"), Key(How.PART, "a")}) == 2
