"""Conditions that can use up all the work that one message may cost."""

from __future__ import annotations

import pytest

from responder.rules.review.heavy import IFS_MAX
from tests.rules.review.reviewkit import said, warned

GAP = "'退.{0,100}钱'"


@pytest.mark.parametrize(
    ("when", "field"),
    [
        (f"{{text: {{regex: {GAP}}}}}", "when.text.regex"),
        (f"{{text: {{equals: a, without: {{regex: {GAP}}}}}}}", "when.text.without.regex"),
        (
            f"{{any: [{{text: a}}, {{not: {{text: {{regex: {GAP}}}}}}}]}}",
            "when.any[2].not.text.regex",
        ),
    ],
)
def test_a_heavy_pattern_is_told_of(when: str, field: str) -> None:
    """With its place, what comes of it and the way out."""
    (only,) = warned(f"rules: [{{name: r, when: {when}, reply: a}}]")
    assert only.field == field
    assert only.message == (
        'a long message may spend all of its work on "退.{0,100}钱"; '
        "then no later rule is looked at"
    )
    assert only.hint == "repeat less: .* costs less than .{0,30}"


@pytest.mark.parametrize(
    "pattern", ["退.*钱", "退.{0,9}钱", r"订单\d{10,20}", r"^.{0,100}$", "订单号{10,20}"]
)
def test_a_light_pattern_is_not(pattern: str) -> None:
    """Nor one that is counted without harm."""
    assert said(f"rules: [{{when: {{text: {{regex: '{pattern}'}}}}, reply: a}}]") == []


def test_a_heavy_pattern_of_many_rules_is_told_of_once() -> None:
    """And not where the rule is switched off."""
    rule = f"{{when: {{text: {{regex: {GAP}, shorter_than: N}}}}, reply: a}}"
    rules = ", ".join(rule.replace("N", str(n)) for n in range(10, 13))
    assert len(said(f"rules: [{rules}]")) == 1
    off = rule.replace("reply", "enabled: false, reply").replace("N", "9")
    assert said(f"rules: [{off}]") == []


def test_many_ifs_are_told_of() -> None:
    """Once, at the first that is too much; a text or name beside them keeps most away."""

    def told(count: int, beside: str = "") -> list[str]:
        rules = (f"- {{when: {{if: now.hour < {n}{beside}}}, reply: a}}\n" for n in range(count))
        return [one for one in said("rules:\n" + "".join(rules)) if "few hundred" in one]

    assert told(IFS_MAX) == []
    (only,) = told(IFS_MAX + 1)
    assert f"one of {IFS_MAX + 1} rules whose `if` every message is asked" in only
    assert told(IFS_MAX + 1, ", sender: {contains: 王}") == []
    assert told(IFS_MAX + 1, ", text: {contains: 王}") == []
