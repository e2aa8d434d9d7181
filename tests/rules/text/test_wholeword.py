"""Whole words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.text.wholeword import binds, holds_word, stands_alone


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("hi", "hi"),
        ("say hi!", "hi"),
        ("这个价格表", "价格"),
        ("iphone价格", "iphone"),
        ("买iphone吧", "iphone"),
        ("ok,thanks", "ok"),
        ("第3天", "3"),
        ("this hi", "hi"),
        ("ラーメン屋", "ラーメン"),
        ("a-b", "b"),
        ("c++ 书", "c++"),
    ],
)
def test_whole_words(text: str, word: str) -> None:
    """A word ends at a blank, a mark, or where a script without blanks begins."""
    assert holds_word(text, word)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("this", "hi"),
        ("high", "hi"),
        ("13", "3"),
        ("3rd", "3"),
        ("привет", "рив"),
        ("é\u0301a", "é"),
    ],
)
def test_parts_of_words(text: str, word: str) -> None:
    """Letters, digits and their accents bind to each other."""
    assert word in text
    assert not holds_word(text, word)


@pytest.mark.parametrize("char", "aZ9éяα٣\u0301\u093e")
def test_what_binds(char: str) -> None:
    """Letters of alphabets, digits and marks on them."""
    assert binds(char)


@pytest.mark.parametrize(
    "char", "价あアก한々 -_@。\u3000😀\u0e81\u1000\u1780\uff71\u3105\U00030000"
)
def test_what_does_not_bind(char: str) -> None:
    """Scripts without blanks, signs and blanks."""
    assert not binds(char)


@given(st.text("ab价 ", max_size=10), st.text("ab价", min_size=1, max_size=3))
def test_every_place_is_looked_at(text: str, word: str) -> None:
    """A word is held if one of its places is free on both sides."""
    places = [start for start in range(len(text)) if text.startswith(word, start)]
    free = any(stands_alone(text, start, start + len(word)) for start in places)
    assert holds_word(text, word) is free
