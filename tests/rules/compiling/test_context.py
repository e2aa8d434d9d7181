"""What all rules of a file share while they are compiled."""

from __future__ import annotations

from responder.rules.compiling.context import Context
from tests.rules.rulekit import report


def test_two_files_share_nothing() -> None:
    """What one file's rules use is not used by another's."""
    one, other = Context(report("rules: []")), Context(report("rules: []"))
    one.used.add("list vip")
    assert other.used == set()
    assert one.patterns is not other.patterns
