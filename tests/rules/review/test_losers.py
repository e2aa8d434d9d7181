"""Rules that can never win."""

from __future__ import annotations

import pytest

from responder.rules.review.material import NOTES_MAX
from tests.rules.review.reviewkit import said, warned


def test_the_warning_names_both_rules_and_the_reason() -> None:
    """Which rule takes the messages, in which line, why, and the way out; it forbids nothing."""
    (only,) = warned("""
        rules:
          - {name: 价, when: {text: {contains: 价格}}, reply: a}
          - {name: 表, when: 价格表, reply: b}
          - {when: 早, reply: d}
    """)
    headline = 'rule "表": this rule can never win: "价" in line 3 takes its messages'
    assert only.headline == f"rules.yaml:4:5: {headline}"
    reason = 'what it takes is in every text of this rule: "价格"'
    assert only.hint == f"{reason}; move it up, or make the earlier rule narrower"


def test_a_rule_of_the_same_conditions_is_a_duplicate() -> None:
    """Then moving it would not help."""
    (only,) = warned("rules: [{name: a, when: x, reply: a}, {name: b, when: x, reply: b}]")
    assert only.message == 'this rule can never win: "a" in line 1 has the same conditions'
    assert only.hint == "leave one of them out"


def test_the_file_of_the_earlier_rule_is_named() -> None:
    """Where it is another one."""
    found = said(
        "include: a.yaml\nrules: [{name: b, when: 价格表, reply: b}]",
        a="rules: [{name: a, when: {text: {contains: 价格}}, reply: a}]",
    )
    assert found == [
        '2:9: rule "b": this rule can never win: "a" in line 1 of a.yaml takes its messages'
    ]


def test_each_rule_is_warned_of_once() -> None:
    """Of several earlier rules the first is named."""
    found = said("rules: [{name: a, when: x, reply: a}, {when: x, reply: b}, {when: x, reply: c}]")
    assert [one.partition('win: "')[2][0] for one in found] == ["a", "a"]


def test_rules_behind_one_that_takes_everything_are_not_warned_of() -> None:
    """It is warned of itself, once."""
    (only,) = said("""
        rules:
          - {name: 其他, reply: c}
          - {name: a, when: a, reply: c}
          - {name: b, when: {type: image}, reply: c}
    """)
    assert only.startswith('3:5: rule "其他": this rule takes every message')


@pytest.mark.parametrize(
    "rules",
    [
        "{name: a, when: x, continue: true, reply: a}, {name: b, when: x, reply: b}",
        "{name: a, when: x, shadow: true, reply: a}, {name: b, when: x, reply: b}",
        "{name: a, when: x, enabled: false, reply: a}, {name: b, when: x, reply: b}",
        "{name: a, when: x, reply: a}, {name: b, when: x, enabled: false, reply: b}",
        "{name: a, when: {text: x, chance: 0.5}, reply: a}, {name: b, when: x, reply: b}",
        "{name: a, when: {text: x, sender: 小明}, reply: a}, {name: b, when: x, reply: b}",
        "{name: a, when: 价格表, reply: a}, {name: b, when: {text: {contains: 价格}}, reply: b}",
        "{name: a, when: {text: x, time: '09:00-18:00'}, reply: a}, {name: b, when: x, reply: b}",
    ],
)
def test_what_leaves_something_to_later_rules(rules: str) -> None:
    """Nothing is said of it."""
    assert said(f"timezone: Asia/Shanghai\nrules: [{rules}]") == []


def test_a_nested_rule_may_be_narrower_than_its_parent() -> None:
    """Children are tried first, so the parent takes nothing from them."""
    assert (
        said("""
        rules:
          - name: 价
            when: {text: {contains: 价格}}
            reply: a
            rules: [{name: 表, when: {text: {contains: 价格表}}, reply: b}]
    """)
        == []
    )


def test_not_every_one_of_very_many_is_told_of() -> None:
    """A file that is wrong throughout says so a thousand times, not ten thousand."""
    same = "".join(f"- {{name: r{n}, when: x, reply: a}}\n" for n in range(NOTES_MAX + 10))
    assert len(said(f"rules:\n{same}")) == NOTES_MAX
