"""The step `traditional`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.text.traditional import fold_traditional


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("價格", "价格"),
        ("\u3473", "\u3447"),
        ("這個多少錢", "这个多少钱"),
        ("价格", "价格"),
        ("ABC 12", "ABC 12"),
        ("", ""),
    ],
)
def test_traditional_characters_become_simplified(text: str, folded: str) -> None:
    """Everything else stays."""
    assert fold_traditional(text) == folded


@given(st.text("價格這個錢干乾後后發髮ab", max_size=10), st.text("價格這個錢乾", max_size=5))
def test_each_character_is_folded_for_itself(text: str, beside: str) -> None:
    """So a part of a text folds to a part of the folded text, whatever words they make."""
    assert fold_traditional(text + beside) == fold_traditional(text) + fold_traditional(beside)
    assert len(fold_traditional(text)) == len(text)
