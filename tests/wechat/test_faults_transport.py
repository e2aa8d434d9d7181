"""Fault catalogue, rows 1 to 12 and 48: answers that do not come, or are not what was asked for.

Each test shows the recommended reaction while the account listens; the reaction of a send is shown
where sends are tested.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from responder.wechat.protocol.codes import Endpoint
from responder.wechat.protocol.states import Signal
from responder.wechat.sync import DENIALS_MAX, DENIED_PAUSE_S, STRANGE_ANSWERS_MAX
from tests.wechat.stage import Stage

if TYPE_CHECKING:
    from pathlib import Path

    import httpx
    from trio.testing import MockClock

AT_ONCE_S = 0.05
HOLD_S = 25.0
HOUR_S = 3600.0
JITTER = 1.25


def sync_key_of(request: httpx.Request) -> Any:  # noqa: ANN401 - JSON
    """The key a webwxsync asked with."""
    return json.loads(request.content)["SyncKey"]


def assert_backed_off(gaps: list[float], *, first_s: float = 1.0, cap_s: float = 60.0) -> None:
    """Pauses double from the first to the cap, each up to a quarter longer."""
    wanted_s = first_s
    for gap_s in gaps:
        assert wanted_s <= gap_s <= wanted_s * JITTER + 0.1, gaps
        wanted_s = min(2 * wanted_s, cap_s)


async def test_row_01_a_web_page_is_an_outage_until_it_stays(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """HTML in place of a script is retried ever more slowly; the fifth in a row is called by name.

    Afterwards the message is there, once.
    """
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("synccheck", "html", times=6)
        stage.says("first")
        assert await stage.heard_text(5.0) == ["first"]
        stage.says("second")
        assert await stage.heard_text() == ["second"]
        assert_backed_off(stage.gaps("synccheck")[:6])
        sentences = [trouble.sentence for trouble in stage.troubles]
        assert len(sentences) == 6
        assert all("is this the service?" not in s for s in sentences[: STRANGE_ANSWERS_MAX - 1])
        assert all("is this the service?" in s for s in sentences[STRANGE_ANSWERS_MAX - 1 :])
        assert stage.repeats == 0


async def test_row_01_a_web_page_at_webwxsync_moves_no_key(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """A captive portal that swallows webwxsync costs a repetition with the same key, no message."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("webwxsync", "html", when="after", times=2)
        stage.says("still here")
        assert await stage.heard_text() == ["still here"]
        keys = [sync_key_of(request) for request in stage.requests("webwxsync")]
        assert keys[0] == keys[1] == keys[2]
        assert (stage.repeats, Signal.ENDED in stage.signals) == (0, False)


async def test_row_02_an_empty_poll_is_repeated_after_one_to_two_seconds(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """A 200 without a body says nothing: a pause of 1 to 2 s, then the next poll."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("synccheck", "empty")
        assert await stage.heard_text(60.0) == []
        assert 1.0 <= stage.gaps("synccheck")[0] <= 2.0
        assert len(stage.troubles) == 1


async def test_row_02_an_empty_json_answer_is_asked_for_again(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """An empty webwxsync leaves the key where it was; an empty contact list is asked for again."""
    stage = Stage(tmp_path)
    stage.fails("webwxgetcontact", "empty")
    async with stage.playing():
        await stage.online()
        assert len(stage.asked("webwxgetcontact")) == 2
        await stage.listening()
        stage.fails("webwxsync", "empty", when="after")
        stage.says("once")
        assert await stage.heard_text() == ["once"]
        first, second = (sync_key_of(r) for r in stage.requests("webwxsync")[:2])
        assert first == second
        assert stage.repeats == 0


async def test_row_03_a_redirect_is_not_followed_and_one_poll_decides(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """A 302 at webwxsync leads nowhere; the next call is a synccheck, and the session goes on."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("webwxsync", "redirect", 302)
        stage.says("after the redirect")
        assert await stage.heard_text() == ["after the redirect"]
        names = [one.name for one in stage.wire.asked]
        assert names[:3] == ["webwxsync", "synccheck", "webwxsync"]
        assert "" not in names
        assert stage.signals == []


async def test_row_03_the_poll_after_a_redirect_may_say_that_it_is_over(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """If that synccheck answers 1100, the login is over, and only then."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("webwxsync", "redirect", 301)
        stage.fails("synccheck", "ret", 1100)
        stage.says("lost session")
        await stage.until(lambda: Signal.ENDED in stage.signals)
        names = [one.name for one in stage.wire.asked]
        assert names[:2] == ["webwxsync", "synccheck"]


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_row_05_a_server_error_is_met_with_growing_pauses(
    tmp_path: Path, autojump_clock: MockClock, status: int
) -> None:
    """An hour of 5xx without a body: 1, 2, 4 … 60 s between polls, then the message, once."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("synccheck", "status", status, times=None)
        await stage.heard(HOUR_S)
        gaps = stage.gaps("synccheck")
        assert_backed_off(gaps[:12])
        assert len(gaps) <= 8 + HOUR_S / 60
        stage.says("waited")
        stage.sim.clear_faults()
        assert await stage.heard_text(90.0) == ["waited"]
        assert (stage.repeats, stage.signals) == (0, [])


async def test_row_05_messages_come_by_the_safety_sync_while_only_polls_fail(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """With every push host broken webwxsync still brings messages, within five minutes or so."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("synccheck", "status", 502, times=None)
        await stage.heard(60.0)
        stage.says("through the side door")
        assert await stage.heard_text(400.0) == ["through the side door"]


@pytest.mark.parametrize("status", [403, 404])
async def test_row_06_a_denial_is_not_retried_more_than_three_times(
    tmp_path: Path, autojump_clock: MockClock, status: int
) -> None:
    """403, 404: three quick retries, then a look every five minutes; told, and not logged out."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("synccheck", "status", status, times=None)
        assert await stage.heard_text(HOUR_S) == []
        gaps = stage.gaps("synccheck")
        assert_backed_off(gaps[:DENIALS_MAX])
        assert all(gap_s >= DENIED_PAUSE_S for gap_s in gaps[DENIALS_MAX:])
        assert f"HTTP status {status}" in stage.troubles[-1].sentence
        stage.sim.clear_faults()
        stage.says("let in again")
        assert await stage.heard_text(2 * DENIED_PAUSE_S) == ["let in again"]
        assert stage.signals == []


async def test_row_06_a_denied_call_is_not_repeated(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """404 at webwxstatusnotify: asked once, and the login completes without it."""
    stage = Stage(tmp_path)
    stage.fails("webwxstatusnotify", "status", 404, times=None)
    async with stage.playing():
        await stage.online()
        assert len(stage.asked("webwxstatusnotify")) == 1


@pytest.mark.parametrize(("kind", "value"), [("truncate", 300), ("cut", 300), ("truncate", 1)])
async def test_row_07_a_truncated_sync_is_repeated_with_the_same_key(
    tmp_path: Path, autojump_clock: MockClock, kind: str, value: int
) -> None:
    """Half an answer moves no key: the same one is asked with, and each message arrives once."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("webwxsync", kind, value)
        stage.says("one")
        stage.says("two")
        assert await stage.heard_text() == ["one", "two"]
        first, second, *_ = (sync_key_of(r) for r in stage.requests("webwxsync"))
        assert first == second
        assert stage.repeats == 0


async def test_row_08_a_reset_poll_is_repeated_at_once_then_with_pauses(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """The first reset costs no time; those that follow it at once are met with growing pauses."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("synccheck", "reset", times=6)
        stage.says("wakes the poll")
        assert await stage.heard_text(1.0) == ["wakes the poll"]
        await stage.heard(120.0)
        at_once_s, *later = stage.gaps("synccheck")[:6]
        assert at_once_s == 0.0
        assert_backed_off(later)
        assert len(stage.troubles) == 5


async def test_row_08_a_poll_that_was_held_before_its_reset_is_always_repeated_at_once(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """A proxy that drops idle connections after 20 s makes nobody wait, and is no news."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("synccheck", "reset", after_s=20.0, times=None)
        await stage.heard(230.0)
        assert stage.gaps("synccheck") == [20.0] * 10
        assert stage.troubles == []


async def test_row_09_a_malformed_status_line_is_followed_by_one_webwxsync(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """`HTTP/1.1 0 -` at synccheck: webwxsync at once, then polling as ever, and no word of it."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("synccheck", "malformed", when="after")
        await stage.heard(HOLD_S + 1.0)
        stage.says("typed")
        assert await stage.heard_text(1.0) == ["typed"]
        (_, next_poll_s), (sync_s,) = stage.asked("synccheck"), stage.asked("webwxsync")
        assert next_poll_s == pytest.approx(sync_s, abs=AT_ONCE_S)
        assert stage.troubles == []


async def test_row_09_malformed_answers_without_end_are_no_hot_loop(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """If every poll is malformed, the pauses between rounds grow to half a minute."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("synccheck", "malformed", times=None)
        await stage.heard(600.0)
        assert len(stage.asked("synccheck")) < 60
        assert len(stage.asked("webwxsync")) < 60


async def test_row_09_malformed_answers_to_everything_are_met_with_growing_pauses(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """When webwxsync is malformed, too, it is an outage like any other."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("*", "malformed", times=None)
        await stage.heard(600.0)
        assert len(stage.wire.asked) <= 2 * (6 + 600.0 / 60)
        stage.sim.clear_faults()
        stage.says("well formed")
        assert await stage.heard_text(120.0) == ["well formed"]


async def test_row_10_a_poll_without_an_answer_is_ordinary(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """After 35 s of silence the next poll begins at once; nobody is told, nothing was heard."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("synccheck", "silence", times=3)
        await stage.heard(HOLD_S)
        heard = stage.polls_heard
        await stage.heard(110.0)
        assert stage.gaps("synccheck")[:3] == [35.0, 35.0, 35.0]
        assert stage.polls_heard == heard
        assert (stage.troubles, stage.signals) == ([], [])


async def test_row_11_an_hour_without_network_keeps_the_session(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Nothing connects: pauses up to a minute, no new login; afterwards the message is there."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.link.down = True
        assert await stage.heard_text(HOUR_S) == []
        asked = [one.at_s for one in stage.wire.asked]
        assert HOUR_S / 60 * 0.75 <= len(asked) <= HOUR_S / 60 + 10
        assert max(b - a for a, b in pairwise(asked)) <= 60 * JITTER
        assert "can not be reached" in stage.troubles[-1].sentence
        stage.link.down = False
        stage.says("back again")
        assert await stage.heard_text(120.0) == ["back again"]
        assert stage.asked("jslogin") == stage.asked("webwxpushloginurl") == []
        assert stage.signals == []


async def test_row_11_an_unreachable_push_host_is_replaced_by_its_sibling(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """DNS knows no `webpush.`: polls go to `webpush2.` of the same domain, and never elsewhere."""
    stage = Stage(tmp_path, server=None)
    stage.wire.gone.add("webpush.wx2.qq.com")
    async with stage.playing():
        await stage.online()
        stage.says("by the other door")
        assert await stage.heard_text() == ["by the other door"]
        hosts = [request.url.host for request in stage.requests("synccheck")]
        assert hosts[0] == "webpush.wx2.qq.com"
        assert set(hosts[1:]) == {"webpush2.wx2.qq.com"}
        assert stage.sim.violations == []


async def test_row_11_three_server_errors_in_a_row_change_the_push_host(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Two 5xx may be a hiccup, the third leads to the sibling."""
    async with Stage(tmp_path, server=None).playing() as stage:
        await stage.listening()
        stage.fails("synccheck", "status", 503, times=3)
        stage.says("go")
        await stage.heard(60.0)
        hosts = [request.url.host.partition(".")[0] for request in stage.requests("synccheck")]
        assert hosts[:3] == ["webpush", "webpush", "webpush"]
        assert set(hosts[3:]) == {"webpush2"}


async def test_row_12_a_slow_webwxinit_is_given_20_s_and_asked_again(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """A large account's first answer takes too long, the second comes: no new scan."""
    stage = Stage(tmp_path)
    stage.fails("webwxinit", "delay", 30.0)
    async with stage.playing():
        await stage.online()
        (gap_s,) = stage.gaps("webwxinit")
        assert 21.0 <= gap_s <= 20.0 + JITTER + 0.1
        assert len(stage.codes) == 1


@pytest.mark.parametrize(("delay_s", "times_asked"), [(50.0, 1), (70.0, 2)])
async def test_row_12_a_contact_list_may_take_a_minute(
    tmp_path: Path, autojump_clock: MockClock, delay_s: float, times_asked: int
) -> None:
    """An answer after 50 s is waited for; one after 70 s is asked for once more."""
    stage = Stage(tmp_path)
    stage.fails("webwxgetcontact", "delay", delay_s)
    async with stage.playing():
        await stage.online()
        assert len(stage.asked("webwxgetcontact")) == times_asked


async def test_row_48_a_closed_connection_costs_one_silent_retry(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """The server closed a kept connection: webwxsync goes out again at once, and nobody is told."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("synccheck", "close")
        stage.says("first")
        assert await stage.heard_text(1.0) == ["first"]
        stage.says("second")
        assert await stage.heard_text(1.0) == ["second"]
        again = [one for one in stage.wire.asked if one.name == Endpoint.SYNC][1:]
        assert len(again) == 2
        assert again[0].at_s == again[1].at_s
        assert again[0].request.content == again[1].request.content
        assert (stage.troubles, stage.repeats) == ([], 0)
