"""One account over restarts, logouts and outages: what is kept, and what never gets out."""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING

import pytest
import trio

from responder.errors import JournalError, LoginRefused
from responder.wechat.connection import SAVE_EVERY_S
from responder.wechat.protocol.contacts import Contact
from responder.wechat.protocol.keys import SyncKey
from responder.wechat.protocol.states import Signal, State
from responder.wechat.store import SESSION_FILE, SavedLogin, Store
from tests.wechat.stage import ANN, BOB, ROOM, Books, Stage, service

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from trio.testing import MockClock

    from responder.wechat.account import Online

HOUR_S = 3600.0

STORM = (
    *((call, "reset", None) for call in ("jslogin", "webwxnewloginpage", "webwxinit")),
    *((call, "status", 502) for call in ("login", "webwxinit", "webwxpushloginurl")),
    *((call, "html", None) for call in ("jslogin", "webwxnewloginpage", "webwxgetcontact")),
    *((call, "ret", 1100) for call in ("synccheck", "webwxsync", "webwxinit")),
    *((call, "ret", 1101) for call in ("synccheck", "webwxsync", "webwxgetcontact")),
    *((call, "ret", -1) for call in ("webwxsync", "webwxinit", "webwxbatchgetcontact")),
    *((call, "ret", 1205) for call in ("synccheck", "webwxbatchgetcontact")),
    *((call, "empty", None) for call in ("login", "webwxnewloginpage", "webwxpushloginurl")),
    *((call, "silence", None) for call in ("login", "webwxinit", "webwxstatusnotify")),
    *((call, "truncate", 100) for call in ("webwxinit", "webwxgetcontact", "webwxsync")),
    ("login", "ret", 202),
    ("login", "ret", 400),
    ("jslogin", "ret", 400),
    ("webwxnewloginpage", "reset", None),
    ("webwxpushloginurl", "ret", 3),
    ("webwxbatchgetcontact", "ret", 1100),
    ("webwxstatusnotify", "ret", 1101),
)
"""Everything that may go wrong without being a refusal."""


def ids_of(online: Online) -> dict[str, str]:
    """Our id of everybody in the book, by nickname."""
    return {entry.nick_name: entry.id for entry in online.directory.book.identities.entries}


def user_names_of(online: Online) -> dict[str, str]:
    """UserName in this login of everybody in the book."""
    book = online.directory.book
    return {name: book.user_name_of(own) or "" for name, own in ids_of(online).items()}


# --- restarts -----------------------------------------------------------------------------------


async def test_a_restart_needs_no_scan_and_misses_nothing(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Stopped and started again: no code, and what was said meanwhile is heard, once."""
    sim, books = service(), Books()
    async with Stage(tmp_path, sim=sim, books=books).playing() as first:
        await first.listening()
        first.says("before")
        assert await first.heard_text(10.0) == ["before"]
    sim.say(from_=ANN, text="between")
    sim.confirm(auto=False)
    async with Stage(tmp_path, sim=sim, books=books).playing() as second:
        assert await second.heard_text(10.0) == ["between"]
        assert second.signals == [Signal.RESTORED]
        assert second.asked("jslogin") == second.asked("webwxpushloginurl") == []
        assert second.asked("webwxinit") == second.asked("webwxnewloginpage") == []
        assert second.repeats == 0
        assert sim.violations == []


async def test_a_restart_goes_on_from_the_journals_keys(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """The session file of a killed process is up to a minute old; the journal knows better."""
    sim, books = service(), Books()
    state = tmp_path / "state"
    state.mkdir()
    async with Stage(state, sim=sim, books=books).playing() as first:
        await first.listening()
        shutil.copytree(state, tmp_path / "killed")
        for text in ("one", "two"):
            first.says(text)
        assert await first.heard_text(10.0) == ["one", "two"]
    async with Stage(tmp_path / "killed", sim=sim, books=books).playing() as second:
        await second.online()
        second.says("three")
        assert await second.heard_text(10.0) == ["three"]
        assert second.repeats == 0


@pytest.mark.parametrize("said", [["one", "two"], []], ids=["news", "nothing new"])
async def test_a_restart_fetches_what_was_written_meanwhile_before_it_polls(
    said: list[str], tmp_path: Path, autojump_clock: MockClock
) -> None:
    """At once, also if there is nothing; the last answer says that it is all."""
    sim, books = service(batch=1), Books()
    async with Stage(tmp_path, sim=sim, books=books).playing() as first:
        await first.online()
        names = [one.name for one in first.wire.asked]
        assert "webwxsync" not in names[: names.index("synccheck")]
        await first.heard(10.0)
        assert first.account.current is first.account.online
    for text in said:
        sim.say(from_=ANN, text=text)
    async with Stage(tmp_path, sim=sim, books=books).playing() as second:
        begun_s = trio.current_time()
        batches = [await second.next_batch() for _ in said or [""]]
        assert [batch.is_last for batch in batches] == [False] * (len(batches) - 1) + [True]
        assert second.account.current is None
        await second.online()
        names = [one.name for one in second.wire.asked]
        assert names.count("webwxsync") == len(batches)
        assert names.index("webwxsync") < names.index("synccheck")
        assert trio.current_time() - begun_s < 1.0
        assert sim.violations == []


async def test_a_restart_asks_again_until_it_knows_what_was_written_meanwhile(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """A fetch that fails says nothing; the next round begins with another."""
    sim, books = service(), Books()
    async with Stage(tmp_path, sim=sim, books=books).playing() as first:
        await first.listening()
    sim.say(from_=ANN, text="between")
    second = Stage(tmp_path, sim=sim, books=books)
    second.fails("webwxsync", "reset", times=2)
    async with second.playing():
        batch = await second.next_batch()
        assert [message.text for message in batch.answer.messages] == ["between"]
        assert batch.is_last
        asked = [one.name for one in second.wire.asked if one.name in {"webwxsync", "synccheck"}]
        assert asked == ["webwxsync"] * 3


async def test_a_batch_that_nobody_committed_comes_again_after_a_restart(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Fetched, handed on, but the process ended first: the saved keys do not skip it."""
    sim, books = service(), Books()
    async with Stage(tmp_path, sim=sim, books=books).playing() as first:
        await first.listening()
        first.says("committed")
        assert await first.heard_text(10.0) == ["committed"]
        first.says("on its way")
        await trio.sleep(2 * SAVE_EVERY_S)
        assert first.batches.statistics().current_buffer_used
    async with Stage(tmp_path, sim=sim, books=books).playing() as second:
        assert await second.heard_text(10.0) == ["on its way"]
        assert second.repeats == 0


async def test_the_very_first_batch_of_a_login_is_not_skipped_either(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Before anything was committed a restart begins where the login began."""
    sim, books = service(), Books()
    async with Stage(tmp_path, sim=sim, books=books).playing() as first:
        await first.online()
        first.says("welcome")
        await trio.sleep(2 * SAVE_EVERY_S)
    async with Stage(tmp_path, sim=sim, books=books).playing() as second:
        assert await second.heard_text(10.0) == ["welcome"]


async def test_a_login_is_saved_before_the_contacts_are_known(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Killed while a large account's list is on its way: the next start needs no scan."""
    sim = service()
    first = Stage(tmp_path, sim=sim)
    first.fails("webwxgetcontact", "silence", times=None)
    async with first.playing():
        await first.until(lambda: bool(first.asked("webwxgetcontact")))
        shutil.copytree(tmp_path, tmp_path / "killed")
    sim.clear_faults()
    async with Stage(tmp_path / "killed", sim=sim).playing() as second:
        await second.online()
        assert second.signals == [Signal.RESTORED]
        second.says("hello", group=ROOM, by=BOB)
        (event,) = await second.heard(10.0)
        assert event.sender.name == BOB


async def test_a_restart_with_a_dead_session_asks_the_phone(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """1100 to the first poll: the saved cookies are good enough for a question on the phone."""
    sim = service()
    async with Stage(tmp_path, sim=sim).playing() as first:
        await first.online()
    sim.expire(1100)
    async with Stage(tmp_path, sim=sim).playing() as second:
        await second.until(lambda: Signal.INITIALISED in second.signals)
        assert second.signals[:3] == [Signal.RESTORED, Signal.ENDED, Signal.PUSH_UUID]
        assert second.codes == []


async def test_1102_after_a_restart_is_no_refusal(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Only a fresh login can be barred; a saved one has simply lost its cookies."""
    sim = service()
    async with Stage(tmp_path, sim=sim).playing() as first:
        await first.online()
    sim.expire(1102)
    async with Stage(tmp_path, sim=sim).playing() as second:
        await second.until(lambda: Signal.INITIALISED in second.signals)
        assert second.error is None


async def test_a_restart_without_a_network_keeps_the_login(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Started in a tunnel: an hour later, with the network, messages come as if nothing was."""
    sim, books = service(), Books()
    async with Stage(tmp_path, sim=sim, books=books).playing() as first:
        await first.listening()
    second = Stage(tmp_path, sim=sim, books=books)
    second.link.down = True
    async with second.playing():
        await second.heard(HOUR_S)
        second.link.down = False
        second.says("light", group=ROOM, by=BOB)
        (event,) = await second.heard(120.0)
        assert (event.text, event.sender.name) == ("light", BOB)
        assert second.signals == [Signal.RESTORED]


@pytest.mark.parametrize("server", ["http://other.test", None])
async def test_a_login_of_another_server_is_not_taken_up(
    tmp_path: Path, autojump_clock: MockClock, server: str | None
) -> None:
    """A session of the simulator says nothing to another server, nor to the real one."""
    async with Stage(tmp_path).playing() as first:
        await first.online()
    second = Stage(tmp_path, sim=service(), server=server)
    async with second.playing():
        await second.until(lambda: bool(second.wire.asked))
        assert second.wire.asked[0].name == "jslogin"
        assert Signal.RESTORED not in second.signals


async def test_a_real_login_is_taken_up_on_its_hosts(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """The hosts that the redirect named are part of the saved login."""
    sim, books = service(), Books()
    async with Stage(tmp_path, sim=sim, books=books, server=None).playing() as first:
        await first.listening()
    async with Stage(tmp_path, sim=sim, books=books, server=None).playing() as second:
        await second.online()
        second.says("hello")
        assert await second.heard_text(10.0) == ["hello"]
        hosts = {one.request.url.host for one in second.wire.asked}
        assert hosts == {"wx2.qq.com", "webpush.wx2.qq.com"}
        assert second.signals == [Signal.RESTORED]
        assert sim.violations == []


async def test_renewed_cookies_are_saved_once_a_minute(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """A burst of messages writes the session file once; a quiet hour once a minute at most."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        path = tmp_path / SESSION_FILE
        writes, last = 0, path.stat().st_ino
        for _ in range(100):
            stage.says("hi")
            await stage.heard(1.0)
            writes += path.stat().st_ino != last
            last = path.stat().st_ino
        assert 1 <= writes <= 2
        saved = stage.store.load_login()
        assert saved is not None
        assert "wxpluginkey" in {cookie["name"] for cookie in saved.cookies}
        assert saved.session.sync_key != SyncKey()


# --- identities ---------------------------------------------------------------------------------


async def test_people_keep_their_ids_over_logins_and_restarts(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Every login renames everybody; our ids stay, in the same process and in the next."""
    sim = service()
    async with Stage(tmp_path, sim=sim).playing() as first:
        online = await first.online()
        ids, user_names = ids_of(online), user_names_of(online)
        assert {ANN, BOB, ROOM} <= ids.keys()
        sim.expire(1101)
        await first.account.wait_other_login(online.login_id)
        again = await first.online()
        assert ids_of(again) == ids
        assert all(user_names_of(again)[name] != user_names[name] for name in (ANN, BOB, ROOM))
    sim.expire(1100)
    async with Stage(tmp_path, sim=sim).playing() as second:
        await second.until(lambda: Signal.INITIALISED in second.signals)
        third = await second.online()
        assert ids_of(third) == ids
        assert not set(user_names_of(third).values()) & set(user_names_of(again).values()) - {""}


async def test_another_account_inherits_nobody(tmp_path: Path, autojump_clock: MockClock) -> None:
    """Scanned by somebody else: friends of the same names are other people with other ids."""
    sim = service()
    async with Stage(tmp_path, sim=sim).playing() as first:
        ids = ids_of(await first.online())
    sim.expire(1100)
    sim.world.account.uin += 1
    async with Stage(tmp_path, sim=sim).playing() as second:
        await second.until(lambda: Signal.INITIALISED in second.signals)
        others = ids_of(await second.online())
    assert {ANN, BOB, ROOM} <= others.keys()
    assert not {others[name] for name in (ANN, BOB, ROOM)} & set(ids.values())
    assert (tmp_path / "identities.json.before").exists()


async def test_a_new_friend_is_saved_with_the_batch(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Whoever gets an id while listening has it in the file when the batch is committed."""
    stage = Stage(tmp_path)
    stage.sim.add_groups([{"name": "同学", "members": ["阿三"], "id": "old@chatroom"}])
    async with stage.playing():
        online = await stage.online()
        stage.sim.add_contacts([{"name": "新友"}])
        await stage.heard(5.0)
        assert "新友" in ids_of(online)
        entries = stage.store.load_identities().entries
        assert entries == online.directory.book.identities.entries


async def test_an_id_of_a_killed_process_is_never_somebody_elses(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Killed before the file knew a new friend: a reply addressed to the id reaches nobody else."""
    sim = service()
    state = tmp_path / "state"
    state.mkdir()
    async with Stage(state, sim=sim).playing() as first:
        await first.listening()
        shutil.copytree(state, tmp_path / "killed")
        sim.add_contacts([{"name": "新友", "visibility": "unlisted"}])
        first.says("hello", by="新友")
        (event,) = await first.heard(5.0)
    sim.add_contacts([{"name": f"后来{n}"} for n in range(9)])
    async with Stage(tmp_path / "killed", sim=sim).playing() as second:
        online = await second.online()
        assert event.chat.id not in ids_of(online).values()
        assert online.directory.book.user_name_of(event.chat.id) is None


async def test_two_logins_of_a_process_give_nobody_the_same_id(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """A batch of the old login, decided late, meets somebody new while the new login does, too."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        old = await stage.online()
        stage.sim.expire(1100)
        await stage.account.wait_other_login(old.login_id)
        new = await stage.online()
        for book in (old.directory.book, new.directory.book):
            book.update([Contact("@late", "迟到")])
        assert old.directory.book.person("@late").id != new.directory.book.person("@late").id


# --- ends ---------------------------------------------------------------------------------------


async def test_a_refusal_leaves_the_account_off_line(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Whoever waits to send sees no login, and the state says that a person has to act."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.sim.set(refuse_web=True)
        stage.sim.expire(1100)
        assert isinstance(await stage.over(), LoginRefused)
        assert stage.account.online is None
        assert stage.client.session is None
        assert stage.progress.state is State.BLOCKED


async def test_a_state_directory_that_vanishes_is_an_error_of_ours(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """What can not be saved stops the program with a sentence that names the file."""
    state = tmp_path / "state"
    state.mkdir()
    async with Stage(state).playing() as stage:
        await stage.listening()
        shutil.rmtree(state)
        error = await stage.over()
        assert isinstance(error, JournalError)
        assert "session.json can not be written" in str(error)


async def wait_code(stage: Stage) -> None:
    """A code is shown."""
    await stage.until(lambda: bool(stage.codes))


async def wait_pause(stage: Stage) -> None:
    """Codes pause for an hour."""
    await stage.until(lambda: bool(stage.pauses))


async def wait_online(stage: Stage) -> None:
    """The long poll is held."""
    await stage.online()


async def wait_trouble(stage: Stage) -> None:
    """A pause before another attempt."""
    await stage.until(lambda: bool(stage.troubles))


async def wait_full(stage: Stage) -> None:
    """Nobody takes batches any more."""
    await stage.online()
    for n in range(30):
        stage.says(str(n))
        await trio.sleep(1.0)


def during(call: str) -> Callable[[Stage], Awaitable[None]]:
    """A request of this call is in flight and gets no answer."""

    async def wait(stage: Stage) -> None:
        await stage.until(lambda: bool(stage.asked(call)))

    return wait


@pytest.mark.parametrize(
    ("where", "fault", "auto"),
    [
        (during("jslogin"), ("jslogin", "silence", None), True),
        (during("login"), None, False),
        (wait_code, None, False),
        (wait_pause, None, False),
        (during("webwxnewloginpage"), ("webwxnewloginpage", "silence", None), True),
        (during("webwxinit"), ("webwxinit", "silence", None), True),
        (wait_trouble, ("webwxinit", "status", 502), True),
        (during("webwxstatusnotify"), ("webwxstatusnotify", "silence", None), True),
        (during("webwxgetcontact"), ("webwxgetcontact", "silence", None), True),
        (during("webwxbatchgetcontact"), ("webwxbatchgetcontact", "silence", None), True),
        (wait_online, None, True),
        (during("webwxsync"), ("webwxsync", "silence", None), True),
        (wait_trouble, ("synccheck", "ret", 1205), True),
        (wait_full, None, True),
    ],
)
async def test_a_stop_takes_no_time_in_any_state(
    tmp_path: Path,
    autojump_clock: MockClock,
    where: Callable[[Stage], Awaitable[None]],
    fault: tuple[str, str, object] | None,
    auto: bool,  # noqa: FBT001 - a column of the table above
) -> None:
    """Cancelled while waiting for whatever: over in the same instant, and the files are whole."""
    stage = Stage(tmp_path, sim=service(auto=auto), attended=False)
    if fault is not None:
        name, kind, value = fault
        stage.fails(name, kind, value, times=None)
    async with stage.playing():
        await where(stage)
        await trio.sleep(0.5)
        stopped_s = trio.current_time()
    assert trio.current_time() == stopped_s
    assert stage.error is None
    stage.store.load_login()
    stage.store.load_identities()


@pytest.mark.parametrize("seed", range(8))
async def test_in_any_storm_the_account_comes_back(
    tmp_path: Path, autojump_clock: MockClock, seed: int
) -> None:
    """An hour of faults in every call, logouts among them: no bug gets out, no call spins.

    Afterwards the account is on line, everybody is known by the id they had, and messages come.
    """
    rng = random.Random(seed)
    stage = Stage(tmp_path, attended=rng.random() < 0.5)
    async with stage.playing():
        ids = ids_of(await stage.online())
        for name, kind, value in rng.sample(STORM, 14):
            stage.fails(name, kind, value, probability=0.2, times=None)
        for _ in range(20):
            stage.says("in the storm")
            stage.knock.ring()
            await stage.heard(180.0)
        stage.sim.clear_faults()
        stage.knock.ring()
        await stage.heard(2 * HOUR_S)
        assert stage.error is None
        online = await stage.online()
        assert {name: ids_of(online)[name] for name in (ANN, BOB, ROOM)} == {
            name: ids[name] for name in (ANN, BOB, ROOM)
        }
        stage.says("calm again")
        assert "calm again" in await stage.heard_text(60.0)
        assert len(stage.wire.asked) < trio.current_time()
        assert stage.wire.polls_max == 1


async def test_a_login_is_saved_after_the_names_of_the_one_before_are_gone(
    tmp_path: Path, autojump_clock: MockClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed right then, the next run goes on with it, and must reach nobody by an old UserName."""
    save = Store.save_login
    names: list[set[str]] = []

    def watched(self: Store, saved: SavedLogin) -> None:
        names.append({entry.user_name for entry in self.load_identities().entries})
        save(self, saved)

    sim = service()
    async with Stage(tmp_path, sim=sim).playing() as stage:
        await stage.listening()
    sim.expire(1101)
    monkeypatch.setattr(Store, "save_login", watched)
    async with Stage(tmp_path, sim=sim).playing() as stage:
        await stage.online()
        await trio.sleep(120)
        assert len(stage.asked("webwxinit")) == 1
        assert "" not in names[0]
        assert {""} in names


# --- logging out --------------------------------------------------------------------------------


async def test_a_logout_lasts_until_somebody_knocks(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """The service is told, the login is forgotten, and nobody is asked to scan meanwhile."""
    sim = service()
    async with Stage(tmp_path, sim=sim).playing() as stage:
        await stage.online()
        stage.connection.leave()
        await stage.until(lambda: stage.signals[-1] is Signal.LOGOUT)
        assert len(stage.asked("webwxlogout")) == 1
        assert stage.store.load_login() is None
        codes = len(stage.asked("jslogin"))
        await trio.sleep(2 * HOUR_S)
        assert len(stage.asked("jslogin")) == codes
        assert stage.progress.state is State.STOPPED
        stage.knock.ring()
        await stage.until(lambda: stage.progress.state is State.ONLINE)
        assert stage.asked("webwxpushloginurl") == []
        stage.says("again")
        assert await stage.heard_text(10.0) == ["again"]
    assert sim.violations == []


async def test_whoever_knocks_while_the_service_is_told_is_heard(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Out and in again, quicker than the service answers; who knocked before is not meant."""
    sim = service()
    async with Stage(tmp_path, sim=sim).playing() as stage:
        await stage.online()
        sim.set_faults([{"endpoint": "webwxlogout", "kind": "delay", "delay": 2.0}])
        stage.knock.ring()
        stage.connection.leave()
        stage.knock.ring()
        await stage.until(lambda: Signal.LOGOUT in stage.signals)
        await stage.until(lambda: stage.progress.state is State.ONLINE)
        stage.knock.ring()
        stage.connection.leave()
        await trio.sleep(HOUR_S)
        assert stage.progress.state is State.STOPPED


async def test_a_logout_before_the_login_shows_no_more_codes(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """There is no session to end, and nobody to tell."""
    sim = service()
    sim.confirm(auto=False)
    async with Stage(tmp_path, sim=sim).playing() as stage:
        await stage.until(lambda: stage.progress.state is State.WAIT_SCAN)
        stage.connection.leave()
        await stage.until(lambda: stage.progress.state is State.STOPPED)
        assert stage.asked("webwxlogout") == []
        stage.knock.ring()
        await stage.until(lambda: stage.progress.state is State.WAIT_SCAN)


async def test_a_logout_that_the_service_does_not_hear_is_one_all_the_same(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """The login is forgotten here."""
    sim = service()
    async with Stage(tmp_path, sim=sim).playing() as stage:
        await stage.online()
        sim.set_faults([{"endpoint": "webwxlogout", "kind": "reset"}])
        stage.connection.leave()
        await stage.until(lambda: stage.progress.state is State.STOPPED)
        assert stage.store.load_login() is None
