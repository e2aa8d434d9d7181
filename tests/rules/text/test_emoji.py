"""The step `emoji`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.text.emoji import fold_emoji, respelled
from responder.rules.text.emoji_names import PICTURES


@pytest.mark.parametrize(
    "text",
    ["[微笑]", "[Smile]", "[smile]", "/::)", "［微笑］", "[SMILE]"],
)
def test_all_spellings_of_a_picture_are_one(text: str) -> None:
    """The sender's language, full-width brackets and old codes make no difference."""
    assert fold_emoji(f"好{text}吗") == "好[微笑]吗"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ('<span class="emoji emoji1f604"></span>', "😄"),
        ('<span class="emoji emoji2600"></span>!', "☀!"),
        ('<span class="emoji emoji1F604"></span>', "😄"),
        ('<span class="emoji emojidfff"></span>', '<span class="emoji emojidfff"></span>'),
        ('<span class="emoji emojie000"></span>', "\ue000"),
        ("☀\ufe0e👍🏿", "☀👍"),
        ("［微笑] [微笑］", "[微笑] [微笑]"),
        ('<span class="emoji emojid800"></span>', '<span class="emoji emojid800"></span>'),
        ("👍🏽", "👍"),
        ("❤\ufe0f", "❤"),
        ("[Bah ! L]", "[左哼哼]"),
        ("[Let Down]", "[失望]"),
        ("/::'(/::~", "[大哭][撇嘴]"),
        ("/:,@-D", "[愉快]"),
        ("[图片]", "[图片]"),
        ("[OK]", "[OK]"),
        ("[ok]", "[OK]"),
        ("a[b", "a[b"),
        ("[[Smile]]", "[[微笑]]"),
        ("/:unknown", "/:unknown"),
        ("1:2/3", "1:2/3"),
    ],
)
def test_other_spellings(text: str, folded: str) -> None:
    """Spans, skin tones and names with blanks; what is no picture stays."""
    assert fold_emoji(text) == folded


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: str(picture.chinese))
def test_every_picture_of_the_table(picture: tuple[str, tuple[str, ...], tuple[str, ...]]) -> None:
    """Each English name and code becomes the Chinese name, which stays."""
    chinese, english, codes = picture
    for spelling in (f"[{chinese}]", *(f"[{name}]" for name in english), *codes):
        assert fold_emoji(spelling) == f"[{chinese}]"


def test_pictures_that_change_are_found() -> None:
    """Those of several characters; neither what is its own form nor what only leans on another."""
    assert respelled("a[Smile][微笑]☀\ufe0f/::)") == {1: 8, 14: 18}
    assert respelled("a") == {}


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    """One form is the last form."""
    once = fold_emoji(fold_emoji(text))
    assert fold_emoji(once) == once
