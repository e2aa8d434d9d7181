"""Listening: batches in order, each with its keys, and never more polls than one."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
import trio

from responder.errors import LocalProtocolError
from responder.wechat.account import Account
from responder.wechat.batch import Batch, dump_keys
from responder.wechat.progress import Progress
from responder.wechat.protocol.states import Signal
from responder.wechat.sync import CHAIN_MAX, SAFETY_SYNC_S, THROTTLED_PAUSE_S, Listener
from tests.wechat.stage import ANN, BATCHES_AHEAD, BOB, ROOM, START_S, Stage, service

if TYPE_CHECKING:
    from pathlib import Path

    from trio.testing import MockClock

AT_ONCE_S = 0.05
HOLD_S = 25.0
HOUR_S = 3600.0
MINUTES_10_S = 600.0

WEATHER: tuple[tuple[str, str, object, dict[str, Any]], ...] = (
    ("synccheck", "reset", None, {}),
    ("synccheck", "empty", None, {}),
    ("synccheck", "html", None, {}),
    ("synccheck", "status", 502, {}),
    ("synccheck", "malformed", None, {}),
    ("synccheck", "silence", None, {}),
    ("synccheck", "selector", 2, {}),
    ("synccheck", "selector", 0, {}),
    ("synccheck", "ret", -1, {}),
    ("webwxsync", "reset", None, {}),
    ("webwxsync", "reset", None, {"when": "after"}),
    ("webwxsync", "truncate", 200, {}),
    ("webwxsync", "cut", 200, {}),
    ("webwxsync", "html", None, {"when": "after"}),
    ("webwxsync", "status", 504, {"when": "after"}),
    ("webwxsync", "delay", 30.0, {}),
    ("webwxsync", "ret", -1, {"when": "after"}),
    ("webwxsync", "duplicate", "list", {}),
    ("webwxsync", "duplicate", "next", {}),
    ("webwxsync", "omit", ["SyncKey"], {}),
    ("webwxsync", "omit", ["SyncCheckKey"], {}),
    ("webwxsync", "set", {"SyncKey": {"Count": 0, "List": []}}, {}),
    ("webwxsync", "set", {"ContinueFlag": 1}, {}),
    ("webwxsync", "retype", ["SyncKey.List.*.Val", "AddMsgList.*.MsgId"], {}),
    ("webwxsync", "close", None, {}),
)
"""Everything that may happen to a listener without ending its login."""


async def test_batches_come_in_order_with_their_keys(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Each batch carries the keys that acknowledge it, and no two carry the same."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        seen = [dump_keys(stage.client.current())]
        for n in range(5):
            stage.says(str(n))
            batch = await stage.next_batch()
            assert [message.text for message in batch.answer.messages] == [str(n)]
            assert batch.keys == dump_keys(stage.client.current())
            seen.append(batch.keys)
            await trio.sleep(2.0)
        assert len(set(seen)) == len(seen)
        assert stage.sim.violations == []


async def test_a_repeated_message_is_handed_on_as_it_came(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Telling repetitions apart is not the listener's business: both are in the batch."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("webwxsync", "duplicate", "list")
        msg_id = stage.says("twice")
        batch = await stage.next_batch()
        assert [message.id for message in batch.answer.messages] == [msg_id, msg_id]


async def test_a_chain_is_followed_up_to_its_bound(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Thirty messages one by one: twenty answers in a row, a poll, the other ten; in order."""
    async with Stage(tmp_path, sim=service(batch=1)).playing() as stage:
        await stage.listening()
        texts = [str(n) for n in range(CHAIN_MAX + 10)]
        stage.sim.say([{"from": ANN, "text": text} for text in texts])
        assert await stage.heard_text(5.0) == texts
        names = [one.name for one in stage.wire.asked]
        assert names == ["webwxsync"] * CHAIN_MAX + ["synccheck"] + ["webwxsync"] * 10 + [
            "synccheck"
        ]


async def test_a_chain_of_empty_links_is_not_followed(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """ContinueFlag for ever: an answer without news ends the chain, the poll decides."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("webwxsync", "set", {"ContinueFlag": 1}, times=None)
        stage.says("the only one")
        assert await stage.heard_text(100.0) == ["the only one"]
        assert len(stage.asked("webwxsync")) == 2


async def test_there_is_never_more_than_one_poll(tmp_path: Path, autojump_clock: MockClock) -> None:
    """Through bursts, outages and a new login a session has one synccheck in flight at most."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        for _ in range(3):
            stage.sim.say([{"from": ANN, "text": "hi", "count": 20}])
            await stage.heard(10.0)
            stage.link.down = True
            await stage.heard(100.0)
            stage.link.down = False
            await stage.heard(100.0)
            stage.sim.expire(1100)
            await stage.heard(10.0)
        assert stage.wire.polls_max == 1
        assert stage.sim.violations == []


async def test_a_slow_consumer_stops_the_polls_only_when_the_channel_is_full(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Polls go on over sixteen batches that nobody takes; then they rest, and nothing is lost."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        texts = [str(n) for n in range(BATCHES_AHEAD + 10)]
        for text in texts:
            stage.says(text)
            await trio.sleep(1.0)
        assert len(stage.asked("webwxsync")) == BATCHES_AHEAD + 1
        calls = len(stage.wire.asked)
        await trio.sleep(MINUTES_10_S)
        assert len(stage.wire.asked) == calls
        assert await stage.heard_text(10.0) == texts
        assert (stage.repeats, stage.signals, stage.sim.violations) == (0, [], [])


@pytest.mark.parametrize("selector", [1, 3, 4, 5, 6, 7, 99])
async def test_any_selector_but_zero_calls_for_webwxsync(
    tmp_path: Path, autojump_clock: MockClock, selector: int
) -> None:
    """Whatever the number: one webwxsync, and then polling as ever."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("synccheck", "selector", selector)
        await stage.heard(60.0)
        assert len(stage.asked("webwxsync")) == 1


async def test_a_poll_that_is_never_held_is_asked_once_a_second(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """A server that answers "nothing" at once gets one poll a second, and messages still arrive."""
    async with Stage(tmp_path, sim=service(hold_s=0.0)).playing() as stage:
        await stage.online()
        await stage.heard(5.0)
        stage.wire.asked.clear()
        await stage.heard(100.0)
        assert 95 <= len(stage.asked("synccheck")) <= 101
        stage.says("in time")
        assert await stage.heard_text(1.5) == ["in time"]


async def test_news_are_fetched_without_delay(tmp_path: Path, autojump_clock: MockClock) -> None:
    """A message is in a batch the moment it is said, in a burst and after a long silence."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        for pause_s in (0.0, 0.0, 0.3, 1000.0, 0.0):
            await stage.heard(pause_s)
            said_s = trio.current_time()
            stage.says("now")
            await stage.take_in(await stage.next_batch())
            assert trio.current_time() == pytest.approx(said_s, abs=AT_ONCE_S)


async def test_silence_is_not_mistaken_for_a_stuck_poll(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Three silent hours: webwxsync every five minutes, nothing but new keys, and no webwxinit."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        assert await stage.heard(3 * HOUR_S) == []
        wanted = 3 * HOUR_S / SAFETY_SYNC_S
        assert wanted - 1 <= len(stage.asked("webwxsync")) <= wanted
        assert set(stage.gaps("synccheck")) == {HOLD_S}
        assert stage.asked("webwxinit") == []
        session = stage.client.current()
        assert stage.books.keys[session.login_id] == dump_keys(session)


async def test_every_good_poll_is_reported(tmp_path: Path, autojump_clock: MockClock) -> None:
    """The status hears of each round that worked, and of none that did not."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.polls_heard = 0
        await stage.heard(100.0)
        assert stage.polls_heard == 4
        stage.link.down = True
        await stage.heard(100.0)
        assert stage.polls_heard == 4


async def test_a_new_skey_is_used(tmp_path: Path, autojump_clock: MockClock) -> None:
    """An answer's SKey replaces the session's in all that follows."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("webwxsync", "set", {"SKey": "@crypt_new"})
        stage.says("here is a key")
        await stage.next_batch()
        await stage.until(lambda: bool(stage.asked("synccheck")))
        assert stage.requests("synccheck")[-1].url.params["skey"] == "@crypt_new"


async def test_throttling_at_webwxsync_is_treated_like_that_of_the_poll(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """1205 twice in a row ends the login although the polls between were fine."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("webwxsync", "ret", 1205, times=2)
        stage.says("too often")
        await stage.until(lambda: Signal.ENDED in stage.signals)
        assert stage.gaps("webwxsync") == [THROTTLED_PAUSE_S]


async def test_keys_asked_for_anew_repeat_only_what_is_known(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """After webwxinit everything since the login comes again, and its ids are old."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        texts = ["one", "two", "three"]
        for text in texts:
            stage.says(text)
        assert await stage.heard_text(5.0) == texts
        stage.fails("webwxsync", "ret", -1, times=5)
        stage.says("four")
        assert await stage.heard_text(120.0) == ["four"]
        assert len(stage.asked("webwxinit")) == 1
        assert stage.repeats >= len(texts)
        assert stage.sim.violations == []


def test_nobody_listens_without_a_login(tmp_path: Path) -> None:
    """A listener belongs to a login that is on line."""
    stage = Stage(tmp_path)
    account = Account(stage.client)
    batches, _ = trio.open_memory_channel[Batch](0)
    with pytest.raises(LocalProtocolError):
        Listener(account, batches, Progress(print), lambda: None)


@pytest.mark.parametrize("seed", range(12))
async def test_in_any_weather_each_message_arrives_once_and_in_order(
    tmp_path: Path, autojump_clock: MockClock, seed: int
) -> None:
    """Half an hour of random faults, then calm: nothing lost, nothing twice, nothing spinning."""
    rng = random.Random(seed)
    async with Stage(tmp_path, sim=service(batch=rng.choice([1, 3, 50]))).playing() as stage:
        await stage.listening()
        for name, kind, value, more in rng.sample(WEATHER, 8):
            stage.fails(name, kind, value, probability=0.15, times=None, **more)
        said, heard = [], []
        for n in range(60):
            said.append(str(n))
            by = rng.choice([ANN, BOB])
            where = {"group": ROOM} if rng.random() < 0.5 else {}
            stage.says(str(n), by=by, **where)
            heard += await stage.heard_text(rng.choice([0.0, 0.5, 5.0, 60.0, 120.0]))
        stage.sim.clear_faults()
        heard += await stage.heard_text(2 * SAFETY_SYNC_S)
        assert heard == said
        assert Signal.ENDED not in stage.signals
        assert len(stage.asked("synccheck")) < trio.current_time()


async def test_a_batch_tells_since_when_we_have_listened(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """From the beginning of the login, and after an outage from the poll that ended it."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        begun_s = stage.client.now()
        stage.says("1")
        first = await stage.next_batch()
        assert START_S <= first.listening_since_s <= begun_s
        await trio.sleep(100)
        stage.says("2")
        assert (await stage.next_batch()).listening_since_s == first.listening_since_s
        stage.fails("synccheck", "status", 502, times=6)
        stage.says("3")
        after = await stage.next_batch()
        poll = [asked for asked in stage.wire.asked if asked.name == "synccheck"][-1]
        assert poll.at_s > 100
        assert after.listening_since_s == pytest.approx(START_S + poll.at_s)
        stage.says("4")
        assert (await stage.next_batch()).listening_since_s == after.listening_since_s
