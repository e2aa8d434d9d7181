"""What it costs at most to look for a pattern."""

from __future__ import annotations

import pytest

from responder.rules.text.effort import BYTES_MAX, SPREAD_MAX, Effort, effort_of
from responder.rules.text.patterns import compile_pattern
from responder.rules.text.syntax import tokens_of
from responder.rules.work import DECIDING_UNITS_MAX, SpentError, Work

LONG = b"ab" * (BYTES_MAX // 2)


def _effort(source: str) -> Effort:
    return compile_pattern(source).programs(source).effort


@pytest.mark.parametrize(
    "source",
    [
        r"\d{6,}",
        r"1[3-9]\d{9}",
        r"[\w.]+@[\w.]+",
        r"(\w+)价格",
        r"\w{1,30}x",
        r"\p{Han}{2,20}!",
        r"订单号?\s*(?P<id>\d{6,})",
        r"退.*款",
        r"单号(\d{10,20})",
        r"订单号?\D{0,3}(?P<id>\d{6,12})",
        "好{2,90}",
        "嗨好{2,90}",
        r"^.{0,100}$",
        r"(?P<h>\d+)点(\d+)分",
        "价格|多少钱|报价",
    ],
)
def test_ordinary_patterns_cost_little_whatever_the_message(source: str) -> None:
    """Seven of them find their place in the budget of the longest message."""
    assert _effort(source).worst < DECIDING_UNITS_MAX / 7


@pytest.mark.parametrize(
    "source",
    [
        "(?:.?){100}a{100}",
        "退.{0,100}钱",
        "[ab]{1,100}[bc]{1,100}[cd]",
        "(?:a?){400}a{400}",
        "好好{2,90}x",
        r"1\d{2,90}x",
        r"1?\d{2,90}x",
        r"(1)\d{2,90}x",
        "(a|b)*a(a|b){20}c",
        r"[^a]{50}b[^c]{50}",
    ],
)
def test_gaps_that_are_counted_cost_much(source: str) -> None:
    """In a long message they may take a good part of the budget, or more than all of it."""
    assert _effort(source).worst > DECIDING_UNITS_MAX / 2


def test_what_every_match_begins_with_makes_it_cheaper() -> None:
    """Where it does not stand there is nothing to work out; the more often, the more."""
    effort = _effort("a.{0,60}b")
    costs = [effort.units(b"x" * 4_000 + b"a" * count) for count in (0, 1, 10, 1_000)]
    assert costs == sorted(costs)
    assert costs[0] < costs[1] < costs[2] < costs[3]
    assert costs[0] < DECIDING_UNITS_MAX / 20


def test_a_tied_pattern_can_begin_but_once() -> None:
    """And ends no later than it reaches; with ways it is not tied."""
    assert _effort("^a{9}[bc]{9}.{9}").units(LONG) < _effort("a{9}[bc]{9}.{9}").units(LONG)
    assert not _effort("^a|b").tied


@pytest.mark.parametrize(
    ("source", "first", "reach"),
    [
        ("退款", "退款", 8),
        ("退?款", "", 8),
        ("(退)款", "", 8),
        ("退|款", "", 4),
        ("退.{0,3}", "退", 16),
        ("退.*", "退", float("inf")),
        ("(?i)a", "", 4),
    ],
)
def test_how_a_match_begins_and_how_far_it_reaches(source: str, first: str, reach: float) -> None:
    """Known where it is certain; in bytes, four for each character."""
    effort = _effort(source)
    assert (effort.first.decode(), effort.reach) == (first, reach)


def test_what_is_not_understood_counts_as_the_worst() -> None:
    """Then nothing but its size is known."""
    assert effort_of(None, 10) == Effort(10, SPREAD_MAX)
    assert effort_of(tokens_of("a"), 10).spread < SPREAD_MAX


def test_a_search_is_paid_for_before_it_begins() -> None:
    """A pattern that costs more than is left is not looked for, and groups cost extra."""
    pattern = compile_pattern("[ab]{1,100}[bc]{1,100}[cd]")
    with pytest.raises(SpentError):
        pattern.search(LONG, Work(100))
    plain, grouped = Work(), Work()
    compile_pattern(r"\w+x?").search(LONG, plain)
    compile_pattern(r"(\w)+x?").search(LONG, grouped)
    assert grouped.left < plain.left - 100
