"""Finding everything that rules look for in one text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.index.finding import AT_ONCE, DENSE_MAX, PIECES_MAX, finder
from responder.rules.text.nested import heads_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from responder.rules.index.choice import Mark
    from responder.rules.index.finding import Find

LETTERS = st.text(alphabet="ab价", max_size=6)


def marks_of(find: Find, texts: Iterable[str]) -> set[tuple[int, Mark]]:
    """What is found in each of several texts, one after the other."""
    return {(place, mark) for place, text in enumerate(texts) for mark in find(text)}


def test_whole_beginning_and_part() -> None:
    """Each way of having a text gives its mark."""
    find = finder(["价格", "格"], {"价格": 2}, {"价": 3, "价格多": 4}).find
    assert sorted(find("价格")) == [0, 1, 2, 3]
    assert sorted(find("价格多少")) == [0, 1, 3, 4]
    assert find("多少") == []


def test_parts_of_parts_are_found() -> None:
    """Literals that overlap or lie within each other are all found."""
    find = finder(["ab", "abc", "b", "bca"], {}, {}).find
    assert sorted(find("xabca")) == [0, 1, 2, 3]


def test_nothing_to_look_for() -> None:
    """A file without such rules needs no automaton."""
    assert finder([], {}, {}).find("价格") == []


@pytest.mark.parametrize("parts", [["价格"], ["价格", "报价"]])
def test_decoys_are_not_found(parts: list[str]) -> None:
    """Control characters in a message are no marks, whatever the automaton was given besides."""
    assert finder(parts, {}, {}).find("\x01\x02价格\x03\x04") == [0]


def test_many_parts_are_found_alike() -> None:
    """Beyond the dense automaton another kind finds the same."""
    parts = [f"词{number:04}" for number in range(DENSE_MAX + 1)]
    assert finder(parts, {}, {}).find("词0000词0500") == [0, 500]


def test_half_a_surrogate_pair_is_survived() -> None:
    """Neither a message nor a literal that nothing can encode makes it fail."""
    assert finder(["价格"], {"\ud800": 1}, {}).find("\ud800价格") == [0]
    assert finder(["价格"], {"\ud800": 1}, {}).find("\ud800") == [1]
    assert finder(["\ud800价"], {}, {}).find("x\ud800价") == [0]


@given(st.sets(LETTERS.filter(bool)), st.sets(LETTERS), st.sets(LETTERS.filter(bool)), LETTERS)
def test_finds_what_is_there(
    parts: set[str], wholes: set[str], starts: set[str], text: str
) -> None:
    """What is in the text, begins it or is it; besides, texts whose end is there."""
    sought = [*sorted(parts), *sorted(wholes), *sorted(starts)]
    first, second = len(parts), len(parts) + len(wholes)
    find, find_each = finder(
        sorted(parts),
        {one: first + place for place, one in enumerate(sorted(wholes))},
        {one: second + place for place, one in enumerate(sorted(starts))},
    )
    expected = {mark for mark in range(first) if sought[mark] in text}
    expected |= {mark for mark in range(first, second) if sought[mark] == text}
    expected |= {m for m in range(second, len(sought)) if text.startswith(sought[m])}
    found = set(find(text))
    others = ["", *sorted(parts), *sorted(wholes), text, *sorted(starts)]
    assert set(find_each(others)) == marks_of(find, others)
    assert expected <= found
    assert all(mark < first for mark in found - expected)
    if len(heads_of(sorted(parts))) == first:
        assert found == expected


def test_parts_within_parts_are_not_all_looked_for() -> None:
    """Of a thousand that are each the end of the next, 4,000 characters give few marks."""
    parts = ["a" * n for n in range(1, 1_001)]
    found = finder(parts, {}, {}).find("a" * 4_000)
    assert set(found) == set(range(1_000))
    assert len(found) <= 4_000


@pytest.mark.parametrize("count", [2 * AT_ONCE, PIECES_MAX * AT_ONCE + 1, 6 * AT_ONCE])
def test_parts_of_several_automata(count: int) -> None:
    """Each has its own number, wherever it was put."""
    parts = [f"词{number:05}" for number in range(count)]
    find, find_each = finder([*parts, "词"], {}, {})
    wanted = sorted({0, AT_ONCE - 1, AT_ONCE, count // 2, count - 1})
    assert sorted(set(find("".join(parts[number] for number in wanted)))) == [*wanted, count]
    assert find("其他") == []
    assert find("\ud800词") == [count]
    assert set(find_each(["词", "", parts[-1]])) == {(0, count), (2, count - 1), (2, count)}


@pytest.mark.parametrize("odd", ["\x05", "\ud800"], ids=["separator", "surrogate"])
def test_odd_texts_are_looked_through_one_by_one(odd: str) -> None:
    """What stands between texts, or can not be encoded, changes nothing."""
    texts = [f"价格{odd}多少", odd, "价格"]
    for parts in (["价格", "多少"], ["价格", "多少", f"{odd}多"]):
        find, find_each = finder(parts, {}, {})
        assert set(find_each(texts)) == marks_of(find, texts)
    assert find_each([]) == []
