"""The step `punctuation`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.text.punctuation import fold_punctuation


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("你好，在吗？", "你好在吗"),
        ("你好, 在吗", "你好在吗"),
        ("hello,world!", "hello world"),
        ("hello, world", "hello world"),
        ("3.5", "3.5"),
        ("1,000.50。", "1,000.50"),
        ("10:30", "10:30"),
        ("2026-10-01", "2026-10-01"),
        ("３-４", "３-４"),
        ("don't wi-fi example.com", "don't wi-fi example.com"),
        ("50% #3 /help a@b", "50% #3 /help a@b"),
        ("1&2 *3 a_b c\\d", "1&2 *3 a_b c\\d"),
        ("don\u2019t", "don\u2019t"),
        ("3,a b:5 .5 3.", "3 a b 5 5 3"),
        ("é.a 价.a a.价", "é a 价a a价"),
        (".a b. -c", "a b c"),
        ("“价格”", "价格"),
        ("a...b", "a b"),
        ("…", ""),
        ("a", "a"),
        ("", ""),
        ("价格 . 表", "价格表"),
    ],
)
def test_marks_leave_nothing_behind(text: str, folded: str) -> None:
    """Between letters a blank is left, in numbers and words the mark that holds them together."""
    assert fold_punctuation(text) == folded


@given(st.text("ab1价，.,:- '’!", max_size=20))
def test_folding_twice_changes_nothing(text: str) -> None:
    """What is left has no mark that could go."""
    once = fold_punctuation(text)
    assert fold_punctuation(once) == once
