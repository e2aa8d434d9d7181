"""The alert task, in virtual time."""

from __future__ import annotations

import json
import threading
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
import trio
from structlog.testing import capture_logs

from responder.alerts import ALERT_CHARS_MAX, ALERTS_AHEAD, FILE, RETRIES_S, Alerts
from responder.answer import Answered
from responder.deliver import Blocked, Delivered
from responder.memory import Muted
from responder.models import OutgoingState
from responder.reload import Origin, Outcome, Reloaded
from responder.rules.decision import Decision, Taken
from responder.rules.load import load
from responder.rules.manners import Manner
from responder.rules.steps import OWNERS, Reply
from responder.wechat.progress import Moved, QrPaused, QrShown
from responder.wechat.protocol.states import Signal, State
from tests.journal.kit import event, text
from tests.shelf import shelf

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from responder.episodes import Alert

SETTLE_S = 0.01
ONLINE = Moved(Signal.INITIALISED, State.ONLINE)


def now() -> float:
    """Wall-clock time that follows Trio's."""
    return 1_800_000_000.0 + trio.current_time()


class Box:
    """An outlet that takes everything, or fails as often as it is told."""

    def __init__(self, name: str = "box", fails: int = 0) -> None:
        self.name = name
        self.fails = fails
        self.tried = 0
        self.taken: list[Alert] = []

    def send(self, alert: Alert) -> bool:
        """Take it."""
        self.tried += 1
        if self.tried <= self.fails:
            raise ConnectionError("https://user:password@host")
        self.taken.append(alert)
        return True

    @property
    def titles(self) -> list[str]:
        """What it was told."""
        return [alert.title.removeprefix("responder: ") for alert in self.taken]


@pytest.fixture(autouse=True)
def _inline(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread would let virtual time run away."""

    async def run_sync(function: Any, *arguments: object, **_: object) -> object:  # noqa: ANN401 - any
        await trio.lowlevel.checkpoint()
        return function(*arguments)

    monkeypatch.setattr("trio.to_thread.run_sync", run_sync)


@asynccontextmanager
async def alerting(path: Path, *boxes: Box, account: str = "default") -> AsyncIterator[Alerts]:
    """The task runs; it is cancelled at the end."""
    alerts = Alerts(boxes, path, account, now)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(alerts.run)
        yield alerts
        await trio.sleep(SETTLE_S)
        nursery.cancel_scope.cancel()


def delivered(state: OutgoingState) -> Delivered:
    """A text of which a stranger's words must go nowhere."""
    return Delivered(text(1), state, "reason")


def reloaded(outcome: Outcome, reason: str = "", says: str = "b") -> Reloaded:
    """The end of a reload."""
    rules = load("rules.yaml", shelf(f"rules: [{{when: a, reply: {says}}}]"))
    return Reloaded(outcome, Origin.EDIT, rules, reason)


async def test_a_login_from_code_to_all_clear(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """One alert with the code, however many codes there are, and one all clear."""
    box = Box()
    async with alerting(tmp_path, box) as alerts:
        alerts.notice(ONLINE)
        alerts.notice(Moved(Signal.TAKEN_OVER, State.NO_SESSION))
        for number in (1, 2):
            alerts.notice(QrShown(f"https://code/{number}", number))
        alerts.notice(QrPaused(60))
        await trio.sleep(3600)
        alerts.notice(ONLINE)
    assert box.titles == ["login needed", "logged in again"]
    assert box.taken[0].code == "https://code/1"
    assert "elsewhere" in box.taken[0].text


async def test_a_throttled_account_until_texts_leave(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """The end is noticed by the task itself, a minute late at most."""
    box = Box()
    async with alerting(tmp_path, box) as alerts:
        alerts.blocked(Blocked(barred=False))
        alerts.blocked(Blocked(barred=True))
        alerts.delivered(delivered(OutgoingState.SENT))
        await trio.sleep(661)
    assert box.titles == [
        *("WeChat slows this account down", "WeChat lets this account write no more"),
        *("texts leave again", "texts leave again"),
    ]


async def test_texts_that_do_not_arrive(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """Refused and unknown ones count, what manners keep back does not; an unknown one is told."""
    box = Box()
    async with alerting(tmp_path, box) as alerts:
        for state in (OutgoingState.SUPPRESSED, OutgoingState.EXPIRED, OutgoingState.REHEARSED):
            for _ in range(5):
                alerts.delivered(delivered(state))
        alerts.delivered(delivered(OutgoingState.FAILED))
        await trio.sleep(1)
        assert box.titles == []
        alerts.delivered(delivered(OutgoingState.UNKNOWN))
        await trio.sleep(1)
        assert box.titles == ["a text may not have arrived"]
        alerts.delivered(delivered(OutgoingState.FAILED))
    assert box.titles[1:] == ["texts do not arrive"]


async def test_a_muted_loop_and_rejected_rules(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """A rollback is no fault, nor does it say that the file is right."""
    box = Box()
    async with alerting(tmp_path, box) as alerts:
        decision = Decision("1", noticed=(Muted("talk", now() + 300),))
        alerts.answered(Answered(event("1"), decision, ()))
        alerts.answered(Answered(event("2"), Decision("2"), ()))
        alerts.reloaded(reloaded(Outcome.REJECTED, "rules.yaml:1:1: wrong"))
        alerts.reloaded(reloaded(Outcome.APPLIED, "rolled back"))
        await trio.sleep(1)
        assert box.titles == ["two machines seem to talk", "the rule file was not put to use"]
        alerts.reloaded(reloaded(Outcome.APPLIED))
        await trio.sleep(3_961)
    assert box.titles[2:] == ["the rule file is in use again", "the talk of machines is over"]
    assert box.taken[1].text.startswith("rules.yaml:1:1: wrong\n")


async def test_what_a_rule_tells(tmp_path: Path, autojump_clock: trio.testing.MockClock) -> None:
    """Each time, with the rule's name and cut where it is long; a mute of a rule is no trouble."""
    box = Box()
    replies = (
        Reply("x" * 2 * ALERT_CHARS_MAX, "投诉", "do[1].alert", OWNERS, alert=True),
        Reply("an answer", "投诉", "do[2].reply"),
    )
    changes = (Muted(f"{Manner.MUTED} p1", now() + 300),)
    decision = Decision("1", (Taken("投诉", replies=replies, changes=changes),))
    async with alerting(tmp_path, box) as alerts:
        for _ in range(2):
            alerts.answered(Answered(event("1"), decision, ()))
            await trio.sleep(1)
    assert box.titles == ['rule "投诉"'] * 2
    assert [alert.text for alert in box.taken] == ["x" * ALERT_CHARS_MAX] * 2
    assert not (tmp_path / FILE).exists()


async def test_new_rules_that_fail_more_often(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """With the way back, until it is gone or the rules are others."""
    box = Box()
    async with alerting(tmp_path, box) as alerts:
        alerts.reloaded(reloaded(Outcome.APPLIED))
        for number in range(5):
            fine = Decision(str(number), (Taken("r"),), claimed=True)
            alerts.answered(Answered(event(str(number)), fine, ()))
        alerts.reloaded(reloaded(Outcome.APPLIED, says="c"))
        for number in range(5):
            failed = Decision(str(number), (Taken("r", error="secret"),), claimed=True)
            alerts.answered(Answered(event(str(number)), failed, ()))
        await trio.sleep(1)
        assert box.titles == ["the new rules fail more often"]
        alerts.reloaded(reloaded(Outcome.UNCHANGED, says="c"))
        await trio.sleep(1)
        assert len(box.titles) == 1
        alerts.reloaded(reloaded(Outcome.APPLIED))
    assert box.titles[1:] == ["other rules are in use"]


async def test_what_is_not_taken_is_sent_again_to_whom_it_concerns(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """The outlet that took it hears it once; nothing of an error is logged but its kind."""
    fine, broken = Box("fine"), Box("broken", fails=2)
    with capture_logs() as logs:
        async with alerting(tmp_path, fine, broken) as alerts:
            alerts.blocked(Blocked(barred=True))
            await trio.sleep(sum(RETRIES_S[:2]) + 1)
    assert (fine.tried, broken.tried, len(broken.taken)) == (1, 3, 1)
    assert "password" not in str(logs)


async def test_it_gives_up_in_the_end(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """With a warning; what nobody was told is told by the next run."""
    box = Box(fails=99)
    with capture_logs() as logs:
        async with alerting(tmp_path, box) as alerts:
            alerts.blocked(Blocked(barred=True))
            await trio.sleep(sum(RETRIES_S) + 1)
    assert box.tried == len(RETRIES_S) + 1
    assert "an alert is given up" in [entry["event"] for entry in logs]
    again = Box()
    async with alerting(tmp_path, again) as alerts:
        alerts.blocked(Blocked(barred=True))
    assert len(again.taken) == 1


async def test_a_restart_says_nothing_twice(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """And says when it is over."""
    box = Box()
    async with alerting(tmp_path, box) as alerts:
        alerts.notice(QrShown("1", 1))
    async with alerting(tmp_path, box) as alerts:
        alerts.notice(QrShown("2", 1))
        alerts.notice(ONLINE)
    async with alerting(tmp_path, box) as alerts:
        alerts.notice(ONLINE)
    assert box.titles == ["login needed", "logged in again"]
    assert json.loads((tmp_path / FILE).read_text()) == {"version": 1, "begun": []}
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", ["", "[]", '{"begun": 1}', '{"begun": ["of a later version"]}'])
def test_a_file_that_can_not_be_read_is_no_reason_to_fail(content: str, tmp_path: Path) -> None:
    """Then the owner is told again."""
    (tmp_path / FILE).write_text(content)
    alerts = Alerts((), tmp_path, "default", lambda: 0.0)
    assert alerts._told == frozenset()


async def test_a_full_disk_stops_no_alert(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """It is only said again after a restart."""
    (tmp_path / FILE).mkdir()
    box = Box()
    with capture_logs() as logs:
        async with alerting(tmp_path, box) as alerts:
            alerts.notice(QrShown("1", 1))
    assert box.titles == ["login needed"]
    assert "it is not kept of what alerts were sent" in [entry["event"] for entry in logs]


async def test_each_of_several_accounts_says_which_it_is(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """In the title."""
    box = Box()
    async with alerting(tmp_path, box, account="shop") as alerts:
        alerts.notice(QrShown("1", 1))
    assert box.taken[0].title == "responder (shop): login needed"


async def test_more_than_can_wait_is_dropped(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """Whoever tells what happens never waits."""
    with capture_logs() as logs:
        alerts = Alerts((), tmp_path, "default", now)
        for _ in range(ALERTS_AHEAD):
            alerts.notice(QrShown("1", 1))
            alerts.notice(ONLINE)
    dropped = [entry for entry in logs if entry["event"] == "an alert was dropped"]
    assert len(dropped) == ALERTS_AHEAD


async def test_a_stop_does_not_wait_for_an_outlet_that_hangs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its thread is left to itself."""
    monkeypatch.undo()
    release, entered = threading.Event(), trio.Event()
    token = trio.lowlevel.current_trio_token()

    class Hung(Box):
        def send(self, alert: Alert) -> bool:
            token.run_sync_soon(entered.set)
            return release.wait(60) and super().send(alert)

    with trio.fail_after(30):
        async with alerting(tmp_path, Hung()) as alerts:
            alerts.notice(QrShown("1", 1))
            await entered.wait()
    release.set()
