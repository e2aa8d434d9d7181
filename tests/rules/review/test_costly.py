"""Patterns for which every message has to be searched."""

from __future__ import annotations

import pytest

from responder.rules.review.costly import SEARCHES_MAX
from tests.rules.review.reviewkit import said, warned

GAP = r"'\d+.*[a-z]'"


def test_a_pattern_with_a_gap_is_told_of() -> None:
    """With its place, the reason and two ways out."""
    (only,) = warned(f"rules:\n- name: r\n  when: {{text: {{regex: {GAP}}}}}\n  reply: a\n")
    assert only.headline == (
        r'rules.yaml:3:24: rule "r": when.text.regex: every message is searched for "\\d+.*[a-z]":'
        " nothing in it must stand in a message letter by letter, and it has a gap of any length"
    )
    assert only.hint == "let it have a text that is in every match, or write `contains:` beside it"


@pytest.mark.parametrize(
    "when",
    [
        r"{text: {regex: '\d{6,}'}}",  # one such costs next to nothing
        r"{text: {regex: '订单.*\d+'}}",
        r"{text: {regex: '^\d+.*[a-z]$'}}",
        r"{text: {regex: '.*\d+.*'}}",
        f"{{text: {{regex: {GAP}, contains: 订单}}}}",
        f"{{text: {{regex: {GAP}}}, sender: 老王}}",
        f"{{text: {{equals: a, without: {{regex: {GAP}}}}}}}",
        f"{{not: {{text: {{regex: {GAP}}}}}}}",
        f"{{all: [{{text: {{regex: {GAP}}}}}, {{text: 订单}}]}}",
    ],
)
def test_what_costs_little(when: str) -> None:
    """A text, a beginning or a name keeps most messages away."""
    assert said(f"rules: [{{when: {when}, reply: a}}]") == []


def test_a_rule_that_is_switched_off_costs_nothing() -> None:
    """It is looked at by nobody."""
    assert said(f"rules: [{{when: {{text: {{regex: {GAP}}}}}, enabled: false, reply: a}}]") == []


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (f"when: {{any: [{{text: 你好}}, {{text: {{regex: {GAP}}}}}]}}", "when.any[2].text.regex"),
        (f"when: {{all: [{{text: {{regex: [{GAP}]}}}}]}}", "when.all[1].text.regex[1]"),
        ("when: {text: {regex: '[0-9].+{{ vars.a }}'}}", ""),
    ],
)
def test_where_it_stands(rule: str, field: str) -> None:
    """In conditions in conditions too; what was filled in is not found, so the rule is named."""
    (only,) = warned(
        f"vars: {{a: '[a-z]'}}\nrules: [{{name: r, {rule}, reply: '{{{{ vars.a }}}}'}}]"
    )
    assert (only.rule, only.field) == ("r", field)


def test_a_pattern_of_a_parent_is_told_of_once_and_there() -> None:
    """Its children have it too, but it stands in the parent."""
    (only,) = warned(f"""
        rules:
          - name: parent
            when: {{text: {{regex: {GAP}}}}}
            rules: [{{name: a, when: {{if: 'now.hour < 12'}}, reply: a}}, {{name: b, reply: b}}]
    """)
    assert (only.rule, only.line) == ("parent", 4)


def test_many_without_a_gap_add_up() -> None:
    """Then each is told of, with their number."""
    patterns = [rf"[a-z]{{{n}}}\d" for n in range(1, SEARCHES_MAX + 2)]
    text = "".join(f"- {{when: {{text: {{regex: '{one}'}}}}, reply: a}}\n" for one in patterns)
    found = said(f"rules:\n{text}")
    assert len(found) == len(patterns)
    assert all(f"one of {len(patterns)} such patterns" in one for one in found)
