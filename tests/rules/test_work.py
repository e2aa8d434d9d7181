"""The work of one message: whatever strangers and owners write, it ends."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from responder.memory import Memory
from responder.rules.captures import NOTHING
from responder.rules.decide import PAIRS_PER_UNIT, TAKEN_UNITS, UNSAID, decide, explain, tried
from responder.rules.load import load
from responder.rules.subject import CHARS_PER_UNIT, PASSED_UNITS, TEXT_CHARS_MAX, subject_of
from responder.rules.templates.expression import Expression
from responder.rules.templates.template import COMPILING_UNITS
from responder.rules.text import folding
from responder.rules.work import (
    DECIDING_UNITS_MAX,
    REASONS_UNITS_MAX,
    SPENT,
    WRITING_UNITS_MAX,
    SpentError,
    Work,
    unpaid,
)
from tests.rules.rulekit import NOW_S, says
from tests.shelf import shelf

if TYPE_CHECKING:
    from responder.rules.decision import Decision
    from responder.rules.ruleset import RuleSet

LONG = "a" * TEXT_CHARS_MAX
COSTLY = "(range(500)|map('string')|join|wordcount)"
OVERSHOOT_UNITS_MAX = 5_000
"""The last thing that is paid for may cost more than is left; so much at most."""


def loaded(whens: list[dict[str, Any]], **more: object) -> RuleSet:
    """A rule for each condition, numbered from r0."""
    named = ({"name": f"r{n}", "when": when} for n, when in enumerate(whens))
    nested = ["a" * n for n in range(100, 0, -1)]
    rules = [{"reply": "好", **one, **more} for one in named]
    data = {"lists": {"nested": nested}, "rules": rules}
    return load("rules.yaml", shelf(json.dumps(data, ensure_ascii=False).encode()))


def decided(rule_set: RuleSet, text: str) -> Decision:
    """What is decided, which is the same by the index and by the plain loop."""
    by_index = decide(rule_set, says(text), Memory(), NOW_S, 1)
    by_loop = explain(rule_set, says(text), Memory(), NOW_S, 1)
    assert (by_index.taken, by_index.fault) == (by_loop.taken, by_loop.fault)
    if by_index.fault:
        assert by_index.trace[-1] == by_loop.trace[-1]
    return by_index


def units_of(rule_set: RuleSet, text: str) -> int:
    """What it costs to try all rules one after the other, as far as the budget goes."""
    subject = subject_of(says(text), rule_set.folding)
    for rule in rule_set.rules:
        tried(rule, subject)
        if subject.deciding.left < 0:
            break
    return DECIDING_UNITS_MAX - subject.deciding.left


def test_work_is_spent_up_to_its_end() -> None:
    """The last unit may be spent, and no more."""
    work = Work(2)
    work.spend(2)
    with pytest.raises(SpentError, match="all the work"):
        work.spend(1)


def test_what_must_be_done_is_owed() -> None:
    """It is done all the same; only the next one finds the budget spent."""
    work = Work(1)
    work.owe(5)
    with pytest.raises(SpentError):
        work.spend(0)


def test_reasons_know_what_was_found_out() -> None:
    """They are paid from a small budget of their own."""
    work = Work(3, {"a": 1})
    assert work.for_reasons() == Work(REASONS_UNITS_MAX, {"a": 1})
    assert work.for_reasons().known is work.known


def test_nobody_counts_while_no_message_waits() -> None:
    """A file may take its time."""
    unpaid().spend(10**9)


def test_an_ordinary_message_costs_next_to_nothing() -> None:
    """A hundredth of the budget is far from reached by ten candidates of all kinds."""
    whens: list[dict[str, Any]] = [
        {"text": {"contains": ["价格", "多少钱"]}, "if": "now.hour < 6"},
        {"text": {"regex": r"(\d{6,})"}},
        {"text": {"fuzzy": {"like": ["几点开门", "地址在哪"]}}},
        {"text": {"starts_with": "请问", "longer_than": 99}},
        {"command": "/天气 {city}"},
        {"sender": {"contains": "客户"}},
    ]
    assert units_of(loaded(whens), "请问价格是多少，我想先了解一下") < DECIDING_UNITS_MAX / 100


NESTED = {"list": "nested"}
DATES = [f"20{n}-01-01" for n in range(10, 99)]
ATTACKS: dict[str, tuple[list[dict[str, Any]], str]] = {
    "ifs": ([{"if": f"message.text|length < -{n}"} for n in range(700)], "a"),
    "costly ifs": ([{"if": f"{COSTLY} == -{n}"} for n in range(10)], "a"),
    "patterns": (
        [{"text": {"regex": f"a.{{0,{50 + n}}}b.{{0,60}}[xy]"}} for n in range(9)],
        "ab" * 2_000,
    ),
    "groups": (
        [{"text": {"regex": rf"(\w+)(\w+)(\w+){n}?"}, "chance": 0.0} for n in range(9)],
        LONG,
    ),
    "near misses": ([{"text": {"contains": "a" * 30 + f"b{n}"}} for n in range(500)], LONG),
    "nested": ([{"text": {"contains": NESTED}, "chance": 0.0}] * 10, ("a" * 499 + "b") * 8),
    "words": ([{"text": {"words": "a"}, "chance": 0.0}] * 30, "ba" * 2_000),
    "starts": ([{"text": {"starts_with": "a"}, "chance": 0.0}] * 2_500, LONG),
    "commands": ([{"command": f"/a {{x{n}:int}}", "chance": 0.0} for n in range(2_000)], "/a b"),
    "fuzzy": ([{"text": {"fuzzy": {"like": NESTED, "at_least": 50}}}] * 200, "z" * 99),
    "any": ([{"any": [{"if": "false"}, *[{"type": "image"}] * 2_000]}] * 12, "a"),
    "times": ([{"time": {"between": "09:00-09:01", "dates": DATES}}] * 250, "a"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_no_message_costs_more_than_its_budget(name: str) -> None:
    """Each of these would; the decision ends instead, and says at which rule and why."""
    whens, text = ATTACKS[name]
    rule_set = loaded(whens)
    decision = decided(rule_set, text)
    assert (decision.fault, decision.error) == (SPENT, SPENT)
    assert not decision.taken
    assert decision.trace[-1].reason == SPENT
    assert DECIDING_UNITS_MAX < units_of(rule_set, text) < DECIDING_UNITS_MAX + OVERSHOOT_UNITS_MAX


def test_behind_a_spent_budget_nobody_answers() -> None:
    """A rule for everything must not answer what an earlier one might have taken."""
    whens = [*ATTACKS["costly ifs"][0], {"text": {"contains": "a"}}]
    assert decided(loaded(whens), "a").taken == ()
    assert decided(loaded([{"if": "false"}, whens[-1]]), "a").rule == "r1"


def test_a_spent_budget_opens_no_guard() -> None:
    """What must not be there counts as there when nobody could look."""
    guard = {"not": {"if": f"{COSTLY} == 1"}}
    unless = {"text": {"contains": "a", "without": {"regex": "(a?){90}(a?){90}(a?){90}b"}}}
    for when in (guard, unless):
        before = [{"if": f"{COSTLY} == -{n}"} for n in range(4)]
        rule_set = loaded([*before, *[when] * 300], **{"continue": True})
        assert decided(rule_set, LONG).fault == SPENT


def test_rules_that_are_no_candidates_cost_the_message_nothing() -> None:
    """`explain` looks at them too, and comes to the same end: they pay for themselves."""
    elsewhere = [
        {"text": {"contains": f"无{n}"}, "if": f"message.text|length < -{n}"} for n in range(700)
    ]
    assert decided(loaded([*elsewhere, {"text": "a"}]), "a").rule == "r700"


def test_an_expression_is_evaluated_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The trace says what came of it, and does not try again."""
    seen: list[str] = []
    holds = Expression.holds

    def counted(self: Expression, *args: Any, **kwargs: Any) -> bool:  # noqa: ANN401 - as its own
        seen.append(self.source)
        return holds(self, *args, **kwargs)

    monkeypatch.setattr(Expression, "holds", counted)
    decision = decided(loaded([{"if": "message.text == 'b'"}, {"if": "1 // 0"}]), "a")
    assert [one.reason for one in decision.trace] == [
        "\"message.text == 'b'\" is false",
        '"1 // 0" fails: the template fails: integer division or modulo by zero',
    ]
    assert len(seen) == 2 * 2  # once by the index, once by the loop


def test_the_text_is_folded_once_for_all_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many ask for what stands beside a keyword, or for the words of a command."""
    sizes: list[int] = []

    def counted(text: str) -> str:
        sizes.append(len(text))
        return folding.fold_width(text)

    monkeypatch.setitem(folding._FUNCTIONS, folding.FoldStep.WIDTH, counted)
    text = "é" + "a\u0301\u0323" * 1_300
    starts = [{"text": {"starts_with": text[: n + 1]}, "chance": 0.0} for n in range(0, 60, 3)]
    rule_set = loaded(starts)
    sizes.clear()
    decide(rule_set, says(text), Memory(), NOW_S, 1)
    assert 2 * len(text) <= sum(sizes) + len(text) < 3 * len(text)


def test_replies_of_many_rules_share_one_budget() -> None:
    """Those that find it spent fail, and say so; the rules match all the same."""
    rule_set = loaded(
        [{"text": {"contains": "a"}}] * 60, reply="{{ message.text|length }}", **{"continue": True}
    )
    taken = decided(rule_set, LONG).taken
    written = [one for one in taken if one.replies]
    assert len(taken) == 60
    assert 20 < len(written) < WRITING_UNITS_MAX // COMPILING_UNITS
    assert taken[-1].error == f"reply: {SPENT}"


def test_rules_in_shadow_write_on_their_own_account() -> None:
    """Costly ones share a budget as well, and leave all of the other to the rule that answers."""
    on = {"text": {"contains": "a"}}
    shadows = [
        {"name": f"s{n}", "when": on, "shadow": True, "reply": "{{ message.text|length }}"}
        for n in range(60)
    ]
    counting = "{% for c in range(1000) %}{{ loop.index }}{% endfor %}"
    live = {"name": "live", "when": on, "reply": counting}
    rule_set = load("rules.yaml", shelf(json.dumps({"rules": [*shadows, live]}).encode()))
    *rehearsed, last = decided(rule_set, LONG).taken
    assert rehearsed[-1].error == f"reply: {SPENT}"
    assert last.error is None
    assert last.replies


def test_a_thousand_rules_that_go_on_are_not_all_carried_out() -> None:
    """Each costs something, whatever it answers."""
    rule_set = loaded([{"text": {"contains": "a"}}] * 600, **{"continue": True})
    decision = decided(rule_set, "a")
    assert decision.fault == SPENT
    assert len(decision.taken) < 500


def test_reasons_of_texts_passed_on_share_one_bound() -> None:
    """What is said of the first of them is missing for the last."""
    text = "a b" * 1_000
    unless = {"longer_than": 1, "without": {"words": "a"}}
    failing = [{"name": f"r{n}", "when": {"text": unless}, "reply": "x"} for n in range(6)]
    passing = {"name": "p", "when": "go", "do": [{"pass": text}] * 4, "continue": True}
    data = {"rules": [passing, *failing]}
    rule_set = load("rules.yaml", shelf(json.dumps(data).encode()))
    trace = decide(rule_set, says("go"), Memory(), NOW_S, 1, trace_max=1_000).trace
    reasons = [one.reason for one in trace if one.rule == "r0"]
    assert reasons[0] == 'the text has "a", which it must not have'
    assert reasons[3] == UNSAID


def test_reasons_are_bounded_too() -> None:
    """Where to say why would cost too much, the trace says that."""
    unless = {"text": {"longer_than": 1, "without": {"words": "a"}}}
    reasons = [one.reason for one in decided(loaded([unless] * 15), "a b" * 1_300).trace]
    assert reasons.count(UNSAID) > 5
    assert reasons.count('the text has "a", which it must not have') == len(
        reasons
    ) - reasons.count(UNSAID)


def test_explain_says_why_of_every_rule() -> None:
    """However many there are: who asks for all of them waits for them."""
    rule_set = loaded([{"text": {"contains": f"无{n}"}} for n in range(REASONS_UNITS_MAX + 9)])
    trace = explain(rule_set, says("a"), Memory(), NOW_S, 1).trace
    assert len(trace) == len(rule_set.rules)
    assert trace[-1].reason == f'the text contains none of "无{len(trace) - 1}"'
    assert UNSAID not in {one.reason for one in trace}


def test_a_rule_that_is_no_candidate_ends_no_decision() -> None:
    """Where the last rule that answers has cost more than was left, nobody asks for more."""
    answering: dict[str, Any] = {"text": {"contains": "a"}}
    each = units_of(loaded([answering]), "a") + TAKEN_UNITS
    most = DECIDING_UNITS_MAX // each + 1
    elsewhere: dict[str, Any] = {"text": {"contains": "b"}}
    found = [
        decided(loaded([*[answering] * count, elsewhere], **{"continue": True}), "a")
        for count in (most - 1, most, most + 1)
    ]
    assert [len(one.taken) for one in found] == [most - 1, most, most]
    assert [one.fault for one in found] == [None, None, SPENT]


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("价格", DECIDING_UNITS_MAX // PASSED_UNITS),
        ("价" * TEXT_CHARS_MAX, DECIDING_UNITS_MAX // (2 * TEXT_CHARS_MAX // CHARS_PER_UNIT)),
        ("\ufdfa" * TEXT_CHARS_MAX, 2),
    ],
    ids=["short", "long", "growing"],
)
def test_texts_that_are_passed_on_are_paid_for(text: str, most: int) -> None:
    """Four times by each rule that takes them, which is itself, would be a thousand times."""
    passing: dict[str, Any] = {"do": [{"pass": "{{ message.text }}"}] * 4}
    data = {"rules": [{"when": {"text": {"longer_than": 1}}, **passing}]}
    decision = decided(load("rules.yaml", shelf(json.dumps(data).encode())), text)
    assert decision.fault == SPENT
    assert 1 < len(decision.taken) <= most


def test_what_was_found_is_handed_on_at_a_price() -> None:
    """A thousand groups are not copied for each of a thousand conditions for nothing."""
    groups = "".join(f"(?P<g{n}>a)" for n in range(100))
    when = {"text": {"regex": groups}, "all": [{"text": {"contains": "a"}}] * 200}
    rule_set = loaded([when])
    assert units_of(rule_set, LONG) > 200 * 100 / PAIRS_PER_UNIT / 2
    assert tried(rule_set.rules[0], subject_of(says("b")))[1] == NOTHING
