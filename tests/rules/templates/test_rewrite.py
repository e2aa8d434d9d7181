"""Putting the budget into templates."""

from __future__ import annotations

import pytest
from jinja2 import nodes

from responder.rules.templates.rewrite import (
    COMPARED,
    EACH,
    JOINED,
    MADE,
    SEARCHED,
    SLICED,
    with_budget,
)
from responder.rules.templates.sandbox import ReplyEnvironment


def _filters(source: str) -> list[str]:
    tree = with_budget(ReplyEnvironment().parse(source))
    return [node.name for node in tree.find_all(nodes.Filter)]


def _weight_of(loop: nodes.Template) -> object:
    each = next(one for one in loop.find_all(nodes.Filter) if one.name == EACH)
    (weight,) = each.args
    assert isinstance(weight, nodes.Const)
    return weight.value


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("{{ a ~ b ~ c }}", [JOINED]),
        ("{% for x in y %}{% endfor %}", [EACH]),
        ("{{ [1, 2] }}", [MADE]),
        ("{{ (1, 2) }}", [MADE]),
        ("{{ {1: 2} }}", [MADE]),
        ("{{ a == b }}", [COMPARED, COMPARED]),
        ("{{ a in b }}", [COMPARED, SEARCHED]),
        ("{{ a not in b }}", [COMPARED, SEARCHED]),
        ("{{ a in b in c }}", [COMPARED, COMPARED, SEARCHED]),
        ("{{ a in b == c }}", [COMPARED, COMPARED, COMPARED]),
        ("{{ a[1:] }}", [SLICED]),
        ("{{ a is lower }}", []),
        ("{{ a }} {{ a[1] }} {{ a.b }}", []),
    ],
)
def test_costly_operations_are_wrapped(source: str, names: list[str]) -> None:
    """Each operation that takes or makes much goes through a filter of ours, others do not."""
    assert _filters(source) == names


def test_targets_of_loops_are_not_wrapped() -> None:
    """`for k, v in` unpacks and makes no list."""
    assert _filters("{% for k, v in y %}{% endfor %}") == [EACH]


def test_inner_operations_are_wrapped_once() -> None:
    """Nesting wraps each operation once."""
    assert sorted(_filters("{{ (a ~ b) ~ [c] }}")) == sorted([JOINED, JOINED, MADE])


def _weight(source: str) -> int:
    tree = with_budget(ReplyEnvironment().parse(source))
    loop = tree.find(nodes.For)
    assert loop is not None
    assert isinstance(loop.iter, nodes.Filter)
    weight = loop.iter.args[0]
    assert isinstance(weight, nodes.Const)
    return int(weight.value)


def test_weight_of_a_loop_grows_with_its_body() -> None:
    """One round of a longer body costs more."""
    short = _weight("{% for x in y %}a{% endfor %}")
    assert short >= 1
    assert _weight("{% for x in y %}{{ x + 1 }}{{ x + 2 }}{% endfor %}") > short


def test_condition_of_a_loop_counts() -> None:
    """What a loop asks of every item is charged like what it does with it."""
    plain = with_budget(ReplyEnvironment().parse("{% for x in y %}{% endfor %}"))
    asking = with_budget(ReplyEnvironment().parse("{% for x in y if a and b %}{% endfor %}"))
    weights = [_weight_of(tree) for tree in (plain, asking)]
    assert weights == [1, 4]
