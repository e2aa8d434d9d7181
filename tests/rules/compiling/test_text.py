"""Compiling the conditions on texts and names."""

from __future__ import annotations

import pytest

from responder.rules.compiling import text as module
from responder.rules.compiling.text import FUZZY_CHARS_MAX, FUZZY_WORDS_MAX
from responder.rules.conditions.literals import LiteralTest
from responder.rules.conditions.logic import inner
from responder.rules.conditions.names import NameCondition
from responder.rules.conditions.text import TextCondition, TextTest
from responder.rules.text.lookup import Lookup, Relation
from responder.rules.text.patterns import compile_pattern
from tests.rules.rulekit import fault, rules, says, texts
from tests.rules.whenkit import compiled, fault_of, tried


def _tests(text: str) -> tuple[TextTest, ...]:
    (condition,) = compiled(f"{{text: {text}}}").wants
    assert isinstance(condition, TextCondition)
    return condition.tests


def test_texts_are_folded_once() -> None:
    """What is compared is folded at load, the spelling is kept beside it; doubles are dropped."""
    assert _tests("[' ＡＢＣ ', abc, x]") == (
        LiteralTest(Lookup(Relation.EQUALS, ("abc", "x")), (" ＡＢＣ ", "x")),
    )


def test_exact_texts_are_not_folded() -> None:
    """With `exact` the spelling itself is compared."""
    assert _tests("{contains: ' A ', exact: true}") == (
        LiteralTest(Lookup(Relation.CONTAINS, (" A ",)), (" A ",), exact=True),
    )


def test_spelling_that_is_folded_already_is_kept_once() -> None:
    """Ten thousand rules do not carry every text twice."""
    (test,) = _tests("[价格, abc]")
    assert isinstance(test, LiteralTest)
    assert test.spelled is test.lookup.words


def test_cheap_tests_come_first() -> None:
    """Length before texts, texts before likeness, patterns and what must not be there."""
    kinds = [
        type(test).__name__
        for test in _tests(
            "{without: a, regex: b, fuzzy: c, contains_all: d, in: faq, words: e, contains: f, "
            "ends_with: g, starts_with: h, equals: i, longer_than: 1}"
        )
    ]
    literals = ["LiteralTest", "EdgeTest", "EdgeTest", "LiteralTest", "LiteralTest", "LiteralTest"]
    assert kinds == [
        *("LengthTest", *literals, "AllTest"),
        *("FuzzyTest", "PatternTest", "WithoutTest"),
    ]


def test_names_keep_their_spelling() -> None:
    """Names are compared as they are."""
    (condition,) = compiled("{sender: {equals: [Bob], contains: ' x', regex: '^B'}}").wants
    assert condition == NameCondition(
        "sender", frozenset({"Bob"}), (" x",), (compile_pattern("^B"),)
    )


def test_lists_stand_for_names() -> None:
    """`{list: vip}` is what stands in the list, alone or among names."""
    (condition,) = compiled("{sender: {list: vip}}").wants
    assert condition == NameCondition("sender", frozenset({"小明", "Bob"}))
    (condition,) = compiled("{sender: [Ann, {list: vip}]}").wants
    assert condition == NameCondition("sender", frozenset({"Ann", "小明", "Bob"}))


def test_large_table_is_looked_up_by_one_object() -> None:
    """Many rules that ask for one table share its texts and its automaton."""
    found = tried("{any: [{text: {contains: {table: faq}}}, {text: {contains: {table: faq}}}]}")
    first, second = (one for one in inner(found.when.wants) if isinstance(one, TextCondition))
    assert first.tests[0] is second.tests[0]
    assert found.context.used == {"faq"}


def test_vars_are_filled_in_everywhere() -> None:
    """Texts, names and patterns of conditions may use `vars`, so one edit changes all rules."""
    rule_set = rules(r"""
        vars: {shop: 小店, boss: 小明, digits: '\d{3}'}
        rules:
          - when: {text: {contains: "{{ vars.shop }}"}, sender: "{{ vars.boss }}"}
            reply: 是我们
          - when: {text: {regex: '^号{{ vars.digits }}$'}}
            reply: 号码
    """)
    assert texts(rule_set, says("你们是小店吗")) == ["是我们"]
    assert texts(rule_set, says("号123")) == ["号码"]


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ("{text: {exact: true}}", "when.text: expected text, a list of texts, or a mapping"),
        (
            "{text: {in: fak}}",
            'when.text.in: expected the name of a table, got "fak"; did you mean',
        ),
        ("{text: {longer_than: 5, shorter_than: 6}}", "got more than 5, below 6"),
        ("{text: {shorter_than: 0}}", "expected a length that a text can be below, got 0"),
        (f"{{text: {{fuzzy: {'x' * (FUZZY_CHARS_MAX + 1)}}}}}", "at most 100 characters, got 101"),
        (
            f"{{text: {{fuzzy: [{', '.join(f'x{n}' for n in range(FUZZY_WORDS_MAX + 1))}]}}}}",
            "expected at most 2,000 texts to be like, got 2,001",
        ),
    ],
)
def test_unusable_conditions_are_faults(when: str, message: str) -> None:
    """What could never hold, or would cost too much, is found when the file is read."""
    assert message in fault_of(when)


def test_likeness_to_long_or_many_texts_is_refused_for_tables_too() -> None:
    """Its bound counts what stands in the list."""
    assert not tried("{text: {fuzzy: {list: hello}}}").report.faults


@pytest.mark.parametrize("text", ["/价格|多少/", "{contains: [/a+/]}"])
def test_slashes_are_warned_of(text: str) -> None:
    """In other programs they enclose a pattern; here they are a text."""
    (warning,) = tried(f"{{text: {text}}}").report.warnings
    assert warning.message.startswith("this is compared as it is, slashes and all: ")
    assert warning.hint.startswith("a pattern is written text: {regex: ")


@pytest.mark.parametrize(
    ("text", "shown", "hint"),
    [
        ("'{list: vip}'", "{list: vip}", "leave the quotes out: {list: vip}"),
        ("[b, '{table:faq}']", "{table:faq}", "leave the quotes out: {table:faq}"),
        ("{contains: '{vars.shop}'}", "{vars.shop}", "values are written {{ vars.NAME }}"),
        ("{equals: 'a${vars.shop}'}", "{vars.shop}", "values are written {{ vars.NAME }}"),
    ],
)
def test_braces_that_fill_nothing_in_are_warned_of(text: str, shown: str, hint: str) -> None:
    """No message has them."""
    (warning,) = tried(f"{{text: {text}}}").report.warnings
    assert warning.message == f'this is compared as it is, braces and all: "{shown}"'
    assert warning.hint == hint


@pytest.mark.parametrize("text", ["'{}'", "'{a: b}'", "'{list}'", "'/vip {x}'"])
def test_other_braces_are_not_warned_of(text: str) -> None:
    """Somebody may write them."""
    assert tried(f"{{text: {text}}}").report.warnings == []


@pytest.mark.parametrize("text", ["/help", "//", "1/2/3"])
def test_other_slashes_are_not_warned_of(text: str) -> None:
    """A command or a date is a text."""
    assert not tried(f"{{text: {text}}}").report.warnings


def test_quotes_that_are_none_are_warned_of() -> None:
    """Those of a Chinese keyboard belong to the text, which hardly anybody means."""
    rule_set = rules("rules: [{when: “你好”, reply: a}, {when: 他说“好”, reply: b}]")
    (warning,) = rule_set.warnings
    assert "quotes and all" in warning.message


@pytest.mark.parametrize("key", ["contains", "words"])
def test_texts_to_look_for_are_bounded(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many are refused before they are prepared; other conditions take any number."""
    monkeypatch.setattr(module, "PARTS_MAX", 2)
    text = f"lists: {{l: [a, b, c]}}\nrules: [{{when: {{text: {{{key}: {{list: l}}}}}}, reply: x}}]"
    assert "expected at most 2 texts to look for, got 3" in fault(text)
    assert rules(text.replace(key, "equals")).rules
    assert rules(text.replace(", c", "")).rules
