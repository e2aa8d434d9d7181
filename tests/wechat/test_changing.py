"""Changing contacts and groups of a whole account, in front of the simulator."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from responder.errors import WeChatError
from responder.wechat.changing import Changing
from responder.wechat.protocol.outcome import Verdict, judge
from tests.wechat.stage import ANN, BOB, ROOM, Stage
from tests.wechat.test_account import id_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from trio.testing import MockClock

    from responder.simulator.people import Room
    from responder.wechat.account import Online

CAT = "小猫"


@asynccontextmanager
async def changing(folder: Path) -> AsyncIterator[tuple[Stage, Online, Changing]]:
    """An account on line that listens; the service finds no fault with it."""
    async with Stage(folder).playing() as stage:
        stage.sim.add_contacts([{"name": CAT}])
        await stage.listening()
        yield stage, await stage.online(), Changing(stage.account)
        assert stage.sim.violations == []


def room(stage: Stage) -> Room:
    """The group, as the service has it."""
    return next(iter(stage.sim.world.book.rooms.values()))


def members(stage: Stage) -> list[str]:
    """Names of everybody in it."""
    book = stage.sim.world.book
    return [book.name_of(one) for one in room(stage).members]


async def test_a_contact_is_called_otherwise(tmp_path: Path, autojump_clock: MockClock) -> None:
    """The book learns it from the change that follows, and nobody gets a new id."""
    async with changing(tmp_path) as (stage, online, deeds):
        ann = id_of(online, ANN)
        await deeds.remark(online, ann, "客户 小明")
        await stage.heard(5.0)
        assert online.directory.book.user_name_of(ann)
        stage.says("在吗", by=ANN)
        (event,) = await stage.heard(5.0)
        assert (event.sender.id, event.sender.remark) == (ann, "客户 小明")


@pytest.mark.parametrize("who", [ANN, ROOM])
async def test_a_pinned_chat_keeps_its_remark(
    who: str, tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Which the service would take away if it were not told."""
    async with changing(tmp_path) as (stage, online, deeds):
        chat = id_of(online, who)
        book = stage.sim.world.book
        await deeds.remark(online, chat, "老客户")  # the address book does not know it yet
        for pinned in (True, False):
            await deeds.pin(online, chat, pinned=pinned)
            found = book.room(who, "") if who == ROOM else book.person(who, "")
            assert (found.pinned, found.remark) == (pinned, "老客户")
            await stage.heard(5.0)


async def test_a_remark_that_the_owner_gives_is_kept(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """On the phone, after ours."""
    async with changing(tmp_path) as (stage, online, deeds):
        ann = id_of(online, ANN)
        await deeds.remark(online, ann, "客户")
        await stage.heard(5.0)
        stage.sim.event("contact_changed", name=ANN, remark="老友")
        await stage.heard(5.0)
        await deeds.pin(online, ann, pinned=True)
        assert stage.sim.world.book.person(ANN, "").remark == "老友"


async def test_members_come_and_go(tmp_path: Path, autojump_clock: MockClock) -> None:
    """The group says so in a grey line, and the book knows who is in it."""
    async with changing(tmp_path) as (stage, online, deeds):
        group, cat, bob = id_of(online, ROOM), id_of(online, CAT), id_of(online, BOB)
        await deeds.invite(online, group, cat)
        assert CAT in members(stage)
        (joined,) = await stage.heard(5.0)
        assert (joined.kind, joined.sender.name) == ("member_joined", CAT)
        await deeds.remove(online, group, bob)
        assert BOB not in members(stage)
        (left,) = await stage.heard(5.0)
        assert (left.kind, left.sender.name) == ("member_left", BOB)
        book = online.directory.book
        in_book = book.members_of(book.user_name_of(group) or "")
        assert book.user_name_of(cat) in in_book
        assert book.user_name_of(bob) not in in_book


async def test_nobody_but_the_owner_removes_members(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """The service refuses, once and for all."""
    async with changing(tmp_path) as (stage, online, deeds):
        room(stage).owner = next(iter(stage.sim.world.book.persons))
        with pytest.raises(WeChatError) as caught:
            await deeds.remove(online, id_of(online, ROOM), id_of(online, ANN))
        assert judge(caught.value) is Verdict.REFUSED


async def test_a_group_is_renamed_and_left(tmp_path: Path, autojump_clock: MockClock) -> None:
    """Under its new name it is the same group; once left it can not be changed."""
    async with changing(tmp_path) as (stage, online, deeds):
        group = id_of(online, ROOM)
        await deeds.rename(online, group, "老客户群")
        await stage.heard(5.0)
        stage.says("在吗", by=ANN, group="老客户群")
        (event,) = await stage.heard(5.0)
        assert (event.chat.id, event.chat.name) == (group, "老客户群")
        await deeds.leave(online, group)
        assert room(stage).left
        with pytest.raises(WeChatError) as caught:
            await deeds.rename(online, group, "x")
        assert judge(caught.value) is Verdict.REFUSED
