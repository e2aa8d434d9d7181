"""From `expect` to what it compiles to."""

from __future__ import annotations

import pytest

from responder.rules.trial.expected import ANYTHING, Expected, Wanted, Words
from responder.rules.trial.expecting import SUGGESTIONS_MAX
from tests.rules.rulekit import rules
from tests.rules.trial.trialkit import SHOP, compiled, complaint, complaints, trials


def expected(expect: str) -> Expected:
    """What a step with this `expect` expects."""
    (trial,) = trials(f"- steps: [{{from: 小明, says: 你好, expect: {expect}}}]\n")
    found = trial.steps[0].expected
    assert found is not None
    return found


def test_a_text_is_the_one_reply() -> None:
    """Without the blanks at its ends, for replies have none; the source spelling of a number."""
    assert expected("您好") == Expected(replies=(Wanted(None, Words(equals="您好")),))
    assert expected("' 您好 '") == expected("您好")
    assert expected("007") == Expected(replies=(Wanted(None, Words(equals="007")),))


def test_the_words_for_nothing() -> None:
    """`nothing` is no reply, `rule: none` no rule, and quotes change neither."""
    assert expected("nothing") == expected('"nothing"') == Expected(replies=())
    assert expected("{rule: 广告, reply: nothing}") == Expected(rule="广告", replies=())
    assert expected("{rule: none}") == Expected(no_rule=True)
    assert expected("{reply: {equals: nothing}}") == Expected(
        replies=(Wanted(None, Words(equals="nothing")),)
    )


def test_a_rule_may_be_called_none() -> None:
    """Then it is meant."""
    file = "rules: [{name: none, when: a, reply: b}]\n"
    (trial,) = trials("- steps: [{from: x, says: a, expect: {rule: none}}]\n", file)
    assert trial.steps[0].expected == Expected(rule="none")


def test_rule_and_reply() -> None:
    """The reply must be that rule's."""
    words = Words(contains=("元",))
    assert expected("{rule: 报价, reply: {contains: 元}}") == Expected(
        rule="报价", replies=(Wanted("报价", words),)
    )
    assert expected("{rule: 报价}") == Expected(rule="报价")


def test_a_list_is_what_happens_in_order() -> None:
    """Texts, replies, or any reply of a rule; under `do` the rule stands for all of them."""
    assert expected("[a, {rule: 地址, reply: b}, {rule: 问好}]") == Expected(
        replies=(
            Wanted(None, Words(equals="a")),
            Wanted("地址", Words(equals="b")),
            Wanted("问好", ANYTHING),
        )
    )
    assert expected("{rule: 地址, do: [{reply: a}, {reply: b}]}") == Expected(
        rule="地址", replies=(Wanted("地址", Words(equals="a")), Wanted("地址", Words(equals="b")))
    )


def test_all_kinds_of_words() -> None:
    """Several keys must all hold."""
    found = expected("{reply: {contains: [a, b], contains_all: c, regex: '^d', one_of: [e]}}")
    assert found.replies is not None
    words = found.replies[0].words
    assert (words.contains, words.contains_all, words.one_of) == (("a", "b"), ("c",), ("e",))
    assert [one.source for one in words.patterns or ()] == ["^d"]


@pytest.mark.parametrize(
    ("expect", "words"),
    [
        ("{rule: 报价单}", 'expected the name of a rule, got "报价单" (did you mean "报价"?)'),
        ("{rule: x}", "a rule without `name` is called after its text"),
        ("[{rule: 报价单}]", 'expect[1].rule: expected the name of a rule, got "报价单"'),
        (
            "{rule: 报价, reply: a, do: [{reply: b}]}",
            "expect.do: expected reply or do, got reply and",
        ),
        ("{rule: none, reply: a}", "expected no reply beside `rule: none`"),
        ("[a, nothing]", "expect[2]: expected what happens, got nothing (for nothing at all"),
        ("' '", "expected a text, got only blanks (for no reply at all write nothing)"),
        ("{reply: {contains: [a, '']}}", "expect.reply.contains[2]: expected a text, got only"),
        ("{reply: {regex: '(?=x)'}}", "RE2 has no look-around"),
    ],
)
def test_what_can_not_be_expected(expect: str, words: str) -> None:
    """Each fault at its place with the way out."""
    assert words in complaint(f"[{{from: 小明, says: 你好, expect: {expect}}}]")


@pytest.mark.parametrize(
    ("expect", "words"),
    [
        ("{rule: 关了}", "switched off"),
        ("{rule: 看看}", "only watches"),
        ("'{{ sender.name }}'", "braces and all"),
    ],
)
def test_what_can_never_come_true_is_a_warning(expect: str, words: str) -> None:
    """A rule that is off or in shadow, and a template in place of a text."""
    file = """
        rules:
          - {name: 关了, enabled: false, when: a, reply: b}
          - {name: 看看, shadow: true, when: c, reply: d}
    """
    _, found = compiled(f"- steps: [{{from: x, says: a, expect: {expect}}}]\n", file)
    assert not found.faults
    (warning,) = found.warnings
    assert words in warning.message


def test_suggestions_are_bounded() -> None:
    """Only so many unknown names are compared with all others; all of them are faults."""
    step = "{from: x, says: a, expect: {rule: 报价单}}"
    steps = ", ".join([step] * (SUGGESTIONS_MAX + 5))
    found = complaints(f"- {{name: t, steps: [{steps}]}}\n")
    assert sum("did you mean" in one for one in found) == SUGGESTIONS_MAX
    assert len(found) == SUGGESTIONS_MAX + 5


def test_the_shop_has_the_rules_that_these_tests_name() -> None:
    """A test about an unknown rule must not pass by accident."""
    assert {"广告", "问好", "报价", "地址"} <= rules(SHOP).by_name.keys()
