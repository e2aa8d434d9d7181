"""The schema of cooldowns and limits of rules."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from responder.memory import TIMES_KEPT_MAX
from responder.models import Rate
from responder.rules.claims import Per
from responder.rules.spec.claims import OtherwiseWord
from responder.rules.spec.rule import RuleSpec
from tests.rules.rulekit import tree


def rule(text: str) -> RuleSpec:
    """A rule with these keys."""
    return RuleSpec.model_validate(tree(f"{{when: a, reply: b, {text}}}"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cooldown: 30s", (30.0, Per.SENDER, None)),
        ("cooldown: {for: 4h}", (14_400.0, Per.SENDER, None)),
        ("cooldown: {for: 1d, per: chat}", (86_400.0, Per.CHAT, None)),
        ("cooldown: {for: 1m, per: rule, otherwise: next}", (60.0, Per.RULE, OtherwiseWord.NEXT)),
    ],
)
def test_cooldown(text: str, expected: tuple[float, Per, OtherwiseWord | None]) -> None:
    """A duration alone, or with the one for whom it counts."""
    found = rule(text).cooldown
    assert found is not None
    assert (found.for_, found.per, found.otherwise) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("limit: 3/day", [(Rate(3, 86_400), Per.SENDER)]),
        ("limit: {rate: 10/h, per: chat}", [(Rate(10, 3_600), Per.CHAT)]),
        (
            "limit: [3/day, {rate: 20/day, per: rule}]",
            [
                (Rate(3, 86_400), Per.SENDER),
                (Rate(20, 86_400), Per.RULE),
            ],
        ),
    ],
)
def test_limit(text: str, expected: list[tuple[Rate, Per]]) -> None:
    """One or several, each a rate alone or with the one for whom it counts."""
    found = rule(text).limit
    assert found is not None
    assert [(one.rate, one.per) for one in found] == expected


def test_off_is_none_and_is_said() -> None:
    """So that a default does not count."""
    found = rule("cooldown: off, limit: off")
    assert (found.cooldown, found.limit) == (None, None)
    assert {"cooldown", "limit"} <= found.model_fields_set
    assert "cooldown" not in rule("otherwise: silent").model_fields_set


def test_limit_is_no_larger_than_what_is_remembered() -> None:
    """A larger one could never be counted."""
    assert rule(f"limit: {TIMES_KEPT_MAX}/day").limit
    with pytest.raises(ValidationError, match="as far as rules remember"):
        rule(f"limit: {TIMES_KEPT_MAX + 1}/day")
