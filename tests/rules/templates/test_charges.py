"""What each operation of a template costs."""

from __future__ import annotations

import pytest

from responder.rules.table import Table
from responder.rules.templates.budget import WORK_MAX, RenderError
from responder.rules.templates.charges import PRICES
from responder.rules.templates.sandbox import PAIRS_PER_UNIT, ReplyEnvironment
from responder.rules.templates.text_filters import WORDS_PER_UNIT
from tests.rules.templates.kit import unchecked, work_of

LONG = "x" * 6_400
MANY = tuple(str(number) for number in range(1_600))


@pytest.mark.parametrize(
    ("source", "least"),
    [
        ("{{ (s | upper) == s }}", 300),
        ("{{ s == s }}", 200),
        ("{{ s in s }}", 200),
        ("{{ 'x' in many }}", 100),
        ("{{ many == many }}", 200),
        ("{{ s[1:] | length }}", 100),
        ("{{ s is eq(s) }}", 200),
        ("{{ s is upper }}", 100),
        ("{{ 'x' is in(many) }}", 100),
        ("{% for x in many %}{% endfor %}", 1_600),
        ("{{ [s, s] | length }}", 1),
        ("{{ (s ~ s) | length }}", 200),
        ("{{ many | map('length') | sum }}", 1_600),
        ("{{ (many | map('length'))[:20] | select('eq', s) | length }}", 2_000),
        ("{{ s.strip(s) | length }}", len(LONG) ** 2 // PAIRS_PER_UNIT),
        ("{{ s.lstrip('y' ~ s[1:]) | length }}", (len(LONG) - 1) ** 2 // PAIRS_PER_UNIT),
        ("{{ many[:99] | map(attribute=s[:640], default=1) | length }}", 99 * 10),
        ("{{ s | wordcount }}", len(LONG) // WORDS_PER_UNIT),
        ("{{ ['x'] | join(separator=s) }}", 100),
        ("{{ s | length }}" * 50, 100),
        ("{{ range(1600) is sequence }}", 400),
        ("{{ many is eq(many) }}", 800),
        ("{{ t.items() == t.items() }}", 2 * len(MANY)),
    ],
)
def test_work_is_charged(source: str, least: int) -> None:
    """Whatever looks at much costs much."""
    table = Table({one: Table({one: one}) for one in MANY})
    assert work_of(source, s=LONG, many=MANY, t=table) >= least


@pytest.mark.parametrize(
    "source",
    [
        "{{ 'x' in big }}",
        "{{ big['7'] }}",
        "{{ big.get('7') }}",
        "{{ 'x' is in(big) }}",
        "{{ many | pick }}",
        "{{ many | length }}",
        "{{ many | first }}",
        "{{ none | default(s) is string }}",
    ],
)
def test_looking_up_is_cheap(source: str) -> None:
    """A key, a draw or a length costs the same however large its list is."""
    big = Table({str(number): "x" for number in range(50_000)})
    most = 250 if "default" in source else 10
    assert work_of(source, big=big, many=MANY * 20, s=LONG) <= most


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{% for x in 5 %}{% endfor %}", "repeats over a number, which is no list"),
        ("{% for x in none %}{% endfor %}", "repeats over an empty value"),
        ("{{ [[1], 2] }}", "a list of lists"),
        ("{{ {'a': range(2)} }}", "a list of lists"),
        ("{{ (1, (2,)) }}", "a list of lists"),
        ("{% for x in big %}{% endfor %}", "longer than 20,000"),
        ("{{ big | join }}", "longer than 20,000"),
    ],
)
def test_what_has_no_price_is_refused(source: str, words: str) -> None:
    """The sentence says what the template does."""
    with pytest.raises(RenderError, match=words):
        unchecked(source, big=tuple(range(30_000)))


def test_prices_can_not_be_named() -> None:
    """The filters of rewritten templates begin with what the checker refuses."""
    assert all(name.startswith("_") for name in PRICES)
    assert set(PRICES) <= set(ReplyEnvironment().filters)


def test_all_of_the_budget_can_be_used() -> None:
    """A loop may use nearly all of it, and none goes beyond."""
    assert work_of("{% for x in range(4500) %}{% endfor %}") < WORK_MAX
    with pytest.raises(RenderError, match="does too much"):
        work_of("{% for x in range(4500) %}{{ x }}{% endfor %}")
