"""Rules that can never win."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.models import Rate
from responder.rules.claims import Claim
from responder.rules.clockwork import Schedule
from responder.rules.compiling import shadow
from responder.rules.compiling.shadow import (
    CANDIDATES_MAX,
    Shadow,
    claims,
    covers,
    shadowed,
    why,
)
from responder.rules.conditions.heads import SwitchedOff
from responder.rules.index.entries import entries_of
from responder.rules.index.index import Index
from responder.rules.ruleset import Rule
from tests.hang import must_end
from tests.rules.rulekit import rules
from tests.rules.whenkit import compiled, events, run, subject, whens

if TYPE_CHECKING:
    from responder.models import Event


COOLDOWN = Claim("cooldown", Rate(1, 30.0))


def _rule(when: str, name: str = "r") -> Rule:
    return Rule(name, "rules.yaml", 1, compiled(when).conditions)


def _shadowed(*whens: str) -> list[tuple[int, int]]:
    return [(one.rule, one.earlier) for one in shadowed([_rule(when) for when in whens])]


def test_later_rule_that_takes_nothing_new() -> None:
    """A pair is the later rule and the earlier one that takes everything of it."""
    assert _shadowed("{text: {contains: 价格}}", "多少", "价格表") == [(2, 0)]
    assert _shadowed("{sender: 小明}", "{sender: 小明, text: a}", "b") == [(1, 0)]
    assert _shadowed("{text: {regex: a+}}", "{text: {regex: a+, contains: b}}") == [(1, 0)]
    assert _shadowed("a", "{chat: any}", "b") == [(2, 1)]


def test_each_rule_is_reported_once() -> None:
    """A rule behind several wide ones is one pair, and covers no others."""
    assert _shadowed("x", "x", "x") == [(1, 0), (2, 0)]


@pytest.mark.parametrize(
    "change",
    [
        {"proceeds": True},
        {"shadow": True},
        {"enabled": False},
        {"claims": (Claim("cooldown", Rate(1, 30.0), steps_aside=True),)},
        {"claims": (COOLDOWN, Claim("limit", Rate(1, 30.0), steps_aside=True))},
        {"schedule": Schedule(times=(time(9),))},
    ],
)
def test_rules_that_let_others_answer_cover_none(change: dict[str, object]) -> None:
    """With `continue`, `shadow` and a claim that lets others try, later rules get messages.

    Each rule of a schedule has times of its own.
    """
    wide = replace(_rule("a"), **change)  # type: ignore[arg-type]  # fields of Rule, by name
    assert not claims(wide)
    assert not covers(wide, _rule("a"))
    assert list(shadowed([wide, _rule("a")])) == []


def test_silent_cooldown_covers() -> None:
    """On cooldown a rule keeps its messages, so later ones never see them."""
    resting = replace(_rule("a"), claims=(COOLDOWN,))
    assert list(shadowed([resting, _rule("a")])) == [Shadow(1, 0, "it has the same conditions")]


def test_duplicates_are_found_whatever_they_ask() -> None:
    """Two rules that say the same take the same, though an expression depends on the keyword."""
    twin = "{text: [a, b], if: match.keyword == 'a'}"
    assert list(shadowed([_rule(twin), _rule(twin)])) == [
        Shadow(1, 0, "it has the same conditions")
    ]


def test_rules_that_can_not_win_though_they_continue() -> None:
    """A rule that never gets a message never continues."""
    assert list(shadowed([_rule("a"), replace(_rule("a"), proceeds=True)]))


def test_rules_that_are_switched_off_need_no_messages() -> None:
    """They are neither warned of nor counted, and the others keep their places."""
    off = replace(_rule("a"), enabled=False)
    assert [one[:2] for one in shadowed([_rule("a"), off, _rule("a")])] == [(2, 0)]


@pytest.mark.parametrize(
    ("wide", "narrow", "words"),
    [
        ("a", "a", "it has the same conditions"),
        ("{chat: private}", "a", "it takes every text"),
        (
            "{text: {contains: 价格}}",
            "价格表",
            'what it takes is in every text of this rule: "价格"',
        ),
        ("[a, b]", "b", 'this rule takes no other texts than "a", "b"'),
        (
            "{text: {words: hi}}",
            "say hi",
            'what it takes is a word in every text of this rule: "hi"',
        ),
        (
            "{text: {starts_with: a}}",
            "ab",
            'every text of this rule begins with what it takes: "a"',
        ),
        ("{text: {ends_with: b}}", "ab", 'every text of this rule ends with what it takes: "b"'),
        ("{text: {regex: a+}}", "{text: {regex: a+}, sender: x}", 'it looks for the same: "a+"'),
        (
            "{text: {longer_than: 3}}",
            "{text: {longer_than: 4}}",
            "it asks for no more of a text than this rule does",
        ),
    ],
)
def test_reason_is_said(wide: str, narrow: str, words: str) -> None:
    """The author reads what the earlier rule has to do with this one."""
    assert covers(_rule(wide), _rule(narrow))
    assert why(_rule(wide), _rule(narrow)) == words


def test_what_is_known_already_is_not_asked_again() -> None:
    """Whoever has an index of the rules gives it, and nothing else comes of it."""
    rules = [_rule("{text: {contains: 价格}}"), _rule("早"), _rule("价格表"), _rule("早")]
    entries = entries_of(rule.conditions for rule in rules)
    known = [needs for needs, _ in entries], Index.build(entries)
    assert list(shadowed(rules, *known)) == list(shadowed(rules))
    assert [one.rule for one in shadowed(rules, *known)] == [2, 3]


def test_a_text_of_one_character_is_found_too() -> None:
    """Wherever it stands."""
    for narrow in ("格价", "价", "价格", "格价格"):
        assert _shadowed("{text: {contains: 价}}", narrow) == [(1, 0)]


def test_long_literals_are_found_whole() -> None:
    """Of a long text only the beginning is looked for; the rules say whether it is all there."""
    long = "x" * 60
    assert _shadowed(long, long) == [(1, 0)]
    assert _shadowed(f"{{text: {{contains: {long}}}}}", f"y{long}z") == [(1, 0)]
    assert _shadowed(f"{{text: {{contains: {long}}}}}", f"{long[1:]}z") == []


def test_any_of_several_needs_leads_to_an_earlier_rule() -> None:
    """Whichever of them the earlier one is listed under, alone or with another."""
    both = "{text: {contains_all: [价格, 苹果多少]}}"
    assert _shadowed("{text: {contains: 价格}}", both) == [(1, 0)]
    assert _shadowed("{text: {contains: 苹果}}", both) == [(1, 0)]
    many = [f"{{text: {{contains_all: [多少钱一斤, {fruit}]}}}}" for fruit in "苹梨桃李杏枣柿橙"]
    assert _shadowed(*many, many[3]) == [(8, 3)]
    assert _shadowed("{sender: 小明}", "{text: a, sender: [小明]}") == [(1, 0)]


def test_patterns_are_compared_only_with_the_same() -> None:
    """However many patterns with the same words stand before it, a rule that covers is found."""
    patterns = [f"{{text: {{regex: '价格{number}.*x'}}}}" for number in range(CANDIDATES_MAX + 5)]
    assert _shadowed(*patterns, "{text: {contains: 价格1}}", "{text: {contains: 价格12}}") == [
        (CANDIDATES_MAX + 6, CANDIDATES_MAX + 5)
    ]
    assert _shadowed(*patterns, patterns[7]) == [(CANDIDATES_MAX + 5, 7)]


def test_patterns_with_a_text_in_common_stay_cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is asked for its patterns a few times, not once for every rule behind it."""
    rules = [_rule(f"{{text: {{regex: '订单{number}号?x'}}}}") for number in range(200)]
    asked: list[Rule] = []
    sources = shadow._sources

    def counted(rule: Rule) -> set[str]:
        asked.append(rule)
        return sources(rule)

    monkeypatch.setattr(shadow, "_sources", counted)
    assert list(shadowed(rules)) == []
    assert len(asked) <= 2 * len(rules)


def test_a_text_in_common_is_given_up_before_it_costs_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """So many rules of one text are looked through, and none is reported behind them."""
    whens = ["{text: {contains: 订单}}"] + ["{text: {contains_all: [订单, 号]}}"] * 9
    assert len(_shadowed(*whens)) == 9
    monkeypatch.setattr(shadow, "LOOKED_MAX", 30)
    assert 0 < len(_shadowed(*whens)) < 9


@pytest.mark.parametrize("bound", ["COMPARISONS_MAX", "WORDS_MAX"])
def test_nothing_is_reported_behind_a_bound(monkeypatch: pytest.MonkeyPatch, bound: str) -> None:
    """Too many comparisons end the search, and so do too many texts in them."""
    assert len(_shadowed(*["a"] * 9)) == 8
    monkeypatch.setattr(shadow, bound, 4)
    assert 0 < len(_shadowed(*["a"] * 9)) < 8


def test_rules_that_take_any_text_leave_room_for_others() -> None:
    """However many stand before, the one with a text of the later rule is compared too."""
    wide = [f"{{sender: {{contains: s{n:02}}}}}" for n in range(CANDIDATES_MAX)]
    assert _shadowed(*wide, "{text: {contains: 价}}", "价格") == [
        (CANDIDATES_MAX + 1, CANDIDATES_MAX)
    ]


def test_many_rules_stay_cheap() -> None:
    """Rules that have nothing to do with one another are hardly compared (generous here)."""
    rules = [_rule(f"{{text: {{contains: [关键词{n}, kw{n}]}}, sender: s{n}}}") for n in range(500)]
    rules += [_rule(f"{{sender: t{n}}}") for n in range(500)]
    with must_end():
        assert list(shadowed(rules)) == []


def test_long_lists_stay_cheap() -> None:
    """Rules of thousands of nearly equal texts are given up before they cost seconds."""
    texts = ", ".join(f"q{n}" for n in range(3000))
    rules = [_rule(f"{{text: {{contains: [{texts}, z{rule}]}}}}") for rule in range(10)]
    with must_end():
        assert list(shadowed(rules)) == []


@given(st.lists(whens, min_size=2, max_size=6), events)
def test_shadowed_rule_never_wins(texts: list[str], event: Event) -> None:
    """A rule that was warned of is the first to hold for no message whatever."""
    whole = [compiled(text) for text in texts]
    rules = [Rule("r", "rules.yaml", 1, when.conditions) for when in whole]
    prepared = subject(event)
    first = next((place for place, one in enumerate(whole) if run(one, prepared) is not None), None)
    assert first not in [one.rule for one in shadowed(rules)]


@pytest.mark.parametrize(
    ("when", "reason"),
    [
        ("{sender: {contains: 客}}", "this rule asks for its sender too"),
        ("{type: [image, video]}", "this rule asks for its type too"),
        ("{chat: private}", "it takes every text"),
    ],
)
def test_reason_without_a_text_is_true(when: str, reason: str) -> None:
    """A rule that asks for a sender or a type does not take every text."""
    wide = _rule(when)
    narrow = replace(wide, conditions=(*wide.conditions, SwitchedOff()))
    assert why(wide, narrow) == reason
    twice = replace(wide, conditions=(*wide.conditions, wide.conditions[-1]))
    assert why(twice, narrow) == reason


def test_what_is_stored_in_between_is_minded() -> None:
    """Where a rule that lets others answer stores something, what did not hold may hold later."""
    moving = rules("""
        rules:
          - {name: a, when: {any: [{memory: {sender.n: 2}}, x]}, reply: x}
          - {name: b, when: {if: memory.sender.n == 2}, reply: x}
          - {name: c, continue: true, do: [{count: sender.n}]}
          - {name: d, when: {any: [{memory: {sender.n: 2}}, x]}, reply: y}
          - {name: e, when: {if: memory.sender.n == 2}, reply: x}
          - {name: f, when: y, reply: x}
          - {name: g, when: y, reply: x}
    """)
    assert [(one.rule, one.earlier) for one in shadowed(moving.rules)] == [(6, 5)]
    still = [replace(rule, proceeds=False) for rule in moving.rules if rule.name != "c"]
    assert [(one.rule, one.earlier) for one in shadowed(still)] == [(2, 0), (3, 1), (5, 4)]
    off = [replace(rule, enabled=rule.name != "c") for rule in moving.rules]
    assert [(one.rule, one.earlier) for one in shadowed(off)] == [(3, 0), (4, 1), (6, 5)]
    keeping = [replace(rule, actions=moving.rules[2].actions) for rule in still]
    assert [(one.rule, one.earlier) for one in shadowed(keeping)] == [(2, 0), (3, 1), (5, 4)]
