"""The words of the simulator's page."""

from __future__ import annotations

import re
import string

import pytest

from responder.simulator.play.words import WORDS, Words, language_of
from tests.house.tree import ROOT


def test_every_word_is_used_and_every_used_one_is_known() -> None:
    """A key that a template misspells would be a page that fails."""
    folder = ROOT / "responder/simulator/play/templates"
    text = "\n".join(path.read_text("utf-8") for path in sorted(folder.glob("*.html")))
    called = set(re.findall(r"\bt\('(\w+)'(?: if| \)|[,)])", text)) | {"online", "offline"}
    assert called == WORDS.keys()


def test_both_languages_have_the_same_places_for_values() -> None:
    """No number is lost in one of them."""
    for key, pair in WORDS.items():
        places = [{name for _, name, _, _ in string.Formatter().parse(one) if name} for one in pair]
        assert places[0] == places[1], key
        assert all(pair), key


@pytest.mark.parametrize(
    ("header", "chinese"), [("zh-CN,zh;q=0.9", True), ("en-US,zh;q=0.5", False), ("", False)]
)
def test_the_first_language_is_spoken(header: str, *, chinese: bool) -> None:
    """Of Chinese and English."""
    assert language_of(header) is chinese
    assert Words(chinese)("send") == ("发送" if chinese else "Send")
