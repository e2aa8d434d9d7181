"""Words that reasons share."""

from __future__ import annotations

from responder.rules.conditions.phrases import WORDS_SHOWN_MAX, listed


def test_few_words_are_all_named() -> None:
    """Each text stands in quotes."""
    assert listed(("价格", "多少")) == '"价格", "多少"'
    assert listed(frozenset()) == ""


def test_of_many_words_the_first_are_named() -> None:
    """A table of thousands does not fill the screen."""
    words = [str(number) for number in range(1_000 + WORDS_SHOWN_MAX)]
    assert listed(words) == '"0", "1", "2", "3", "4" and 1,000 more'
