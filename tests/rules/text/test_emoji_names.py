"""The table of WeChat's own pictures."""

from __future__ import annotations

from collections import Counter

from responder.rules.text.emoji_names import PICTURES


def test_every_spelling_stands_for_one_picture() -> None:
    """No name or code stands twice in the table."""
    chinese = Counter(picture.chinese for picture in PICTURES)
    english = Counter(name.casefold() for picture in PICTURES for name in picture.english)
    codes = Counter(code for picture in PICTURES for code in picture.codes)
    for spellings in (chinese, english, codes):
        assert [name for name, count in spellings.items() if count > 1] == []


def test_shapes_of_the_spellings() -> None:
    """Names stand without brackets and blanks; codes begin with a slash and a colon."""
    assert len(PICTURES) > 100
    for picture in PICTURES:
        assert picture.english
        assert not set("[] ").intersection(picture.chinese, *picture.english)
        assert all(code.startswith("/:") for code in picture.codes)
