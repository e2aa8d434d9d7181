"""Compiling actions that store something, and conditions on it."""

from __future__ import annotations

import pytest

from responder.rules.actions import StoreAction, Target
from responder.rules.conditions.stored import ValueCondition, Wish
from responder.rules.stored import Path, Scope, Verb
from responder.rules.templates.template import Template
from responder.rules.templates.worth import ValueTemplate
from tests.rules.rulekit import fault, rules

VISITS = Path(Scope.SENDER, "visits")


def action(text: str) -> StoreAction:
    """The only action of a rule."""
    (only,) = rules(f"rules: [{{when: a, do: [{text}]}}]").rules[0].actions
    assert isinstance(only, StoreAction)
    return only


def test_count_adds_one_where_nothing_is_said() -> None:
    """One path, several, or each with its number."""
    one = ((Target(VISITS), 1),)
    assert action("{count: sender.visits}") == StoreAction(Verb.COUNT, one)
    other = Target(Path(Scope.CHAT, "visits"))
    assert action("{count: [sender.visits, chat.visits]}").changes == (*one, (other, 1))
    assert action("{count: {sender.visits: -2}}").changes == ((Target(VISITS), -2),)


def test_values_keep_their_kind() -> None:
    """Texts, numbers, truth values and lists, as `vars` have them; what is quoted is text."""
    found = action("{set: {sender.a: vip, sender.b: 007, sender.c: 3, sender.d: [1, x, true]}}")
    assert [given for _, given in found.changes] == ["vip", "007", 3, (1, "x", True)]
    assert action("{set: {sender.a: '3'}}").changes[0][1] == "3"


def test_templates_of_values_and_entries() -> None:
    """A value that is one expression keeps its kind; a text without marks is no template."""
    found = action('{set: {"everyone.x.{{ sender.name }}": "{{ now.hour }}", everyone.x.y: a b}}')
    (first, value), (second, plain) = found.changes
    assert first.entry == Template("{{ sender.name }}", marked=True)
    assert value == ValueTemplate(Template("{{ now.hour }}"), is_expression=True)
    assert (second.entry, second.path.entry, plain) == (None, "y", "a b")
    several = action('{push: {sender.x: ["{{ now.hour }} 点", b]}}').changes[0][1]
    hours = ValueTemplate(Template("{{ now.hour }} 点"), is_expression=False)
    assert several == (hours, "b")


def test_options_stand_beside() -> None:
    """How long, each once, and how many."""
    found = action("{push: {sender.x: a}, expires: 1h, unique: true, keep: 5}")
    assert (found.expires_s, found.unique, found.keep) == (3600.0, True, 5)


def test_drop_of_all_and_of_items() -> None:
    """A path alone is all of it."""
    before = "{push: {sender.x: a}}, "
    both = rules(f"rules: [{{do: [{before} {{drop: sender.x}}, {{drop: {{sender.x: a}}}}]}}]")
    _, every, item = both.rules[0].actions
    target = Target(Path(Scope.SENDER, "x"))
    assert every == StoreAction(Verb.DROP, ((target, None),))
    assert item == StoreAction(Verb.DROP, ((target, "a"),))


def conditions(memory: str) -> tuple[object, ...]:
    """The conditions on memory of a rule; what they ask for is stored by another one."""
    rule_set = rules(f"""
        rules:
          - {{name: s, do: [{{count: [sender.visits, everyone.karma.x]}}, {{push: {{chat.l: a}}}}]}}
          - {{name: q, when: {{sender: 老王, memory: {memory}}}, reply: x}}
    """)
    return tuple(one for one in rule_set.by_name["q"].conditions if isinstance(one, ValueCondition))


@pytest.mark.parametrize(
    ("wish", "compiled"),
    [
        ("3", Wish(equals=(3,))),
        ("vip", Wish(equals=("vip",))),
        ("true", Wish(equals=("true",))),
        ("[vip, 3, false]", Wish(equals=("vip", 3, "false"))),
        ("''", Wish(equals=("",))),
        ("{at_least: 3, at_most: 4.5}", Wish(at_least=3, at_most=4.5)),
        ("{contains: vip}", Wish(contains=("vip",))),
        ("{exists: false}", Wish(exists=False)),
        ("{equals: [a, b], exists: true}", Wish(equals=("a", "b"), exists=True)),
    ],
)
def test_wishes(wish: str, compiled: Wish) -> None:
    """A value alone is what it must be, a list is any of them."""
    assert conditions(f"{{sender.visits: {wish}}}") == (ValueCondition(VISITS, compiled),)


def test_several_paths_must_all_hold() -> None:
    """Each is a condition of its own; a name with entries knows that it has some."""
    first, second = conditions("{sender.visits: 3, everyone.karma.x: {at_least: 1}}")
    assert first == ValueCondition(VISITS, Wish(equals=(3,)))
    path = Path(Scope.EVERYONE, "karma", "x")
    assert second == ValueCondition(path, Wish(at_least=1), has_entries=True)


@pytest.mark.parametrize(
    ("memory", "words"),
    [
        ("{sender.visit: 3}", 'expected what some rule stores, got "sender.visit"'),
        ("{sender.visits.a: 3}", "expected sender.visits alone"),
        ("{everyone.karma: 3}", "expected everyone.karma with a name behind it, got all of it"),
        ("{sender.visits: {at_least: 3, at_most: 2}}", "expected at_least below at_most"),
    ],
)
def test_wishes_that_mean_nothing(memory: str, words: str) -> None:
    """They would never hold, and nobody would know why."""
    found = fault(f"""
        rules:
          - {{name: s, do: [{{count: [sender.visits, everyone.karma.x]}}]}}
          - {{name: q, when: {{memory: {memory}}}, reply: x}}
    """)
    assert words in found


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (
            f"set: {{sender.a: {'x' * 1001}}}",
            "sender.a: expected what can be stored: a stored text",
        ),
        (f"push: {{sender.a: [b, {'x' * 1001}]}}", "sender.a[2]: expected what can be stored"),
        (f"set: {{sender.a: [{'x,' * 101}]}}", "a stored list has at most 100 items"),
        ("set: {sender.a: 1234567890123456}", "too many digits"),
        ("count: {sender.a: -1234567890123456}", "too many digits"),
        (
            f"count: everyone.a.{'x' * 101}",
            "at most 100 characters in the name of an entry, got 101",
        ),
    ],
)
def test_what_is_too_much_to_be_stored(action: str, words: str) -> None:
    """It would fail each time."""
    assert words in fault(f"rules: [{{when: a, do: [{{{action}}}]}}]")


@pytest.mark.parametrize(
    "action",
    [
        f"set: {{sender.a: {'x' * 1000}}}",
        f"push: {{sender.a: [{'x,' * 101}]}}, keep: 5",
        f"set: {{sender.a: '{{{{ message.text }}}}{'x' * 1001}'}}",
        f"drop: {{sender.a: {'x' * 1001}}}",
        f"count: 'everyone.a.{{{{ sender.name }}}}{'x' * 100}'",
    ],
)
def test_what_may_fit_is_stored(action: str) -> None:
    """What a message decides, and what is cut off or only looked for, is no fault."""
    rules(f"rules: [{{when: a, do: [{{push: {{sender.a: b}}}}, {{{action}}}]}}]")


def test_names_are_those_of_all_rules() -> None:
    """Of later ones, of those that are switched off, and of other places in the same file."""
    rules("""
        rules:
          - {when: {memory: {sender.a: 1}}, reply: "{{ memory.sender.b }}"}
          - {when: x, enabled: false, do: [{set: {sender.a: 1}}]}
          - {when: y, reply: "{{ 1 // 0 }}", on_error: [{count: sender.b}]}
    """)
