"""The account as the other tasks see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import trio

from responder.errors import (
    LocalProtocolError,
    LoggedOut,
    RemoteProtocolError,
    TooOften,
    TransportError,
    WeChatError,
)
from responder.wechat.account import CATCH_UP_S_MAX, Account
from tests.wechat.stage import ANN, BOB, ROOM, Stage

if TYPE_CHECKING:
    from pathlib import Path

    from trio.testing import MockClock

    from responder.wechat.account import Online


def id_of(online: Online, name: str) -> str:
    """Our id of a friend or group."""
    entries = online.directory.book.identities.entries
    return next(entry.id for entry in entries if entry.nick_name == name)


async def test_waiting_ends_with_the_login(tmp_path: Path, autojump_clock: MockClock) -> None:
    """`wait_online` gives the login that began meanwhile, and at once the one that is there."""
    async with Stage(tmp_path).playing() as stage:
        assert stage.signals == []
        online = await stage.account.wait_online()
        assert stage.account.online is online
        begun_s = trio.current_time()
        assert await stage.account.wait_online() is online
        assert trio.current_time() == begun_s
        assert online.login_id == stage.client.current().login_id


async def test_a_login_taken_up_again_is_current_once_it_has_caught_up(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Before that it is on line, but nobody goes by what is known, whatever another hears."""
    async with Stage(tmp_path).playing() as stage:
        other = await stage.online()
        account = stage.account
        seen = [account.current]
        online = account.go_online(other.directory, behind=True)
        assert account.online is online
        seen.append(account.current)
        account.caught_up(other)
        seen.append(account.current)
        assert seen == [other, None, None]
        async with trio.open_nursery() as nursery:

            @nursery.start_soon
            async def learn() -> None:
                await trio.sleep(2.0)
                account.caught_up(online)

            begun_s = trio.current_time()
            assert await account.wait_current() is online
            assert trio.current_time() == begun_s + 2.0


async def test_nobody_waits_for_ever_for_what_was_written_meanwhile(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """A service that gives no messages may take texts; of a later login all is known."""
    async with Stage(tmp_path).playing() as stage:
        directory = (await stage.online()).directory
        account = stage.account
        online = account.go_online(directory, behind=True)
        begun_s = trio.current_time()
        assert await account.wait_current() is online
        assert trio.current_time() == begun_s + CATCH_UP_S_MAX
        account.go_online(directory, behind=True)
        later = account.go_online(directory)
        assert await account.wait_current() is later
        assert trio.current_time() == begun_s + CATCH_UP_S_MAX


async def test_the_end_of_a_login_can_be_waited_for(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """`wait_other_login` ends when that login does, and at once for one that is over."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        online = await stage.online()
        with trio.move_on_after(1000.0) as scope:
            await stage.account.wait_other_login(online.login_id)
        assert scope.cancelled_caught
        stage.sim.expire(1100)
        await stage.account.wait_other_login(online.login_id)
        other = await stage.online()
        assert other.login_id != online.login_id
        await stage.account.wait_other_login(online.login_id)


async def test_a_text_is_sent_once(tmp_path: Path, autojump_clock: MockClock) -> None:
    """To a friend and to a group, with the id that was asked for; the service's id comes back."""
    async with Stage(tmp_path).playing() as stage:
        online = await stage.online()
        first = await stage.account.send_text(online, id_of(online, ANN), "你好", "1" * 17)
        second = await stage.account.send_text(online, id_of(online, ROOM), "大家好", "2" * 17)
        assert first != second != ""
        assert [(s.to, s.text, s.client_msg_id) for s in stage.sim.sent] == [
            (ANN, "你好", "1" * 17),
            (ROOM, "大家好", "2" * 17),
        ]
        assert stage.sim.violations == []


async def test_a_chat_nobody_knows_is_not_sent_to(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """An id that this login has not met is the caller's to deal with; nothing leaves."""
    async with Stage(tmp_path).playing() as stage:
        online = await stage.online()
        with pytest.raises(LookupError):
            await stage.account.send_text(online, "p999", "hello", "1" * 17)
        assert stage.asked("webwxsendmsg") == []


async def test_an_address_leads_where_it_led_when_it_was_asked_for(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """It stays good when the id moves on; in another login the id is looked up again."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        online = await stage.online()
        ann, bob = id_of(online, ANN), id_of(online, BOB)
        address = stage.account.address_of(ann)
        assert stage.account.address_of("p999") is None
        await stage.account.send_text(online, bob, "before", "1" * 17, address)
        stage.sim.expire(1100)
        await stage.account.wait_other_login(online.login_id)
        assert stage.account.address_of(ann) is None
        again = await stage.online()
        await stage.account.send_text(again, bob, "after", "2" * 17, address)
        assert [(s.to, s.text) for s in stage.sim.sent] == [(ANN, "before"), (BOB, "after")]


async def test_a_text_for_a_login_that_is_over_does_not_leave(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Names belong to a login: what was addressed in the last one is not sent in this one."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        old = await stage.online()
        stage.sim.expire(1100)
        await stage.account.wait_other_login(old.login_id)
        await stage.online()
        with pytest.raises(LocalProtocolError, match="over"):
            await stage.account.send_text(old, id_of(old, ANN), "hello", "1" * 17)
        assert stage.asked("webwxsendmsg") == []


@pytest.mark.parametrize(
    ("kind", "value", "error"),
    [
        ("ret", 1100, LoggedOut),
        ("ret", 1205, TooOften),
        ("ret", 1204, WeChatError),
        ("status", 502, TransportError),
        ("html", None, RemoteProtocolError),
    ],
)
async def test_a_failed_send_is_the_callers_to_judge(
    tmp_path: Path,
    autojump_clock: MockClock,
    kind: str,
    value: int | None,
    error: type[Exception],
) -> None:
    """One attempt, and the error says what happened; nothing is repeated on its own."""
    async with Stage(tmp_path).playing() as stage:
        online = await stage.online()
        stage.fails("webwxsendmsg", kind, value, times=None)
        with pytest.raises(error):
            await stage.account.send_text(online, id_of(online, ANN), "hello", "1" * 17)
        assert len(stage.asked("webwxsendmsg")) == 1


async def test_a_send_without_an_id_is_accepted(tmp_path: Path, autojump_clock: MockClock) -> None:
    """Ret 0 without MsgID: sent, with an id nobody knows."""
    async with Stage(tmp_path).playing() as stage:
        online = await stage.online()
        stage.fails("webwxsendmsg", "omit", ["MsgID"])
        assert await stage.account.send_text(online, id_of(online, ANN), "hello", "1" * 17) == ""
        assert len(stage.sim.sent) == 1


def test_nobody_goes_online_without_a_session(tmp_path: Path) -> None:
    """Going on line before the login is a bug, and is called one."""
    stage = Stage(tmp_path)
    account = Account(stage.client)
    with pytest.raises(LocalProtocolError):
        account.client.current()
    account.go_offline()
    assert account.online is None


async def test_a_message_is_not_taken_back_in_another_login(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """A new login has begun between two attempts, so nothing is asked with names of the old."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        online = await stage.online()
        chat_id = id_of(online, ANN)
        msg_id = await stage.account.send_text(online, chat_id, "hello", "1" * 17)
        stage.sim.set_faults("webwxrevokemsg:status=502")

        async def another_login() -> None:
            await trio.sleep(0.5)
            stage.account.go_offline()
            stage.account.go_online(online.directory)

        async with trio.open_nursery() as nursery:
            nursery.start_soon(another_login)
            with pytest.raises(LocalProtocolError):
                await stage.account.revoke(chat_id, msg_id, "1" * 17)
        assert stage.sim.calls["webwxrevokemsg"] == 1
        await stage.account.revoke(chat_id, msg_id, "1" * 17)
        assert stage.sim.world.outbox.revoked == [msg_id]
