"""What a running daemon does when it is asked, over its socket."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import trio
from structlog.testing import capture_logs

from responder.commands import Commands
from responder.control import ask, serve_control
from responder.intransit import CALLED_OFF
from responder.models import OutgoingState
from responder.pause import Pause
from responder.resend import TWICE, Resend
from responder.rules.load import load
from responder.rules.scheduling import planned
from responder.rules.waiting import applied
from responder.status import Status
from responder.wechat.account import Account
from responder.wechat.client import Client
from responder.wechat.login import Knock
from responder.wechat.progress import Moved, QrShown
from responder.wechat.protocol.states import Signal, State
from tests.fakes import Delivery, outgoing
from tests.shelf import shelf
from tests.test_reload import BROKEN, House, Written, rules

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from responder.models import Outgoing


class Daemon:
    """A daemon's parts that commands need.

    Args:
        folder: Its state directory.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.post = Delivery(folder)
        self.journal = self.post.journal
        self.status = Status(lambda: 1_000.0)
        self.file = Written()
        self.house = House(self.journal, self.file)
        self.house.started()
        for end in self.house.told:
            self.status.reloaded(end)
        self.knock = Knock()
        self.left: list[bool] = []
        self.commands = Commands(
            self.status,
            self.post.deliverer,
            self.house.reloader,
            Pause(self.journal, lambda: 1_000.0),
            self.knock,
            lambda: self.left.append(True),
            Account(Client()),
            Resend(self.journal.outbox, self._say),
        )

    async def _say(self, text: Outgoing) -> Outgoing:
        new = replace(text, client_msg_id=outgoing(9).client_msg_id, created_s=self.post.clock())
        self.journal.take_in(now_s=self.post.clock(), outgoing=[new])
        await self.post._texts_in.send(new)
        return new

    async def ask(self, command: str, **arguments: Any) -> dict[str, Any]:  # noqa: ANN401 - what it takes
        """Ask it as another process would."""
        question = partial(ask, self.folder, command, **arguments)
        answer = await trio.to_thread.run_sync(question)
        assert answer is not None
        return answer


@pytest.fixture
async def daemon(tmp_path: Path, nursery: trio.Nursery) -> AsyncIterator[Daemon]:
    """One that answers."""
    one = Daemon(tmp_path)
    await nursery.start(serve_control, tmp_path, one.commands.table())
    yield one
    one.journal.close()


async def test_a_code_is_told_while_it_can_be_scanned(daemon: Daemon) -> None:
    """With the state of the login, which says why there is none."""
    assert await daemon.ask("code") == {"state": "no_session", "code": None}
    daemon.status.notice(Moved(Signal.UUID, State.WAIT_SCAN))
    daemon.status.notice(QrShown("https://login.weixin.qq.com/l/x", 1))
    shown = {"state": "wait_scan", "code": "https://login.weixin.qq.com/l/x"}
    assert await daemon.ask("code") == shown


async def test_a_reload_is_told_with_its_end(daemon: Daemon) -> None:
    """Applied, unchanged, or rejected with every line of the faults."""
    daemon.file.text = rules("two")
    answer = await daemon.ask("reload")
    assert (answer["outcome"], answer["rules"], answer["reason"]) == ("applied", 1, "")
    assert (await daemon.ask("reload"))["outcome"] == "unchanged"
    daemon.file.text = BROKEN
    answer = await daemon.ask("reload")
    assert answer["outcome"] == "rejected"
    assert len(answer["reason"].splitlines()) > 2
    assert answer["hash"] == daemon.house.reloader.rule_set.hash


async def test_warnings_come_with_the_rules_that_have_them(daemon: Daemon) -> None:
    """Whoever reloads sees them, also of a file that was seen before; the log counts them."""
    daemon.file.text = rules("two", "lists: {nobody: [a]}")
    with capture_logs() as logs:
        assert "nobody" in (await daemon.ask("reload"))["warnings"][0]
        assert "nobody" in (await daemon.ask("reload"))["warnings"][0]
    assert [line["warnings"] for line in logs] == [1, 1]
    assert (await daemon.ask("preview"))["warnings"]
    daemon.file.text = BROKEN
    assert (await daemon.ask("reload"))["warnings"] == []


async def test_a_preview_is_rule_by_rule(daemon: Daemon) -> None:
    """With lines for a person and words for a program."""
    daemon.file.text = rules("two")
    answer = await daemon.ask("preview")
    assert answer["differences"] == [
        {
            "kind": "changed",
            "name": "a",
            "parts": ["answers"],
            "line": "~ a: answers  (rules.yaml:1)",
        }
    ]
    assert daemon.house.reply == "one"


async def test_earlier_rules_can_be_had_again(daemon: Daemon) -> None:
    """By the beginning of their hash."""
    first = daemon.house.reloader.rule_set.hash
    daemon.file.text = rules("two")
    await daemon.ask("reload")
    await daemon.ask("rollback", to=first[:6])
    assert daemon.house.reply == "one"


async def test_what_can_not_be_done_is_a_sentence(daemon: Daemon) -> None:
    """And nothing has changed."""
    assert await daemon.ask("rollback") == {"error": "no earlier rules are kept"}
    assert "no rules xyz" in (await daemon.ask("rollback", to="xyz"))["error"]


async def test_a_pause_is_begun_and_ended(daemon: Daemon) -> None:
    """Status says since when."""
    assert await daemon.ask("pause") == {"paused_since": 1_000.0}
    assert (await daemon.ask("status"))["paused_since"] == 1_000.0
    assert await daemon.ask("resume") == {"paused_since": 1_000.0}
    assert await daemon.ask("resume") == {"paused_since": None}
    assert (await daemon.ask("status"))["paused_since"] is None


async def test_status_tells_rules_pace_and_queue(daemon: Daemon) -> None:
    """What a person wants to know first."""
    answer = await daemon.ask("status")
    assert answer["rules"]["count"] == 1
    assert answer["rules"]["rejected"] is None
    assert answer["queue"] == 0
    assert answer["left_today"] == 500
    assert answer["throttled_for"] == 0.0


async def test_a_login_is_knocked_for(daemon: Daemon, nursery: trio.Nursery) -> None:
    """Whoever waits for the next code gets it now."""
    woken = trio.Event()

    async def wait(*, task_status: trio.TaskStatus[None]) -> None:
        task_status.started()
        await daemon.knock.wait()
        woken.set()

    await nursery.start(wait)
    assert await daemon.ask("login") == {"ok": True}
    with trio.fail_after(5):
        await woken.wait()


async def test_a_logout_is_passed_on(daemon: Daemon) -> None:
    """To whoever keeps the login."""
    assert await daemon.ask("logout") == {"ok": True}
    assert daemon.left == [True]


async def test_a_text_that_waits_is_cancelled_and_sent_again(
    daemon: Daemon, nursery: trio.Nursery
) -> None:
    """By its id; the answer says how it ended, and which the new one is."""
    which = outgoing(1).client_msg_id
    daemon.post.account.online = None
    nursery.start_soon(daemon.post.deliverer.run, daemon.post._texts_out)
    await daemon.post.hand(outgoing(1))
    await trio.testing.wait_all_tasks_blocked()
    assert await daemon.ask("cancel", id=which) == {"state": "cancelled", "reason": CALLED_OFF}
    assert "no such text waits" in (await daemon.ask("cancel", id=which))["error"]
    daemon.post.account.log_in()
    assert await daemon.ask("resend", id=which) == {"id": outgoing(9).client_msg_id}
    assert (await daemon.post.ended(2))[-1].text == "text 1"


async def test_what_may_arrive_twice_is_sent_again_if_that_is_said(daemon: Daemon) -> None:
    """Otherwise the warning is the answer."""
    lost = outgoing(1, created_s=1.0)
    daemon.journal.take_in(now_s=1.0, outgoing=[lost])
    daemon.journal.outbox.end(lost, OutgoingState.UNKNOWN, 2.0, reason="lost")
    which = outgoing(1).client_msg_id
    assert await daemon.ask("resend", id=which) == {"error": TWICE}
    assert "id" in await daemon.ask("resend", id=which, twice="yes")


async def test_status_says_when_rules_come_by_the_clock(tmp_path: Path) -> None:
    """As what waits has it."""
    commands = Daemon(tmp_path).commands
    file = "rules: [{name: 早, on: schedule, every: 1h, silent: true}]"
    rule_set = load("rules.yaml", shelf(file))
    waits = applied({}, planned(rule_set, {}, 7_200.0, "seed"))
    told = await replace(commands, waits=lambda: waits).table()["status"]({})
    assert told["schedules"] == [{"rule": "早", "next": 10_800.0}]
    assert (await commands.table()["status"]({"quiet": True}))["schedules"] == []
