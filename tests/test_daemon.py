"""A running account, whole, in virtual time: simulator, login, rules, journal and delivery."""

from __future__ import annotations

import itertools
import random
import signal
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import trio

from responder.daemon import SEED, Settings, Watchers, World, run
from responder.errors import EnvironmentFault, JournalError, LoginRefused, OutgoingError
from responder.journal.journal import FILE, Journal
from responder.journal.reader import Reader
from responder.lookup.client import MACHINE
from responder.notify import Notifier
from responder.pause import Pause
from responder.rulefile import Loaded
from responder.rules.load import draft, load
from responder.shelf import Shelf
from responder.simulator.simulator import Simulator
from responder.wechat.account import CATCH_UP_S_MAX
from responder.wechat.client import USER_AGENTS
from responder.wechat.login import LoginPlan
from responder.wechat.progress import Moved, QrShown
from responder.wechat.protocol.codes import Mode
from responder.wechat.protocol.hosts import pinned_hosts
from responder.wechat.protocol.login import UosHeaders
from responder.wechat.protocol.states import State
from tests.managers import listening
from tests.shelf import shelf

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from responder.console.desk import Desk, Page
    from responder.deliver import Delivered
    from responder.lookup.client import Network
    from responder.reload import Source
    from responder.rules.ruleset import RuleSet
    from responder.status import Status
    from responder.wechat.progress import Notice

ORIGIN = "http://sim.test"
DEFAULT_PACE = "rules:\n  - when: {text: {regex: '^n(?P<n>\\d+)'}}\n    reply: '{{ match.n }}'\n"
SLOWLY = "limits: {delay: 5s}\n" + DEFAULT_PACE
IN_GROUPS = SLOWLY.replace("{text", "{chat: group, text")
AT_ONCE = "limits: {delay: off, per_chat: off, per_account: off}\n" + DEFAULT_PACE


NOBODY = Watchers()
NO_MANAGER = Notifier()


def now() -> float:
    """Wall-clock time that follows Trio's."""
    return 1_800_000_000.0 + trio.current_time()


def rule_set(text: str) -> RuleSet:
    """A compiled rule file."""
    return load("rules.yaml", shelf(text))


def settings(path: Path) -> Settings:
    """The simulator as the only host; nobody at a terminal."""
    plan = LoginPlan(pinned_hosts(ORIGIN), Mode.UOS, UosHeaders("x"), attended=False)
    return Settings(path, plan, USER_AGENTS["uos"])


@pytest.fixture
def sim() -> Simulator:
    """A service with two friends, whose phone confirms every login."""
    simulator = Simulator(seed=7, clock=now)
    simulator.add_contacts([{"name": "小明"}, {"name": "小红"}])
    simulator.confirm(auto=True)
    return simulator


class Switched:
    """Rules that a test changes at any moment.

    Args:
        text: The rule file.
    """

    path = "rules.yaml"

    def __init__(self, text: str) -> None:
        self.text = text
        self._edited = trio.Event()

    def load(self) -> Loaded:
        """Compile it."""
        return self.load_kept(self.path, Shelf({self.path: self.text.encode()}))

    peek = load

    def load_kept(self, path: str, shelf: Shelf) -> Loaded:
        """Compile what was kept."""
        return Loaded(draft(path, shelf), shelf)

    async def changed(self) -> None:
        """Wait for the next edit."""
        await self._edited.wait()
        self._edited = trio.Event()

    def edit(self, text: str) -> None:
        """Save it."""
        self.text = text
        self._edited.set()


@asynccontextmanager
async def running(
    path: Path,
    sim: Simulator,
    rules: str | Source = AT_ONCE,
    watchers: Watchers = NOBODY,
    notifier: Notifier = NO_MANAGER,
    *,
    page: Page | None = None,
    lookups: Network = MACHINE,
) -> AsyncIterator[Status]:
    """A daemon that is on line; it is cancelled at the end."""
    world = World(now, random.Random(3), sim.transport(ORIGIN), notifier, lookups=lookups)
    online = trio.Event()

    def note(notice: Notice) -> None:
        watchers.notice(notice)
        if isinstance(notice, Moved) and notice.state is State.ONLINE:
            online.set()

    async with trio.open_nursery() as nursery:

        async def started(*, task_status: trio.TaskStatus[Status]) -> None:
            await run(
                settings(path),
                Switched(rules) if isinstance(rules, str) else rules,
                replace(watchers, notice=note),
                world,
                page=page,
                task_status=task_status,
            )

        status: Status = await nursery.start(started)
        await online.wait()
        yield status
        nursery.cancel_scope.cancel()


def texts(sim: Simulator) -> list[str]:
    """Every text the service accepted."""
    return [sent.text for sent in sim.sent]


async def test_a_message_is_answered(
    sim: Simulator, tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """From the scan to the reply, with nothing the service would object to."""
    async with running(tmp_path, sim) as status:
        sim.say([{"from": "小明", "text": "n1"}])
        await trio.sleep(1)
        assert texts(sim) == ["1"]
        assert (status.messages, status.answered, status.sent) == (1, 1, 1)
    assert sim.violations == []


RELAY = """
limits: {delay: off, per_chat: off, per_account: off, handover: 10m}
rules:
  - when: 下单
    do:
      - send: {to: 小红, text: "{{ sender.name }}下单"}
      - send: {to: {group: 仓库群}, text: 有单}
      - send: {to: filehelper, text: 有单}
      - reply: 好
    on_error: [{reply: 糟}]
  - {when: 急, silent: true, do: [{alert: "{{ sender.name }}急"}]}
  - {when: 找谁, do: [{send: {to: 小刚, text: 在吗}}], on_error: [{reply: 没有小刚}]}
"""


async def test_texts_to_others(
    sim: Simulator, tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """They reach a contact, a group and the file helper, also where the owner wrote just now."""
    sim.add_groups([{"name": "仓库群", "members": ["小红", "小明"], "owner": "me"}])
    async with running(tmp_path, sim, RELAY):
        sim.say(from_="me", to="小红", text="我先说一句")
        sim.say(from_="小明", text="下单")
        await trio.sleep(5)
        to = [(one.to, one.text) for one in sim.sent]
        assert sorted(to) == sorted(
            [("小红", "小明下单"), ("仓库群", "有单"), ("filehelper", "有单"), ("小明", "好")]
        )
        sim.say(from_="小明", text="找谁")
        await trio.sleep(5)
        assert texts(sim)[-1] == "没有小刚"
        sim.say(from_="小明", text="急")
        await trio.sleep(5)
        assert (sim.sent[-1].to, sim.sent[-1].text) == ("filehelper", "小明急")
    assert sim.violations == []


CLOCK = """
limits: {delay: off, per_chat: off, per_account: off}
rules:
  - {name: 来, on: login, do: [{send: {to: filehelper, text: 来了}}]}
  - {name: 时, on: schedule, every: 1h, do: [{send: {to: 小明, text: 整点}}]}
"""


async def test_logins_and_schedules(
    sim: Simulator, tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """A login is told once, also over a restart; a schedule comes each hour, by new rules too."""
    rules = Switched(CLOCK)
    async with running(tmp_path, sim, rules):
        await trio.sleep(3000)
        assert texts(sim) == ["来了"]
    async with running(tmp_path, sim, rules):
        await trio.sleep(1000)
        assert texts(sim) == ["来了", "整点"]
        rules.edit(CLOCK.replace("1h", "10m"))
        await trio.sleep(1300)
        assert texts(sim) == ["来了", "整点", "整点", "整点"]
        sim.expire(1101)
        await trio.sleep(30)
        assert texts(sim)[-1] == "来了"
    assert sim.violations == []


NEWS = """
limits: {delay: off, per_chat: off, per_account: off, loop: off}
rules:
  - {on: member_joined, when: {group: 读书群}, reply: "欢迎{{ sender.name }}"}
  - {on: member_left, when: {group: 读书群}, reply: "再见{{ sender.name }}"}
  - {on: pat, when: {chat: any}, reply: 在}
  - {on: red_packet, reply: 谢红包}
  - {on: transfer, reply: 谢转账}
  - {on: notice, when: {text: {contains: 朋友验证}}, reply: 灰}
  - {on: recalled, when: {chat: any, sender: 小明}, reply: "{{ message.type }} {{ message.text }}"}
"""


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_what_else_happens(
    lang: str, tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """Each event of the service reaches its rule, in either language, and no other chat."""
    sim = Simulator(seed=7, clock=now)
    sim.add_contacts([{"name": "小明"}, {"name": "小红"}])
    sim.add_groups([{"name": "读书群", "members": ["小红", "小明"], "owner": "me"}])
    sim.add_groups([{"name": "别的群", "members": ["小红", "小明"], "owner": "me"}])
    sim.confirm(auto=True)
    with_lang = {"lang": lang}
    async with running(tmp_path, sim, NEWS):

        async def answers() -> list[tuple[str, str]]:
            before = len(sim.sent)
            await trio.sleep(5)
            return [(one.to, one.text) for one in sim.sent[before:]]

        for how in ("invite", "qr"):
            fields = {"name": f"新人{how}", "how": how, "by": "小红", **with_lang}
            sim.event("member_joined", group="读书群", **fields)
            sim.event("member_joined", group="别的群", **fields)
            assert await answers() == [("读书群", f"欢迎新人{how}")]
        sim.event("member_left", group="读书群", name="小红", by="me", **with_lang)
        assert await answers() == [("读书群", "再见小红")]
        for form in ("text", "xml"):
            sim.event("pat", from_="小明", form=form, **with_lang)
            assert await answers() == [("小明", "在")]
        sim.event("red_packet", from_="小明", **with_lang)
        sim.event("transfer", from_="小明", amount="1.00", **with_lang)
        sim.event("notice", from_="小明", text="小明开启了朋友验证", **with_lang)
        assert await answers() == [("小明", "谢红包"), ("小明", "谢转账"), ("小明", "灰")]
        for group in ({}, {"group": "读书群"}):
            (msg_id,) = sim.say(from_="小明", text="密码", **group)
            await trio.sleep(5)
            sim.event("recalled", msg_id=msg_id, **with_lang)
            assert await answers() == [(group.get("group", "小明"), "text 密码")]
    assert sim.violations == []


FRIENDS = """
limits: {delay: off, per_account: off}
rules:
  - name: 客户
    on: friend_request
    when: {text: {contains: 客户}}
    do: [accept, {reply: "{{ sender.name }}，您好"}]
  - {when: n1, reply: "1"}
"""


async def test_a_friend_request_is_accepted_and_the_new_friend_greeted(
    sim: Simulator, tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """In this order, as a text to somebody who is no friend is refused; others stay open."""
    async with running(tmp_path, sim, FRIENDS):
        sim.event("friend_request", name="路人", text="加一下")
        sim.event("friend_request", name="王五", text="我是客户")
        await trio.sleep(20)
        assert [(one.to, one.text) for one in sim.sent] == [("王五", "王五，您好")]
        assert sim.calls["webwxverifyuser"] == 1
        sim.say(from_="王五", text="n1")
        await trio.sleep(20)
        assert [(one.to, one.text) for one in sim.sent][1:] == [("王五", "1")]
    assert sim.violations == []


async def test_the_default_pace_is_a_persons(
    sim: Simulator, tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """A reply comes after one to three seconds, the next to the same chat three seconds later."""
    async with running(tmp_path, sim, DEFAULT_PACE):
        begun_s = now()
        sim.say([{"from": "小明", "text": f"n{n}"} for n in range(4)])
        sim.say([{"from": "小红", "text": "n9"}])
        await trio.sleep(60)
    times = [s.received_at - begun_s for s in sim.sent if s.to == "小明"]
    other = [s.received_at - begun_s for s in sim.sent if s.to == "小红"]
    assert 1.0 <= times[0] <= 3.0
    assert all(later - earlier >= 3.0 for earlier, later in itertools.pairwise(times))
    assert len(times) == 4
    assert 1.0 <= other[0] <= 3.0


async def test_a_night_of_silence_costs_one_poll_a_hold(
    sim: Simulator, tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """Eight quiet hours are held polls and a safety sync every five minutes, nothing more."""
    async with running(tmp_path, sim):
        before = dict(sim.calls)
        await trio.sleep(8 * 3600)
        polls = sim.calls["synccheck"] - before.get("synccheck", 0)
        syncs = sim.calls["webwxsync"] - before.get("webwxsync", 0)
    assert polls <= 8 * 3600 / 25 + 1
    assert syncs <= 8 * 3600 / 300 + 1
    assert sim.violations == []


async def test_a_slow_reply_delays_no_poll(
    sim: Simulator, tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """While a send hangs, other messages are fetched and answered."""
    async with running(tmp_path, sim):
        sim.set_faults([{"endpoint": "webwxsendmsg", "kind": "delay", "delay": 15}])
        sim.say([{"from": "小明", "text": "n1"}])
        await trio.sleep(1)
        sim.say([{"from": "小红", "text": "n2"}])
        await trio.sleep(1)
        assert texts(sim) == ["2"]
        await trio.sleep(20)
        assert texts(sim) == ["2", "1"]


async def test_stopping_mid_send_loses_and_doubles_nothing(
    sim: Simulator, tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """Cancelled while an answer is awaited, it takes the text up at the next start, once."""
    async with running(tmp_path, sim):
        sim.set_faults(
            [{"endpoint": "webwxsendmsg", "kind": "silence", "when": "after", "times": 1}]
        )
        sim.say([{"from": "小明", "text": "n1"}])
        await trio.sleep(1)
        begun = trio.current_time()
    assert trio.current_time() - begun < 5
    async with running(tmp_path, sim) as status:
        await trio.sleep(10)
        assert status.sent == 1
    assert texts(sim) == ["1"]


async def test_what_the_owner_wrote_while_we_were_away_keeps_a_waiting_reply_back(
    sim: Simulator, tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """Stopped within the delay; before the next start the owner answers from the phone."""
    async with running(tmp_path, sim, SLOWLY):
        sim.say([{"from": "小明", "text": "n1"}, {"from": "小红", "text": "n2"}])
        await trio.sleep(1)
    sim.say([{"from": "me", "to": "小明", "text": "我来答"}])
    await trio.sleep(60)
    async with running(tmp_path, sim, SLOWLY) as status:
        await trio.sleep(2)
        assert status.sent == 1
    assert texts(sim) == ["2"]
    assert sim.violations == []


async def test_a_service_that_gives_no_messages_gets_what_waits_all_the_same(
    sim: Simulator, tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """Half a minute after the start: nobody knows whether it will ever give any."""
    async with running(tmp_path, sim, SLOWLY):
        sim.say([{"from": "小明", "text": "n1"}])
        await trio.sleep(1)
    sim.set_faults([{"endpoint": "webwxsync", "kind": "status", "status": 502, "times": None}])
    async with running(tmp_path, sim, SLOWLY):
        await trio.sleep(CATCH_UP_S_MAX - 1)
        assert texts(sim) == []
        await trio.sleep(2)
        assert texts(sim) == ["1"]


@pytest.mark.parametrize("visibility", ["saved", "recent", "unlisted"])
async def test_a_reply_to_a_group_survives_a_restart(
    visibility: str, sim: Simulator, tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """Stopped within the delay, it answers at the next start, also where no list has the group."""
    sim.add_groups([{"name": "客户群", "members": ["小明"], "visibility": visibility}])
    async with running(tmp_path, sim, IN_GROUPS):
        sim.say([{"from": "小明", "group": "客户群", "text": "n1"}])
        await trio.sleep(1)
        assert texts(sim) == []
    async with running(tmp_path, sim, IN_GROUPS):
        await trio.sleep(10)
    assert [(sent.to, sent.text) for sent in sim.sent] == [("客户群", "1")]
    assert sim.violations == []


async def test_a_reply_survives_a_restart_without_a_contact_list(
    sim: Simulator, tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """A list that is refused at the start costs no text that waits."""
    async with running(tmp_path, sim, SLOWLY):
        sim.say([{"from": "小明", "text": "n1"}])
        await trio.sleep(1)
    sim.set_faults([{"endpoint": "webwxgetcontact", "kind": "status", "status": 500}])
    async with running(tmp_path, sim, SLOWLY):
        await trio.sleep(10)
    assert texts(sim) == ["1"]


async def test_a_refused_account_is_one_plain_error(
    sim: Simulator, tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """No group of exceptions reaches the caller."""
    sim.set(refuse_web=True)
    with pytest.raises(LoginRefused):
        await run(
            settings(tmp_path),
            Switched(AT_ONCE),
            world=World(now, random.Random(1), sim.transport(ORIGIN)),
        )


async def test_a_second_daemon_is_refused(
    sim: Simulator, tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """One account, one process: the lock names the way out."""
    async with running(tmp_path, sim):
        with pytest.raises(EnvironmentFault, match="--account"):
            await run(settings(tmp_path), Switched(AT_ONCE))


async def test_a_broken_journal_stops_everything(
    sim: Simulator, tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """A file that is none is named, and nothing is sent without a journal."""
    (tmp_path / FILE).write_bytes(b"x" * 5000)
    with pytest.raises(JournalError, match=FILE):
        await run(
            settings(tmp_path),
            Switched(AT_ONCE),
            world=World(now, random.Random(1), sim.transport(ORIGIN)),
        )
    assert sim.calls.get("jslogin", 0) == 0


async def test_watchers_see_code_decision_and_delivery(
    sim: Simulator, tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """The screen, the demo and whoever else are told of each step in order."""
    seen: list[str] = []
    watchers = Watchers(
        notice=lambda n: seen.append("code") if isinstance(n, QrShown) else None,
        answered=lambda a: seen.append(f"rule {a.decision.rule}"),
        delivered=lambda d: seen.append(d.state.value),
    )
    async with running(tmp_path, sim, watchers=watchers):
        sim.say([{"from": "小明", "text": "n1"}])
        await trio.sleep(1)
    assert seen[0] == "code"
    assert seen[1].startswith("rule ")
    assert seen[2:] == ["sent"]


async def test_watchers_have_a_task_and_hear_of_pauses(
    sim: Simulator, tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """What they may wait for runs beside the others and ends with them."""
    seen: list[object] = []

    async def task() -> None:
        try:
            await trio.sleep_forever()
        finally:
            seen.append("ended")

    watchers = Watchers(task=task, blocked=lambda one: seen.append(one.barred))
    sim.set_faults([{"endpoint": "webwxsendmsg", "kind": "ret", "ret": 1205, "times": 1}])
    async with running(tmp_path, sim, watchers=watchers):
        sim.say([{"from": "小明", "text": "n1"}])
        await trio.sleep(70)
        assert seen == [False]
    assert seen == [False, "ended"]
    assert texts(sim) == ["1"]


async def test_a_dry_run_decides_and_sends_nothing(
    sim: Simulator, tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """Everything happens but the last step."""
    dry = replace(settings(tmp_path), dry_run=True)
    world = World(now, random.Random(1), sim.transport(ORIGIN))
    async with trio.open_nursery() as nursery:
        nursery.start_soon(run, dry, Switched(AT_ONCE), Watchers(), world)
        await trio.sleep(5)
        sim.say([{"from": "小明", "text": "n1"}])
        await trio.sleep(5)
        nursery.cancel_scope.cancel()
    assert sim.calls.get("webwxsendmsg", 0) == 0
    assert sim.calls["webwxsync"] >= 1


async def test_an_edit_holds_for_the_next_message_and_costs_nothing(
    sim: Simulator, tmp_path: Path
) -> None:
    """No login, no message, no text that waits; a broken edit changes nothing."""
    rules = Switched(AT_ONCE)
    async with running(tmp_path, sim, rules) as status:

        async def until(is_so: Callable[[], bool]) -> None:
            with trio.fail_after(60):
                while not is_so():  # noqa: ASYNC110 - the other side rings no bell
                    await trio.sleep(0.01)

        logins = sim.calls["webwxinit"]
        sim.say([{"from": "小明", "text": "n1"}])
        await until(lambda: len(sim.sent) == 1)
        first = status.rules["hash"]
        rules.edit(AT_ONCE.replace("match.n }}", "match.n }}!"))
        await until(lambda: status.rules["hash"] != first)
        sim.say([{"from": "小明", "text": "n2"}])
        await until(lambda: len(sim.sent) == 2)
        rules.edit("rules: [{nam: a}]")
        await until(lambda: status.rules["rejected"] is not None)
        sim.say([{"from": "小明", "text": "n3"}])
        await until(lambda: len(sim.sent) == 3)
    assert texts(sim) == ["1", "2!", "3!"]
    assert sim.calls["webwxinit"] == logins
    assert sim.violations == []


async def test_a_pause_keeps_back_what_waits_and_what_comes(
    sim: Simulator, tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """Over a restart, too."""
    async with running(tmp_path, sim, SLOWLY):
        sim.say([{"from": "小明", "text": "n1"}])
        await trio.sleep(1)
        with closing(Journal.open(tmp_path)) as journal:
            Pause(journal, now).begin()
    async with running(tmp_path, sim, SLOWLY) as status:
        sim.say([{"from": "小明", "text": "n2"}])
        await trio.sleep(20)
        assert texts(sim) == []
        assert (status.messages, status.suppressed) == (1, 1)


async def test_draws_are_the_accounts_whatever_its_rules_are(
    sim: Simulator, tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """A restart and another file leave their key as it is."""
    seeds = []
    for rules in (AT_ONCE, SLOWLY):
        async with running(tmp_path, sim, rules):
            pass
        with closing(Journal.open(tmp_path)) as journal:
            seeds.append(journal.note(SEED))
    assert seeds[0]
    assert seeds[0] == seeds[1]


async def test_the_service_manager_is_told(
    sim: Simulator, tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """Ready while the login waits for a scan, then how it stands, at the end that it ends."""
    sim.confirm(auto=False)
    place = tmp_path / "state"
    place.mkdir()
    with listening(str(tmp_path / "notify")) as manager:
        world = World(now, random.Random(1), sim.transport(ORIGIN), Notifier(manager.address))
        async with trio.open_nursery() as nursery:
            fixed = Switched(AT_ONCE)
            nursery.start_soon(run, settings(place), fixed, NOBODY, world)
            await trio.sleep(10)
            assert "READY=1" in (heard := manager.heard())
            assert heard[-1] == "STATUS=waiting for a scan, 1 rule"
            sim.confirm(auto=True)
            await trio.sleep(3600)
            assert manager.heard()[-1] == "STATUS=on line, 1 rule"
            nursery.cancel_scope.cancel()
        assert manager.heard() == ["STOPPING=1"]


async def test_the_service_manager_is_told_of_a_reload_by_signal(
    sim: Simulator, tmp_path: Path
) -> None:
    """Begun and done, whether or not the file is right: it waits for both."""
    rules = Switched(AT_ONCE)
    with listening(str(tmp_path / "notify")) as manager:
        heard: list[str] = []

        async def until(word: str) -> None:
            with trio.fail_after(60):
                while not heard or heard[-1] != word:
                    await trio.sleep(0.01)
                    told = manager.heard()
                    heard.extend(w.partition("\n")[0] for w in told if not w.startswith("STATUS"))

        async with running(tmp_path, sim, rules, notifier=Notifier(manager.address)):
            await until("READY=1")
            for text in (AT_ONCE, "rules: [{nam: a}]"):
                heard.clear()
                rules.text = text
                signal.raise_signal(signal.SIGHUP)
                await until("READY=1")
                assert heard == ["RELOADING=1", "READY=1"]


async def test_a_day_of_edits_costs_no_message_and_no_login(
    sim: Simulator, tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """Every hour somebody saves the file, every third time with a mistake, and friends write on."""
    rules = Switched(AT_ONCE)
    async with running(tmp_path, sim, rules) as status:
        logins = sim.calls["webwxinit"]
        for hour in range(24):
            version = AT_ONCE.replace("{{ match.n }}", f"{{{{ match.n }}}} v{hour}")
            rules.edit("rules: [{nam: a}]" if hour % 3 == 2 else version)
            await trio.sleep(1800)
            sim.say([{"from": "小明", "text": f"n{hour}"}])
            await trio.sleep(1800)
            assert (status.rules["rejected"] is not None) is (hour % 3 == 2)
    expected = [f"{hour} v{hour - (hour % 3 == 2)}" for hour in range(24)]
    assert texts(sim) == expected
    assert sim.calls["webwxinit"] == logins
    assert sim.violations == []


class Looking:
    """A console that only keeps what it is told and lent."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.desk: Desk | None = None

    def notice(self, what: object) -> None:
        """A step of the login."""
        self.told.append(type(what).__name__)

    answered = delivered = reloaded = fetched = notice

    async def serve(
        self, desk: Desk, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED
    ) -> None:
        """Nothing, for as long as the daemon runs."""
        self.desk = desk
        task_status.started()
        await trio.sleep_forever()


async def test_a_console_is_told_everything_and_lent_a_desk(
    sim: Simulator, tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """The rules that hold, the commands of the control socket, and no other way in."""
    page = Looking()
    async with running(tmp_path, sim, page=page):
        sim.say([{"from": "小明", "text": "n1"}])
        await trio.sleep(1)
        assert page.desk is not None
        assert {"Reloaded", "QrShown", "Moved", "Answered", "Delivered"} <= {*page.told}
        assert page.desk.rule_set().hash == rule_set(AT_ONCE).hash
        assert (await page.desk.do("status"))["sent"] == 1
        await page.desk.do("pause")
        sim.say([{"from": "小明", "text": "n2"}])
        await trio.sleep(1)
        await page.desk.do("resume")
        assert page.desk.now() == now()
    assert texts(sim) == ["1"]


async def test_an_answer_knows_when_its_message_came_in(
    sim: Simulator, tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """That of the last message of a burst; what is said after a wait, or again, does not."""
    seconds: dict[str, float | None] = {}

    def delivered(one: Delivered) -> None:
        came_s = one.outgoing.received_s
        seconds[one.outgoing.text] = None if came_s is None else round(now() - came_s, 1)

    rules = AT_ONCE.replace("limits: {", "limits: {collect: 20s, ")
    rules += "  - {when: 稍等, do: [{reply: 好}, {wait: 5s}, {reply: 来了}]}\n"
    async with running(tmp_path, sim, rules, replace(NOBODY, delivered=delivered)):
        sim.say([{"from": "小明", "text": "n1"}])
        await trio.sleep(8)
        sim.say([{"from": "小红", "text": "稍等"}, {"from": "小明", "text": "n2"}])
        await trio.sleep(60)
    assert seconds.pop("来了") is None
    assert seconds["好"] == pytest.approx(20, abs=1)
    assert len(seconds) == 2
    assert all(one == pytest.approx(20, abs=1) for one in seconds.values())


async def test_a_text_that_waits_is_called_off_and_sent_later_after_all(
    sim: Simulator, tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """Over a restart too: what was cancelled stays so, and its owner has it sent as a new one."""
    page = Looking()
    async with running(tmp_path, sim, SLOWLY, page=page):
        sim.say([{"from": "小明", "text": "n1"}])
        await trio.sleep(1)
        assert page.desk is not None
        with closing(Reader.open(tmp_path)) as reader:
            (one,) = reader.waiting(9)
        which = one.text.client_msg_id
        assert (await page.desk.do("cancel", id=which))["state"] == "cancelled"
    page = Looking()
    async with running(tmp_path, sim, SLOWLY, page=page):
        await trio.sleep(600)
        assert texts(sim) == []
        assert page.desk is not None
        new = (await page.desk.do("resend", id=which))["id"]
        assert new > which
        await trio.sleep(600)
        with pytest.raises(OutgoingError):
            await page.desk.do("resend", id=which)
    assert texts(sim) == ["1"]
    assert sim.violations == []
