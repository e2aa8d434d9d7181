"""How it is written when something is done later."""

from __future__ import annotations

import pytest

from responder.rules.spec.later import Missed, after_s
from tests.rules.rulekit import fault


def test_durations() -> None:
    """Nothing is no time at all."""
    assert after_s("5m") == 300
    assert after_s("0s") is None
    assert [one.value for one in Missed] == ["run", "skip"]


@pytest.mark.parametrize(
    ("later", "message"),
    [
        ("{in: 5, do: [{reply: x}]}", "do[1].later.in: expected a duration such as 5m, 4h or 1d"),
        ("{in: 5m, at: '08:00', do: [{reply: x}]}", "do[1].later: expected in or at, got both"),
        ("{do: [{reply: x}]}", "do[1].later: expected in or at, got neither"),
        ("{in: 5m}", "do[1].later: expected what is done then, got nothing"),
        ("{in: 5m, do: []}", "do[1].later.do: expected at least one value, got an empty list"),
        ("{in: 5m, do: [{replyy: x}]}", "do[1].later.do[1].replyy: expected a key known here"),
        ("{in: 5m, do: [{reply: x}], missed: 等}", "do[1].later.missed: expected"),
        ("{after: 5m, do: [{reply: x}]}", "do[1].later.after: expected a key known here"),
        ("5m", "do[1].later: expected a mapping such as {in: 5m, "),
    ],
)
def test_what_is_written_otherwise_is_refused(later: str, message: str) -> None:
    """At its place."""
    assert message in fault(f"rules: [{{name: r, do: [{{later: {later}}}]}}]")
