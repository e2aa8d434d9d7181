"""The keys of `expect` and the kinds of value they take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from responder.rules.spec.trial import StepSpec
from tests.rules.rulekit import tree
from tests.rules.trial.trialkit import complaint

if TYPE_CHECKING:
    from responder.rules.spec.expectation import ExpectSpec, HappensSpec


def expect(text: str) -> ExpectSpec:
    """An `expect` without a fault."""
    found = StepSpec.model_validate(tree(f"{{expect: {text}}}")).expect
    assert found is not None
    return found


def said(happens: ExpectSpec | HappensSpec) -> str | None:
    """The whole text of a reply."""
    assert happens.reply is not None
    return happens.reply.equals


def test_a_text_is_a_reply() -> None:
    """In its source spelling, with and without the key."""
    assert said(expect("您好")) == said(expect("{reply: 您好}")) == "您好"
    assert said(expect("3.50")) == "3.50"
    assert said(expect("yes")) == "yes"


def test_nothing_is_a_reply_without_words() -> None:
    """Whereas `equals` makes a text of it."""
    for text in ("nothing", '"nothing"', "{reply: nothing}"):
        reply = expect(text).reply
        assert reply is not None
        assert not reply.model_fields_set
    assert said(expect("{reply: {equals: nothing}}")) == "nothing"


def test_a_list_is_in_order() -> None:
    """Its texts are replies; mappings say more."""
    do = expect("[a, {rule: b}, {reply: {contains: [c, d]}}]").do or ()
    assert (said(do[0]), do[1].rule, do[1].reply) == ("a", "b", None)
    assert do[2].reply is not None
    assert do[2].reply.contains == ("c", "d")


def test_the_same_under_do() -> None:
    """Written as the rule writes it."""
    assert [said(one) for one in expect("{rule: r, do: [{reply: a}, {reply: b}]}").do or ()] == [
        *("a", "b")
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{contains: a}", "it belongs under `reply`, as in `expect: {reply: {contains: 您好}}`"),
        ("{nothing: true}", "write `reply: nothing`"),
        ("{rule: 广告, silent: true}", "write `reply: nothing`"),
        ("{reply: [a, b]}", "one of several is {one_of: [a, b]}; several, in order, are"),
        ("{reply: {contain: a}}", 'did you mean "contains"?'),
        ("{do: [hello]}", "write {reply: hello}"),
        ("{do: {reply: a}}", "expected a list of what happens, got a mapping"),
        ("[]", "expected what happens, got an empty list (write `expect: nothing`)"),
        ("{}", "expected a text, nothing, a mapping of rule and reply, or a list of these"),
        ("{rule: [a]}", "expected text, got a list"),
    ],
)
def test_what_is_refused(text: str, words: str) -> None:
    """Each at its place with the way out."""
    assert words in complaint(f"[{{from: x, says: a, expect: {text}}}]")


def test_a_step_in_order_has_no_order_of_its_own() -> None:
    """What happens is one thing."""
    with pytest.raises(ValidationError):
        expect("[{do: [{reply: a}]}]")
