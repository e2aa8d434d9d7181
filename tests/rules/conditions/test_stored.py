"""The condition on stored values."""

from __future__ import annotations

import pytest

from responder.memory import Cell, Memory, Stored
from responder.rules.captures import NOTHING
from responder.rules.conditions.stored import LOOKUP_UNITS, ValueCondition, Wish
from responder.rules.stored import Path, Scope
from responder.rules.subject import Subject, subject_of
from responder.rules.work import DECIDING_UNITS_MAX, SpentError, Work
from tests.rules.rulekit import ANN, BOB, NOW_S, says

VISITS = Path(Scope.SENDER, "visits")


def subject(value: Stored | None, until_s: float | None = None) -> Subject:
    """小明 writes, and this is stored for him."""
    cells = {} if value is None else {"": Cell(value, until_s)}
    memory = Memory(values={(f"sender {ANN.id}", "visits"): cells})
    return subject_of(says("hi"), memory=memory, now_s=NOW_S)


def holds(wish: Wish, value: Stored | None) -> bool:
    """Whether a value is as wished."""
    return ValueCondition(VISITS, wish).match(subject(value), NOTHING) is not None


def test_nothing_of_it_stands_in_a_message() -> None:
    """An index can know nothing of memory, and templates get nothing from it."""
    one = ValueCondition(VISITS, Wish(exists=True))
    assert (one.needs(), one.gives, one.key) == ((), (), "memory")


def test_numbers_are_compared() -> None:
    """Ends belong to it, a number stored as text is one, and nothing is 0."""
    enough = Wish(at_least=3, at_most=5)
    assert [holds(enough, value) for value in (2, 3, 5, 6)] == [False, True, True, False]
    assert holds(enough, "4")
    assert [holds(enough, value) for value in ("many", ("a",), True)] == [False] * 3
    assert holds(Wish(at_most=0), None)
    assert not holds(Wish(at_least=1), None)


@pytest.mark.parametrize(
    ("wanted", "fitting", "others"),
    [
        (("vip",), ["vip"], ["VIP", "", None, ("vip",), 1]),
        (("true",), [True, "true"], [False, None, 1]),
        (("false",), [False, "false", None], [True, 0]),
        ((0,), [0, "0", 0.0, None], ["", False, 1]),
        ((3, "a"), [3, "3", "a"], ["b", 4, None]),
        (("",), [None], ["a", 0]),
        (("3",), [3, "3"], [4]),
    ],
)
def test_values_are_compared(
    wanted: tuple[Stored, ...], fitting: list[Stored], others: list[Stored]
) -> None:
    """A number is one however it is stored; nothing is 0, false, and a blank text."""
    assert [one for one in fitting if not holds(Wish(equals=wanted), one)] == []
    assert [one for one in others if holds(Wish(equals=wanted), one)] == []


def test_lists_have_items() -> None:
    """One of those that are asked for is enough."""
    wish = Wish(contains=("a", 3))
    assert [holds(wish, one) for one in (("a",), ("b", 3), ("b",), "a", None)] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_something_is_stored_or_nothing() -> None:
    """What has ended is not there."""
    there, absent = Wish(exists=True), Wish(exists=False)
    assert [holds(one, 0) for one in (there, absent)] == [True, False]
    assert [holds(one, None) for one in (there, absent)] == [False, True]
    ended = subject(1, NOW_S)
    assert ValueCondition(VISITS, absent).match(ended, NOTHING) is NOTHING


def test_entries() -> None:
    """One by its name, or all of them: whether there are any, and of which names."""
    memory = Memory(values={("everyone", "karma"): {"小明": Cell(3), "小红": Cell(1, NOW_S)}})
    seen = subject_of(says("hi"), memory=memory, now_s=NOW_S)
    one = Path(Scope.EVERYONE, "karma", "小明")
    every = Path(Scope.EVERYONE, "karma")

    def fits(path: Path, wish: Wish) -> bool:
        condition = ValueCondition(path, wish, has_entries=True)
        return condition.match(seen, NOTHING) is not None

    assert fits(one, Wish(at_least=3))
    assert fits(every, Wish(exists=True, contains=("小明",)))
    assert not fits(every, Wish(contains=("小红",)))
    assert not fits(Path(Scope.EVERYONE, "other"), Wish(exists=True))


def test_everybody_has_values_of_their_own() -> None:
    """What is stored for one person says nothing of another."""
    memory = Memory(values={(f"sender {ANN.id}", "visits"): {"": Cell(5)}})
    other = subject_of(says("hi", sender=BOB), memory=memory, now_s=NOW_S)
    assert ValueCondition(VISITS, Wish(exists=True)).match(other, NOTHING) is None


@pytest.mark.parametrize(
    ("value", "wish", "words"),
    [
        (2, Wish(at_least=3), "sender.visits is 2, not at least 3"),
        (9, Wish(at_least=3, at_most=5), "sender.visits is 9, not at least 3 and at most 5"),
        ("gold", Wish(equals=("vip", 1)), 'sender.visits is "gold", not "vip", "1"'),
        (None, Wish(exists=True), "sender.visits is nothing, not stored"),
        (True, Wish(exists=False), "sender.visits is true, not nothing"),
        (("a", "b"), Wish(contains=("c",)), 'sender.visits is 2 items, not something with "c"'),
    ],
)
def test_the_reason_says_what_is_stored(value: Stored | None, wish: Wish, words: str) -> None:
    """And what was asked."""
    assert ValueCondition(VISITS, wish).why(subject(value), NOTHING) == words


def test_wishes_follow_from_narrower_ones() -> None:
    """Only what is certain: bounds of numbers, and the same wish again."""
    assert Wish(at_least=3).follows(Wish(at_least=5, exists=True))
    assert not Wish(at_least=5).follows(Wish(at_least=3))
    assert Wish(at_most=5).follows(Wish(at_most=3))
    assert not Wish(at_most=3).follows(Wish(at_most=5))
    assert not Wish(at_most=3).follows(Wish(at_least=3))
    assert Wish(equals=("a",)).follows(Wish(equals=("a",), contains=("b",)))
    assert not Wish(equals=("a",)).follows(Wish())
    other = ValueCondition(Path(Scope.CHAT, "visits"), Wish(at_least=5))
    assert not ValueCondition(VISITS, Wish(at_least=3)).follows(other)


def test_each_value_is_paid_for_once() -> None:
    """Looking the same one up again costs next to nothing, many of them spend the budget."""
    work = Work()
    seen = subject(1).paid_by(work)
    condition = ValueCondition(VISITS, Wish(exists=True))
    condition.match(seen, NOTHING)
    assert work.left == DECIDING_UNITS_MAX - LOOKUP_UNITS
    condition.match(seen, NOTHING)
    assert work.left == DECIDING_UNITS_MAX - LOOKUP_UNITS - 1
    work.left = LOOKUP_UNITS - 1
    other = ValueCondition(Path(Scope.SENDER, "notes"), Wish(exists=True))
    with pytest.raises(SpentError):
        other.match(seen, NOTHING)
