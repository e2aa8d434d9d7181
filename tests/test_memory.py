"""What rules remember."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from responder.memory import (
    TIMES_KEPT_MAX,
    Cell,
    Change,
    Claimed,
    Heard,
    Kept,
    Memory,
    Met,
    Muted,
    OwnerWrote,
    Replied,
    Said,
)


class Counted(Mapping[str, float]):
    """A mapping that counts how often it is asked, and can not be copied."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __getitem__(self, key: str) -> float:
        self.asked.append(key)
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("nothing may list what is stored")

    def __len__(self) -> int:
        return 1


def test_new_memory_is_empty() -> None:
    """A decision without memory sees nothing, and two of them are equal."""
    assert Memory() == Memory()
    assert not Memory().claims


def test_changes_make_a_new_memory() -> None:
    """The snapshot that a decision read stays as it was."""
    before = Memory()
    after = before.applied([Claimed("r", "rule", 1.0), Claimed("r", "rule", 2.0)])
    assert after.claims == {("r", "rule"): (1.0, 2.0)}
    assert before == Memory()


def test_memory_is_bounded() -> None:
    """Of one rule and scope only the newest claims are kept."""
    memory = Memory().applied(Claimed("r", "s", float(n)) for n in range(TIMES_KEPT_MAX + 5))
    times = memory.claims["r", "s"]
    assert (len(times), times[0], times[-1]) == (TIMES_KEPT_MAX, 5.0, TIMES_KEPT_MAX + 4.0)


def test_every_change_is_remembered() -> None:
    """Each kind of change has its place, and the newest of a key counts."""
    memory = Memory().applied(
        [
            Met("ann", 1.0),
            Heard("c", "hi", "ann", 2.0),
            Heard("c", "hi", "bob", 3.0),
            OwnerWrote("c", 4.0),
            OwnerWrote("c", 5.0),
            Replied("talk", 6.0),
            Said("c", "yes", 7.0),
            Muted("talk", 8.0),
            Kept("everyone", "open", "", Cell(value=True)),
            Kept("sender ann", "points", "a", Cell(1, 9.0)),
            Kept("sender ann", "points", "b", Cell(2)),
            Kept("sender ann", "points", "a", None),
        ]
    )
    assert memory == Memory(
        met={"ann": 1.0},
        heard={("c", "hi"): (("ann", 2.0), ("bob", 3.0))},
        owner_wrote_s={"c": 5.0},
        replied={"talk": (6.0,)},
        said_s={("c", "yes"): 7.0},
        muted_until_s={"talk": 8.0},
        values={
            ("everyone", "open"): {"": Cell(value=True)},
            ("sender ann", "points"): {"b": Cell(2)},
        },
        totals={"": 2},
    )


def test_what_is_stored_is_neither_listed_nor_copied() -> None:
    """A change lies over what is stored: only keys without a change are looked up there."""
    stored = Counted()
    memory = Memory(met=stored).applied([Met("ann", 1.0), Met("bob", 2.0)])
    assert memory.met["ann"] == 1.0
    assert "bob" in memory.met
    assert stored.asked == []
    assert "eve" not in memory.met
    assert set(stored.asked) == {"eve"}


def test_nothing_sent_gives_back_what_was_spent() -> None:
    """One claim and what was to be said are as if they had never been; what is older stays."""
    spent: list[Change] = [Claimed("r", "s", 5.0), Said("c", "yes", 5.0), Met("ann", 5.0)]
    before = Memory().applied([Claimed("r", "s", 3.0), Claimed("r", "s", 5.0)])
    memory = before.applied(spent).given_back(spent)
    assert memory.claims["r", "s"] == (3.0, 5.0)
    assert memory.said_s["c", "yes"] == float("-inf")
    assert memory.met["ann"] == 5.0


def test_what_was_never_spent_can_not_be_given_back() -> None:
    """A claim of another time stays, and so does what was said again meanwhile."""
    memory = Memory().applied([Claimed("r", "s", 3.0), Said("c", "yes", 7.0)])
    assert memory.given_back([Claimed("r", "s", 5.0), Said("c", "yes", 5.0)]) == memory


def test_values_are_counted() -> None:
    """What is new adds to them, what is dropped takes away, and what is changed does neither."""
    memory = Memory(totals={"": 7})
    changes = [
        (Kept("everyone", "a", "", Cell(1)), 8),
        (Kept("everyone", "a", "", Cell(2)), 8),
        (Kept("everyone", "a", "x", Cell("y")), 9),
        (Kept("everyone", "b", "", None), 9),
        (Kept("everyone", "a", "", None), 8),
    ]
    for change, total in changes:
        memory = memory.applied([change])
        assert memory.totals[""] == total


def test_what_was_stored_is_not_given_back() -> None:
    """An action that was carried out stays so, though no reply has left."""
    change = Kept("everyone", "a", "", Cell(1))
    memory = Memory().applied([change])
    assert memory.given_back([change]) == memory


def test_a_value_ends() -> None:
    """At the instant that is said it is over."""
    assert Cell(1).lives(1e18)
    assert Cell(1, 5.0).lives(4.9)
    assert not Cell(1, 5.0).lives(5.0)
