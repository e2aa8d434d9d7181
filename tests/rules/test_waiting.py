"""What waits to go on later: when it is due, and what a step changes about it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from responder.models import EventKind
from responder.rules.claims import Per
from responder.rules.waiting import (
    LATE_S,
    PER_TALK_MAX,
    Cause,
    Drop,
    Put,
    Run,
    Waiting,
    applied,
    ask_key,
    asked,
    due,
    is_full,
)
from tests.rules.rulekit import ANN, BOB, CLIENTS, NOW_S, says


def waiting(key: str = "a", due_s: float = NOW_S + 3, cause: Cause = Cause.WAIT) -> Waiting:
    """A run that waits since now."""
    event = says("介绍")
    run = Run("hash", event.id, "rule")
    return Waiting(key, run, event, cause, "do[2].wait", NOW_S, due_s)


def test_a_pause_is_over_at_its_end() -> None:
    """Not before, and also if the clock was set back behind its beginning."""
    one = waiting()
    assert [one.is_due(NOW_S + after_s) for after_s in (0, 2.9, 3, -1)] == [
        False,
        False,
        True,
        True,
    ]


def test_an_hour_on_the_clock_waits_for_the_clock() -> None:
    """What was to happen at a time does not happen because the clock was set back."""
    one = waiting(cause=Cause.LATER)
    assert [one.is_due(NOW_S + after_s) for after_s in (0, 3, -1)] == [False, True, False]


def test_a_pause_that_nobody_saw_the_end_of_is_given_up() -> None:
    """After as long as a reply may wait to be sent."""
    one = waiting()
    assert one.missed(NOW_S + 603, 600) is None
    assert one.missed(NOW_S + 604, 600) == ("max_wait", "nobody was there when it was to go on")
    assert one.missed(NOW_S + 604, None) is None


@pytest.mark.parametrize("skips", [True, False])
def test_what_was_missed_is_skipped_if_that_was_asked(*, skips: bool) -> None:
    """A little late is not missed."""
    one = replace(waiting(cause=Cause.LATER), skips=skips)
    assert one.missed(one.due_s + LATE_S, 600) is None
    assert (one.missed(one.due_s + LATE_S + 1, 600) is not None) is skips


def test_a_later_run_takes_the_place_of_one_with_its_key() -> None:
    """And what is dropped waits no more; nothing else changes."""
    one, other = waiting("a"), waiting("b")
    later = replace(one, due_s=NOW_S + 9)
    waits = applied({"a": one, "b": other}, [Put(later), Drop("c")])
    assert waits == {"a": later, "b": other}
    assert applied(waits, [Drop("a")]) == {"b": other}


def test_what_is_due_comes_in_the_order_of_its_times() -> None:
    """However it was written down."""
    waits = {key: waiting(key, NOW_S + at_s) for key, at_s in (("a", 3), ("b", 1), ("c", 9))}
    assert [one.key for one in due(waits, NOW_S + 5)] == ["b", "a"]


def test_nobody_uses_up_the_room_of_others() -> None:
    """Whoever let as much wait as one person may is told so, and others are not."""
    waits = {str(number): waiting(str(number)) for number in range(PER_TALK_MAX)}
    assert is_full(waits, says("x", sender=ANN))
    assert not is_full(waits, says("x", sender=BOB))


def test_a_message_belongs_to_the_dialogue_of_its_sender() -> None:
    """Before one of the whole chat; in time, and not what the owner writes in between."""
    mine = replace(waiting(ask_key(says("x", group=CLIENTS), Per.SENDER)), cause=Cause.ASK)
    everybodys = replace(mine, key=ask_key(says("x", group=CLIENTS), Per.CHAT))
    waits = {one.key: one for one in (mine, everybodys)}
    assert asked(waits, says("好", group=CLIENTS), NOW_S) is mine
    assert asked(waits, says("好", group=CLIENTS, sender=BOB), NOW_S) is everybodys
    assert asked(waits, says("好"), NOW_S) is None
    assert asked(waits, says("好", group=CLIENTS, from_me=True), NOW_S) is None
    in_time = says("好", group=CLIENTS)
    assert asked(waits, replace(in_time, time_s=mine.due_s), mine.due_s) is None
    assert asked(waits, replace(in_time, time_s=mine.due_s - 1.0), mine.due_s + 9.0) is mine
    assert asked(waits, replace(in_time, time_s=mine.due_s + 9.0), mine.due_s - 1.0) is mine
    notice = replace(says("好", group=CLIENTS), kind=EventKind.NOTICE)
    assert asked(waits, notice, NOW_S) is None
