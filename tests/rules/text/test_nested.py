"""Texts within texts, and the few that are looked for instead of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from responder.rules.text.nested import HEAD_CHARS_MAX, NESTED_MAX, heads_of

WORDS = st.lists(st.text("ab", min_size=1, max_size=30), max_size=40)


def test_a_word_is_its_own_head() -> None:
    """Unless it is long, or the end of too many others."""
    assert heads_of(["价格", "格", "多少钱"]) == {"价格": [0], "格": [1], "多少钱": [2]}
    assert heads_of(["x" + "y" * 40]) == {"x" + "y" * (HEAD_CHARS_MAX - 1): [0]}


def test_of_words_within_words_only_the_shortest_are_looked_for() -> None:
    """Whoever has one of the longer ones has those too."""
    words = ["哈" * n for n in range(1, 1_001)]
    heads = heads_of(words)
    assert list(heads) == words[:NESTED_MAX]
    assert sum(map(len, heads.values())) == len(words)
    every = "甲乙丙丁戊己庚辛壬癸"
    assert list(heads_of([every[-n:] for n in range(1, 11)])) == [
        "癸",
        "壬癸",
        "辛壬癸",
        "庚辛壬癸",
    ]


@given(WORDS)
def test_every_word_has_its_head_in_it(words: list[str]) -> None:
    """So nothing is missed, and each word stands under one head, in order."""
    heads = heads_of(words)
    for head, numbers in heads.items():
        assert all(head in words[number] for number in numbers)
        assert numbers == sorted(numbers)
    assert sorted(number for numbers in heads.values() for number in numbers) == list(
        range(len(words))
    )


@given(WORDS)
def test_few_heads_end_in_one_place(words: list[str]) -> None:
    """That bounds what an automaton finds in a message."""
    heads = heads_of(words)
    for head in heads:
        assert sum(head.endswith(other) for other in heads) <= NESTED_MAX
