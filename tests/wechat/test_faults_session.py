"""Fault catalogue, rows 13 to 17, 19, 23 to 26 and 45 to 47: codes, keys, cookies, clocks."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pytest

from responder.errors import LoginRefused, WeChatError
from responder.models import EventKind
from responder.wechat.protocol.keys import SyncKey
from responder.wechat.protocol.outcome import Verdict, judge, reason_of
from responder.wechat.protocol.states import Signal
from responder.wechat.sync import (
    ERRORS_BEFORE_INIT,
    INITS_MAX,
    SAFETY_SYNC_S,
    STUCK_PAUSE_CAP_S,
    THROTTLED_PAUSE_S,
)
from tests.wechat.stage import ANN, Stage, service
from tests.wechat.test_faults_transport import sync_key_of

if TYPE_CHECKING:
    from pathlib import Path

    import httpx
    from trio.testing import MockClock

MINUTES_10_S = 600.0
HOLD_S = 25.0


def check_key_of(request: httpx.Request) -> str:
    """The key a synccheck asked with."""
    return parse_qs(request.url.query.decode())["synckey"][0]


def as_query(key: object) -> str:
    """A key of a webwxsync as a synccheck would write it."""
    return SyncKey.from_wire(key).as_query()


@pytest.mark.parametrize("retcode", [1100, 1102])
async def test_row_13_a_session_that_ended_is_followed_by_a_question_on_the_phone(
    tmp_path: Path, autojump_clock: MockClock, retcode: int
) -> None:
    """1100, and 1102 after the first minute: the owner confirms on the phone, nobody scans."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        await stage.heard(120.0)
        stage.sim.expire(retcode)
        await stage.until(lambda: Signal.INITIALISED in stage.signals)
        assert stage.signals[:2] == [Signal.ENDED, Signal.PUSH_UUID]
        assert (stage.codes, len(stage.asked("webwxpushloginurl"))) == ([], 1)
        await stage.heard(10.0)
        stage.says("in the new login")
        assert await stage.heard_text() == ["in the new login"]


async def test_row_13_a_login_elsewhere_is_not_answered_by_another(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """1101: no question on the phone, only a code that somebody has to scan."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.sim.confirm(auto=False)
        stage.sim.expire(1101)
        await stage.heard(MINUTES_10_S)
        assert stage.signals[0] is Signal.TAKEN_OVER
        assert stage.asked("webwxpushloginurl") == []
        assert stage.codes
        assert stage.account.online is None
        stage.sim.confirm()
        await stage.online()


async def test_row_13_1102_right_after_a_login_means_barred(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Within a minute of a fresh login 1102 is final: the user is told, nothing is tried again."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.sim.expire(1102)
        error = await stage.over()
        assert isinstance(error, LoginRefused)
        assert error.ret == 1102
        assert stage.signals[-1] is Signal.REFUSED
        assert stage.account.online is None


async def test_row_13_1205_is_given_one_pause_and_one_retry(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """1205 once: two minutes of silence, then polling goes on and the message is there."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("synccheck", "ret", 1205)
        await stage.until(lambda: bool(stage.troubles))
        stage.says("patience")
        assert await stage.heard_text(THROTTLED_PAUSE_S - 1.0) == []
        assert await stage.heard_text(2.0) == ["patience"]
        assert stage.signals == []


async def test_row_13_1205_twice_in_a_row_ends_the_login_as_1101_does(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """The second 1205 ends it, and no program logs in again: a throttled service is left alone."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.sim.confirm(auto=False)
        stage.fails("synccheck", "ret", 1205, times=2)
        await stage.heard(MINUTES_10_S)
        assert stage.signals[0] is Signal.ENDED
        assert stage.gaps("synccheck") == [THROTTLED_PAUSE_S]
        assert stage.asked("webwxpushloginurl") == []


async def test_row_13_an_unknown_retcode_is_server_trouble(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """-1 and codes nobody knows: pauses, then the poll goes on; the session is kept."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("synccheck", "ret", -1)
        stage.fails("synccheck", "ret", 4711)
        stage.says("through the trouble")
        assert await stage.heard_text(60.0) == ["through the trouble"]
        assert stage.gaps("synccheck")[0] >= 1.0
        assert stage.signals == []


@pytest.mark.parametrize("ret", [1100, 1101, 1102])
async def test_row_14_a_logout_by_webwxsync_keeps_the_last_keys(
    tmp_path: Path, autojump_clock: MockClock, ret: int
) -> None:
    """The empty keys of the refusal replace nothing; the saved login still shows the last ones."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        await stage.heard(120.0)
        stage.sim.confirm(auto=False)
        before = stage.client.current()
        stage.fails("webwxsync", "ret", ret)
        stage.says("not fetched")
        await stage.until(lambda: bool(stage.signals))
        is_taken = ret == 1101
        assert stage.signals[0] is (Signal.TAKEN_OVER if is_taken else Signal.ENDED)
        saved = stage.store.load_login()
        assert saved is not None
        assert saved.session.sync_key
        assert saved.session.sync_key == before.sync_key
        assert saved.session.sync_check_key == before.sync_check_key


async def test_row_15_a_sync_that_fails_for_ever_is_initialised_then_given_up(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Ret -1 with pauses: five times, then webwxinit; after the third of these the login ends."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("webwxsync", "ret", -1, times=None)
        stage.says("stuck")
        await stage.until(lambda: Signal.ENDED in stage.signals)
        assert len(stage.asked("webwxinit")) == INITS_MAX
        assert len(stage.asked("webwxsync")) == ERRORS_BEFORE_INIT * (INITS_MAX + 1)
        assert min(stage.gaps("webwxsync")) >= 1.0
        stage.sim.clear_faults()
        await stage.online()
        assert stage.asked("webwxpushloginurl") != []


async def test_row_15_a_sync_that_recovers_loses_nothing(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Six times Ret -1, one webwxinit in between: the message arrives once, in the same login."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("webwxsync", "ret", -1, times=6)
        stage.says("finally")
        assert await stage.heard_text() == ["finally"]
        assert len(stage.asked("webwxinit")) == 1
        assert stage.signals == []


async def test_row_15_errors_with_good_rounds_between_do_not_add_up(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Only consecutive errors lead to webwxinit: one an hour is weather."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        for _ in range(2 * ERRORS_BEFORE_INIT):
            stage.fails("synccheck", "ret", -1)
            await stage.heard(100.0)
        assert len(stage.troubles) == 2 * ERRORS_BEFORE_INIT
        assert stage.asked("webwxinit") == []


async def test_row_16_a_friend_request_of_which_the_ticket_is_stale_is_dropped(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """It was answered before, as on the phone: it is refused once and for all, not tried again."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.sim.event("friend_request", name="王五", text="我是客户")
        (event,) = await stage.heard(5.0)
        assert event.kind is EventKind.FRIEND_REQUEST
        online = await stage.online()
        await stage.account.accept(online, event.chat.id, event.ticket)
        with pytest.raises(WeChatError) as caught:
            await stage.account.accept(online, event.chat.id, event.ticket)
        assert judge(caught.value) is Verdict.REFUSED
        assert "answered already" in reason_of(caught.value)
        assert len(stage.asked("webwxverifyuser")) == 2
        assert stage.sim.violations == []


async def test_row_17_an_abnormal_environment_at_webwxinit_is_a_refusal(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Ret 1203 during the login ends it with the service's words, and no code is shown again."""
    stage = Stage(tmp_path)
    stage.fails("webwxinit", "ret", 1203, message="当前登录环境异常")
    async with stage.playing():
        error = await stage.over()
        assert isinstance(error, LoginRefused)
        assert (error.ret, error.message) == (1203, "当前登录环境异常")
        assert len(stage.codes) == 1


async def test_row_19_a_throttled_look_up_is_given_up_at_once(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Ret 1205 on webwxbatchgetcontact: one call, no smaller ones, and the messages count."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("webwxbatchgetcontact", "ret", 1205, times=None)
        groups = ["生客", "熟客"]
        stage.sim.add_groups(
            [{"name": name, "members": [ANN], "visibility": "unlisted"} for name in groups]
        )
        stage.sim.say([{"from": ANN, "group": name, "text": name} for name in groups])
        assert await stage.heard_text() == groups
        assert len(stage.asked("webwxbatchgetcontact")) == 1


@pytest.mark.parametrize(
    ("kind", "value"),
    [("omit", ["SyncKey", "SyncCheckKey"]), ("set", {"SyncKey": {"Count": 0, "List": []}})],
)
async def test_row_23_a_missing_key_leaves_the_old_one(
    tmp_path: Path, autojump_clock: MockClock, kind: str, value: object
) -> None:
    """Without a new SyncKey the old one is used again; what it repeats is known."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("webwxsync", kind, value)
        stage.says("once")
        assert await stage.heard_text() == ["once"]
        stage.says("twice")
        assert await stage.heard_text() == ["twice"]
        first, second, *_ = (sync_key_of(r) for r in stage.requests("webwxsync"))
        assert first == second
        assert SyncKey.from_wire(first)
        assert stage.repeats == 1


async def test_row_23_a_key_that_never_comes_is_no_hot_loop(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """The same messages over and over are slowed down like no messages at all."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("webwxsync", "omit", ["SyncKey", "SyncCheckKey"], times=None)
        stage.says("again and again")
        assert await stage.heard_text(MINUTES_10_S) == ["again and again"]
        assert len(stage.asked("webwxsync")) < 60
        assert len(stage.asked("synccheck")) < 60


async def test_row_24_without_a_check_key_the_sync_key_is_polled_with(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """An answer of 2016 has no SyncCheckKey: the next synccheck carries its SyncKey."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("webwxsync", "omit", ["SyncCheckKey"], times=None)
        stage.says("old times")
        assert await stage.heard_text(60.0) == ["old times"]
        stage.says("good times")
        assert await stage.heard_text(60.0) == ["good times"]
        second_sync = stage.requests("webwxsync")[1]
        assert check_key_of(stage.requests("synccheck")[0]) == as_query(sync_key_of(second_sync))


async def test_row_25_a_selector_above_zero_for_ever_is_no_hot_loop(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Selector 2 without news: three rounds at once, pauses to 30 s, after twenty webwxinit."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("synccheck", "selector", 2, times=None)
        await stage.heard(MINUTES_10_S)
        gaps = stage.gaps("webwxsync")
        assert gaps[:8] == [0.0, 0.0, 1.0, 2.0, 4.0, 8.0, 16.0, STUCK_PAUSE_CAP_S]
        assert len(gaps) <= 60
        assert 1 <= len(stage.asked("webwxinit")) <= 2
        stage.says("no later than half a minute")
        assert await stage.heard_text(STUCK_PAUSE_CAP_S + 1.0) == ["no later than half a minute"]


async def test_row_25_a_poll_with_the_right_key_does_not_get_stuck(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Where the two keys differ the poll uses SyncCheckKey: it is held, and no violation noted."""
    stage = Stage(tmp_path, sim=service(split_keys=True))
    async with stage.playing():
        await stage.listening()
        stage.sim.add_contacts([{"name": "小刚"}])
        await stage.heard(10.0)
        stage.wire.asked.clear()
        await stage.heard(100.0)
        assert stage.gaps("synccheck") == [HOLD_S] * 3
        assert stage.asked("webwxsync") == []
        assert stage.sim.violations == []


async def test_row_26_a_poll_that_denies_what_waits_is_not_believed_for_long(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Selector 0 although a message waits: webwxsync is asked every five minutes all the same."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("synccheck", "selector", 0, times=None)
        await stage.heard(2 * HOLD_S)
        stage.says("overlooked")
        assert await stage.heard_text(SAFETY_SYNC_S + HOLD_S) == ["overlooked"]
        await stage.heard(4 * (SAFETY_SYNC_S + HOLD_S))
        assert all(
            SAFETY_SYNC_S <= gap_s <= SAFETY_SYNC_S + HOLD_S for gap_s in stage.gaps("webwxsync")
        )


async def test_row_45_expired_cookies_are_put_to_one_synccheck(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """An answer takes the cookies away: the next poll shows it, and the phone is asked."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        await stage.heard(120.0)
        stage.fails("webwxsync", "cookies", "expire")
        stage.says("the last one")
        assert await stage.heard_text(10.0) == ["the last one"]
        names = [one.name for one in stage.wire.asked]
        after = names[names.index("webwxsync") :]
        assert after[:3] == ["webwxsync", "synccheck", "webwxpushloginurl"]
        assert Signal.INITIALISED in stage.signals
        assert stage.codes == []


@pytest.mark.parametrize("jump_s", [-86_400.0, 86_400.0])
async def test_row_46_a_jump_of_the_clock_changes_no_pause(
    tmp_path: Path, autojump_clock: MockClock, jump_s: float
) -> None:
    """The wall clock leaps by a day: polls, the safety sync and look-ups keep their rhythm."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        await stage.heard(30.0)
        stage.clock_off_s = jump_s
        await stage.heard(SAFETY_SYNC_S + HOLD_S)
        assert set(stage.gaps("synccheck")) == {HOLD_S}
        assert len(stage.asked("webwxsync")) == 1
        stage.says("what time is it?")
        assert await stage.heard_text(10.0) == ["what time is it?"]


async def test_row_47_two_programs_do_not_throw_each_other_out_for_ever(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """A second responder logs in: the first stops and waits for a person, the second goes on."""
    sim = service()
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    async with Stage(tmp_path / "one", sim=sim).playing() as one:
        await one.listening()
        async with Stage(tmp_path / "two", sim=sim).playing() as two:
            await two.online()
            sim.confirm(auto=False)
            await two.listening()
            await two.heard(MINUTES_10_S)
            assert one.signals[0] is Signal.TAKEN_OVER
            assert one.asked("webwxpushloginurl") == []
            assert two.signals == []
            two.says("to the second")
            assert await two.heard_text(10.0) == ["to the second"]
