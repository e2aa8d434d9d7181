"""When a rule of `on: schedule` comes."""

from __future__ import annotations

from datetime import time

import pytest

from responder.models import Span
from responder.rules.spec.rule import RuleSpec
from tests.rules.rulekit import fault, tree


def _spec(text: str) -> RuleSpec:
    return RuleSpec.model_validate(tree(f"{{on: schedule, silent: true, {text}}}"))


def test_each_way_to_say_when() -> None:
    """Times of the day come in order; a bare jitter begins at nothing."""
    assert _spec("every: 30m").every == 1800
    assert _spec('cron: "0  9 * * mon-fri"').cron == "0 9 * * mon-fri"
    assert _spec("at: 09:00").at == (time(9),)
    assert _spec("at: [17:30, 09:00, 9:00:30]").at == (time(9), time(9, 0, 30), time(17, 30))
    assert _spec("every: 1h, jitter: 5m").jitter == Span(0, 300)
    assert _spec("every: 1h, jitter: 1m..5m").jitter == Span(60, 300)


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ("every: 30", "every: expected a duration such as 30m, from 1s to a year, got"),
        ("every: 500ms", "every: expected a duration such as 30m, from 1s to a year"),
        ("every: 400d", "every: expected a duration such as 30m, from 1s to a year"),
        ("cron: 61 * * * *", "cron: expected a cron expression such as"),
        ("cron: 0 0 30 2 *", "cron: expected a cron expression such as"),
        ("at: 9", "at: expected a time such as 09:00"),
        ("at: [09:00, 25:00]", "at: expected a time such as 09:00"),
        ("every: 1h, jitter: 13h", "jitter: expected a duration or range up to 12 hours"),
        ("every: 1h, missed: later", "missed: expected one of its words"),
    ],
)
def test_wrong_times_are_faults(keys: str, message: str) -> None:
    """Each with its place."""
    assert message in fault(f"rules: [{{on: schedule, silent: true, {keys}}}]")
