"""Memory as the journal keeps it."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.journal.recall import LookedUp
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
from tests.journal.kit import NOW_S, by, entry, opened

if TYPE_CHECKING:
    from pathlib import Path

NAMES = st.sampled_from(["a", "b", "价格"])
TIMES = st.integers(1, 50).map(float)
SINGLES = st.text(max_size=3) | st.integers(-5, 5) | st.booleans() | st.just(0.5)
VALUES = SINGLES | st.lists(SINGLES, max_size=3).map(tuple)
CHANGES: st.SearchStrategy[Change] = st.one_of(
    st.builds(Claimed, NAMES, NAMES, TIMES),
    st.builds(Met, NAMES, TIMES),
    st.builds(Heard, NAMES, NAMES, NAMES, TIMES),
    st.builds(OwnerWrote, NAMES, TIMES),
    st.builds(Replied, NAMES, TIMES),
    st.builds(Said, NAMES, NAMES, TIMES),
    st.builds(Muted, NAMES, TIMES),
    st.builds(Kept, NAMES, NAMES, NAMES, st.none() | st.builds(Cell, VALUES, st.none() | TIMES)),
)


def looked_at(memory: Memory) -> list[object]:
    """Everything that can be asked about the names, in the order of time."""
    names = ["a", "b", "价格"]
    pairs = [(one, other) for one in names for other in names]
    return [
        [memory.claims.get(pair) for pair in pairs],
        [memory.met.get(name) for name in names],
        [memory.owner_wrote_s.get(name) for name in names],
        [memory.heard.get(pair) for pair in pairs],
        [memory.replied.get(name) for name in names],
        [memory.said_s.get(pair) for pair in pairs],
        [memory.muted_until_s.get(name) for name in names],
        [dict(memory.values.get(pair, {})) for pair in pairs],
        memory.totals.get("", 0),
    ]


@settings(deadline=None, max_examples=40)
@given(st.lists(CHANGES, max_size=12), st.integers(1, 4))
def test_what_is_written_is_what_would_be_remembered(
    tmp_path_factory: pytest.TempPathFactory, changes: list[Change], size: int
) -> None:
    """The journal, over restarts, answers like a memory to which the changes were applied."""
    changes.sort(key=lambda one: getattr(one, "at_s", getattr(one, "until_s", 0.0)))
    path = tmp_path_factory.mktemp("journal")
    for start in range(0, len(changes), size):
        with closing(opened(path)) as journal:
            part = changes[start : start + size]
            changed = by(f"{start}", *part)
            journal.take_in(entries=[entry(f"{start}")], changes=changed, now_s=NOW_S)
    with closing(opened(path)) as journal:
        assert looked_at(journal.memory()) == looked_at(Memory().applied(changes))


def test_memory_is_bounded(tmp_path: Path) -> None:
    """Of one rule and scope only the newest claims are read."""
    changes = [Claimed("r", "s", float(n)) for n in range(TIMES_KEPT_MAX + 5)]
    with closing(opened(tmp_path)) as journal:
        journal.take_in(entries=[entry("a")], changes=by("a", *changes), now_s=NOW_S)
        times = journal.memory().claims["r", "s"]
    assert (len(times), times[0], times[-1]) == (TIMES_KEPT_MAX, 5.0, TIMES_KEPT_MAX + 4.0)


def test_a_value_is_looked_up_once() -> None:
    """The same for the whole decision, whether there is one or not."""
    asked: list[str] = []

    def look_up(key: str) -> float | None:
        asked.append(key)
        return 1.0 if key == "a" else None

    mapping = LookedUp(look_up)
    for _ in range(3):
        assert mapping.get("a") == 1.0
        assert "b" not in mapping
    assert asked == ["a", "b"]


def test_what_is_stored_can_not_be_listed() -> None:
    """Whoever wants all of it is mistaken."""
    mapping: LookedUp[str, float] = LookedUp(lambda _: None)
    with pytest.raises(TypeError, match="asked for"):
        list(mapping)
    with pytest.raises(TypeError, match="asked for"):
        len(mapping)


def test_a_text_is_kept_as_a_digest(tmp_path: Path) -> None:
    """What strangers wrote is recognised, and stands nowhere in the file."""
    secret = "my number is 13800000000"
    with closing(opened(tmp_path)) as journal:
        changes = (Heard("c", secret, "ann", 1.0), Said("c", secret, 2.0))
        journal.take_in(entries=[entry("a")], changes=by("a", *changes), now_s=NOW_S)
        assert journal.memory().heard["c", secret] == (("ann", 1.0),)
        assert journal.memory().said_s["c", secret] == 2.0
    assert all(secret.encode() not in path.read_bytes() for path in tmp_path.iterdir())


def test_half_a_character_has_a_digest(tmp_path: Path) -> None:
    """A text that can not be encoded is a text all the same."""
    with closing(opened(tmp_path)) as journal:
        changes = by("a", Said("c", "\ud800", 2.0))
        journal.take_in(entries=[entry("a")], changes=changes, now_s=NOW_S)
        assert journal.memory().said_s["c", "\ud800"] == 2.0


def test_a_digest_means_nothing_in_another_journal(tmp_path: Path) -> None:
    """Two journals have different ones of the same text."""
    digests = set()
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        with closing(opened(tmp_path / name)) as journal:
            digests.add(journal._recall.digest("价格"))
    assert len(digests) == 2


def test_the_last_change_of_a_value_counts(tmp_path: Path) -> None:
    """Stored and dropped in one go is dropped, and the other way round it is there."""
    first, second = Kept("o", "n", "", Cell(1)), Kept("o", "n", "", None)
    with closing(opened(tmp_path)) as journal:
        journal.take_in(entries=[entry("a")], changes=by("a", first, second), now_s=NOW_S)
        assert ("o", "n") not in journal.memory().values
        journal.take_in(entries=[entry("b")], changes=by("b", second, first), now_s=NOW_S)
        assert journal.memory().values["o", "n"] == {"": Cell(1)}


def test_what_the_owner_wrote_counts_though_it_was_asked_before(tmp_path: Path) -> None:
    """It is looked up once for many messages, and again when it has changed."""
    with closing(opened(tmp_path)) as journal:
        for wrote_s in (5.0, 6.0):
            assert journal.memory().owner_wrote_s.get("p1") != wrote_s
            journal.take_in(now_s=NOW_S, changes=by("1", OwnerWrote("p1", wrote_s)))
            assert journal.memory().owner_wrote_s.get("p1") == wrote_s
