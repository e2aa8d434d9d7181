"""The virtual clock: replies leave one after the other, at the pace of the rule file."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from responder.models import Limits, Rate, Span
from responder.rules.trial.clock import WAIT_MAX_S, Clock

FREE = Limits(None, None, None)


def test_waiting_moves_the_clock() -> None:
    """Time passes as asked."""
    clock = Clock(100.0, FREE)
    clock.wait(60.0)
    assert clock.now_s == 160.0


def test_without_limits_a_reply_leaves_at_once() -> None:
    """The clock stands still."""
    clock = Clock(100.0, FREE)
    assert clock.send("a", clock.due_s(None, 5, 0.9))
    assert clock.now_s == 100.0


def test_the_delay_is_that_of_delivery() -> None:
    """Within the span of the rule, and growing with length and draw."""
    clock = Clock(100.0, FREE)
    assert clock.due_s(Span(1.0, 3.0), 0, 0.0) == 101.0
    assert clock.due_s(Span(1.0, 3.0), 1_000, 1.0) == 103.0
    clock.send("a", 103.0)
    assert clock.now_s == 103.0


def test_a_chat_has_its_own_pace() -> None:
    """The second reply to a chat waits, one to another chat does not."""
    clock = Clock(0.0, Limits(None, Rate(1, 3.0), None))
    for chat, leaves_s in (("a", 0.0), ("b", 0.0), ("a", 3.0), ("b", 3.0), ("a", 6.0)):
        assert clock.send(chat, 0.0)
        assert clock.now_s == leaves_s


def test_the_account_has_its_pace() -> None:
    """All chats together."""
    clock = Clock(0.0, Limits(None, None, Rate(2, 60.0)))
    assert all(clock.send(chat, 0.0) for chat in "abc")
    assert clock.now_s == 60.0


def test_what_waits_too_long_never_leaves() -> None:
    """A reply is given up after the time that delivery gives it, and spends no pace."""
    clock = Clock(0.0, Limits(None, Rate(1, 3600.0), None))
    assert clock.send("a", 0.0)
    assert not clock.send("a", 1.0)
    assert clock.now_s == 1.0 + WAIT_MAX_S
    clock.wait(3600.0 - clock.now_s)
    assert clock.send("a", clock.now_s)


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.floats(0, 100)), max_size=20),
    st.sampled_from([None, Rate(1, 3.0), Rate(2, 60.0)]),
    st.sampled_from([None, Rate(3, 10.0)]),
)
def test_the_clock_never_goes_back(
    sends: list[tuple[str, float]], per_chat: Rate | None, per_account: Rate | None
) -> None:
    """And no rate is ever exceeded."""
    clock = Clock(0.0, Limits(None, per_chat, per_account))
    left: dict[str, list[float]] = {"a": [], "b": []}
    for chat, due_s in sends:
        before_s = clock.now_s
        if clock.send(chat, due_s):
            left[chat].append(clock.now_s)
            assert clock.now_s >= due_s
        assert clock.now_s >= before_s
    for times, rate in ((left["a"], per_chat), (sorted(left["a"] + left["b"]), per_account)):
        if rate is not None:
            pairs = zip(times, times[rate.count :], strict=False)
            assert all(second - first >= rate.per_s - 1e-9 for first, second in pairs)
