"""What is known of a template without running it."""

from __future__ import annotations

import pytest

from responder.rules.table import Table
from responder.rules.templates.check import TREE_DEPTH_MAX, check_tree
from responder.rules.templates.sandbox import ReplyEnvironment
from responder.rules.templates.words import names_of_rule
from tests.rules.rulekit import fault

KNOWN = names_of_rule(
    ("0", "1", "id"), Table({"shop": "小店", "p": Table({"a": 1})}), in_groups=True
)


def _complaints(source: str) -> list[str]:
    return [one.message for one in check_tree(ReplyEnvironment().parse(source), KNOWN)]


def _hint(source: str) -> str:
    (only,) = check_tree(ReplyEnvironment().parse(source), KNOWN)
    return only.hint


@pytest.mark.parametrize(
    "source",
    [
        "{{ sender.name }}{{ message.time.hour }}{{ group }}",
        "{{ match.id }}{{ match[1] }}{{ match['id'] }}{{ match[0] }}",
        "{{ vars.shop }}{{ vars.p.a }}{{ vars['p']['a'] }}{{ vars.shop[0] }}",
        "{% set x = 1 %}{{ x }}",
        "{% for i in range(3) %}{{ i }}{{ loop.index }}{% endfor %}",
        "{% for k, v in vars.p.items() %}{{ k }}{{ v }}{% endfor %}",
        "{% for x in vars.p if x %}{% else %}{{ sender }}{% endfor %}",
        "{% if sender %}{% set y = 1 %}{% else %}{% set y = 2 %}{% endif %}{{ y }}",
        "{{ message.text.strip() | upper | default('x') }}",
        "{{ 1 if x is defined else 2 }}".replace("x is", "group is"),
        "{{ [1, (2), {'a': 3}] }}{{ not sender }}{{ -1 ** 2 }}",
        "{# a comment #}{% raw %}{{ nothing }}{% endraw %}",
    ],
)
def test_good_templates_have_no_complaint(source: str) -> None:
    """What the documentation shows is accepted."""
    assert _complaints(source) == []


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{{ sendr }}", 'expected a known name, got "sendr"'),
        ("{{ sender.nmae }}", 'expected something that sender has, got "nmae"'),
        ("{{ message.time.hours }}", 'expected something that message.time has, got "hours"'),
        ("{{ message.text.center(9) }}", 'expected something that message.text has, got "center"'),
        ("{{ match.name }}", 'expected something that match has, got "name"'),
        ("{{ match[2] }}", 'expected something that match has, got "2"'),
        ("{{ vars.p.b }}", 'expected something that vars.p has, got "b"'),
        ("{{ sender['nmae'] }}", 'expected something that sender has, got "nmae"'),
        ("{{ sender.__class__ }}", 'expected something that sender has, got "__class__"'),
        ("{{ x | uper }}".replace("x", "sender"), 'expected a known filter, got "uper"'),
        ("{{ sender | _charged }}", 'expected a known filter, got "_charged"'),
        ("{{ sender is nice }}", 'expected a known test, got "nice"'),
        ("{% set sender = 1 %}", 'expected a new name, got "sender"'),
        ("{% set _budget = 1 %}", 'expected a new name, got "_budget"'),
        ("{% for now in vars.p %}{% endfor %}", 'expected a new name, got "now"'),
        ("{% set a.b = 1 %}", "expected a name after set, got a.b"),
        ("{% include 'x' %}", "expected {{ … }}, if, for or set, got include"),
        ("{% macro m() %}{% endmacro %}", "expected {{ … }}, if, for or set, got macro"),
        ("{% block b %}{% endblock %}", "expected {{ … }}, if, for or set, got block"),
        ("{% set x %}a{% endset %}", "expected {{ … }}, if, for or set, got assignblock"),
        ("{% filter upper %}a{% endfilter %}", "expected {{ … }}, if, for or set, got filterblock"),
        ("{{ vars() }}", 'expected a call of a method or range, got a call of "vars"'),
        ("{{ (1)() }}", "expected a call of a method or range, got a call of something else"),
        ("{{ _budget }}", 'expected a known name, got "_budget"'),
        ("{{ loop.index }}", 'expected a known name, got "loop"'),
        ("{% for x in vars.p %}{% endfor %}{{ x }}", 'expected a known name, got "x"'),
    ],
)
def test_mistakes_are_found(source: str, message: str) -> None:
    """Unknown names, members, filters and statements are found before any message comes."""
    assert _complaints(source) == [message]


def test_recursive_loops_are_refused() -> None:
    """A loop that calls itself could go on without end."""
    assert "expected an ordinary loop, got a recursive one" in _complaints(
        "{% for x in vars.p recursive %}{% endfor %}"
    )


def test_all_mistakes_are_found_with_their_lines() -> None:
    """One look finds everything, line by line."""
    tree = ReplyEnvironment().parse("{{ a }}\n{{ b }}\n{{ sender.c }}")
    assert [one.line for one in check_tree(tree, KNOWN)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ("{{ sendr }}", 'did you mean "sender"?'),
        ("{{ sender.nmae }}", 'did you mean "name"?'),
        ("{{ vars.shp }}", 'did you mean "shop"?'),
        ("{{ match.zzzz }}", "match has 0, 1, id"),
        ("{{ message.text.stirp() }}", 'did you mean "strip"?'),
        ("{{ 5 | uper }}", 'did you mean "upper"?'),
    ],
)
def test_mistakes_get_a_suggestion(source: str, hint: str) -> None:
    """The word that was probably meant is named, or what there is."""
    assert _hint(source) == hint


def test_missing_group_says_how_to_get_one() -> None:
    """A rule without groups is told what to write."""
    tree = ReplyEnvironment().parse("{{ group.name }}")
    known = names_of_rule((), Table(), in_groups=False)
    (only,) = check_tree(tree, known)
    assert only.hint == "to take group messages say `chat: group` or `chat: any`"


def test_conditions_know_only_vars() -> None:
    """Where only `vars` is known, the other names are refused as such."""
    tree = ReplyEnvironment().parse("{{ sender.name }}")
    (only,) = check_tree(tree, {"vars": None})
    assert only.message == 'expected a name that is known here, got "sender"'
    assert only.hint == "known here: vars"


def test_depth_is_bounded() -> None:
    """Deep nesting is refused before Python's compiler would."""
    source = "{{ " + "-" * (TREE_DEPTH_MAX + 5) + "1 }}"
    assert _complaints(source) == [f"expected at most {TREE_DEPTH_MAX} levels of nesting, got more"]


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("{{ pick([1, 2]) }}", "pick"),
        ("{{ memory.sender.visits }}", "memory"),
        ("{{ sender.name | mask }}", "mask"),
        ("{{ match.value }}", "match.value"),
        ("{{ lists.vip }}", "lists"),
    ],
)
def test_words_of_later_versions(source: str, what: str) -> None:
    """What the language has and this version has not is refused as such, and only so."""
    text = f"rules:\n- when: {{text: {{contains: a}}}}\n  reply: '{source}'"
    assert fault(text).endswith(f"{what}: not available in this version")
