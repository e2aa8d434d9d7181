"""Tests of the text by texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.fuzz import ratio

from responder.rules.conditions.literals import (
    NEAREST_CHARS_MAX,
    NEAREST_WORDS_MAX,
    FuzzyTest,
    LiteralTest,
)
from responder.rules.needs import How
from responder.rules.subject import subject_of
from responder.rules.text.folding import Folding, FoldStep
from responder.rules.text.lookup import Lookup, Relation
from tests.rules.rulekit import CLIENTS, says
from tests.rules.whenkit import compiled, match, needs_of, reason, run, subject


@pytest.mark.parametrize(
    ("text", "message", "keyword"),
    [
        ("ＡＢＣ", " abc ", "ＡＢＣ"),
        ("{contains: [ＡＢＣ, 价格]}", "xABCx", "ＡＢＣ"),
        ("{contains: [价格, 多少]}", "多少价格", "价格"),
        ("{words: hi}", "say HI!", "hi"),
        ("{words: 价格}", "这个价格表", "价格"),
        ("{starts_with: [帮我, 请]}", "请问", "请"),
        ("{ends_with: 吗}", "在吗", "吗"),
        ("{list: hello}", "hi", "Hi"),
        ("[价格, {list: hello}]", "HI", "Hi"),
        ("{contains: {list: hello}}", "你好呀", "你好"),
        ("{equals: OK, exact: true}", "OK", "OK"),
        ("{fuzzy: [几点关门, 你们几点开门]}", "你们几点开门呀", "你们几点开门"),
        ("'{{ vars.shop }}'", "小店", "小店"),
    ],
)
def test_keyword_is_the_authors_spelling(text: str, message: str, keyword: str) -> None:
    """Compared is the folded text, given is what stands in the rule file."""
    found = match(f"{{text: {text}}}", message)
    assert found is not None
    assert found["keyword"] == keyword


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{words: hi}", "this"),
        ("{starts_with: 问}", "请问"),
        ("{ends_with: 在}", "在吗"),
        ("{equals: OK, exact: true}", "ok"),
        ("{equals: OK, exact: true}", "@小店 OK"),
        ("{contains: a, exact: true}", "A"),
        ("{contains_all: [a, b]}", "a"),
        ("{fuzzy: 你们几点开门}", "你们"),
    ],
)
def test_what_does_not_pass(text: str, message: str) -> None:
    """Place, whole words, exactness and likeness are all looked at."""
    assert match(f"{{text: {text}}}", message) is None


@pytest.mark.parametrize(
    ("text", "message", "keyword", "value"),
    [
        ("{in: faq}", "价格", "价格", "3500"),
        ("{table: faq}", "价格", "价格", "3500"),
        ("{contains: {table: faq}}", "问价格表", "价格表", "见附件"),
        ("{contains: {table: faq}}", "发货和价格", "价格", "3500"),
        ("{starts_with: {table: faq}}", "价格表呢", "价格表", "见附件"),
        ("{words: {table: faq}}", "价格吧", "价格", "3500"),
        ("{fuzzy: {like: {table: faq}, at_least: 60}}", "发货吗", "发货", "三天"),
    ],
)
def test_table_gives_what_stands_beside_the_longest_keyword(
    text: str, message: str, keyword: str, value: str
) -> None:
    """Of keywords in one text the longest counts, of equally long ones the earlier row."""
    found = match(f"{{text: {text}}}", message)
    assert found is not None
    assert (found["keyword"], found["value"]) == (keyword, value)


def test_row_with_columns_is_given_whole() -> None:
    """A template reads the columns of the row: `match.value.price`."""
    found = match("{text: {in: goods}}", "苹果")
    assert found is not None
    assert found["value"]["price"] == 5


@pytest.mark.parametrize(
    ("text", "message", "rest"),
    [
        ("{starts_with: 翻译}", "翻译　Hello World ", "Hello World"),
        ("{starts_with: 翻译}", "翻译", ""),
        ("{ends_with: 吗}", "你 在吗", "你 在"),
        ("{starts_with: 'a b', exact: true}", "a b c", "c"),
        ("{ends_with: c, exact: true}", "a b c", "a b"),
        ("{starts_with: 翻译}", "@小店 翻译 Hi", "Hi"),
    ],
)
def test_rest_is_what_was_written_beside_it(text: str, message: str, rest: str) -> None:
    """Behind a start and before an end, not folded, without blanks at its ends."""
    found = match(f"{{text: {text}}}", message)
    assert found is not None
    assert found["rest"] == rest


def test_rest_keeps_a_mention_that_is_not_folded() -> None:
    """Without the step `mention` a mention of me is part of the text."""
    folding = Folding(frozenset({FoldStep.CASE}))
    when = compiled("{chat: group, text: {starts_with: 翻译}}", folding=folding)
    event = says("翻译@小店", group=CLIENTS, mentioned=True)
    found = run(when, subject(event, folding=folding))
    assert found is not None
    assert dict(found.match)["rest"] == "@小店"


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("a", How.WHOLE),
        ("{starts_with: a}", How.START),
        ("{ends_with: a}", How.PART),
        ("{contains: a}", How.PART),
        ("{words: a}", How.PART),
        ("{equals: a, exact: true}", How.RAW_WHOLE),
        ("{starts_with: a, exact: true}", How.RAW_START),
        ("{contains: a, exact: true}", How.RAW_PART),
        ("{contains_all: a, exact: true}", How.RAW_PART),
    ],
)
def test_needs_say_where_a_text_must_stand(text: str, how: How) -> None:
    """An index looks texts up by their place, folded or as written."""
    assert needs_of(compiled(f"{{text: {text}}}").wants) == (((how, "a"),),)


def test_likeness_needs_nothing() -> None:
    """Any single character may be another, so no text can be looked up."""
    assert needs_of(compiled("{text: {fuzzy: a}}").wants) == ()


def test_most_like_text_is_the_keyword() -> None:
    """Of several texts that are like enough the nearest counts, of equal ones the first."""
    when = "{text: {fuzzy: {like: [开门时间, 开门的时间], at_least: 50}}}"
    found = match(when, "开门的时间?")
    assert found == {"keyword": "开门的时间"}
    assert match("{text: {fuzzy: {like: [ab, ac], at_least: 50}}}", "ad") == {"keyword": "ab"}


def test_nearest_text_is_named_only_where_it_is_quickly_found() -> None:
    """A trace is written for every message, so a long list or message is not gone through again."""
    many = ", ".join(f"文{number}" for number in range(NEAREST_WORDS_MAX + 1))
    assert "is like none of" in reason(f"{{text: {{fuzzy: [{many}]}}}}", "x")
    assert "is like none of" in reason("{text: {fuzzy: 你好}}", "x" * (NEAREST_CHARS_MAX + 1))
    assert "by 0" in reason("{text: {fuzzy: 你好}}", "x")


@given(st.text("ab", min_size=1, max_size=8), st.text("ab", max_size=40), st.integers(50, 100))
def test_long_messages_are_left_out_only_where_they_are_unlike(
    like: str, text: str, at_least: int
) -> None:
    """What is refused for its length alone would not have been alike enough."""
    alike = ratio(like, text) >= at_least
    found = match(f"{{text: {{fuzzy: {{like: {like}, at_least: {at_least}}}}}}}", text)
    assert (found is not None) is alike


def test_likeness_of_exactly_the_bound_is_enough() -> None:
    """Nine characters in fifteen are alike by 75, whatever fractions say."""
    words = LiteralTest(Lookup(Relation.EQUALS, ("一二三四五六七八九",)), ("一二三四五六七八九",))
    test = FuzzyTest(words, 75)
    assert test.find(subject_of(says("一二三四五六七八九甲乙丙丁戊己"))) is not None
    assert test.find(subject_of(says("一二三四五六七八九甲乙丙丁戊己庚"))) is None
