"""Texts and names that look like something else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.rules.compiling import oddities
from responder.rules.compiling.oddities import (
    nothing_odd,
    odd_answer,
    odd_name,
    odd_picture,
    odd_text,
)
from responder.rules.templates.words import TEXT, Shape
from tests.rules.rulekit import rules


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("/价格/", "a pattern is written text: {regex: '价格'}"),
        ("^菜单$", "a pattern is written text: {regex: '^菜单$'}"),
        ("菜单.*", "a pattern is written text: {regex: '菜单.*'}"),
        (r"\d+", r"a pattern is written text: {regex: '\d+'}"),
        ("contains 菜单", "a condition is written text: {contains: 菜单}"),
        ("菜单*", "write text: {contains: 菜单}"),
        ("*", "leave the condition out, and all are taken"),
        ("菜单 | menu", "several texts are written [菜单, menu]; put one that has a | in quotes"),
        ("【菜单，价格】", "a list is written [菜单, 价格]"),
        ("“菜单”", "leave the quotes out, or write those of a keyboard in English"),
    ],
)
def test_texts_that_look_like_something_else(text: str, way: str) -> None:
    """A pattern, a condition, a list or a text in other quotes; the way out is written out."""
    odd = odd_text(text, plain=True, key="text")
    assert odd is not None
    assert text in odd[0].replace("\\\\", "\\")
    assert odd[1] == way


@pytest.mark.parametrize(
    "text",
    ["^_^", "100$", "US$", "/::|", "你好，在吗", "3 * 4", "a/b", "words", "[微笑]", "“好”吗"],
)
def test_texts_that_are_just_texts(text: str) -> None:
    """People write emoticons, prices and commas."""
    assert odd_text(text, plain=True, key="text") is None


def test_a_text_in_quotes_may_have_a_bar() -> None:
    """Whoever puts it in quotes means it."""
    assert odd_text("A|B", plain=False, key="text") is None


def test_the_way_out_works_where_the_text_stands() -> None:
    """Right under `when` there is no `text:` yet; following the advice leaves no warning."""
    (warning,) = rules("rules: [{when: '^菜单$', reply: 好}]").warnings
    assert warning.hint == "a pattern is written {text: {regex: '^菜单$'}}"
    assert not rules("rules: [{when: {text: {regex: '^菜单$'}}, reply: 好}]").warnings
    (warning,) = rules("rules: [{when: {text: [好, 菜单*]}, reply: 好}]").warnings
    assert (warning.hint, warning.field) == (
        "write text: {contains: 菜单}",
        "rules[1].when.text[2]",
    )


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("老王，陈总", "several are written [老王, 陈总]; put one that has a comma in quotes"),
        ("老王、陈总", "several are written [老王, 陈总]; put one that has a comma in quotes"),
        ("家长*", "write sender: {contains: 家长}"),
        ("/家长$/", "a pattern is written sender: {regex: '家长$'}"),
    ],
)
def test_names_that_look_like_something_else(name: str, way: str) -> None:
    """Several names in one, a pattern, a wildcard."""
    odd = odd_name(name, plain=True, key="sender")
    assert odd is not None
    assert odd[1] == way


def test_names_may_have_marks() -> None:
    """Remarks such as 张三|销售 are usual, and so are commas to whoever puts them in quotes."""
    assert odd_name("张三|销售", plain=True, key="text") is None
    assert odd_name("老王，陈总", plain=False, key="text") is None


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("您是{sender.name}", "values are written {{ sender.name }}"),
        ("您是${vars.name}", "values are written {{ vars.name }}"),
        ("“您好”", "leave the quotes out, or write those of a keyboard in English"),
        (r"您好\n请讲", 'for a new line put the text in "…", or write | and the lines below it'),
        ("nothing", "a rule that is not to answer says silent: true"),
        ("订单$1", "values are written {{ match[1] }}"),
        (r"订单\1", "values are written {{ match[1] }}"),
        ("订单%(id)s", "values are written {{ match.id }}"),
        ("订单{id}", "values are written {{ match.id }}"),
        ("订单${id}", "values are written {{ match.id }}"),
    ],
)
def test_answers_that_look_like_something_else(text: str, way: str) -> None:
    """Values as other languages write them, with those of this rule as the way out."""
    odd = odd_answer(text, {"match": Shape({"0": TEXT, "1": TEXT, "id": TEXT})})
    assert odd is not None
    assert odd[1] == way


@pytest.mark.parametrize("text", ["$100", "$2", "{name}", "{{ match.id }}", "“好”和“坏”", "50%"])
def test_answers_that_are_just_answers(text: str) -> None:
    """What the rule's pattern does not find is no value."""
    assert odd_answer(text, {"match": Shape({"0": TEXT, "1": TEXT, "id": TEXT})}) is None


def test_groups_are_known_where_an_answer_has_no_braces() -> None:
    """A rule whose answers are no templates has a pattern all the same."""
    text = r"rules: [{when: {text: {regex: '订单(\d+)'}}, reply: 查$1}]"
    (warning,) = rules(text).warnings
    assert warning.message == 'this is sent as it is: "$1"'


def test_a_picture_in_brackets_is_a_list() -> None:
    """`[微笑]` without quotes is sent without its brackets, so it is no picture."""
    assert odd_picture("价格") is None
    (warning,) = rules("rules: [{when: 好, reply: [微笑]}]").warnings
    assert warning.hint == 'write "[微笑]", quotes and all'
    assert not rules("rules:\n- when: 好\n  reply:\n  - 微笑\n").warnings
    assert not rules('rules: [{when: 好, reply: "[微笑]"}]').warnings


@pytest.mark.parametrize(
    "reply", ["“好”", "查$1", "a\\n", "nothing", "查{id}", "[微笑]", "[好, none]"]
)
def test_rules_of_one_form_are_looked_through_alike(reply: str) -> None:
    """Thousands of rules are made from the first of their form; the warnings are of each."""
    rule = "- when: {{text: {{regex: '{}(?P<id>.)'}}}}\n  reply: {}\n"
    text = "rules:\n" + rule.format("a", "好") + rule.format("b", reply) + rule.format("c", reply)
    assert [warning.line for warning in rules(text).warnings] == [5, 7]


@settings(max_examples=2_000)
@given(st.text("{} .id您｛｝$%\\“”n", max_size=14))
def test_a_quick_look_passes_nothing_odd(text: str) -> None:
    """Answers whose braces stand in pairs are not looked at any further."""
    known = {"match": Shape({"0": TEXT, "1": TEXT, "id": TEXT})}
    quick = odd_answer(text, known)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(oddities, "_is_proper", lambda _: False)
        assert odd_answer(text, known) == quick
    assert quick is None or not nothing_odd((text,))
