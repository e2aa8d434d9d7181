"""What is left of a message beside a keyword."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.text.folding import Folding, FoldStep
from responder.rules.text.spelling import Spelling

FOLDING = Folding()
EVERY = Folding(frozenset(FoldStep))


def _after(text: str, word: str, folding: Folding = FOLDING) -> str:
    folded, begin = folding.fold(text), folding.fold(word)
    assert folded.startswith(begin)
    return Spelling(text, folded, folding).behind(begin)


def _before(text: str, word: str, folding: Folding = FOLDING) -> str:
    folded, end = folding.fold(text), folding.fold(word)
    assert folded.endswith(end)
    return Spelling(text, folded, folding).before(end)


@pytest.mark.parametrize(
    ("text", "word", "rest"),
    [
        ("翻译 Hello  World", "翻译", "Hello  World"),
        ("ＡＢＣ１２３", "abc", "１２３"),
        ("  How  Much Is IT", "how much", "Is IT"),
        ("翻译", "翻译", ""),
        ("①②③", "12", "③"),
        ("cafe\u0301 Noir", "café", "Noir"),
        ("㎏ Ａ", "k", "g a"),
    ],
)
def test_rest_behind(text: str, word: str, rest: str) -> None:
    """As it was written; folded only where a character was split."""
    assert _after(text, word) == rest


@pytest.mark.parametrize(
    ("text", "word", "rest"),
    [
        ("Hello World 翻译", "翻译", "Hello World"),
        ("１２３ＡＢＣ", "abc", "１２３"),
        ("翻译", "翻译", ""),
        ("Ａ ㎏", "g", "a k"),
    ],
)
def test_rest_in_front(text: str, word: str, rest: str) -> None:
    """Likewise from the other end."""
    assert _before(text, word) == rest


def test_folded_marks_are_no_part_of_the_count() -> None:
    """With the step `punctuation` marks in the keyword are jumped over."""
    assert _after("价格：表 A", "价格表", EVERY) == "A"


@given(st.text("aAＡ价 \u3000é１", max_size=12), st.integers(1, 4))
def test_rest_folds_to_the_rest(text: str, length: int) -> None:
    """Whatever was written, the rest is that of the folded text."""
    folded = FOLDING.fold(text)
    if folded:
        word, left = folded[:length], folded[length:]
        rest = Spelling(text, folded, FOLDING).behind(word)
        assert FOLDING.fold(rest) == FOLDING.fold(left)
        word, left = folded[-length:], folded[:-length]
        rest = Spelling(text, folded, FOLDING).before(word)
        assert FOLDING.fold(rest) == FOLDING.fold(left)
