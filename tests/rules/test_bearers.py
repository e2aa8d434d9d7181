"""Which names in the rules nobody bears, or several people do."""

from __future__ import annotations

import textwrap

import pytest

from responder.rules.bearers import DOUBTS_MAX, doubts, has_names
from responder.rules.load import load
from tests.shelf import shelf

PEOPLE = {"小明": 1, "小红": 2}
GROUPS = {"客户群": 1}


def said(*rules: str) -> list[str]:
    """What is said of rules that are called r0, r1 and so on."""
    lines = [f"  - {{name: r{n}, when: {when}, reply: a}}\n" for n, when in enumerate(rules)]
    rule_set = load("rules.yaml", shelf("rules:\n" + "".join(lines)))
    return [str(one) for one in doubts(rule_set, PEOPLE, GROUPS)]


@pytest.mark.parametrize(
    "when",
    [
        "{sender: 小明}",
        "{group: 客户群}",
        "{sender: {contains: 老}}",
        "{sender: {regex: '^老'}}",
        "{text: 老王}",
    ],
)
def test_a_name_of_one_is_no_doubt(when: str) -> None:
    """Nor are parts of names and patterns, which may mean nobody yet."""
    assert said(when) == []


def test_names_of_nobody_and_of_several_are_told() -> None:
    """With the rule, the name and how many."""
    assert said("{sender: [老王, 小明, 小红]}", "{group: 客户裙}") == [
        'rule "r0": 2 contacts are known as "小红"',
        'rule "r0": no contact is known as "老王"',
        'rule "r1": no group is known as "客户裙"',
    ]


def test_names_inside_of_other_conditions_count_too() -> None:
    """Whether one of them is enough, all are needed or none may be."""
    assert len(said("{any: [{sender: 甲}, {all: [{sender: 乙}, {not: {sender: 丙}}]}]}")) == 3


def test_a_rule_that_is_switched_off_is_passed_over() -> None:
    """It answers nobody anyway."""
    text = "rules: [{name: r, enabled: false, when: {sender: 老王}, reply: a}]"
    assert doubts(load("rules.yaml", shelf(text)), PEOPLE, GROUPS) == []


def test_only_the_first_are_told() -> None:
    """A thousand would hide what else there is to read."""
    assert len(said(*(f"{{sender: n{n}}}" for n in range(DOUBTS_MAX + 5)))) == DOUBTS_MAX


@pytest.mark.parametrize("when", ["{sender: 小明}", "{any: [{sender: 小明}, {text: a}]}"])
def test_rules_with_names_need_a_look(when: str) -> None:
    """Into an address book that may be large; others do not."""
    text = f"rules: [{{when: {when}, reply: a}}]"
    assert has_names(load("rules.yaml", shelf(text)))
    assert not has_names(
        load("rules.yaml", shelf("rules: [{when: {sender: {contains: 明}}, reply: a}]"))
    )


def test_whom_a_rule_writes_to_counts_too() -> None:
    """Wherever in its actions; what a template gives is known only then."""
    text = """
    rules:
      - name: r
        do:
          - if: now.hour < 12
            then: [{send: {to: 老王, text: a}}, {send: {to: 小明, text: a}}]
            else: [{later: {in: 1h, do: [{send: {to: {group: 客户裙}, text: a}}]}}]
          - send: {to: "{{ sender.name }}", text: a}
          - send: {to: filehelper, text: a}
        on_error: [{send: {to: 小红, text: a}}]
    """
    rule_set = load("rules.yaml", shelf(textwrap.dedent(text)))
    assert has_names(rule_set)
    assert [str(one) for one in doubts(rule_set, PEOPLE, GROUPS)] == [
        'rule "r": no contact is known as "老王"',
        'rule "r": no group is known as "客户裙"',
        'rule "r": 2 contacts are known as "小红"',
    ]
