"""Why an answer is forbidden although a rule has the message."""

from __future__ import annotations

import dataclasses
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.memory import Memory, Muted, Replied, Said
from responder.models import CatchUp, ChatKind, Daily, Event, EventKind, Limits, Loop
from responder.rules.claims import talk_of
from responder.rules.manners import (
    BACKLOG_S,
    BACKLOG_S_MAX,
    BLINK_S,
    BURST_WAITS_MAX,
    CATCH_UP_S_MAX,
    CLOCK_SLACK_S,
    Arrival,
    Hold,
    Manner,
    arrival,
    backlog_key,
    forbids,
    forbids_sending,
    forbids_text,
    in_words,
    is_owners,
    replied,
    said,
    too_late,
)
from tests.rules.rulekit import ANN, BOB, CLIENTS, NOW_S, says

ZONE = ZoneInfo("Asia/Shanghai")
LIMITS = Limits()
EVENT = says("在吗")
MINE = says("在", from_me=True)
MISSED = "it was written while nobody listened"
NOTE = says("在", kind=ChatKind.FILEHELPER, from_me=True)


def forbidden(
    limits: Limits = LIMITS, event: Event = EVENT, memory: Memory | None = None, *, s: float = 0.0
) -> str:
    """Key and reason why an event is not answered, so long after now; `""` if it is."""
    found = forbids(limits, event, memory or Memory(), NOW_S + s, ZONE)
    return "" if found is None else f"{found.key}: {found.reason}"


def wrote(chat_id: str) -> Memory:
    """The owner wrote in a chat just now."""
    return Memory(owner_wrote_s={chat_id: NOW_S})


def test_handover_lasts_as_long_as_asked() -> None:
    """Nothing is answered where the owner wrote, until the time is over."""
    memory = wrote(EVENT.chat.id)
    assert forbidden(memory=memory, s=61) == "handover: the owner wrote here 1m1s ago"
    assert forbidden(memory=memory, s=600) == ""
    assert forbidden(memory=wrote("elsewhere")) == ""
    assert forbidden(dataclasses.replace(LIMITS, handover_s=None), memory=memory) == ""


@pytest.mark.parametrize("event", [MINE, NOTE, says("在", kind=ChatKind.FILEHELPER)])
def test_owner_is_always_answered(event: Event) -> None:
    """Who asks his own program is there himself: no handover, quiet or mute talk counts."""
    limits = Limits(quiet=Daily(0, 24 * 60))
    memory = Memory(
        owner_wrote_s={event.chat.id: NOW_S}, muted_until_s={talk_of(event): NOW_S + 60}
    )
    assert is_owners(event)
    assert forbidden(limits, event, memory) == ""
    assert replied(limits, event, memory, NOW_S) == ()


@pytest.mark.parametrize(("offset_s", "silent"), [(-599, True), (-601, False)])
def test_clock_that_was_set_back_silences_nobody_for_long(offset_s: int, *, silent: bool) -> None:
    """What seems to be in the future counts for no longer than the time asked for."""
    assert bool(forbidden(memory=wrote(EVENT.chat.id), s=offset_s)) is silent
    muted = Memory(muted_until_s={talk_of(EVENT): NOW_S})
    assert bool(forbidden(Limits(loop=Loop(5, 60, 600)), memory=muted, s=offset_s)) is silent


@pytest.mark.parametrize(
    ("quiet", "reason"),
    [
        (Daily(9 * 60, 11 * 60), "quiet: it is 10:00, within 09:00-11:00"),
        (Daily(23 * 60, 10 * 60), ""),
        (Daily(22 * 60, 10 * 60 + 1), "quiet: it is 10:00, within 22:00-10:01"),
        (Daily(11 * 60, 24 * 60), ""),
    ],
)
def test_quiet_is_a_time_of_the_files_zone(quiet: Daily, reason: str) -> None:
    """Its end is excluded, and it may go over midnight."""
    assert forbidden(Limits(quiet=quiet)) == reason


def test_talk_of_two_machines_is_muted_after_its_last_answer() -> None:
    """The answer that makes the number full still goes out; then the talk rests for a while."""
    memory = Memory()
    for second in range(5):
        assert forbidden(memory=memory, s=second) == ""
        memory = memory.applied(replied(LIMITS, EVENT, memory, NOW_S + second))
    assert forbidden(memory=memory, s=5) == "loop: two machines seem to talk; mute for 4m59s"
    assert forbidden(memory=memory, s=304) == ""


def test_loop_is_about_one_talk() -> None:
    """Another member of the group is answered, and slow talk is no loop."""
    ann, bob = says("a", sender=ANN, group=CLIENTS), says("a", sender=BOB, group=CLIENTS)
    muted = Memory(muted_until_s={talk_of(ann): NOW_S + 1})
    assert forbidden(event=ann, memory=muted)
    assert forbidden(event=bob, memory=muted) == ""
    slow = Memory(replied={talk_of(ann): tuple(NOW_S - 60 * n for n in range(9, 0, -1))})
    assert replied(LIMITS, ann, slow, NOW_S) == (Replied(talk_of(ann), NOW_S),)
    quick = Memory(replied={talk_of(ann): tuple(NOW_S - 10 * n for n in range(4, 0, -1))})
    assert replied(LIMITS, ann, quick, NOW_S)[1:] == (Muted(talk_of(ann), NOW_S + 300),)


def test_loop_may_be_off() -> None:
    """Then nothing is counted, and an old mute ends."""
    limits = Limits(loop=None)
    muted = Memory(muted_until_s={talk_of(EVENT): NOW_S + 60})
    assert replied(limits, EVENT, muted, NOW_S) == ()
    assert forbidden(limits, memory=muted) == ""


def test_same_text_is_said_once_in_a_chat_and_time() -> None:
    """The same text elsewhere, another text, or later, is said."""
    limits = Limits(same_text_s=60.0)
    memory = Memory().applied(said(limits, "c", "好", NOW_S))
    again = forbids_text(limits, "c", "好", memory, NOW_S + 59)
    assert again is not None
    assert (again.key, again.reason) == ("same_text", "the same text was said here 59s ago")
    assert forbids_text(limits, "c", "好", memory, NOW_S + 60) is None
    assert forbids_text(limits, "d", "好", memory, NOW_S) is None
    assert forbids_text(limits, "c", "好的", memory, NOW_S) is None


def test_same_text_is_off_unless_asked() -> None:
    """Nothing is remembered then, nor does what was remembered count."""
    memory = Memory().applied([Said("c", "好", NOW_S)])
    assert said(LIMITS, "c", "好", NOW_S) == ()
    assert forbids_text(LIMITS, "c", "好", memory, NOW_S) is None


def test_sending_asks_the_same_as_deciding() -> None:
    """Handover and quiet are asked once more; what goes to the owner is asked for neither."""
    quiet = Limits(quiet=Daily(9 * 60, 11 * 60))
    for limits, memory in ((LIMITS, wrote(EVENT.chat.id)), (quiet, Memory())):
        decided = forbids(limits, EVENT, memory, NOW_S, ZONE)
        wrote_s = memory.owner_wrote_s.get(EVENT.chat.id)
        assert decided is not None
        assert forbids_sending(limits, wrote_s, NOW_S, ZONE) == decided
        assert forbids_sending(limits, wrote_s, NOW_S, ZONE, to_owner=True) is None


@pytest.mark.parametrize(("per_day", "sent", "forbidden"), [(2, 1, ""), (2, 2, "per_day")])
def test_day_has_its_number_of_texts(per_day: int, sent: int, forbidden: str) -> None:
    """What exceeds it is not sent, not even to the owner."""
    limits = Limits(per_day=per_day)
    found = forbids_sending(limits, None, NOW_S, ZONE, to_owner=True, sent_in_a_day=sent)
    assert ("" if found is None else found.key) == forbidden
    off = Limits(per_day=None)
    assert forbids_sending(off, None, NOW_S, ZONE, sent_in_a_day=10**6) is None


def written(ago_s: float, **changes: object) -> Event:
    """A message that was written so long ago."""
    event = dataclasses.replace(says("在吗"), time_s=NOW_S - ago_s)
    return dataclasses.replace(event, **changes)  # type: ignore[arg-type]  # fields of an event


def arrives(limits: Limits, event: Event, *, since_s: float = 86_400.0) -> Arrival:
    """What becomes of a message where we have listened for so long."""
    return arrival(limits, event, NOW_S, NOW_S - since_s)


@pytest.mark.parametrize(
    ("ago_s", "withheld"), [(-3600, ""), (0, ""), (180, ""), (181, "max_age"), (7200, "max_age")]
)
def test_old_messages_are_recorded(ago_s: float, withheld: str) -> None:
    """Age counts from the service's time; one in the future is new."""
    assert arrives(LIMITS, written(ago_s)) == Arrival(withheld)
    assert arrives(dataclasses.replace(LIMITS, max_age_s=None), written(ago_s)) == Arrival()


@pytest.mark.parametrize(
    ("catch_up", "ago_s", "withheld"),
    [
        (CatchUp.ALL, CATCH_UP_S_MAX, ""),
        (CatchUp.ALL, CATCH_UP_S_MAX + 1, "catch_up"),
        (CatchUp.NONE, 61, "catch_up"),
        (CatchUp.LAST, CATCH_UP_S_MAX + 1, "catch_up"),
    ],
)
def test_backlog_of_an_outage_follows_catch_up(
    catch_up: CatchUp, ago_s: float, withheld: str
) -> None:
    """What was written before we listened has no `max_age`, and never counts for half a day."""
    limits = Limits(catch_up=catch_up, max_age_s=30.0)
    assert arrives(limits, written(ago_s), since_s=55) == Arrival(withheld)


def test_last_of_a_chat_is_waited_for() -> None:
    """Of a backlog it is held under its chat, for the next one may be newer."""
    event = written(3600)
    hold = Hold(backlog_key(event), BACKLOG_S, BACKLOG_S_MAX)
    assert arrives(LIMITS, event, since_s=5) == Arrival(hold=hold)


def test_clock_that_is_a_little_wrong_makes_no_backlog() -> None:
    """Whoever writes as soon as we listen is answered at once, though our clock is ahead."""
    at_once = dataclasses.replace(LIMITS, max_age_s=0.0)
    assert arrives(at_once, written(CLOCK_SLACK_S), since_s=0) == Arrival(Manner.MAX_AGE)
    assert arrives(at_once, written(CLOCK_SLACK_S + 0.1), since_s=0).hold is not None


@pytest.mark.parametrize(("max_age_s", "short_s"), [(60.0, 60.0), (None, BLINK_S)])
def test_a_short_absence_is_none(max_age_s: float | None, short_s: float) -> None:
    """After a restart or a broken line everything that is young enough is answered, one by one."""
    limits = dataclasses.replace(LIMITS, max_age_s=max_age_s, catch_up=CatchUp.NONE)
    assert arrives(limits, written(short_s), since_s=0) == Arrival()
    assert arrives(limits, written(short_s + 0.1), since_s=0) == Arrival(Manner.CATCH_UP)


def test_burst_is_collected_where_asked() -> None:
    """Each member of a group has his own; the owner never waits, nor what is no message."""
    limits = Limits(collect_s=3.0)
    hold = arrives(limits, written(0)).hold
    assert hold == Hold(f"collect {talk_of(EVENT)}", 3.0, 3.0 * BURST_WAITS_MAX, joins=True)
    other = arrives(limits, written(0, sender=BOB)).hold
    assert other is not None
    assert other.key != hold.key
    for event in (MINE, NOTE, written(0, kind=EventKind.NOTICE)):
        assert arrives(limits, event) == Arrival()
    assert arrives(LIMITS, written(0)) == Arrival()


def test_old_messages_wait_for_nothing() -> None:
    """What is only recorded is in no burst, and nothing else of an outage is held."""
    limits = Limits(collect_s=3.0)
    assert arrives(limits, written(200)) == Arrival("max_age")
    notice = written(3600, kind=EventKind.NOTICE)
    assert arrives(limits, notice, since_s=5) == Arrival()


@given(st.sampled_from(CatchUp), st.floats(-1e4, 1e5), st.floats(0, 1e5))
def test_what_arrives_is_asked_alike_later(catch_up: CatchUp, ago_s: float, since_s: float) -> None:
    """Whether an event comes too late is one question, on arrival and after waiting."""
    limits = Limits(catch_up=catch_up, collect_s=2.0)
    event = written(ago_s)
    withheld = too_late(limits, event, NOW_S, NOW_S - since_s)
    assert arrives(limits, event, since_s=since_s).withheld == withheld


@pytest.mark.parametrize(
    ("key", "catch_up", "words"),
    [
        (Manner.PAUSED, CatchUp.LAST, "the owner has paused all answers"),
        (Manner.MAX_AGE, CatchUp.LAST, "it came more than 3m after it was written"),
        (Manner.CATCH_UP, CatchUp.NONE, MISSED),
        (Manner.CATCH_UP, CatchUp.ALL, f"{MISSED}, more than 12h ago"),
        (
            Manner.CATCH_UP,
            CatchUp.LAST,
            f"{MISSED}, and a later one of its chat counts, or it was more than 12h ago",
        ),
        ("something", CatchUp.LAST, "something"),
    ],
)
def test_reasons_known_before_have_words(key: str, catch_up: CatchUp, words: str) -> None:
    """The owner reads a sentence, with the time that the rule file names."""
    assert in_words(key, Limits(catch_up=catch_up)) == words
