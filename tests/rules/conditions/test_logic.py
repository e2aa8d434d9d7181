"""Conditions in conditions."""

from __future__ import annotations

import pytest

from responder.rules.captures import NOTHING
from responder.rules.conditions.heads import MentionCondition
from responder.rules.conditions.logic import REASONS_SHOWN_MAX, AllOf, AnyOf, NoneOf, inner
from responder.rules.needs import How
from responder.rules.work import Work
from tests.rules.rulekit import BOB, says
from tests.rules.whenkit import compiled, match, needs_of, reason, subject


@pytest.mark.parametrize(
    ("when", "text", "holds"),
    [
        ("{any: [a, {sender: Bob}]}", "a", True),
        ("{any: [a, {sender: Bob}]}", "b", False),
        ("{all: [{text: {contains: a}}, {text: {contains: b}}]}", "ab", True),
        ("{all: [{text: {contains: a}}, {text: {contains: b}}]}", "a", False),
        ("{not: a}", "b", True),
        ("{not: a}", "a", False),
        ("{not: [a, b]}", "b", False),
        ("{not: {text: a, sender: Bob}}", "a", True),
        ("{any: [{all: [{not: a}, {text: {contains: x}}]}, b]}", "x", True),
        ("{any: [{all: [{not: a}, {text: {contains: x}}]}, b]}", "a", False),
    ],
)
def test_conditions_nest(when: str, text: str, *, holds: bool) -> None:
    """`any` wants one, `all` all, `not` none; what stands in one mapping must all hold."""
    assert (match(when, text) is not None) is holds


def test_first_branch_that_holds_gives_the_names() -> None:
    """Of `any` one branch speaks, of `all` all do, `not` gives nothing."""
    when = "{any: [{text: {contains: 价格}}, {text: {regex: '(?P<n>[0-9])'}}]}"
    assert match(when, "价格 3") == {"keyword": "价格"}
    assert match(when, "3") == {"0": "3", "1": "3", "n": "3"}
    assert compiled(when).gives == ("keyword", "0", "1", "n")
    both = "{all: [{text: {contains: 价格}}, {text: {regex: '[0-9]'}}], not: x}"
    assert match(both, "价格 3") == {"keyword": "价格", "0": "3"}
    assert compiled("{not: {text: {regex: '(?P<n>a)'}}}").gives == ()


def test_later_conditions_see_what_earlier_ones_found() -> None:
    """Inside of `all`, too, an expression may use a keyword."""
    when = "{all: [{text: {contains: [a, b]}, if: match.keyword == 'b'}]}"
    assert match(when, "b") == {"keyword": "b"}
    assert match(when, "a") is None
    assert reason(when, "a") == "all: if: \"match.keyword == 'b'\" is false"


def test_branches_see_what_was_found_before() -> None:
    """Also of `any` and `not`."""
    for key, word in (("any", "b"), ("not", "a")):
        when = f"{{text: {{contains: [a, b]}}, {key}: {{if: match.keyword == 'b'}}}}"
        assert match(when, word) == {"keyword": word}
        assert match(when, "a" if word == "b" else "b") is None


def test_what_is_handed_on_is_paid_for() -> None:
    """Each condition of `all` costs more where many names were found before it."""
    pattern = "".join(f"(?P<n{n}>.)" for n in range(8))
    (both,) = compiled(f"{{all: [{{text: {{regex: '{pattern}'}}}}, {{type: text}}]}}").wants
    one, event = both.conditions[0], subject("12345678")  # type: ignore[attr-defined]  # it is `all`
    assert one.match(event, NOTHING) is not None
    single = Work().left - event.deciding.left
    event = subject("12345678")
    found = both.match(event, NOTHING)
    assert found is not None
    assert Work().left - event.deciding.left == single + 2 + len(found.match) // 4


def test_reasons() -> None:
    """Each says in one line what was wrong."""
    assert reason("{any: [a, {sender: Bob}]}", "x") == (
        'any: the text is none of "a"; the sender is none of "Bob"'
    )
    many = ", ".join("abcdef")
    assert reason(f"{{any: [{many}]}}", "x").endswith("; and 3 more")
    assert REASONS_SHOWN_MAX == 3
    assert reason("{all: [{text: {contains: a}}, b]}", "a") == 'all: text: the text is none of "b"'
    assert reason("{not: a}", "a") == "not: what must not hold does: it"
    assert reason("{not: [b, a]}", "a") == "not: what must not hold does: number 2 of them"


def test_reasons_of_what_holds() -> None:
    """Asked by mistake, they do not make up a failure."""
    mentioned = MentionCondition(wanted=False)
    assert AllOf((mentioned,)).why(subject("x"), NOTHING) == "all of it holds"
    assert NoneOf(()).why(subject("x"), NOTHING) == "none of it holds"


def test_needs() -> None:
    """`all` needs everything, `any` one of the best, `not` nothing."""
    a, b = (How.PART, "a"), (How.PART, "b")
    part_a, part_b = "{text: {contains: a}}", "{text: {contains: b}}"
    assert needs_of(compiled(f"{{all: [{part_a}, {part_b}]}}").wants) == (
        (a,),
        (b,),
    )
    assert needs_of(compiled(f"{{any: [{part_a}, {part_b}]}}").wants) == ((a, b),)
    assert needs_of(compiled(f"{{any: [{part_a}, {{type: text}}]}}").wants) == ()
    assert needs_of(compiled(f"{{not: {part_a}}}").wants) == ()


def test_any_of_nothing_never_holds() -> None:
    """An empty `any`, which no file can have, is no rule that takes everything."""
    assert AnyOf(()).match(subject("x"), NOTHING) is None
    assert AnyOf(()).needs() == ((),)


def test_all_conditions_can_be_looked_through() -> None:
    """Whoever asks for a kind of condition finds it at any depth."""
    when = compiled("{any: [{all: [{not: {time: 09:00-10:00}}, a]}, b], chat: any}")
    keys = [one.key for one in inner(when.conditions)]
    assert keys == ["chat", "from_me", "any", "all", "not", "time", "text", "text"]


def test_branch_of_another_sender() -> None:
    """A branch may ask for whom, and the other branches do not care."""
    when = "{any: [{sender: Bob, text: a}, b]}"
    assert match(when, says("a", sender=BOB)) == {"keyword": "a"}
    assert match(when, says("a")) is None
