"""How fast we may write."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from responder.models import Limits, Rate, Span
from responder.pace import (
    CHATS_KEPT,
    DAY_S,
    THROTTLE_CAP_S,
    THROTTLE_FIRST_S,
    Pace,
    Window,
    reply_delay_s,
)

OFF = Limits(delay=None, per_chat=None, per_account=None)


@given(st.integers(0, 10_000), st.floats(0, 1, exclude_max=True))
def test_delay_stays_in_its_span(chars: int, draw: float) -> None:
    """Whatever the length and the draw, a delay lies within the configured span."""
    assert 1.0 <= reply_delay_s(Span(1.0, 3.0), chars, draw) <= 3.0


@given(st.floats(0, 1, exclude_max=True))
def test_delay_grows_with_length(draw: float) -> None:
    """With the same draw a longer answer never comes sooner, and a long one comes later."""
    span = Span(1.0, 3.0)
    delays = [reply_delay_s(span, chars, draw) for chars in (0, 30, 120, 500)]
    assert delays == sorted(delays)
    assert delays[0] < delays[2]


def test_no_span_is_no_delay() -> None:
    """`delay: off` answers at once."""
    assert reply_delay_s(None, 100, 0.9) == 0


@given(
    st.integers(1, 5),
    st.floats(0.5, 60),
    st.lists(st.floats(0, 5), min_size=1, max_size=60),
)
def test_window_never_exceeds_its_rate(count: int, per_s: float, gaps: list[float]) -> None:
    """In any window of the rate's length there are at most that many takings."""
    window = Window(Rate(count, per_s))
    now, taken = 0.0, []
    for gap in gaps:
        now = max(now + gap, window.ready_at())
        window.take(now)
        taken.append(now)
    for start in taken:
        inside = [t for t in taken if start <= t < start + per_s * (1 - 1e-9)]
        assert len(inside) <= count


def test_window_is_idle_only_when_forgetting_changes_nothing() -> None:
    """A window is idle before its first taking and once that is older than its length."""
    window = Window(Rate(2, 10))
    assert window.idle(0)
    window.take(5)
    assert not window.idle(14.9)
    assert window.idle(15)


def test_chats_have_their_own_windows() -> None:
    """One chat's pace does not slow another."""
    pace = Pace(Limits())
    pace.take("ann", 100.0)
    assert pace.chat_ready_at("ann") == 103.0
    assert pace.chat_ready_at("bob") < 100.0


def test_account_window_counts_every_chat() -> None:
    """The twenty-first text of a minute waits, to whomever it goes."""
    pace = Pace(Limits())
    for index in range(20):
        pace.take(f"chat {index}", 100.0 + index)
    assert pace.account_ready_at() == 160.0


def test_off_means_at_once() -> None:
    """With every limit off nothing ever waits."""
    pace = Pace(OFF)
    for _ in range(1000):
        pace.take("ann", 1.0)
    assert pace.chat_ready_at("ann") < 0
    assert pace.account_ready_at() < 0


def test_throttling_doubles_up_to_half_an_hour() -> None:
    """Each "too often" without a success in between doubles the pause, up to the cap."""
    pace = Pace(OFF)
    now, pauses = 0.0, []
    for _ in range(7):
        pauses.append(pace.throttled(now))
        now += pauses[-1]
        assert pace.account_ready_at() == now
    assert pauses[:3] == [THROTTLE_FIRST_S, 120.0, 240.0]
    assert pauses[-1] == THROTTLE_CAP_S


def test_one_burst_is_throttled_once() -> None:
    """Texts that were on their way together and are all refused make one pause, not its doubles."""
    pace = Pace(OFF)
    assert [pace.throttled(float(t)) for t in range(3)] == [60.0, 59.0, 58.0]
    pace.accepted(4.0)  # it had left before the pause, and says nothing about it
    assert pace.throttled(60.0) == 120.0


def test_throttling_does_not_shorten_a_bar() -> None:
    """A late "too often" leaves the longest pause as it is."""
    pace = Pace(OFF)
    pace.bar(0.0)
    pace.throttled(1.0)
    assert pace.account_ready_at() == THROTTLE_CAP_S


def test_success_resets_the_throttling() -> None:
    """After an accepted text the next throttling begins at a minute again."""
    pace = Pace(OFF)
    pace.throttled(0.0)
    pace.accepted(60.0)
    assert pace.throttled(500.0) == THROTTLE_FIRST_S


def test_room_is_what_may_leave_at_once() -> None:
    """What is left of the account's rate, at most what is asked for, and nothing in a pause."""
    assert Pace(OFF).room(0.0, 8) == 8
    pace = Pace(Limits(per_account=Rate(3, 60)))
    assert pace.room(0.0, 8) == 3
    assert pace.room(0.0, 2) == 2
    pace.take("ann", 0.0)
    assert pace.room(59.9, 8) == 2
    assert pace.room(60.0, 8) == 3
    pace.throttled(70.0)
    assert pace.room(129.9, 8) == 0
    assert pace.room(130.0, 8) == 3


def test_bar_stops_the_account() -> None:
    """A refused account sends nothing for the longest while."""
    pace = Pace(OFF)
    pace.bar(10.0)
    assert pace.account_ready_at() == 10.0 + THROTTLE_CAP_S


def test_idle_chats_are_forgotten() -> None:
    """Months of strangers do not pile up: idle windows go once there are many."""
    pace = Pace(Limits())
    for index in range(CHATS_KEPT + 2):
        pace.take(str(index), float(index * 10))
    assert len(pace._chats) < 10


def test_a_text_counts_as_long_as_the_longest_of_its_windows() -> None:
    """Those that are off do not matter; with all of them off nothing counts."""
    assert Pace(OFF).reach_s == DAY_S
    none = replace(OFF, per_day=None)
    assert Pace(none).reach_s == 0
    assert Pace(replace(none, per_chat=Rate(1, 3.0), per_account=Rate(20, 60.0))).reach_s == 60


def test_what_has_not_left_is_given_back() -> None:
    """Once, and only what was taken."""
    pace = Pace(Limits(delay=None, per_chat=Rate(1, 60.0), per_account=Rate(2, 60.0), per_day=2))
    pace.take("ann", 1.0)
    pace.take("bob", 2.0)
    assert pace.day_full(3.0)
    pace.give_back("ann", 1.0)
    pace.give_back("ann", 1.0)
    assert pace.day_room(3.0) == 1
    assert pace.chat_ready_at("ann") < 0 < pace.chat_ready_at("bob")
    assert pace.account_ready_at() < 0


def test_no_more_leave_at_one_instant_than_the_day_has_room_for() -> None:
    """A text that is marked as leaving, and then may not, could be taken for a lost one."""
    pace = Pace(Limits(delay=None, per_chat=None, per_account=None, per_day=3))
    assert pace.room(0.0, 8) == 3
    pace.take("ann", 0.0)
    assert pace.room(0.0, 8) == 2
    assert pace.room(DAY_S, 8) == 3
