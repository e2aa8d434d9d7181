"""Texts, names and patterns of conditions."""

from __future__ import annotations

import pytest

from responder.rules.compiling.text import names_condition, text_condition
from responder.rules.spec.when import NamesSpec, WhenSpec
from responder.rules.subject import TEXT_CHARS_MAX
from responder.rules.table import Table
from responder.rules.text.patterns import PatternCompiler, compile_pattern
from tests.rules.rulekit import fault, report, rules, says, texts, tree

FILE = "rules: [{when: {text: {contains: x}}}]"


def _when(text: str) -> WhenSpec:
    return WhenSpec.model_validate(tree(text))


def test_texts_are_folded_once() -> None:
    """What is compared is folded at load, the spelling is kept beside it."""
    gathered = report(FILE)
    found = text_condition(
        gathered, ("rules", 0), _when("{text: [' ＡＢＣ ', abc, x]}"), Table(), PatternCompiler()
    )
    assert found is not None
    assert found.equals == (("abc", " ＡＢＣ "), ("x", "x"))
    assert not gathered.faults


def test_exact_texts_are_not_folded() -> None:
    """With `exact` the spelling itself is compared."""
    when = _when("{text: {contains: ' A ', exact: true}}")
    found = text_condition(report(FILE), ("rules", 0), when, Table(), PatternCompiler())
    assert found is not None
    assert found.contains == ((" A ", " A "),)


def test_rule_without_text_has_no_text_condition() -> None:
    """No condition takes every text."""
    assert (
        text_condition(report(FILE), ("rules", 0), WhenSpec(), Table(), PatternCompiler()) is None
    )


def test_names_keep_their_spelling() -> None:
    """Names are compared as they are."""
    spec = NamesSpec.model_validate(tree("{equals: [Bob], contains: ' x', regex: '^B'}"))
    found = names_condition(
        report(FILE), ("rules", 0, "when", "sender"), spec, Table(), PatternCompiler()
    )
    assert found.equals == frozenset({"Bob"})
    assert found.contains == (" x",)
    assert found.patterns == (compile_pattern("^B"),)
    assert found.key == "sender"


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
        ("{text: ' '}", "when.text: expected a text that is not blank, got a blank one"),
        ("{text: {contains: '\u3000'}}", "when.text.contains: expected a text that is not blank"),
        ("{sender: ''}", "when.sender: expected a text that is not blank, got a blank one"),
        ("{text: {regex: '('}}", "when.text.regex: expected a pattern RE2 can run"),
        ("{text: '{{ vars.x }}'}", 'when.text: expected something that vars has, got "x"'),
        ("{text: '{{ sender }}'}", 'when.text: expected a name that is known here, got "sender"'),
        ("{text: '{{ 1 / 0 }}'}", "when.text: expected a text, got a failure: the template fails"),
        ("{text: '{{ 1'}", "when.text: expected a template, got a mistake"),
        ("{text: {exact: true}}", "when.text: expected text, a list of texts, or a mapping"),
    ],
)
def test_unusable_conditions_are_faults(when: str, message: str) -> None:
    """Blank texts, broken patterns and unknown vars are found when the file is read."""
    assert message in fault(f"rules:\n- when: {when}\n  reply: a")


def test_text_longer_than_any_message_is_a_fault() -> None:
    """A condition that could never hold is refused."""
    assert "characters, got 4,001" in fault(
        f"rules: [{{when: {'x' * (TEXT_CHARS_MAX + 1)}, reply: a}}]"
    )


@pytest.mark.parametrize(
    "when", ["[价格，多少]", "{text: {contains: [价格、多少]}}", "{sender: [a，b]}"]
)
def test_commas_of_the_input_method_are_warned_of(when: str) -> None:
    """A list of one text with a full-width comma was meant to be a list of two."""
    (warning,) = rules(f"rules: [{{when: {when}, reply: a}}]").warnings
    assert "one text, comma and all" in warning.message


@pytest.mark.parametrize("when", ["你好，请问", "['你好，请问']", "[你好，请问, 在吗]"])
def test_commas_inside_of_texts_are_not_warned_of(when: str) -> None:
    """A comma in a sentence is one."""
    assert rules(f"rules: [{{when: {when}, reply: a}}]").warnings == ()
