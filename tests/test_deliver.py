"""The deliver task, in virtual time: a real journal, a real pace, a service that fails as told.

Times are virtual seconds since the start of the test; fates are what happens to the next sends.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from itertools import pairwise
from shutil import copytree
from typing import TYPE_CHECKING, Any

import pytest
import structlog
import trio

from responder.deliver import AT_ONCE_MAX, FETCHED_MAX, PER_DAY
from responder.errors import JournalError
from responder.intransit import DOUBT_S, EXPIRED, LOST
from responder.models import Deed, Limits, OutgoingState, Rate
from responder.pace import THROTTLE_CAP_S
from responder.performing import Done
from responder.rules.requests import FetchFailure, Why
from responder.sources import FromAddress, source_to_text
from tests.fakes import (
    LOST as ANSWER_LOST,
)
from tests.fakes import (
    NOW_S,
    UNREACHABLE,
    VANISHED,
    Clock,
    Delivery,
    Fate,
    Service,
    commits,
    outgoing,
    ret,
    row,
    slow,
    status,
)

if TYPE_CHECKING:
    from pathlib import Path

    from trio.testing import MockClock

    from responder.deliver import Delivered
    from responder.models import Outgoing
    from responder.performing import Act

SENT, FAILED, UNKNOWN = OutgoingState.SENT, OutgoingState.FAILED, OutgoingState.UNKNOWN
QUEUED, SENDING = OutgoingState.QUEUED, OutgoingState.SENDING
OVER, SUPPRESSED = OutgoingState.EXPIRED, OutgoingState.SUPPRESSED


def failing(*fates: Fate) -> Service:
    """A service whose next sends meet these fates."""
    return Service(fates=deque(fates))


# Order and pace


async def test_a_chat_gets_its_texts_in_order(autojump_clock: MockClock, tmp_path: Path) -> None:
    """A text waits for the end of the one before it in the same chat, however long that takes."""
    service = failing(slow(5), ANSWER_LOST, UNREACHABLE)
    async with Delivery(tmp_path, service).running() as delivery:
        await delivery.hand(*(outgoing(n) for n in range(4)))
        await delivery.ended(4)
    assert service.texts() == ["text 0", "text 1", "text 2", "text 3"]
    assert [end.state for end in delivery.ends] == [SENT] * 4


async def test_chats_do_not_wait_for_one_another(autojump_clock: MockClock, tmp_path: Path) -> None:
    """While one chat's text takes long, another's leaves."""
    async with Delivery(tmp_path, failing(slow(20))).running() as delivery:
        await delivery.hand(outgoing(1, "ann"), outgoing(2, "ann"), outgoing(3, "bob"))
        ends = await delivery.ended(3)
    assert [(end.at_s, end.text) for end in ends] == [(0, "text 3"), (20, "text 1"), (20, "text 2")]


async def test_so_many_are_on_their_way_and_no_more(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """The rest waits until one has returned."""
    service = failing(*[slow(10)] * 20)
    async with Delivery(tmp_path, service).running() as delivery:
        await delivery.hand(*(outgoing(n, f"chat {n}") for n in range(20)))
        await delivery.ended(20)
    assert service.under_way_max == AT_ONCE_MAX
    assert service.times() == [0] * 8 + [10] * 8 + [20] * 4


async def test_a_text_leaves_when_its_delay_is_over(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """Not before, and not later; the chat's next does not overtake it."""
    async with Delivery(tmp_path).running() as delivery:
        await delivery.hand(outgoing(1, delay_s=2.5), outgoing(2), outgoing(3, "bob"))
        await delivery.ended(3)
    assert delivery.service.times() == [0, 2.5, 2.5]
    assert delivery.service.texts("ann") == ["text 1", "text 2"]


async def test_a_text_goes_to_whoever_bore_the_id_when_it_was_written(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """An id that turns out to be somebody else's leads there from the next text on."""
    async with Delivery(tmp_path).running() as delivery:
        delivery.account.bearers["ann"] = "eve"
        await delivery.hand(outgoing(1, delay_s=2.0))
        await trio.sleep(1)
        del delivery.account.bearers["ann"]
        await delivery.hand(outgoing(2))
        await delivery.ended(2)
    assert delivery.service.texts("eve") == ["text 1"]
    assert delivery.service.texts("ann") == ["text 2"]


async def test_in_another_login_a_text_is_addressed_anew(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """What was told of the login before says nothing there."""
    async with Delivery(tmp_path).running() as delivery:
        delivery.account.bearers["ann"] = "ann of L1"
        await delivery.hand(outgoing(1, delay_s=2.0))
        await trio.sleep(1)
        delivery.account.log_in("L2")
        await delivery.ended()
    assert delivery.service.texts() == delivery.service.texts("ann") == ["text 1"]


async def test_the_default_pace_to_the_second(autojump_clock: MockClock, tmp_path: Path) -> None:
    """Three seconds between texts to one chat, twenty texts a minute altogether."""
    async with Delivery(tmp_path, limits=Limits()).running() as delivery:
        await delivery.hand(*(outgoing(n, "ann") for n in range(100, 103)))
        await delivery.ended(3)
        assert delivery.service.times() == [0, 3, 6]
        await trio.sleep_until(100)
        delivery.service.received.clear()
        await delivery.hand(*(outgoing(n, f"chat {n}", created_s=NOW_S + 100) for n in range(25)))
        await delivery.ended(28)
    assert delivery.service.times() == [100] * 20 + [160] * 5
    assert delivery.service.texts() == [f"text {n}" for n in range(25)]


async def test_without_limits_nothing_waits(autojump_clock: MockClock, tmp_path: Path) -> None:
    """`off` for all three: a hundred texts leave in the same instant."""
    async with Delivery(tmp_path).running() as delivery:
        await delivery.hand(*(outgoing(n, f"chat {n % 7}") for n in range(50)))
        await delivery.hand(*(outgoing(n, f"chat {n % 7}") for n in range(50, 100)))
        await delivery.ended(100)
    assert set(delivery.service.times()) == {0}


async def test_a_slow_service_does_not_let_the_pace_be_exceeded(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """A text is counted when it leaves, not when it began to wait for others to return."""
    service = failing(*[slow(25)] * 30)
    limits = Limits(delay=None, per_chat=None, per_account=Rate(20, 60.0))
    async with Delivery(tmp_path, service, limits=limits).running() as delivery:
        await delivery.hand(*(outgoing(n, f"chat {n}") for n in range(30)))
        await delivery.ended(30)
    times = service.times()
    assert times[7:9] == [0, 25]
    assert max(sum(t <= later < t + 60 for later in times) for t in times) == 20


# Doubt


async def test_a_lost_answer_is_asked_for_again(autojump_clock: MockClock, tmp_path: Path) -> None:
    """The text is repeated with its ClientMsgId, delivered once, and ends as sent."""
    service = failing(ANSWER_LOST, ANSWER_LOST)
    async with Delivery(tmp_path, service).running() as delivery:
        await delivery.hand(outgoing(1))
        end = await delivery.end()
    assert end.state is SENT
    assert service.texts() == ["text 1"]
    assert {call.client_msg_id for call in service.calls} == {outgoing(1).client_msg_id}
    first, second, third = (call.at_s for call in service.calls)
    assert first == 0
    assert 1 <= second <= 1.25
    assert 2 <= third - second <= 2.5
    assert delivery.row(outgoing(1)).msg_id == "9000000000000000000"


async def test_a_text_that_vanished_is_delivered_by_the_repetition(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """From here it looks the same as a lost answer."""
    async with Delivery(tmp_path, failing(VANISHED, status(502))).running() as delivery:
        await delivery.hand(outgoing(1))
        assert (await delivery.end()).state is SENT
    assert delivery.service.texts() == ["text 1"]


async def test_a_connection_that_was_closed_is_replaced_at_once(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """The first time a send meets one it is repeated without a pause, then with the usual ones."""
    service = failing(VANISHED, VANISHED)
    async with Delivery(tmp_path, service).running() as delivery:
        await delivery.hand(outgoing(1))
        assert (await delivery.end()).state is SENT
    first, second, third = (call.at_s for call in service.calls)
    assert (first, second) == (0, 0)
    assert 1 <= third <= 1.25


async def test_another_login_ends_the_repetition(autojump_clock: MockClock, tmp_path: Path) -> None:
    """A ClientMsgId means nothing in another login: the text ends as unknown, never sent again."""
    async with Delivery(tmp_path, failing(ANSWER_LOST)).running() as delivery:
        await delivery.hand(outgoing(1), outgoing(2))
        await trio.sleep(0.5)
        delivery.account.go_offline()
        await trio.sleep(30)
        delivery.account.log_in("L2")
        ends = await delivery.ended(2)
    assert [(end.at_s, end.state) for end in ends] == [(30.5, UNKNOWN), (30.5, SENT)]
    assert ends[0].reason == LOST
    assert delivery.row(outgoing(1)).state is UNKNOWN
    assert delivery.service.texts() == ["text 1", "text 2"]


async def test_a_doubtful_text_is_repeated_for_ten_minutes(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """Then it ends as unknown, and the chat goes on."""
    service = failing(*[VANISHED] * 40)
    async with Delivery(tmp_path, service).running() as delivery:
        await delivery.hand(outgoing(1))
        end = await delivery.end()
        assert (end.at_s, end.state, end.reason) == (DOUBT_S, UNKNOWN, LOST)
        tries = len(service.calls)
        assert 10 < tries < 20
        service.fates.clear()
        await delivery.hand(outgoing(2, created_s=NOW_S + DOUBT_S))
        await delivery.ended(2)
    assert [call.text for call in service.calls[tries:]] == ["text 2"]


async def test_the_ten_minutes_of_doubt_begin_with_the_first_doubtful_attempt(
    autojump_clock: MockClock,
    tmp_path: Path,
) -> None:
    """An attempt that certainly did not leave does not use them up, nor does waiting before."""
    service = failing(UNREACHABLE, UNREACHABLE, *[VANISHED] * 40)
    async with Delivery(tmp_path, service).running() as delivery:
        await delivery.hand(outgoing(1, delay_s=10))
        end = await delivery.end()
    assert end.state is UNKNOWN
    assert end.at_s == service.calls[2].at_s + DOUBT_S


@pytest.mark.parametrize("fate", [ret(1), ret(1203), status(404)])
async def test_a_refused_repetition_says_nothing_of_the_first_attempt(
    autojump_clock: MockClock, tmp_path: Path, fate: Fate
) -> None:
    """A text that may have been delivered is never called failed."""
    async with Delivery(tmp_path, failing(ANSWER_LOST, fate)).running() as delivery:
        await delivery.hand(outgoing(1))
        end = await delivery.end()
    assert end.state is UNKNOWN
    assert end.reason.startswith(LOST)
    assert len(end.reason) > len(LOST)


# Refusals


@pytest.mark.parametrize(
    ("fate", "reason"),
    [
        (ret(1), "the service refused it as malformed"),
        (ret(1200), "the service could not read the request"),
        (ret(1201), "the group no longer exists, or this account is no longer in it"),
        (ret(1203), "the service no longer lets this account write"),
        (ret(1204), "the receiver is not a friend of this account"),
        (ret(4711), "webwxsendmsg answered 4711"),
        (status(403), "webwxsendmsg: HTTP status 403"),
        (status(404), "webwxsendmsg: HTTP status 404"),
    ],
)
async def test_a_refusal_ends_a_text_at_once(
    autojump_clock: MockClock, tmp_path: Path, fate: Fate, reason: str
) -> None:
    """With its sentence, told and written down, and without a second attempt."""
    async with Delivery(tmp_path, failing(fate)).running() as delivery:
        await delivery.hand(outgoing(1))
        end = await delivery.end()
    assert (end.at_s, end.state, end.reason) == (0, FAILED, reason)
    assert (delivery.row(outgoing(1)).state, delivery.row(outgoing(1)).reason) == (FAILED, reason)
    assert len(delivery.service.calls) == 1
    assert delivery.service.received == []


async def test_a_refused_text_does_not_hold_its_chat_up(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """The next one leaves at once."""
    async with Delivery(tmp_path, failing(ret(1204))).running() as delivery:
        await delivery.hand(outgoing(1), outgoing(2))
        ends = await delivery.ended(2)
    assert [(end.at_s, end.state) for end in ends] == [(0, FAILED), (0, SENT)]


async def test_an_unknown_chat_is_said_to_be_one(autojump_clock: MockClock, tmp_path: Path) -> None:
    """A text to somebody whom this login does not show fails without a request."""
    service = Service(unknown_chats={"ann"})
    async with Delivery(tmp_path, service).running() as delivery:
        await delivery.hand(outgoing(1))
        end = await delivery.end()
    assert (end.state, end.reason) == (FAILED, "this chat is not known in the present login")


async def test_a_barred_account_falls_silent(autojump_clock: MockClock, tmp_path: Path) -> None:
    """After 1203 nothing leaves for half an hour, to nobody."""
    async with Delivery(tmp_path, failing(ret(1203))).running() as delivery:
        await delivery.hand(outgoing(1, "ann"))
        await delivery.end()
        await delivery.hand(outgoing(2, "bob"))
        ends = await delivery.ended(2)
        assert (ends[1].at_s, ends[1].state) == (600, OVER)
        assert ends[1].reason == EXPIRED
        await trio.sleep_until(THROTTLE_CAP_S - 100)
        await delivery.hand(outgoing(3, "bob", created_s=delivery.clock()))
        ends = await delivery.ended(3)
    assert (ends[2].at_s, ends[2].state) == (THROTTLE_CAP_S, SENT)


async def test_whoever_watches_is_told_of_each_pause(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """Whether the service minds the haste or the account."""
    async with Delivery(tmp_path, failing(ret(1205), ret(1204), ret(1203))).running() as delivery:
        await delivery.hand(outgoing(1, "ann"), outgoing(2, "ann"))
        await delivery.ended(2)
    assert [one.barred for one in delivery.blocked] == [False, True]


# Troubles that pass


@pytest.mark.parametrize("code", [1205, 1105])
async def test_throttling_stops_the_whole_account_for_a_minute(
    autojump_clock: MockClock, tmp_path: Path, code: int
) -> None:
    """Then the text goes out, and whatever else waited after it."""
    async with Delivery(tmp_path, failing(ret(code))).running() as delivery:
        await delivery.hand(outgoing(1, "ann"))
        await trio.sleep(1)
        await delivery.hand(outgoing(2, "bob", created_s=delivery.clock()))
        ends = await delivery.ended(2)
    assert [(end.at_s, end.text, end.state) for end in ends] == [
        (60, "text 1", SENT),
        (60, "text 2", SENT),
    ]


async def test_throttling_again_doubles_the_pause(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """60, 120 and 240 s; after a success it begins at 60 s again."""
    service = failing(ret(1205), status(429), ret(1205), Fate(), ret(1205))
    async with Delivery(tmp_path, service).running() as delivery:
        await delivery.hand(outgoing(1), outgoing(2))
        await delivery.ended(2)
    assert [call.at_s for call in service.calls] == [0, 60, 180, 420, 420, 480]


async def test_a_burst_that_is_throttled_makes_one_pause(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """Eight refusals of requests that left together are one reason to wait a minute."""
    service = failing(*[Fate(ret(1205).error, after_s=1)] * 8)
    async with Delivery(tmp_path, service).running() as delivery:
        await delivery.hand(*(outgoing(n, f"chat {n}") for n in range(8)))
        ends = await delivery.ended(8)
    assert {end.at_s for end in ends} == {61}


@pytest.mark.parametrize("fate", [ret(-1), ret(-2), UNREACHABLE])
async def test_a_passing_trouble_is_tried_again(
    autojump_clock: MockClock, tmp_path: Path, fate: Fate
) -> None:
    """After 1, 2, 4 … seconds, each up to a quarter longer."""
    service = failing(*[fate] * 3)
    async with Delivery(tmp_path, service).running() as delivery:
        await delivery.hand(outgoing(1))
        assert (await delivery.end()).state is SENT
    times = [call.at_s for call in service.calls]
    gaps = [b - a for a, b in pairwise(times)]
    assert all(base <= gap <= base * 1.25 for base, gap in zip([1, 2, 4], gaps, strict=True))


async def test_a_text_that_can_not_leave_expires(autojump_clock: MockClock, tmp_path: Path) -> None:
    """After ten minutes it has certainly not left, and says what was in the way."""
    service = failing(*[UNREACHABLE] * 40)
    async with Delivery(tmp_path, service).running() as delivery:
        await delivery.hand(outgoing(1, delay_s=2))
        end = await delivery.end()
    assert (end.at_s, end.state) == (602, OVER)
    assert end.reason == f"{EXPIRED} (webwxsendmsg: the service can not be reached)"


async def test_a_success_without_an_id_is_one(autojump_clock: MockClock, tmp_path: Path) -> None:
    """Ret 0 without MsgID: sent, id unknown, never repeated."""
    async with Delivery(tmp_path, failing(Fate(msg_id=False))).running() as delivery:
        await delivery.hand(outgoing(1))
        assert (await delivery.end()).state is SENT
    assert delivery.row(outgoing(1)).msg_id == ""
    assert len(delivery.service.calls) == 1


# Logins


async def test_without_a_login_texts_wait_for_one(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """They leave in order as soon as there is one."""
    async with Delivery(tmp_path, login_id="").running() as delivery:
        await delivery.hand(outgoing(1), outgoing(2), outgoing(3, "bob"))
        await trio.sleep(120)
        assert delivery.service.calls == []
        assert delivery.row(outgoing(1)).state is QUEUED
        delivery.account.log_in()
        ends = await delivery.ended(3)
    assert {(end.at_s, end.state) for end in ends} == {(120, SENT)}
    assert delivery.service.texts("ann") == ["text 1", "text 2"]


@pytest.mark.parametrize("code", [1100, 1101, 1102])
async def test_a_send_that_meets_the_end_of_the_login_waits_for_the_next(
    autojump_clock: MockClock, tmp_path: Path, code: int
) -> None:
    """It was not delivered, so the next login may send it."""
    async with Delivery(tmp_path, failing(ret(code))).running() as delivery:
        await delivery.hand(outgoing(1))
        await trio.sleep(0.5)
        delivery.account.go_offline()
        assert delivery.row(outgoing(1)).state is QUEUED
        await trio.sleep(60)
        delivery.account.log_in("L2")
        end = await delivery.end()
    assert (end.at_s, end.state) == (60.5, SENT)
    assert [call.login_id for call in delivery.service.calls] == ["L1", "L2"]


async def test_the_next_login_is_not_waited_for_longer_than_needed(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """A new login ends the pause before a retry."""
    async with Delivery(tmp_path, failing(*[ret(1101)] * 6)).running() as delivery:
        await delivery.hand(outgoing(1))
        await trio.sleep(40)
        delivery.service.fates.clear()
        delivery.account.log_in("L2")
        assert (await delivery.end()).at_s == 40


async def test_a_text_without_a_login_expires(autojump_clock: MockClock, tmp_path: Path) -> None:
    """Nobody wants an answer ten minutes late."""
    async with Delivery(tmp_path, login_id="").running() as delivery:
        await delivery.hand(outgoing(1), outgoing(2, "bob"))
        ends = await delivery.ended(2)
    assert [(end.at_s, end.state, end.reason) for end in ends] == [(600, OVER, EXPIRED)] * 2


# Restarts


async def test_what_waited_is_sent_after_a_restart(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """A queued text leaves in whichever login there is."""
    service = Service()
    async with Delivery(tmp_path, service, login_id="").running() as delivery:
        await delivery.hand(outgoing(1), outgoing(2))
        await trio.sleep(10)
    async with Delivery(tmp_path, service, login_id="L2").running() as delivery:
        ends = await delivery.ended(2)
    assert [end.state for end in ends] == [SENT, SENT]
    assert service.texts() == ["text 1", "text 2"]


async def test_what_was_under_way_is_repeated_in_the_same_login(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """With its ClientMsgId, before anything else to that chat, and delivered once."""
    service = failing(slow(100))
    async with Delivery(tmp_path, service).running() as delivery:
        await delivery.hand(outgoing(1), outgoing(2))
        await trio.sleep(1)
    assert delivery.row(outgoing(1)).state is SENDING
    async with Delivery(tmp_path, service).running() as delivery:
        ends = await delivery.ended(2)
    assert [end.state for end in ends] == [SENT, SENT]
    assert service.texts() == ["text 1", "text 2"]
    assert [call.text for call in service.calls] == ["text 1", "text 1", "text 2"]


async def test_what_was_under_way_in_another_login_is_unknown(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """Nobody can tell whether it was delivered, so it is not sent again."""
    service = failing(slow(100))
    async with Delivery(tmp_path, service).running() as delivery:
        await delivery.hand(outgoing(1), outgoing(2))
        await trio.sleep(1)
    async with Delivery(tmp_path, service, login_id="L2").running() as delivery:
        ends = await delivery.ended(2)
    assert [(end.state, end.reason) for end in ends] == [(UNKNOWN, LOST), (SENT, "")]
    assert service.texts() == ["text 1", "text 2"]


async def test_what_was_left_waits_until_it_is_known_what_happened_meanwhile(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """Old texts and new ones; then manners are asked with all that is known."""
    async with Delivery(tmp_path, login_id="").running() as delivery:
        await delivery.hand(outgoing(1), outgoing(2, "bob"))
    async with Delivery(tmp_path, login_id="").running() as delivery:
        online = delivery.account.log_in(behind=True)
        await delivery.hand(outgoing(3))
        await trio.sleep(5)
        assert delivery.ends == []
        delivery.forbidden = lambda text: "" if text.chat_id == "bob" else "handover: he wrote"
        delivery.account.caught_up(online)
        ends = await delivery.ended(3)
    assert {(end.at_s, end.text, end.state) for end in ends} == {
        (5, "text 1", SUPPRESSED),
        (5, "text 2", SENT),
        (5, "text 3", SUPPRESSED),
    }


async def test_what_is_too_old_after_a_restart_ends(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """A queued text has expired, one that was under way is unknown; neither leaves."""
    service = failing(slow(100))
    async with Delivery(tmp_path, service).running() as delivery:
        await delivery.hand(outgoing(1), outgoing(2))
        await trio.sleep(1)
    await trio.sleep_until(DOUBT_S)
    async with Delivery(tmp_path, service).running() as delivery:
        ends = await delivery.ended(2)
    assert [(end.at_s, end.state) for end in ends] == [(600, UNKNOWN), (600, OVER)]
    assert len(service.calls) == 1


async def test_the_age_of_a_text_goes_on_over_a_restart(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """Ten minutes are ten minutes, with or without a restart between."""
    async with Delivery(tmp_path, login_id="").running() as delivery:
        await delivery.hand(outgoing(1))
        await trio.sleep(200)
    await trio.sleep(100)
    async with Delivery(tmp_path, login_id="").running() as delivery:
        end = await delivery.end()
    assert (end.at_s, end.state) == (600, OVER)


async def test_a_clock_set_back_keeps_no_text_from_leaving(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """After a restart with a clock an hour slow a text waits for its own delay at most."""
    async with Delivery(tmp_path, login_id="").running() as delivery:
        await delivery.hand(outgoing(1, delay_s=3))
        await trio.sleep(1)
    async with Delivery(tmp_path, clock=Clock(-3600)).running() as delivery:
        end = await delivery.end()
    assert (end.at_s, end.state) == (4, SENT)


async def test_a_clock_set_forward_while_running_changes_nothing(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """Delays and bounds go by the clock that never steps."""
    async with Delivery(tmp_path, login_id="").running() as delivery:
        await delivery.hand(outgoing(1, delay_s=3))
        await trio.sleep(1)
        delivery.clock.off_s = 86_400
        delivery.account.log_in()
        assert (await delivery.end()).at_s == 3


async def test_the_pace_goes_on_over_a_restart(autojump_clock: MockClock, tmp_path: Path) -> None:
    """A crash is no way round the limits, neither that of a chat nor that of the account."""
    limits = Limits(delay=None, per_chat=Rate(1, 100.0), per_account=Rate(2, 300.0))
    async with Delivery(tmp_path, limits=limits).running() as delivery:
        await delivery.hand(outgoing(1))
        await trio.sleep(10)
    async with Delivery(tmp_path, delivery.service, limits=limits).running() as delivery:
        await delivery.hand(outgoing(2), outgoing(3, "bob"))
        await delivery.ended(2)
    assert [call.at_s for call in delivery.service.calls] == [0, 10, 300]
    assert [call.text for call in delivery.service.calls] == ["text 1", "text 3", "text 2"]


async def test_a_repetition_counts_for_the_pace_of_the_next_run(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """Every request is one that the service sees."""
    limits = Limits(delay=None, per_chat=Rate(1, 100.0), per_account=None)
    async with Delivery(tmp_path, failing(ANSWER_LOST), limits=limits).running() as delivery:
        await delivery.hand(outgoing(1))
        assert (await delivery.end()).at_s == 100
    async with Delivery(tmp_path, delivery.service, limits=limits).running() as delivery:
        await delivery.hand(outgoing(2))
        assert (await delivery.end()).at_s == 200


async def test_a_pause_of_the_service_goes_on_over_a_restart(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """Throttled, killed and started again, it is as quiet as before, and the next pause doubles."""
    service = failing(ret(1205), ret(1205))
    async with Delivery(tmp_path, service).running() as delivery:
        await delivery.hand(outgoing(1))
        await trio.sleep(10)
    async with Delivery(tmp_path, service).running() as delivery:
        await trio.sleep(100)
        assert [call.at_s for call in service.calls] == [0, 60]
    async with Delivery(tmp_path, service).running() as delivery:
        assert (await delivery.end()).state is SENT
    assert [call.at_s for call in service.calls] == [0, 60, 180]


# Manners


async def test_so_many_leave_in_a_day_and_no_more(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """What exceeds the number is suppressed, and 24 hours after the first there is room again."""
    limits = Limits(delay=None, per_chat=None, per_account=None, per_day=2)
    async with Delivery(tmp_path, limits=limits).running() as delivery:
        await delivery.hand(outgoing(1), outgoing(2, "bob"), outgoing(3, "eve"), outgoing(4))
        ends = await delivery.ended(4)
        assert {end.text: end.state for end in ends} == {
            "text 1": SENT,
            "text 2": SENT,
            "text 3": SUPPRESSED,
            "text 4": SUPPRESSED,
        }
        assert ends[-1].reason == PER_DAY
    await trio.sleep(86_399)
    async with Delivery(tmp_path, delivery.service, limits=limits).running() as delivery:
        await delivery.hand(outgoing(5))
        assert (await delivery.end()).state is SUPPRESSED
        await trio.sleep(1)
        await delivery.hand(outgoing(6))
        assert (await delivery.ended(2))[1].state is SENT
    assert delivery.service.texts() == ["text 1", "text 2", "text 6"]


async def test_what_never_left_counts_for_nothing(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """Neither in the day nor in a minute, nor for the next run; what the service refused does."""
    limits = Limits(delay=None, per_chat=Rate(1, 100.0), per_account=None, per_day=4)
    service = Service(fates=deque([UNREACHABLE] * 9 + [ret(-1)]))
    async with Delivery(tmp_path, service, limits=limits).running() as delivery:
        await delivery.hand(outgoing(1), outgoing(2, "bob"))
        await delivery.ended(2)
        assert 100.0 < trio.current_time() < 200.0
        assert delivery.deliverer.left_today == 1
    assert sorted(service.texts()) == ["text 1", "text 2"]
    async with Delivery(tmp_path, service, limits=limits).running() as delivery:
        assert delivery.deliverer.left_today == 1


DOUBLE: dict[str, tuple[str, ...]] = {"ann": ("?ann",), "?ann": ("ann",)}
"""A chat that had a passing id before its own."""


async def test_a_chat_of_two_ids_is_one_chat(autojump_clock: MockClock, tmp_path: Path) -> None:
    """One order, and one window: what waits under one id goes before what waits under the other."""
    limits = Limits(delay=None, per_chat=Rate(1, 10.0), per_account=None)
    async with Delivery(tmp_path, limits=limits).running() as delivery:
        delivery.account.doubles = DOUBLE
        await delivery.hand(outgoing(1, "?ann"), outgoing(2, "?ann"), plain=True)
        await delivery.hand(outgoing(3, "ann"), outgoing(4, "bob"), outgoing(5, "?ann"), plain=True)
        await delivery.ended(5)
    received = [(one.text, one.at_s) for one in delivery.service.received if "4" not in one.text]
    assert [text for text, _ in received] == ["text 1", "text 2", "text 3", "text 5"]
    assert all(b - a >= 10.0 for (_, a), (_, b) in pairwise(received))


async def test_two_ids_are_one_chat_after_a_restart_too(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """Which they are is only known when there is a login."""
    limits = Limits(delay=None, per_chat=Rate(1, 10.0), per_account=None)
    async with Delivery(tmp_path, limits=limits).running() as delivery:
        await delivery.hand(outgoing(1, "?ann"))
        await delivery.ended(1)
        delivery.account.go_offline()
        await delivery.hand(
            outgoing(2, "?ann"), outgoing(3, "ann"), outgoing(4, "?ann"), plain=True
        )
        left_s = trio.current_time()
    again = Delivery(tmp_path, delivery.service, limits=limits, login_id="")
    async with again.running():
        await trio.sleep(1)
        again.account.doubles = DOUBLE
        again.account.log_in("L1")
        await again.ended(3)
    assert delivery.service.texts() == ["text 1", "text 2", "text 3", "text 4"]
    assert delivery.service.received[1].at_s - left_s >= 9.0


async def test_other_limits_hold_at_once_and_count_what_has_left(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """As if they had always held: neither a window begins anew, nor does an old one go on."""
    day = Limits(delay=None, per_chat=None, per_account=None, per_day=2)
    async with Delivery(tmp_path, limits=day).running() as delivery:
        await delivery.hand(outgoing(1), outgoing(2, "bob"))
        await delivery.ended(2)
        assert delivery.deliverer.left_today == 0
        delivery.limits = replace(day, per_day=3)
        assert delivery.deliverer.left_today == 1
        await delivery.hand(outgoing(3), outgoing(4))
        assert [end.state for end in await delivery.ended(4)][2:] == [SENT, SUPPRESSED]
        delivery.limits = replace(day, per_day=None, per_account=Rate(3, 60.0))
        begun = trio.current_time()
        await delivery.hand(outgoing(5))
        await delivery.ended(5)
        assert trio.current_time() - begun == pytest.approx(60.0, abs=1.0)
        delivery.limits = replace(day, per_day=None)
        await delivery.hand(outgoing(6))
        await delivery.ended(6)
        assert trio.current_time() - begun == pytest.approx(60.0, abs=1.0)


async def test_how_long_the_service_wants_silence_is_told(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """And kept when other rules come with other limits."""
    async with Delivery(tmp_path, failing(ret(1205))).running() as delivery:
        assert delivery.deliverer.pausing_s == 0.0
        await delivery.hand(outgoing(1))
        await trio.sleep(1)
        assert delivery.deliverer.pausing_s == pytest.approx(59.0, abs=1.0)
        delivery.limits = replace(delivery.limits, per_day=7)
        assert delivery.deliverer.left_today == 6
        assert delivery.deliverer.pausing_s == pytest.approx(59.0, abs=1.0)


async def test_what_is_forbidden_at_the_last_moment_does_not_leave(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """It is asked when the delay is over, not before; others go on, and the pace counts nothing."""
    limits = Limits(delay=None, per_chat=Rate(1, 100.0), per_account=None)
    async with Delivery(tmp_path, limits=limits).running() as delivery:
        await delivery.hand(outgoing(1, delay_s=5), outgoing(2, delay_s=5))
        await trio.sleep(4)
        delivery.forbidden = lambda text: "handover" if text.text == "text 1" else ""
        ends = await delivery.ended(2)
    assert [(end.at_s, end.state, end.reason) for end in ends] == [
        (5, SUPPRESSED, "handover"),
        (5, SENT, ""),
    ]


async def test_a_forbidden_repetition_says_nothing_of_the_first_attempt(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """A text that may have arrived is not repeated into a chat that the owner took over."""
    async with Delivery(tmp_path, failing(ANSWER_LOST)).running() as delivery:
        delivery.forbidden = lambda _: "handover" if delivery.service.calls else ""
        await delivery.hand(outgoing(1))
        end = await delivery.end()
    assert (end.state, end.reason) == (UNKNOWN, f"{LOST}; then handover")
    assert len(delivery.service.calls) == 1


@pytest.mark.parametrize("wait_s", [30.0, None])
async def test_how_long_a_text_may_wait_is_a_setting(
    wait_s: float | None, autojump_clock: MockClock, tmp_path: Path
) -> None:
    """As long as `max_wait` says, or for ever."""
    limits = Limits(delay=None, per_chat=None, per_account=None, max_wait_s=wait_s)
    async with Delivery(tmp_path, limits=limits, login_id="").running() as delivery:
        await delivery.hand(outgoing(1, delay_s=1))
        await trio.sleep(86_400)
        assert [(end.at_s, end.state) for end in delivery.ends] == ([(31, OVER)] if wait_s else [])


# Shutdown


async def test_a_stop_waits_for_what_is_on_its_way(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """A request that returns within the grace is marked sent; the next text does not begin."""
    delivery = Delivery(tmp_path, failing(slow(2)))
    with trio.fail_after(10):
        async with delivery.running():
            await delivery.hand(outgoing(1), outgoing(2))
            await trio.sleep(1)
            delivery.stop(3)
    assert trio.current_time() == 2
    assert delivery.row(outgoing(1)).state is SENT
    assert delivery.row(outgoing(2)).state is QUEUED
    assert delivery.service.texts() == ["text 1"]


async def test_a_stop_does_not_wait_longer_than_the_grace(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """Beyond it the text stays under way in the journal, and the next start repeats it."""
    service = failing(slow(30))
    delivery = Delivery(tmp_path, service)
    async with delivery.running():
        await delivery.hand(outgoing(1))
        await trio.sleep(1)
        delivery.stop(3)
    assert trio.current_time() == 4
    assert delivery.row(outgoing(1)).state is SENDING
    assert delivery.row(outgoing(1)).login_id == "L1"
    assert delivery.ends == []
    async with Delivery(tmp_path, service).running() as delivery:
        assert (await delivery.end()).state is SENT
    assert service.texts() == ["text 1"]


async def test_a_request_under_way_fails_within_the_grace(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """What it teaches is written down; it is not begun again."""
    service = failing(Fate(UNREACHABLE.error, after_s=2))
    delivery = Delivery(tmp_path, service)
    async with delivery.running():
        await delivery.hand(outgoing(1))
        await trio.sleep(1)
        delivery.stop(3)
    assert delivery.row(outgoing(1)).state is QUEUED
    assert len(service.calls) == 1


async def test_nothing_begins_once_the_program_stops(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """Neither what waits nor what is handed over now leaves, even before the cancellation."""
    async with Delivery(tmp_path).running() as delivery:
        await delivery.hand(outgoing(1, delay_s=1))
        delivery.deliverer.finish_within(3)
        await delivery.hand(outgoing(2, "bob"))
        await trio.sleep(10)
        assert delivery.deliverer.waiting == 2
    assert delivery.service.calls == []
    assert delivery.row(outgoing(1)).state is QUEUED
    assert delivery.row(outgoing(2)).state is QUEUED


# Dry run


async def test_a_dry_run_sends_nothing(autojump_clock: MockClock, tmp_path: Path) -> None:
    """Every text ends with that reason, at the pace at which it would have left."""
    async with Delivery(tmp_path, limits=Limits(), dry_run=True).running() as delivery:
        await delivery.hand(outgoing(1, delay_s=2), outgoing(2), outgoing(3, "bob"))
        ends = await delivery.ended(3)
    assert delivery.service.calls == []
    assert [(end.at_s, end.state, end.reason) for end in ends] == [
        (0, OutgoingState.REHEARSED, ""),
        (2, OutgoingState.REHEARSED, ""),
        (5, OutgoingState.REHEARSED, ""),
    ]


# The journal


async def test_a_text_that_leaves_at_once_costs_one_commit_before_it_leaves(
    autojump_clock: MockClock,
    tmp_path: Path,
) -> None:
    """The batch's own: it already says in which login the text may have left, and since when."""
    async with Delivery(tmp_path, failing(slow(5))).running() as delivery:
        with commits(delivery.journal) as seen:
            await delivery.hand(outgoing(1))
            await trio.sleep(1)
            assert len(delivery.service.calls) == 1
            assert len(seen) == 1
            row = delivery.row(outgoing(1))
            assert (row.state, row.login_id, row.attempted_s) == (SENDING, "L1", NOW_S)
            await delivery.end()
            assert len(seen) == 2


async def test_the_end_of_a_text_and_the_beginning_of_the_next_are_one_commit(
    autojump_clock: MockClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text leaves when the end of the one before it in its chat is on the disk, or with it."""
    ended: list[list[OutgoingState]] = []
    async with Delivery(tmp_path).running() as delivery:
        send = delivery.account.send_text

        async def sent(*args: Any) -> str:  # noqa: ANN401
            before = range(len(delivery.service.calls))
            ended.append([delivery.row(outgoing(number)).state for number in before])
            return await send(*args)

        monkeypatch.setattr(delivery.account, "send_text", sent)
        with commits(delivery.journal) as seen:
            await delivery.hand(*(outgoing(number) for number in range(4)))
            await delivery.ended(4)
        # The batch with the first beginning, three times an end with a beginning, the last end.
        assert len(seen) == 5
    assert ended == [[], [SENT], [SENT] * 2, [SENT] * 3]


async def test_an_end_is_told_when_it_is_on_the_disk(
    autojump_clock: MockClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is told may look it up at once, whether another text follows or not."""
    found: list[OutgoingState] = []
    async with Delivery(tmp_path, failing(Fate(), ret(1204), Fate())).running() as delivery:
        tell = delivery.deliverer._tell

        def told(end: Delivered) -> None:
            found.append(delivery.row(end.outgoing).state)
            tell(end)

        monkeypatch.setattr(delivery.deliverer, "_tell", told)
        await delivery.hand(*(outgoing(number) for number in range(3)))
        ends = await delivery.ended(3)
        assert [end.state for end in ends] == found
        assert found == [SENT, FAILED, SENT]
        assert trio.current_time() == 0  # nothing was waited for


async def test_a_crash_before_an_end_is_written_repeats_the_text(
    autojump_clock: MockClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a text that was sent, and whose end was not on the disk, the service drops the second."""
    service, old, new = Service(), tmp_path / "old", tmp_path / "new"
    old.mkdir()
    async with Delivery(old, service).running() as delivery:
        begin = delivery.journal.outbox.begin

        def crash(*args: Any) -> None:  # noqa: ANN401
            copytree(old, new)
            begin(*args)

        monkeypatch.setattr(delivery.journal.outbox, "begin", crash)
        await delivery.hand(outgoing(1), outgoing(2))
        await delivery.ended(2)
    assert row(new, outgoing(1).client_msg_id).state is SENDING
    assert row(new, outgoing(2).client_msg_id).state is QUEUED
    async with Delivery(new, service).running() as delivery:
        assert [end.state for end in await delivery.ended(2)] == [SENT, SENT]
    assert service.texts() == ["text 1", "text 2"]


async def test_the_end_of_a_deed_is_written_at_once(
    autojump_clock: MockClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only texts may be sent once more."""
    done = []

    async def prepared(*_: object) -> Act:
        await trio.lowlevel.checkpoint()
        return act

    async def act() -> Done:
        await trio.lowlevel.checkpoint()
        return Done()

    invites = replace(outgoing(1), deed=Deed.INVITE)
    async with Delivery(tmp_path).running() as delivery:
        monkeypatch.setattr(delivery.deliverer._performer, "prepare", prepared)
        end = delivery.deliverer._end

        def ended(*args: Any, **fields: Any) -> Delivered:  # noqa: ANN401
            told = end(*args, **fields)
            done.append(delivery.row(invites).state)
            return told

        monkeypatch.setattr(delivery.deliverer, "_end", ended)
        await delivery.hand(invites)
        await delivery.end()
    assert done == [SENT]


async def test_a_text_that_waits_is_written_down_again_before_it_leaves(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """Its batch says "queued", so a crash during the delay leaves no doubt."""
    async with Delivery(tmp_path, failing(slow(5))).running() as delivery:
        with commits(delivery.journal) as seen:
            await delivery.hand(outgoing(1, delay_s=2))
            await trio.sleep(1)
            assert delivery.row(outgoing(1)).state is QUEUED
            await trio.sleep(2)
            assert len(seen) == 2
        row = delivery.row(outgoing(1))
        assert (row.state, row.login_id, row.attempted_s) == (SENDING, "L1", NOW_S + 2)


def leaving(delivery: Delivery, *texts: Outgoing) -> list[str]:
    """Those of the texts that are said to leave at once."""
    return [text.text for text in delivery.deliverer.at_once(texts) if text.login_id]


async def test_only_what_really_leaves_at_once_is_said_to(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """One text of a chat, none that has a delay, none beyond the free places."""
    async with Delivery(tmp_path).running() as delivery:
        texts = [outgoing(1), outgoing(2), outgoing(3, "bob", delay_s=1), outgoing(4, "bob")]
        assert leaving(delivery, *texts) == ["text 1"]
        many = [outgoing(n, f"chat {n}") for n in range(20)]
        assert leaving(delivery, *many) == [f"text {n}" for n in range(AT_ONCE_MAX)]
        delivery.service.fates.extend([slow(9)] * 3)
        await delivery.hand(*many[:3])
        await trio.sleep(1)
        assert leaving(delivery, *many) == [f"text {n}" for n in range(3, AT_ONCE_MAX)]


async def test_nothing_is_said_to_leave_that_may_not(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """Not offline, not against the pace, not in a pause, not while the program stops."""
    async with Delivery(tmp_path, limits=Limits(per_account=Rate(2, 60))).running() as delivery:
        texts = [outgoing(n, f"chat {n}", created_s=NOW_S) for n in range(5)]
        assert leaving(delivery, *texts) == ["text 0", "text 1"]
        await delivery.hand(texts[0])
        await delivery.end()
        assert leaving(delivery, *texts) == ["text 1"]
        delivery.account.go_offline()
        assert leaving(delivery, *texts) == []
        delivery.account.log_in()
        assert leaving(delivery, *texts) == ["text 1"]
        delivery.pace.throttled(trio.current_time())
        assert leaving(delivery, *texts) == []
        await trio.sleep(61)
        assert leaving(delivery, *texts) == ["text 0", "text 1"]
        delivery.deliverer.finish_within(3)
        assert leaving(delivery, *texts) == []


async def test_a_dry_run_never_says_that_something_leaves(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """Its journal must not claim that a text may have been delivered."""
    async with Delivery(tmp_path, dry_run=True).running() as delivery:
        assert leaving(delivery, outgoing(1)) == []


async def test_others_in_line_go_first(autojump_clock: MockClock, tmp_path: Path) -> None:
    """While a text waits for the account's turn, a later one neither overtakes nor claims to."""
    limits = Limits(delay=None, per_chat=None, per_account=Rate(1, 10))
    async with Delivery(tmp_path, limits=limits).running() as delivery:
        await delivery.hand(outgoing(0, "ann"), outgoing(1, "bob"))
        await trio.sleep(9.5)
        assert leaving(delivery, outgoing(2, "eve")) == []
        await delivery.hand(outgoing(2, "eve"))
        ends = await delivery.ended(3)
    assert [(end.at_s, end.text) for end in ends] == [
        (0, "text 0"),
        (10, "text 1"),
        (20, "text 2"),
    ]


async def test_a_wrong_guess_is_put_right_before_the_text_waits(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """If the login ends between commit and hand-over, the journal soon says "queued" again."""
    async with Delivery(tmp_path).running() as delivery:
        marked = delivery.deliverer.at_once([outgoing(1)])
        delivery.account.go_offline()
        assert marked[0].login_id == "L1"
        await delivery.hand(*marked, plain=True)
        assert delivery.row(outgoing(1)).state is SENDING
        await trio.sleep(1)
        assert delivery.row(outgoing(1)).state is QUEUED
        assert delivery.row(outgoing(1)).login_id == ""
        delivery.account.log_in("L2")
        assert (await delivery.end()).state is SENT
    assert delivery.service.texts() == ["text 1"]


async def test_a_guess_is_put_right_behind_another_text_of_the_chat(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """A batch that could not see the one before claims too much, and that is taken back."""
    async with Delivery(tmp_path, failing(slow(5))).running() as delivery:
        first = delivery.deliverer.at_once([outgoing(1)])
        second = delivery.deliverer.at_once([outgoing(2)])
        await delivery.hand(*first, *second, plain=True)
        await trio.sleep(1)
        assert delivery.row(outgoing(1)).state is SENDING
        assert delivery.row(outgoing(2)).state is QUEUED
        await delivery.ended(2)
    assert delivery.service.texts() == ["text 1", "text 2"]


async def test_a_crash_right_after_the_commit_leaves_a_doubtful_text(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """It may have left: the same login repeats it, another one does not dare."""
    for login_id, state in (("L1", SENT), ("L2", UNKNOWN)):
        folder = tmp_path / login_id
        folder.mkdir()
        crashed = Delivery(folder)
        await crashed.hand(outgoing(1))  # and nobody ever takes it over
        crashed.journal.close()
        async with Delivery(folder, login_id=login_id).running() as delivery:
            assert (await delivery.end()).state is state
        assert len(delivery.service.received) == (state is SENT)


async def test_a_text_known_not_to_have_left_is_queued_again(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """After a refused connection the journal has no doubt, so another login may send it."""
    service = failing(*[UNREACHABLE] * 3)
    async with Delivery(tmp_path, service).running() as delivery:
        await delivery.hand(outgoing(1))
        await trio.sleep(0.5)
        assert delivery.row(outgoing(1)).state is QUEUED
    async with Delivery(tmp_path, Service(), login_id="L2").running() as delivery:
        assert (await delivery.end()).state is SENT


@pytest.mark.parametrize("texts", [1, 2])
async def test_a_failing_journal_ends_the_task_and_calls_nothing_failed(
    texts: int, autojump_clock: MockClock, tmp_path: Path
) -> None:
    """A text that was delivered but can not be marked so stays under way for the next start.

    It fails as the end is written for itself, or with the beginning of another, which stays too.
    """
    service = Service()
    delivery = Delivery(tmp_path, service)
    failures = [JournalError] * texts
    with pytest.RaisesGroup(pytest.RaisesGroup(*failures)):
        async with delivery.running():
            await delivery.hand(*(outgoing(number) for number in range(1, texts + 1)))
            delivery.journal._database._connection.exec_driver_sql("PRAGMA query_only = 1")
            delivery.journal._database._connection.rollback()
            await trio.sleep(10)
    assert service.texts() == ["text 1"]
    assert delivery.ends == []
    assert delivery.row(outgoing(1)).state is SENDING


async def test_no_word_of_a_text_reaches_the_log(autojump_clock: MockClock, tmp_path: Path) -> None:
    """Nor the name of its receiver: ids, rules, states and reasons do."""
    service = failing(Fate(), ret(1204), ret(1205), ret(1203), UNREACHABLE, ANSWER_LOST)
    with structlog.testing.capture_logs() as lines:
        async with Delivery(tmp_path, service).running() as delivery:
            await delivery.hand(*(outgoing(n) for n in range(4)))
            await delivery.ended(4)
    told = [line for line in lines if line["event"] in {"delivery ended", "not sent yet"}]
    assert {line["event"] for line in told} == {"delivery ended", "not sent yet"}
    assert {line["msg_id"] for line in told} == {outgoing(n).event_id for n in range(4)}
    assert {line["rule"] for line in told} == {outgoing(0).rule}
    assert not [line for line in lines if "text " in str(line) or "Ann" in str(line)]


async def test_waiting_counts_texts_without_an_end(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """For `responder status`."""
    async with Delivery(tmp_path, failing(slow(5))).running() as delivery:
        await delivery.hand(outgoing(1), outgoing(2), outgoing(3, "bob", delay_s=9))
        await trio.sleep(1)
        assert delivery.deliverer.waiting == 3
        await delivery.ended(2)
        assert delivery.deliverer.waiting == 1


# Files of other computers


async def test_files_are_fetched_where_they_can_be_sent(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """Not while nobody is logged in, and few at once; texts to others do not wait for them."""
    at_once: list[int] = []
    under_way = 0

    async def download(_url: str, _bytes_max: int) -> FetchFailure:
        nonlocal under_way
        under_way += 1
        at_once.append(under_way)
        await trio.sleep(10)
        under_way -= 1
        return FetchFailure(Why.STATUS, "shop.example answered with status 404", 404)

    content = source_to_text(FromAddress("https://shop.example/a.jpg"))
    delivery = Delivery(tmp_path, login_id="", download=download)
    async with delivery.running():
        pictures = [
            replace(outgoing(n, f"p{n}"), deed=Deed.IMAGE, content=content) for n in range(6)
        ]
        await delivery.hand(*pictures, outgoing(7))
        await trio.sleep(60)
        assert at_once == []
        delivery.account.log_in("L1")
        await trio.sleep(5)
        assert [end.text for end in delivery.ends] == ["text 7"]
        await delivery.ended(7)
    assert max(at_once) == FETCHED_MAX
    assert len(at_once) == 6
    assert {end.reason for end in delivery.ends[1:]} == {"shop.example answered with status 404"}


async def test_a_rehearsal_fetches_no_file(autojump_clock: MockClock, tmp_path: Path) -> None:
    """It would be sent."""
    content = source_to_text(FromAddress("https://shop.example/a.jpg"))
    async with Delivery(tmp_path, dry_run=True).running() as delivery:
        await delivery.hand(replace(outgoing(1), deed=Deed.IMAGE, content=content))
        await delivery.ended(1)
    assert [end.state for end in delivery.ends] == [OutgoingState.REHEARSED]
