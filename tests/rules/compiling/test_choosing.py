"""Choices and repetitions among actions."""

from __future__ import annotations

import pytest

from responder.rules.actions import EachAction
from responder.rules.compiling.choosing import ACTION_LEVELS_MAX
from tests.rules.rulekit import fault, faults, rules


@pytest.mark.parametrize(
    ("action", "message"),
    [
        (
            "if: match.nope, then: [{reply: a}]",
            'do[1].if: expected something that match has, got "nope"',
        ),
        (
            "if: 'true', then: [{reply: '{{ x }}'}]",
            'then[1].reply: expected a known name, got "x"',
        ),
        (
            "if: 'true', then: [{reply: a}], else: [{reply: '{{ x }}'}]",
            "else[1].reply: expected",
        ),
        ("each: [a], as: who, do: [{reply: '{{ whom }}'}]", 'did you mean "who"?'),
        ("each: [a], as: sender, do: [{reply: b}]", 'do[1].as: expected a new name, got "sender"'),
        ("each: [a], as: pick, do: [{reply: b}]", 'do[1].as: expected a new name, got "pick"'),
        ("each: {list: nope}, as: a, do: [{reply: b}]", 'expected the name of a list, got "nope"'),
        ("each: '{{ nope }}', as: a, do: [{reply: b}]", 'expected a known name, got "nope"'),
        ("each: ['{{ nope }}'], as: a, do: [{reply: b}]", 'expected a known name, got "nope"'),
        ("pass: '{{ nope }}'", 'do[1].pass: expected a known name, got "nope"'),
    ],
)
def test_names_are_checked_before_any_message(action: str, message: str) -> None:
    """In branches and loops as anywhere else, each with its place."""
    (only,) = faults(f"rules: [{{when: x, do: [{{{action}}}]}}]")
    assert message in f"{only.headline} {only.hint}"


def test_an_item_is_known_only_inside() -> None:
    """Behind the loop its name means nothing."""
    text = """
        rules: [{when: x, do: [{each: [a], as: who, do: [{reply: b}]}, {reply: "{{ who }}"}]}]
    """
    assert 'expected a known name, got "who"' in fault(text)


def test_a_list_of_the_file_is_known_when_it_is_read() -> None:
    """Its texts are the items, and it counts as used."""
    rule_set = rules("""
        lists: {vip: [老王, 小红]}
        rules: [{when: x, do: [{each: {list: vip}, as: who, do: [{reply: "{{ who.upper() }}"}]}]}]
    """)
    (each,) = rule_set.rules[0].actions
    assert isinstance(each, EachAction)
    assert each.items == ("老王", "小红")
    assert rule_set.warnings == ()


def test_too_many_levels_are_a_fault() -> None:
    """Nobody reads so many actions in actions."""
    inner = "{reply: a}"
    for _ in range(ACTION_LEVELS_MAX + 1):
        inner = f"{{if: 'true', then: [{inner}]}}"
    assert "expected at most 8 levels of actions in actions, got more" in fault(
        f"rules: [{{when: x, do: [{inner}]}}]"
    )
