"""Events that wait before they are decided."""

from __future__ import annotations

import dataclasses
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.models import CatchUp, Event, EventKind, Limits, MessageType
from responder.rules.claims import talk_of
from responder.rules.holding import BURST_EVENTS_MAX, Held, Ready, Turn, arrive, joined, over
from responder.rules.manners import BACKLOG_S, BACKLOG_S_MAX, BURST_WAITS_MAX
from tests.rules.rulekit import ANN, BOB, CLIENTS, NOW_S, says

COLLECTS = Limits(collect_s=3.0)
LAST = Limits()


class Waiting:
    """What waits, and the clock.

    Args:
        limits: Of the rule file.
        listening_s: For so long we have been listening at the beginning.
    """

    def __init__(self, limits: Limits, listening_s: float = 86_400.0) -> None:
        self.limits = limits
        self.since_s = NOW_S - listening_s
        self.now_s = NOW_S
        self.held: dict[str, Held] = {}
        self.ids = itertools.count()

    def hears(self, event: Event, *, ago_s: float = 0.0) -> list[tuple[str, str]]:
        """Text, and reason if it is withheld, of what is decided when an event comes in."""
        event = dataclasses.replace(event, id=str(next(self.ids)), time_s=self.now_s - ago_s)
        return self._take(arrive(self.limits, self.held, event, self.now_s, self.since_s))

    def after(self, seconds: float) -> list[tuple[str, str]]:
        """The same when time has passed."""
        self.now_s += seconds
        return self._take(over(self.limits, self.held.values(), self.now_s, self.since_s))

    def _take(self, turn: Turn) -> list[tuple[str, str]]:
        self.held = turn.applied(self.held)
        return [(one.event.text, one.withheld) for one in turn.ready]


def test_nothing_waits_unless_asked() -> None:
    """Without `collect` a message is decided at once."""
    waiting = Waiting(LAST)
    assert waiting.hears(says("在吗")) == [("在吗", "")]
    assert waiting.held == {}


def test_burst_is_one_event() -> None:
    """Each message restarts the wait, and all of them are decided together."""
    waiting = Waiting(COLLECTS)
    assert waiting.hears(says("你好")) == []
    assert waiting.after(2.9) == []
    assert waiting.hears(says("价格多少")) == []
    assert waiting.after(2.9) == []
    assert waiting.after(0.1) == [("你好\n价格多少", "")]
    assert waiting.held == {}


def test_burst_has_an_end() -> None:
    """Whoever never stops is answered in the middle, and what follows is a burst of its own."""
    waiting = Waiting(COLLECTS)
    out = []
    for number in range(20):
        out += waiting.hears(says(f"{number}"))
        out += waiting.after(2.0)
    assert [text for text, _ in out] == ["\n".join(map(str, range(3 * BURST_WAITS_MAX // 2)))]


def test_burst_has_a_size() -> None:
    """So many messages are enough for one answer, however quick they come."""
    waiting = Waiting(COLLECTS)
    for _ in range(BURST_EVENTS_MAX):
        assert waiting.hears(says("x")) == []
    assert waiting.hears(says("y")) == [("\n".join("x" * BURST_EVENTS_MAX), "")]
    assert waiting.after(3) == [("y", "")]


def test_members_of_a_group_have_bursts_of_their_own() -> None:
    """What two people say is not mixed; each is decided when it is due."""
    waiting = Waiting(COLLECTS)
    waiting.hears(says("a", sender=ANN, group=CLIENTS))
    waiting.after(1)
    waiting.hears(says("b", sender=BOB, group=CLIENTS))
    assert waiting.after(2) == [("a", "")]
    assert waiting.after(1) == [("b", "")]


def test_burst_that_is_over_takes_in_nothing() -> None:
    """A message that comes before anybody looked at the clock begins a new one."""
    waiting = Waiting(COLLECTS)
    waiting.hears(says("a"))
    waiting.now_s += 60
    assert waiting.hears(says("b")) == [("a", "")]
    assert waiting.after(3) == [("b", "")]


def test_owner_writes_while_a_burst_waits() -> None:
    """His message is decided first, so that the burst meets the handover."""
    waiting = Waiting(COLLECTS)
    waiting.hears(says("a"))
    assert waiting.hears(says("我来", from_me=True)) == [("我来", "")]
    assert waiting.after(3) == [("a", "")]


def test_newest_of_an_outage_counts() -> None:
    """The earlier ones of a chat are recorded, the last is decided when no more comes."""
    waiting = Waiting(LAST, listening_s=1)
    assert waiting.hears(says("一"), ago_s=900) == []
    assert waiting.hears(says("群", group=CLIENTS), ago_s=850) == []
    assert waiting.hears(says("二"), ago_s=800) == [("一", "catch_up")]
    assert waiting.hears(says("三", from_me=True), ago_s=700) == [("二", "catch_up")]
    assert waiting.after(BACKLOG_S) == [("群", ""), ("三", "")]


def test_outage_is_waited_for_only_so_long() -> None:
    """Even if its messages come in slowly, the newest is decided after a while."""
    waiting = Waiting(LAST, listening_s=1)
    out = []
    for number in range(20):
        out += waiting.hears(says(f"{number}"), ago_s=900)
        out += waiting.after(2.0)
    (decided,) = (text for text, withheld in out if not withheld)
    assert int(decided) == BACKLOG_S_MAX // 2 - 1


def test_message_after_an_outage_ends_the_waiting() -> None:
    """What was written before is decided before, and both are answered."""
    waiting = Waiting(LAST, listening_s=60)
    waiting.hears(says("早"), ago_s=900)
    assert waiting.hears(says("在吗")) == [("早", ""), ("在吗", "")]
    assert waiting.held == {}


def test_owner_lets_an_outage_wait() -> None:
    """What he writes now is decided first: he has seen what came before."""
    waiting = Waiting(LAST, listening_s=60)
    waiting.hears(says("早"), ago_s=900)
    assert waiting.hears(says("来了", from_me=True)) == [("来了", "")]
    assert waiting.after(BACKLOG_S) == [("早", "")]


def test_owner_is_heard_in_order() -> None:
    """What he wrote during the outage is decided before what he writes after it."""
    waiting = Waiting(LAST, listening_s=60)
    assert waiting.hears(says("记一", from_me=True), ago_s=900) == []
    assert waiting.hears(says("记二", from_me=True)) == [("记一", ""), ("记二", "")]


def test_outage_and_burst_do_not_mix() -> None:
    """What was missed is decided when the first new message begins a burst."""
    waiting = Waiting(COLLECTS, listening_s=60)
    waiting.hears(says("早"), ago_s=900)
    assert waiting.hears(says("在吗")) == [("早", "")]
    assert waiting.after(3) == [("在吗", "")]


def test_what_was_missed_comes_after_a_burst() -> None:
    """Should the service give an older message later, the burst of its talk is decided before."""
    waiting = Waiting(COLLECTS, listening_s=60)
    assert waiting.hears(says("在吗")) == []
    assert waiting.hears(says("早"), ago_s=900) == [("在吗", "")]
    assert waiting.after(BACKLOG_S) == [("早", "")]


def test_burst_ends_when_nobody_collects_any_more() -> None:
    """A file that says so is read while a burst waits: what follows comes after it."""
    waiting = Waiting(COLLECTS)
    waiting.hears(says("在吗"))
    waiting.limits = Limits()
    assert waiting.hears(says("价格")) == [("在吗", ""), ("价格", "")]


def test_what_waited_over_a_restart_may_come_too_late() -> None:
    """It is asked again when it is let out: a burst of yesterday is only recorded."""
    waiting = Waiting(COLLECTS)
    waiting.hears(says("在吗"))
    waiting.since_s = NOW_S + 80_000
    assert waiting.after(80_000) == [("在吗", "catch_up")]


def test_clock_that_was_set_back_holds_nothing() -> None:
    """What waits for an hour that comes again is let out."""
    waiting = Waiting(COLLECTS)
    waiting.hears(says("在吗"))
    assert waiting.after(-3600) == [("在吗", "")]


def part(text: str, message_type: MessageType = MessageType.TEXT, **changes: object) -> Event:
    """One message of a burst."""
    event = says(text, message_type=message_type)
    return dataclasses.replace(event, **changes)  # type: ignore[arg-type]  # fields of an event


def test_one_message_is_itself() -> None:
    """A burst of one is nothing new."""
    event = part("a", title="t")
    assert joined((event,)) is event


def test_burst_is_the_last_message_with_all_that_was_said() -> None:
    """Id and time are the last one's, and a mention in any of them counts."""
    first = part("@小店 你好", mentioned=True, id="1", time_s=1.0)
    last = part("价格", id="2", time_s=2.0)
    both = joined((first, last))
    assert (both.id, both.time_s) == ("2", 2.0)
    assert (both.text, both.mentioned) == ("@小店 你好\n价格", True)


def test_picture_among_texts_changes_nothing() -> None:
    """It has no words, and the burst is a text."""
    image = part("", MessageType.IMAGE)
    for events in ((part("a"), image, part("b")), (image, part("a\nb")), (part("a\nb"), image)):
        both = joined(events)
        assert (both.type, both.text) == (MessageType.TEXT, "a\nb")


def test_burst_without_words_is_of_the_type_of_the_last() -> None:
    """Three pictures are a picture, a picture and a voice message are a voice message."""
    image, voice = part("", MessageType.IMAGE), part("", MessageType.VOICE)
    assert joined((image, image)).type is MessageType.IMAGE
    assert joined((image, voice)).type is MessageType.VOICE


def test_link_in_a_burst_keeps_its_address() -> None:
    """The words beside it come to the title, and templates still have the link."""
    link = part("活动", MessageType.LINK, title="活动", url="https://a.example/")
    both = joined((link, part("这个多少钱")))
    assert (both.text, both.title, both.url) == ("活动\n这个多少钱", "活动", "https://a.example/")


@pytest.mark.parametrize("limits", [COLLECTS, LAST, Limits(catch_up=CatchUp.ALL, collect_s=1.0)])
def test_keys_of_a_turn_are_what_changes(limits: Limits) -> None:
    """What is dropped no longer waits, what is put does, and all else stays."""
    other = Held("other", NOW_S, NOW_S + 60, (says("x"),))
    held = {"other": other, "gone": other}
    put = Held("k", NOW_S, NOW_S + 1, (says("y"),))
    after = Turn((), put, ("gone",)).applied(held)
    assert after == {"other": other, "k": put}
    assert over(limits, [other], NOW_S, NOW_S) == Turn()


SENDERS = st.sampled_from([ANN, BOB])
STEPS = st.one_of(
    st.tuples(st.just("wait"), st.sampled_from([0.0, 0.5, 1.0, 2.9, 3.0, 7.0, 40.0, 4000.0])),
    st.tuples(
        st.just("event"),
        st.builds(
            says,
            st.sampled_from(["a", "b", ""]),
            sender=SENDERS,
            group=st.sampled_from([None, CLIENTS]),
            from_me=st.booleans(),
        ),
        st.sampled_from([0.0, 0.0, 100.0, 2_000.0, 50_000.0]),
        st.sampled_from([EventKind.MESSAGE, EventKind.MESSAGE, EventKind.NOTICE]),
    ),
)


@settings(max_examples=500, deadline=None)
@given(
    st.builds(
        Limits,
        catch_up=st.sampled_from(CatchUp),
        collect_s=st.sampled_from([None, 1.0, 3.0]),
        max_age_s=st.sampled_from([None, 180.0]),
    ),
    st.sampled_from([0.0, 60.0, 86_400.0]),
    st.lists(STEPS, max_size=60),
)
def test_every_event_comes_out_once_and_in_order(
    limits: Limits, listening_s: float, steps: list[tuple[object, ...]]
) -> None:
    """Alone, in a burst or recorded; what is answered of a talk is so in the order it came."""
    held: dict[str, Held] = {}
    now_s, since_s = NOW_S, NOW_S - listening_s
    came: list[Event] = []
    out: list[Ready] = []
    for step in [*steps, ("wait", 1e5)]:
        if step[0] == "wait":
            now_s += step[1]  # type: ignore[operator]  # a number, as built above
            turn = over(limits, held.values(), now_s, since_s)
        else:
            _, event, ago_s, kind = step
            assert isinstance(event, Event)
            event = dataclasses.replace(event, id=str(len(came)), time_s=now_s - ago_s, kind=kind)  # type: ignore[arg-type,operator]  # as built above
            came.append(event)
            turn = arrive(limits, held, event, now_s, since_s)
        held = turn.applied(held)
        out += turn.ready
    assert held == {}
    parts = [part for ready in out for part in ready.parts]
    assert sorted(part.id for part in parts) == sorted(event.id for event in came)
    for ready in out:
        assert ready.event == joined(ready.parts)
        assert len({talk_of(one) for one in ready.parts}) == 1
    answered = [one for ready in out if not ready.withheld for one in ready.parts]
    for talk in {talk_of(one) for one in came}:
        ids = [
            int(one.id)
            for one in answered
            if talk_of(one) == talk and one.kind is EventKind.MESSAGE
        ]
        assert ids == sorted(ids)
