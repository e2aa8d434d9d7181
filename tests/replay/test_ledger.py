"""The memory of a replay."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from responder.memory import (
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
from responder.replay.ledger import Ledger, Untouched

WORDS = st.sampled_from(["a", "b"])
TIMES = st.sampled_from([1.0, 2.0, 3.0])
CHANGES = st.one_of(
    st.builds(Claimed, WORDS, WORDS, TIMES),
    st.builds(Met, WORDS, TIMES),
    st.builds(Heard, WORDS, WORDS, WORDS, TIMES),
    st.builds(OwnerWrote, WORDS, TIMES),
    st.builds(Replied, WORDS, TIMES),
    st.builds(Said, WORDS, WORDS, TIMES),
    st.builds(Muted, WORDS, TIMES),
    st.builds(Kept, WORDS, WORDS, WORDS, st.none() | st.builds(Cell, TIMES)),
)


def plain(memory: Memory) -> list[dict[object, object]]:
    """All of it, as far as it can be asked for."""
    names = (
        "values",
        "totals",
        "claims",
        "met",
        "owner_wrote_s",
        "heard",
        "replied",
        "said_s",
        "muted_until_s",
    )
    return [dict(getattr(memory, name)) for name in names]


@given(st.lists(CHANGES), st.lists(CHANGES))
def test_it_remembers_what_a_memory_does(before: list, changes: list) -> None:  # type: ignore[type-arg]  # of changes
    """Laid over what was before, and without changing that."""
    old = Memory().applied(before)
    known = plain(old)
    ledger = Ledger(old)
    ledger.apply(changes)
    assert plain(ledger.memory) == plain(old.applied(changes))
    assert plain(old) == known


def test_what_never_left_was_not_spent_and_not_said() -> None:
    """As in life."""
    first: Change = Claimed("r", "s", 1.0)
    lost: list[Change] = [Claimed("r", "s", 2.0), Said("c", "t", 2.0)]
    ledger = Ledger(Memory())
    ledger.apply([first, *lost])
    ledger.give_back([*lost, Claimed("r", "s", 9.0)])
    assert plain(ledger.memory) == plain(Memory().applied([first, *lost]).given_back(lost))
    assert len(ledger.memory.claims) == 1


def test_what_has_changed_since_begins_empty() -> None:
    """The rest is as it is now."""
    left = Untouched({"a": 1, "b": 2}, frozenset({"a"}))
    assert dict(left) == {"b": 2}
    assert left.get("a") is None
    assert len(left) == 1
