"""The log, the cursors into it, and the keys they are written as."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.simulator import events
from responder.simulator.events import (
    Cursor,
    Event,
    EventKind,
    EventLog,
    KeyRing,
    pairs_from_body,
    pairs_from_query,
)

LOGIN_S = 1_700_000_000


@pytest.fixture
def ring() -> KeyRing:
    """The keys of a session that began when the log had 5 entries."""
    return KeyRing(Random(1), 5, LOGIN_S)


def test_a_log_counts_from_one() -> None:
    """Positions are the log's own, and last_seq is the newest."""
    log = EventLog()
    assert log.last_seq == 0
    assert [log.append(EventKind.MESSAGE).seq for _ in range(3)] == [1, 2, 3]
    assert log.last_seq == 3


def test_a_session_gets_what_follows_its_position() -> None:
    """In order, as many as asked for."""
    log = EventLog()
    for _ in range(5):
        log.append(EventKind.MESSAGE)
    assert [event.seq for event in log.after(2, "sid", 2)] == [3, 4]
    assert [event.seq for event in log.after(2, "sid", 99)] == [3, 4, 5]
    assert log.after(5, "sid", 99) == []
    assert log.count_after(1, "sid") == 4


def test_an_event_for_one_session_is_hidden_from_others() -> None:
    """The notice after a login concerns that login alone."""
    log = EventLog()
    log.append(EventKind.MESSAGE, only="a")
    assert len(log.after(0, "a", 9)) == 1
    assert log.after(0, "b", 9) == []
    assert log.selector(0, "b") == 0


@pytest.mark.parametrize(
    ("kinds", "selector"),
    [
        ([], 0),
        ([EventKind.MESSAGE], 2),
        ([EventKind.CHANGED], 4),
        ([EventKind.PROFILE], 4),
        ([EventKind.ADDED], 6),
        ([EventKind.REMOVED], 6),
        ([EventKind.CHAT_ENTERED], 7),
        ([EventKind.CHAT_ENTERED, EventKind.ADDED], 6),
        ([EventKind.ADDED, EventKind.CHANGED], 4),
        ([EventKind.CHAT_ENTERED, EventKind.CHANGED, EventKind.MESSAGE], 2),
    ],
)
def test_the_selector_tells_the_most_important(kinds: list[EventKind], selector: int) -> None:
    """Messages before changes before additions before what the phone looks at."""
    log = EventLog()
    for kind in kinds:
        log.append(kind)
    assert log.selector(0, "sid") == selector


def test_the_log_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Positions go on counting though the oldest entries are gone."""
    monkeypatch.setattr(events, "EVENTS_KEPT_MAX", 10)
    log = EventLog()
    for _ in range(25):
        log.append(EventKind.MESSAGE)
    kept = log.after(0, "sid", 99)
    assert kept[-1].seq == log.last_seq == 25
    assert len(kept) <= 20
    assert [event.seq for event in log.after(23, "sid", 99)] == [24, 25]


@given(st.lists(st.sampled_from(EventKind)), st.integers(0, 40))
def test_a_cursor_that_took_events_stands_behind_the_last(
    kinds: list[EventKind], start: int
) -> None:
    """Whatever their kinds, nothing is given twice and nothing left out."""
    taken = [Event(start + i + 1, kind) for i, kind in enumerate(kinds)]
    cursor = Cursor(start, start, start).past(taken)
    assert cursor.seq == start + len(kinds)


def test_the_keys_of_the_login_are_four(ring: KeyRing) -> None:
    """As captured: 1, 2, 3 and the time of the login under 1000."""
    keys = ring.initial()
    assert keys["Count"] == 4
    assert [pair["Key"] for pair in keys["List"]] == [1, 2, 3, 1000]
    assert keys["List"][3]["Val"] == LOGIN_S


def test_later_keys_are_more_and_below_2_31(ring: KeyRing) -> None:
    """Key 201 is the time of the sync; one client needs values below 2^31."""
    keys = ring.keys(Cursor(5, 9, 7), LOGIN_S + 60.9)
    assert keys["Count"] == len(keys["List"]) == 7
    assert {"Key": 201, "Val": LOGIN_S + 60} in keys["List"]
    assert all(0 < pair["Val"] < 2**31 for pair in keys["List"])


def test_only_message_events_move_key_two(ring: KeyRing) -> None:
    """The counters are apart though they share positions."""
    before, after = ring.keys(Cursor(5, 5, 5), 0), ring.keys(Cursor(5, 8, 5), 0)
    moved = [a["Key"] for a, b in zip(after["List"], before["List"], strict=True) if a != b]
    assert moved == [2]


@given(st.integers(5, 50), st.integers(5, 50), st.integers(5, 50))
def test_a_cursor_survives_the_wire(profile: int, message: int, contact: int) -> None:
    """As an object of webwxsync and as the text of synccheck."""
    ring = KeyRing(Random(1), 5, LOGIN_S)
    cursor = Cursor(profile, message, contact)
    wire = ring.keys(cursor, LOGIN_S + 5)
    text = "|".join(f"{pair['Key']}_{pair['Val']}" for pair in wire["List"])
    assert ring.cursor(pairs_from_body(wire), 50) == cursor
    assert ring.cursor(pairs_from_query(text), 50) == cursor


@pytest.mark.parametrize(
    "change",
    [
        {1000: LOGIN_S + 1},
        {2: 1},
        {1: 0},
        {3: 2_000_000_000},
    ],
)
def test_a_foreign_key_is_none(ring: KeyRing, change: dict[int, int]) -> None:
    """Another session's, one from before the login, one from the future."""
    pairs = dict(pairs_from_body(ring.keys(Cursor(5, 6, 5), 0))) | change
    assert ring.cursor(list(pairs.items()), 10) is None
    assert ring.cursor([], 10) is None


def test_the_skew_is_in_the_key_for_synccheck_only(ring: KeyRing) -> None:
    """So the two keys differ, and the service sees which one it got."""
    plain = pairs_from_body(ring.keys(Cursor(5, 5, 5), 0))
    skewed = pairs_from_body(ring.keys(Cursor(5, 5, 5), 0, 3))
    assert ring.skew(plain) is None
    assert ring.skew(skewed) == 3
    assert ring.cursor(skewed, 5) == ring.cursor(plain, 5)


@pytest.mark.parametrize(
    "text", ["", "a_b", "1", "1_", "_1", "|", "1_-2", "1_" + "9" * 30, "１_２", "1_2_3"]
)
def test_what_is_no_pair_is_left_out(text: str) -> None:
    """A broken key is no key, not an error."""
    assert pairs_from_query(text) == []


@given(st.text())
def test_any_text_is_some_key(text: str) -> None:
    """Nothing a client sends makes reading the key fail."""
    assert isinstance(pairs_from_query(text), list)


@pytest.mark.parametrize("value", [None, [], "x", {"List": None}, {"List": [None, 1]}])
def test_any_body_is_some_key(value: object) -> None:
    """The same for the object."""
    assert all(pair == (0, 0) for pair in pairs_from_body(value))
