"""Who is who, and how often the service is asked about it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from responder.errors import LoggedOut
from responder.wechat.directory import ASK_AGAIN_S, BATCH_STEPS, LIST_AGAIN_S, LIST_TRIES_MAX
from responder.wechat.people.events import to_event
from responder.wechat.protocol.base import BaseResponse
from responder.wechat.protocol.contacts import BATCH_MAX, Contact
from responder.wechat.protocol.messages import parse_message
from responder.wechat.protocol.states import Signal
from responder.wechat.protocol.sync import SyncAnswer
from tests.wechat.stage import ANN, BOB, ROOM, Stage, service

if TYPE_CHECKING:
    from pathlib import Path

    from trio.testing import MockClock

BATCH = "webwxbatchgetcontact"
LIST = "webwxgetcontact"


def sizes(stage: Stage) -> list[int]:
    """How many were asked about, call by call."""
    return [len(json.loads(request.content)["List"]) for request in stage.requests(BATCH)]


def stage_with_groups(folder: Path, count: int) -> Stage:
    """An account in `count` groups besides the usual one."""
    sim = service()
    sim.add_groups([{"name": f"群{n}", "members": [ANN, BOB]} for n in range(count)])
    return Stage(folder, sim=sim)


async def test_every_group_has_its_members_after_the_login(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """A member who is no friend has a name at once, and nobody is asked about again."""
    stage = Stage(tmp_path)
    stage.sim.add_groups([{"name": "同学", "members": [ANN, "阿三"]}])
    async with stage.playing():
        await stage.listening()
        stage.says("hi", by="阿三", group="同学")
        (event,) = await stage.heard(5.0)
        assert event.sender.name == "阿三"
        assert event.group is not None
        assert event.group.name == "同学"
        assert stage.asked(BATCH) == []


async def test_groups_are_asked_about_fifty_at_a_time(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """120 groups and the usual one: 50, 50 and 21."""
    stage = stage_with_groups(tmp_path, 120)
    async with stage.playing():
        await stage.online()
        assert sizes(stage) == [BATCH_MAX, BATCH_MAX, 21]
        assert stage.sim.violations == []


async def test_a_failed_batch_is_followed_by_smaller_ones(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Once broken, the rest is asked about ten at a time."""
    stage = stage_with_groups(tmp_path, 59)
    stage.fails(BATCH, "status", 500)
    async with stage.playing():
        await stage.online()
        assert sizes(stage) == [50, 10, 10, 10, 10, 10, 10]


async def test_batches_that_always_fail_are_given_up(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Fifty, ten, five, one: then on with what is known."""
    stage = stage_with_groups(tmp_path, 59)
    stage.fails(BATCH, "ret", -1, times=None)
    async with stage.playing():
        await stage.online()
        assert sizes(stage) == list(BATCH_STEPS)
        await stage.heard(5.0)
        stage.sim.clear_faults()
        stage.says("now?", group="群7")
        (event,) = await stage.heard(5.0)
        assert event.sender.name == ANN


async def test_a_small_batch_is_not_repeated_as_it_was(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """A failed batch of four is tried one by one: the same four again would fail again."""
    stage = stage_with_groups(tmp_path, 3)
    stage.fails(BATCH, "status", 500)
    async with stage.playing():
        await stage.online()
        assert sizes(stage) == [4, 1, 1, 1, 1]


@pytest.mark.parametrize("call", [LIST, BATCH])
async def test_the_end_of_the_session_is_passed_on(
    tmp_path: Path, autojump_clock: MockClock, call: str
) -> None:
    """1100 at the contact list or at a group ends the login, it is no "incomplete list"."""
    stage = Stage(tmp_path)
    stage.fails(call, "ret", 1100)
    async with stage.playing():
        await stage.online()
        assert stage.signals.count(Signal.ENDED) == 1


async def test_a_list_that_never_comes_is_not_asked_for_without_end(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Once a minute while messages come, five times in all."""
    stage = Stage(tmp_path)
    stage.fails(LIST, "ret", 1, times=None)
    async with stage.playing():
        await stage.online()
        for n in range(3 * LIST_TRIES_MAX):
            stage.says(str(n))
            assert await stage.heard_text(LIST_AGAIN_S / 2) == [str(n)]
        assert len(stage.asked(LIST)) == LIST_TRIES_MAX
        assert min(stage.gaps(LIST)) >= LIST_AGAIN_S


@pytest.mark.parametrize("jump_s", [-86_400.0, 86_400.0])
async def test_a_jump_of_the_clock_neither_hurries_nor_stops_look_ups(
    tmp_path: Path, autojump_clock: MockClock, jump_s: float
) -> None:
    """Fault catalogue, row 46: a minute between look-ups is a minute, whatever the wall says."""
    stage = Stage(tmp_path)
    stage.sim.add_contacts([{"name": "无名", "visibility": "unknown"}])
    async with stage.playing():
        await stage.listening()
        for n in range(5):
            stage.says(str(n), by="无名")
            await stage.heard(ASK_AGAIN_S / 4)
            stage.clock_off_s += jump_s
        assert len(stage.asked(BATCH)) == 2


async def test_a_batch_of_a_login_that_is_over_is_read_without_a_call(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """It may be decided after the logout: no call with names that mean nothing any more."""
    stage = Stage(tmp_path)
    stage.sim.add_contacts([{"name": "老王", "visibility": "unlisted"}])
    async with stage.playing():
        await stage.listening()
        stage.says("too late?", by="老王")
        batch = await stage.next_batch()
        stage.sim.confirm(auto=False)
        stage.sim.expire(1100)
        await stage.account.wait_other_login(batch.online.login_id)
        with pytest.raises(LoggedOut):
            await batch.online.directory.take_in(batch.answer)
        stage.sim.confirm()
        await stage.online()
        await stage.heard(ASK_AGAIN_S)
        stage.wire.asked.clear()
        with pytest.raises(LoggedOut):
            await batch.online.directory.take_in(batch.answer)
        assert stage.asked(BATCH) == []
        event = to_event(batch.answer.messages[0], batch.online.directory.book)
        assert event is not None
        assert event.text == "too late?"


async def test_what_a_late_answer_tells_is_in_the_book(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """People whom the answer itself names are known, also when nobody can be looked up."""
    async with Stage(tmp_path).playing() as stage:
        directory = (await stage.online()).directory
        stage.client.session = None
        stranger = parse_message(
            {"MsgId": "1" * 19, "FromUserName": "@stranger", "ToUserName": "@me", "MsgType": 1}
        )
        assert stranger is not None
        answer = SyncAnswer(BaseResponse(), (stranger,), (Contact("@new", "新人"),))
        with pytest.raises(LoggedOut, match="the login is over"):
            await directory.take_in(answer)
        assert directory.book.person("@new").name == "新人"


async def test_a_removed_friend_keeps_the_id(tmp_path: Path, autojump_clock: MockClock) -> None:
    """Whoever is deleted and writes again is the same person."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.says("one")
        (before,) = await stage.heard(5.0)
        stage.sim.event("contact_removed", name=ANN)
        await stage.heard(5.0)
        stage.says("two", group=ROOM)
        (after,) = await stage.heard(5.0)
        assert before.sender.id == after.sender.id
