"""Patterns that nobody has to ask RE2 about."""

from __future__ import annotations

import random

import pytest
import re2  # type: ignore[import-untyped]  # it ships no types
from hypothesis import given, settings

from responder.rules.text.plain import DEPTH_MAX, STEPS_MAX, Shape, named_twice, shape_of
from responder.rules.text.syntax import rewritten, tokens_of
from tests.rules.text.patternkit import PATTERNS

PIECES = (
    *("a", "价格", "😀", ".", r"\w", r"\W", r"\d", r"\D", r"\s", r"\S", "[ab]", "[价格k]", "[a-d]"),
    *(
        "^",
        "$",
        "|",
        "(",
        "(",
        "(?:",
        "(?P<x>",
        "(?P<y>",
        "(?<z>",
        ")",
        ")",
        ")",
        "{",
        r"\.",
        r"\Qa价\E",
    ),
    *(
        "*",
        "+",
        "?",
        "*?",
        "{2}",
        "{1,3}",
        "{2,}",
        "{3,2}",
        "{20}",
        "{0}",
        "]",
        "\\",
        "(?i)",
        r"\b",
    ),
)


def _shape(source: str) -> Shape | None:
    tokens = tokens_of(source)
    return None if tokens is None else shape_of(tokens)


def _assert_re2_agrees(source: str) -> None:
    """What is measured here RE2 accepts, with no more instructions and with the same groups."""
    tokens = tokens_of(source)
    shape = None if tokens is None else shape_of(tokens)
    if tokens is None or shape is None:
        return
    program = re2.compile(rewritten(tokens))
    assert program.programsize <= shape.steps <= STEPS_MAX
    assert (program.groups, program.groupindex) == (shape.groups, shape.names)


@pytest.mark.parametrize(
    ("source", "groups", "names"),
    [
        ("价格", 0, {}),
        (r"我叫(\w+)先生", 1, {}),
        (r"订单号?\s*(?P<id>\d{6,})", 1, {"id": 1}),
        ("(苹果|香蕉)怎么(?<how>卖)", 2, {"how": 2}),
        ("(?:a|b)*", 0, {}),
        ("^[你您]好.{0,20}$", 0, {}),
        ("", 0, {}),
    ],
)
def test_ordinary_patterns_are_plain(source: str, groups: int, names: dict[str, int]) -> None:
    """What most rules look for is measured without RE2."""
    shape = _shape(source)
    assert shape is not None
    assert (shape.groups, shape.names) == (groups, names)
    _assert_re2_agrees(source)


@pytest.mark.parametrize(
    "source",
    [
        "(?i)a",
        "(?i:a)",
        r"\bhi\b",
        r"\p{Han}",
        r"\C",
        "[a-z]",
        r"[\w-]",
        "[^a]",
        "(?P<名>a)",
        "(?P<x>a)(?P<x>b)",
        "(a",
        "a{3,2}",
        "a**",
        "*a",
        "a|*",
        "^*",
        r"\w{100}",
        "a{1001}",
        "a" * STEPS_MAX,
        "(" * (DEPTH_MAX + 1) + "a" + ")" * (DEPTH_MAX + 1),
        "a\x01",
        "\ud800",
    ],
)
def test_the_rest_is_left_to_re2(source: str) -> None:
    """Wherever there is doubt, whether of syntax or size, nothing is said."""
    assert _shape(source) is None


@given(PATTERNS)
@settings(max_examples=300)
def test_re2_agrees(source: str) -> None:
    """No pattern that is taken for plain is one that RE2 refuses."""
    _assert_re2_agrees(source)


def test_re2_agrees_with_what_is_thrown_together() -> None:
    """Nor is one of pieces in any order."""
    rng = random.Random(5)
    plain = 0
    for _ in range(20_000):
        source = "".join(rng.choices(PIECES, k=rng.randint(1, 7)))
        plain += _shape(source) is not None
        _assert_re2_agrees(source)
    assert plain > 2_000  # Most of it would say nothing otherwise.


def test_name_of_two_groups_is_noticed() -> None:
    """RE2 takes it, but only one of the groups would ever be found by its name."""
    assert named_twice(tokens_of("(?P<id>a)号|第(?P<id>b)") or ()) == "id"
    assert named_twice(tokens_of("(?P<id>a)(?P<no>b)(c)(?:d)") or ()) is None
