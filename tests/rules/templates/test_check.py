"""What is known of a template without running it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from responder.rules.table import Table
from responder.rules.templates.check import LOOPS_MAX, TREE_DEPTH_MAX, check_tree
from responder.rules.templates.sandbox import ReplyEnvironment
from responder.rules.templates.words import Known, names_of_rule

if TYPE_CHECKING:
    from responder.rules.templates.complaints import Complaint

KNOWN = names_of_rule(
    ("0", "1", "id"), Table({"shop": "小店", "p": Table({"a": 1})}), in_groups=True
)
ENVIRONMENT = ReplyEnvironment()


def _look(source: str, known: dict[str, Known] = KNOWN) -> tuple[Complaint, ...]:
    return check_tree(ENVIRONMENT.parse(source), known).complaints


def _complaints(source: str) -> list[str]:
    return [one.message for one in _look(source)]


def _hint(source: str) -> str:
    (only,) = _look(source)
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
        ("{% set pick = 1 %}", 'expected a new name, got "pick"'),
        ("{% set memory = 1 %}", 'expected a new name, got "memory"'),
        ("{% set args = 1 %}", 'expected a new name, got "args"'),
        ("{% for loop in vars.p %}{% endfor %}", 'expected a new name, got "loop"'),
        ("{{ 1e999 }}", "expected a number, got too large a one"),
        ("{{ -1e400 * 2 }}", "expected a number, got too large a one"),
        ("{% set _budget = 1 %}", 'expected a new name, got "_budget"'),
        ("{% for now in vars.p %}{% endfor %}", 'expected a new name, got "now"'),
        ("{% set a.b = 1 %}", "expected a name after set, got a.b"),
        ("{% include 'x' %}", "expected {{ … }}, if, for or set, got include"),
        ("{% macro m() %}{% endmacro %}", "expected {{ … }}, if, for or set, got macro"),
        ("{% block b %}{% endblock %}", "expected {{ … }}, if, for or set, got block"),
        ("{% set x %}a{% endset %}", "expected {{ … }}, if, for or set, got assignblock"),
        ("{% filter upper %}a{% endfilter %}", "expected {{ … }}, if, for or set, got filterblock"),
        ("{{ vars() }}", 'expected a call of a method or function, got a call of "vars"'),
        ("{{ (1)() }}", "expected a call of a method or function, got a call of something else"),
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


def test_all_mistakes_are_found_with_their_places() -> None:
    """One look finds everything; where, says what the nodes count, here lines."""
    assert [one.at for one in _look("{{ a }}\n{{ b }}\n{{ sender.c }}")] == [1, 2, 3]


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
    (only,) = _look("{{ group.name }}", names_of_rule((), Table(), in_groups=False))
    assert only.hint == "to take group messages say `chat: group` or `chat: any`"


def test_conditions_know_only_vars() -> None:
    """Where only `vars` is known, the other names are refused as such."""
    (only,) = _look("{{ sender.name }}", {"vars": None})
    assert only.message == 'expected a name that is known here, got "sender"'
    assert only.hint == "known here: vars"


def test_depth_is_bounded() -> None:
    """Deep nesting is refused before Python's compiler would."""
    source = "{{ " + "-" * (TREE_DEPTH_MAX + 5) + "1 }}"
    assert _complaints(source) == [f"expected at most {TREE_DEPTH_MAX} levels of nesting, got more"]


def test_depth_is_told() -> None:
    """Whoever compiles learns how deep a template is."""
    depths = [check_tree(ENVIRONMENT.parse(one), KNOWN).depth for one in ("a", "{{ -1 }}")]
    assert depths[0] < depths[1] < 5


def test_loops_in_each_other_are_bounded() -> None:
    """Python's compiler takes no more than twenty."""
    source = "{% for x in vars.p %}" * (LOOPS_MAX + 1) + "{% endfor %}" * (LOOPS_MAX + 1)
    assert _complaints(source) == [f"expected at most {LOOPS_MAX} loops in each other, got more"]
    beside = "{% for x in vars.p %}{% endfor %}" * (LOOPS_MAX + 1)
    assert _complaints(beside) == []


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("{{ answers.name }}", "answers"),
        ("{{ answers.phone }}", "answers"),
        ("{{ answers | items }}", "answers"),
    ],
)
def test_words_of_later_versions(source: str, what: str) -> None:
    """What the language has and this version has not is refused as such, and only so."""
    assert _complaints(source) == [f"{what}: not available in this version"]


def _used(source: str) -> set[str]:
    used: set[str] = set()
    lists, tables = Table({"vip": ("a",), "b": ("c",)}), Table({"faq": Table({"x": "y"})})
    known = names_of_rule((), Table(), in_groups=False, lists=lists, tables=tables, used=used)
    assert _look(source, known) == ()
    return used


@pytest.mark.parametrize(
    ("source", "used"),
    [
        ("{{ lists.vip | join }}", {"vip"}),
        ("{{ tables.faq.x }}{{ lists['b'] | join }}", {"faq", "b"}),
        ("{{ tables.faq[message.text] }}", {"faq"}),
        ("{{ lists[message.text] | join }}", {"*"}),
        ("{% for name in lists %}{{ name }}{% endfor %}", {"*"}),
        ("{{ tables.get('faq') | json }}", {"*"}),
        ("{{ sender.name }}", set()),
    ],
)
def test_lists_and_tables_that_are_asked_for_are_noted(source: str, used: set[str]) -> None:
    """Whoever looks for unused ones learns their names, or that nobody can know."""
    assert _used(source) == used
