"""Texts that stand twice where once would do."""

from __future__ import annotations

import pytest

from responder.rules.review.material import NOTES_MAX
from tests.rules.review.reviewkit import said, warned

USED = "rules: [{when: {sender: {list: vip}}, reply: a}]"


def test_a_name_twice_in_a_list_of_the_file() -> None:
    """The second place is pointed at."""
    (only,) = warned(f"lists:\n  vip: [小明, 小红, 小明]\n{USED}")
    assert (only.line, only.column, only.field) == (2, 17, "lists.vip[3]")
    assert (only.message, only.hint) == ('"小明" stands twice in this list', "once is enough")


def test_a_name_three_times() -> None:
    """Each place but the first is pointed at."""
    assert len(said(f"lists: {{vip: [a, a, a]}}\n{USED}")) == 2


@pytest.mark.parametrize(
    ("when", "field"),
    [
        ("[a, a]", "when[2]"),
        ("{text: [a, a]}", "when.text[2]"),
        ("{text: {contains: [a, b, a]}}", "when.text.contains[3]"),
        ("{text: {contains_all: [a, a]}}", "when.text.contains_all[2]"),
        ("{text: {regex: ['a+', 'a+']}}", "when.text.regex[2]"),
        ("{text: {fuzzy: {like: [aa, aa]}}}", "when.text.fuzzy.like[2]"),
        ("{text: {equals: a, without: {words: [b, b]}}}", "when.text.without.words[2]"),
        ("{sender: [a, a]}", "when.sender[2]"),
        ("{group: {contains: [a, a]}}", "when.group.contains[2]"),
        ("{command: [/a, /a]}", "when.command[2]"),
        ("{type: [text, text]}", "when.type[2]"),
        ("{not: [{text: [a, a]}, {text: b}]}", "when.not[1].text[2]"),
        ("{any: {text: [a, a]}}", "when.any.text[2]"),
    ],
)
def test_a_text_twice_in_a_condition(when: str, field: str) -> None:
    """At any depth, the shorter spellings of a condition included."""
    (only,) = warned(f"rules: [{{name: r, when: {when}, reply: a}}]")
    assert (only.rule, only.field) == ("r", field)


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        ("when: {text: {contains: [a, a]}}, reply: b", "when.text.contains[2]"),
        ("when: {text: {equals: a, without: {words: [b, b]}}}, reply: b", "when.text.without"),
        ("when: a, reply: [b, b]", "reply"),
    ],
)
def test_rules_of_a_known_form_are_looked_at_too(rule: str, field: str) -> None:
    """That the first rule of a form says nothing twice tells nothing of the others."""
    first = rule.replace("[a, a]", "[c, d]").replace("[b, b]", "[c, d]").replace(": a", ": e")
    (only,) = warned(f"rules: [{{name: q, {first}}}, {{name: r, {rule}}}]")
    assert only.rule == "r"
    assert only.field is not None
    assert only.field.startswith(field)


@pytest.mark.parametrize(
    "rule",
    [
        "{when: {text: {contains: [a, b]}, sender: a}, reply: a}",
        "{when: {text: {contains: [{list: x}, {list: x}]}}, reply: a}",
        "{reply: [a, b]}",
        "{reply: [a, a, b]}",  # a is picked twice as often
        "{do: [{reply: a}, {reply: a}]}",  # said twice
    ],
)
def test_what_is_all_right(rule: str) -> None:
    """Texts that are told apart, and answers that stand twice on purpose."""
    first = "{when: {text: {list: x}}, reply: a}"
    assert said(f"lists: {{x: [q]}}\nrules: [{first}, {rule}]") == []


@pytest.mark.parametrize(
    ("rule", "field"),
    [("reply: [a, a]", "reply"), ("do: [{reply: b}, {reply: [a, a, a]}]", "do[2].reply")],
)
def test_answers_that_are_all_the_same(rule: str, field: str) -> None:
    """There is nothing to pick from."""
    (only,) = warned(f"rules: [{{name: r, {rule}}}]")
    assert (only.field, only.message) == (field, "all answers to pick from are the same")


def test_nested_rules_are_looked_at_too() -> None:
    """Those that only group others as well."""
    found = said("rules: [{when: [a, a], rules: [{when: {sender: [b, b]}, reply: c}]}]")
    assert len(found) == 2


def test_not_every_one_of_very_many_is_told_of() -> None:
    """A list of thousands may be one text repeated."""
    assert len(said(f"lists: {{vip: [{'a, ' * NOTES_MAX * 2}]}}\n{USED}")) == NOTES_MAX
