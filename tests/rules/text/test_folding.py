"""Folding of texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.text.folding import fold, fold_case, fold_mention, fold_space, fold_width

NAMES = ("小店客服", "小店")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("@小店\u2005价格", "价格"),
        ("@小店 价格", "价格"),
        ("价格@小店", "价格"),
        ("价格 @小店\u2005多少", "价格 多少"),
        ("@小店客服\u2005价格", "价格"),
        ("@小店\u2005@小店客服 价格", "价格"),
        ("@小店们 价格", "@小店们 价格"),
        ("@Bob 价格", "@Bob 价格"),
        ("价格@@小店", "价格@"),
        ("a@b.c", "a@b.c"),
        ("@", "@"),
        ("小店", "小店"),
    ],
)
def test_mention_of_me_is_removed_however_it_ends(text: str, left: str) -> None:
    """U+2005, a blank and the end of the text end a mention; longer names are somebody else's."""
    assert fold_mention(text, NAMES) == left


def test_mention_without_names_stays() -> None:
    """Where I have no name nothing is removed, and an empty name is none."""
    assert fold_mention("@小店 价格", ()) == "@小店 价格"
    assert fold_mention("@ 价格", ("",)) == "@ 价格"


def test_width() -> None:
    """Full-width letters and digits are the ordinary ones."""
    assert fold_width("ＡＢＣ１２３") == "ABC123"


def test_case() -> None:
    """Capital and small letters are the same, in German too."""
    assert fold_case("Straße") == fold_case("STRASSE")


def test_space() -> None:
    """Blanks of every kind count as one, and none at the ends."""
    assert fold_space(" \u3000价格\t\n 表 ") == "价格 表"


def test_all_steps_together() -> None:
    """The example of the language: full-width capitals equal the ordinary text."""
    assert fold("@小店\u2005 ＡＢＣ１２３ ", NAMES) == "abc123"


def test_emoji_words_stay_text() -> None:
    """WeChat's spelled emoji are compared as they are."""
    assert fold("[微笑]") == "[微笑]"


@given(st.text(max_size=80))
def test_spelling_does_not_matter_twice(text: str) -> None:
    """Blanks around a text and its case never change the folded form."""
    assert fold(f"  {text}\u3000") == fold(text)
    assert fold_case(fold_case(text)) == fold_case(text)
