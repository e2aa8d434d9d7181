"""Tests of the text by its shape."""

from __future__ import annotations

import pytest

from responder.rules.conditions.shapes import LengthTest, PatternTest, WithoutTest
from responder.rules.text.patterns import compile_pattern
from tests.rules.whenkit import match, subject


def test_first_pattern_that_is_found_gives_the_groups() -> None:
    """Of several patterns the first in the list counts, and sees the text as it was written."""
    when = r"{text: {regex: ['价(?P<what>.)', '(?P<what>ＡＢ)']}}"
    assert match(when, "ＡＢ价格") == {"0": "价格", "1": "格", "what": "格"}
    assert match(when, "ＡＢ") == {"0": "ＡＢ", "1": "ＡＢ", "what": "ＡＢ"}
    assert match(when, "AB") is None


def test_one_pattern_needs_what_it_says() -> None:
    """All clauses of the only pattern are needs of the test."""
    pattern = compile_pattern("价格.*退款")
    assert len(pattern.needs) == 2
    assert PatternTest((pattern,)).needs() == pattern.needs


def test_several_patterns_need_one_of_their_clauses() -> None:
    """Of each pattern the rarest clause counts; one without any spoils it."""
    both = PatternTest((compile_pattern("价.*退款表"), compile_pattern("发货[0-9]")))
    (clause,) = both.needs()
    assert {text for _, text in clause} == {"退款表", "发货"}
    assert PatternTest((compile_pattern("价格"), compile_pattern("."))).needs() == ()


@pytest.mark.parametrize(
    ("longer", "shorter", "text", "passes"),
    [
        (3, None, "abcd", True),
        (3, None, "abc", False),
        (3, None, " abc ", False),
        (None, 3, "ab", True),
        (None, 3, "abc", False),
        (1, 4, "你好", True),
        (None, 3, "", True),
    ],
)
def test_length_counts_characters_as_written(
    longer: int | None, shorter: int | None, text: str, *, passes: bool
) -> None:
    """Blanks at the ends do not count, and neither end of the range belongs to it."""
    test = LengthTest(longer, shorter)
    assert (test.find(subject(text)) is not None) is passes
    assert test.needs() == ()


@pytest.mark.parametrize(
    ("without", "text", "passes"),
    [
        ("退款", "价格", True),
        ("退款", "价格和退款", False),
        ("[退款, 投诉]", "投诉", False),
        ("{regex: '[0-9]{3}'}", "价格123", False),
        ("{regex: '[0-9]{3}'}", "价格12", True),
        ("{words: hi}", "this", True),
        ("{starts_with: 不}", "不要", False),
        ("{equals: 价格}", "价格表", True),
        ("{equals: 价格, regex: x}", "x", False),
        ("{table: faq}", "发货吧", False),
        ("{list: hello}", "你好", False),
    ],
)
def test_without_is_none_of_these(without: str, text: str, *, passes: bool) -> None:
    """Whatever is found of it makes the test fail, and nothing of it is given."""
    found = match(f"{{text: {{without: {without}}}}}", text)
    assert found == ({} if passes else None)


def test_reason_names_what_is_there() -> None:
    """The author reads what the text must not have: a keyword, or what a pattern found."""
    inner = PatternTest((compile_pattern("[0-9]+"),))
    assert WithoutTest((inner,)).why(subject("a12")) == 'has "12", which it must not have'
    assert WithoutTest((inner,)).why(subject("a")) == "has nothing that it must not have"
    assert WithoutTest((inner,)).gives == ()
