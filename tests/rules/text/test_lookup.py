"""Looking texts up in a message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.text.lookup import MANY_WORDS, NONE, Lookup, Relation
from responder.rules.text.nested import HEAD_CHARS_MAX
from responder.rules.text.wholeword import holds_word
from responder.rules.work import SpentError, Work

FITS = {
    Relation.EQUALS: lambda text, word: text == word,
    Relation.STARTS_WITH: lambda text, word: text.startswith(word),
    Relation.ENDS_WITH: lambda text, word: text.endswith(word),
    Relation.CONTAINS: lambda text, word: word in text,
    Relation.WORDS: holds_word,
}
FILLER = tuple(f"填{number}" for number in range(MANY_WORDS))


@pytest.mark.parametrize("filler", [(), FILLER], ids=["few", "many"])
@pytest.mark.parametrize(
    ("relation", "words", "text", "index"),
    [
        (Relation.EQUALS, ("a", "b"), "b", 1),
        (Relation.EQUALS, ("a", "b"), "ab", NONE),
        (Relation.STARTS_WITH, ("b", "a"), "ab", 1),
        (Relation.ENDS_WITH, ("a", "b"), "ab", 1),
        (Relation.CONTAINS, ("x", "bc", "b"), "abcd", 1),
        (Relation.WORDS, ("hi", "say"), "this, say", 1),
        (Relation.WORDS, ("hi",), "this", NONE),
    ],
)
def test_place_of_a_text_matters(
    relation: Relation, words: tuple[str, ...], text: str, index: int, filler: tuple[str, ...]
) -> None:
    """A few texts are compared one by one and many looked up, with the same result."""
    assert Lookup(relation, words + filler).index(text) == index


@pytest.mark.parametrize("relation", Relation)
def test_first_in_the_list_wins(relation: Relation) -> None:
    """Of several that fit, the one that stands first counts, however long the others are."""
    few = Lookup(relation, ("ab", "a", "b", "ab"))
    many = Lookup(relation, ("ab", "a", "b", *FILLER, "ab"))
    assert few.index("ab") == many.index("ab") == 0


def test_first_of_parts_wins_wherever_it_is_kept() -> None:
    """Not the one that is looked at first: of what is found, nobody says in which order."""
    assert Lookup(Relation.CONTAINS, ("x", "a", *FILLER, "b")).index("ab") == 1


@given(
    st.sampled_from(Relation),
    st.lists(st.text("ab价 ", min_size=1, max_size=3), min_size=1, max_size=8),
    st.text("ab价 ", max_size=8),
)
def test_many_are_found_as_few_are(relation: Relation, words: list[str], text: str) -> None:
    """Whatever the texts, both ways mean the plain loop over the list."""
    fits = FITS[relation]
    wanted = next((index for index, word in enumerate(words) if fits(text, word)), NONE)
    assert Lookup(relation, tuple(words)).index(text) == wanted
    assert Lookup(relation, (*words, *FILLER)).index(text) == wanted


def test_long_parts_of_one_beginning_are_told_apart() -> None:
    """Only the beginning is looked for, and then each that has it."""
    long = "长" * HEAD_CHARS_MAX
    lookup = Lookup(Relation.CONTAINS, (*FILLER, f"{long}甲", f"{long}乙"))
    assert [lookup.index(f"x{long}{end}") for end in "甲乙丙"] == [MANY_WORDS, MANY_WORDS + 1, NONE]


def test_lookups_of_the_same_texts_are_equal() -> None:
    """Rules can be compared by what they look up."""
    assert Lookup(Relation.CONTAINS, FILLER) == Lookup(Relation.CONTAINS, FILLER)
    assert Lookup(Relation.CONTAINS, ("a",)) != Lookup(Relation.EQUALS, ("a",))


def test_empty_list_finds_nothing() -> None:
    """A list of the file may be empty."""
    for relation in Relation:
        assert Lookup(relation, ()).index("a") == NONE


def test_nested_words_are_not_all_found_everywhere() -> None:
    """A thousand words, each the end of the next, gave four million hits; now it is few."""
    words = tuple("a" * n for n in range(1_000, 0, -1))
    for relation, text, index in (
        (Relation.CONTAINS, "a" * 4_000, 0),
        (Relation.WORDS, "a " * 2_000, 999),
    ):
        lookup, work = Lookup(relation, words), Work()
        assert lookup.index(text, work) == index
        assert Work().left - work.left < 10_000


def test_work_is_paid_for_by_who_asks() -> None:
    """Whatever the relation; nobody pays while the file is read."""
    for relation in Relation:
        for words in (("a", "b"), tuple(f"{n}b" for n in range(100))):
            lookup, work = Lookup(relation, words), Work()
            assert lookup.index("a b " * 100, work) == lookup.index("a b " * 100)
            assert work.left < Work().left
            with pytest.raises(SpentError):
                lookup.index("a b " * 100, Work(0))
