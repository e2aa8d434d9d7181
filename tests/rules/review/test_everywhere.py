"""Patterns that are found in every message, whatever it says."""

from __future__ import annotations

import pytest

from tests.rules.review.reviewkit import said, warned


@pytest.mark.parametrize(
    "pattern", [r"\d*", "a|", "(订单)?", "[价格]*", "|", "^", "(?:a?b?)*", r"\b|\B", "a{0,3}"]
)
def test_a_pattern_that_may_be_empty_is_told_of(pattern: str) -> None:
    """It is found where nothing of it stands, so the rule takes everything."""
    (only,) = warned(f"rules:\n- name: r\n  when: {{text: {{regex: '{pattern}'}}}}\n  reply: a\n")
    shown = pattern.replace("\\", "\\\\")
    assert only.headline == (
        f'rules.yaml:3:24: rule "r": when.text.regex: "{shown}" is found in every message'
    )
    assert only.hint.startswith("all of it may be left out: write + in place of *")


@pytest.mark.parametrize("pattern", [".*", "(?s)^.*$", "^$", "^[^a]*$", r"\d+", "(?:^|,)a", "a*bc"])
def test_what_is_meant(pattern: str) -> None:
    """Anything at all, nothing at all, or something."""
    assert said(f"rules: [{{name: r, when: {{text: {{regex: '{pattern}'}}}}, reply: a}}]") == []


def test_each_is_told_of_once() -> None:
    """At the first rule that has it, inside of other conditions too."""
    rules = [
        "{name: a, when: {any: [{text: b}, {text: {regex: 'x*'}}]}, reply: a}",
        "{name: b, when: {sender: 小明, text: {regex: 'x*'}}, reply: a}",
        "{name: c, when: {text: {regex: 'y*'}}, enabled: false, reply: a}",
    ]
    only, _ = said(f"rules: [{', '.join(rules)}]")  # and that the second can never win
    assert 'rule "a": when.any[2].text.regex: "x*" is found' in only
