"""The condition on the text, as authors write it."""

from __future__ import annotations

import pytest

from responder.rules.captures import NOTHING
from responder.rules.needs import How
from tests.rules.whenkit import compiled, match, needs_of, reason, subject


def test_several_keys_must_all_hold() -> None:
    """Each key asks for more, and all give what they found."""
    when = "{text: {contains: 价格, regex: '(?P<n>[0-9]+)', longer_than: 3}}"
    assert match(when, "价格 12") == {"keyword": "价格", "0": "12", "1": "12", "n": "12"}
    assert match(when, "价格") is None
    assert match(when, "多少 12") is None


def test_last_of_several_keywords_counts() -> None:
    """Where two keys find a text, the more particular one is the keyword."""
    assert match("{text: {starts_with: 请, contains: 价格}}", "请问价格") == {
        "keyword": "价格",
        "rest": "问价格",
    }


def test_condition_that_only_holds_gives_nothing() -> None:
    """Tests without names leave the captures as they are."""
    (condition,) = compiled("{text: {longer_than: 1}}").wants
    assert condition.match(subject("abc"), NOTHING) is NOTHING
    assert condition.gives == ()


def test_names_are_promised_once() -> None:
    """What several keys give stands once among the names."""
    (condition,) = compiled("{text: {equals: a, contains: a, regex: '(a)'}}").wants
    assert condition.gives == ("keyword", "0", "1")


@pytest.mark.parametrize(
    ("text", "message", "words"),
    [
        ("{contains: [价格, 多少]}", "x", 'the text contains none of "价格", "多少"'),
        ("[a, b]", "x", 'the text is none of "a", "b"'),
        ("{regex: '^a'}", "x", 'the text fits none of "^a"'),
        ("{contains: x, equals: y}", "x", 'the text is none of "y"'),
        ("{starts_with: a}", "x", 'the text begins with none of "a"'),
        ("{ends_with: a}", "x", 'the text ends with none of "a"'),
        ("{words: a}", "ab", 'the text has as a whole word none of "a"'),
        ("{contains_all: [a, b, c]}", "a", 'the text does not contain "b", "c"'),
        ("{longer_than: 3}", " abc ", "the text has 3 characters"),
        ("{without: 退}", "我要退款", 'the text has "退", which it must not have'),
        (
            "{fuzzy: 你们几点开门}",
            "几点",
            'the text is like "你们几点开门" by 50, and 85 is wanted',
        ),
        ("{in: faq}", "x", 'the text is none of "价格表", "价格", "发货"'),
    ],
)
def test_reasons_name_the_first_key_that_fails(text: str, message: str, words: str) -> None:
    """The author reads what was missing, not everything that was asked."""
    assert reason(f"{{text: {text}}}", message) == f"text: {words}"


def test_reason_of_what_holds() -> None:
    """Asked by mistake, it does not make up a failure."""
    (condition,) = compiled("a").wants
    assert condition.why(subject("a"), NOTHING) == "the text is as wanted"


def test_needs_of_all_keys_together() -> None:
    """An index may choose among the clauses of all keys."""
    needs = needs_of(
        compiled("{text: {contains: [a, b], starts_with: c, contains_all: [d, e]}}").wants
    )
    assert set(needs) == {
        (
            (How.PART, "a"),
            (How.PART, "b"),
        ),
        ((How.START, "c"),),
        ((How.PART, "d"),),
        ((How.PART, "e"),),
    }
