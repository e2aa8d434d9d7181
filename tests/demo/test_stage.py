"""The stage of the demo; the whole command is in `tests/e2e/test_commands.py`."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
import trio
from rich.console import Console

from responder.answer import Answered
from responder.deliver import Delivered
from responder.demo.script import Line
from responder.demo.stage import ANSWER_S_MAX, Stage, console
from responder.demo.view import View
from responder.errors import EnvironmentFault
from responder.models import (
    Chat,
    ChatKind,
    Event,
    EventKind,
    MessageType,
    Outgoing,
    OutgoingState,
    Person,
)
from responder.rules.decision import Decision, Taken
from responder.simulator.simulator import Simulator
from responder.wechat.progress import Moved
from responder.wechat.protocol.states import Signal, State

if TYPE_CHECKING:
    from pathlib import Path

TEXT = Outgoing(
    client_msg_id="1",
    chat_id="p1",
    text="您好",
    event_id="1",
    rule="x",
    not_before_s=0.0,
    created_s=0.0,
    chat_name="小明",
)
EVENT = Event(
    id="1",
    kind=EventKind.MESSAGE,
    type=MessageType.TEXT,
    chat=Chat("p1", ChatKind.PRIVATE, "小明"),
    sender=Person("p1", "小明"),
    me=Person("me", "小助手"),
    time_s=0.0,
    text="在吗",
)


def stage() -> tuple[Stage, io.StringIO]:
    """A stage without a daemon, and what it shows."""
    out = io.StringIO()
    sim = Simulator(seed=1)
    sim.add_contacts([{"name": "小明"}])
    return Stage(View(Console(file=out, width=80)), sim), out


async def test_a_missing_reply_fails_the_demo(autojump_clock: trio.testing.MockClock) -> None:
    """Nobody answers: after a named time the demo says which line got nothing."""
    performance, _ = stage()
    begun = trio.current_time()
    with pytest.raises(EnvironmentFault, match="no answer to '在吗'"):
        await performance.say(Line("小明", "在吗"))
    assert trio.current_time() - begun == ANSWER_S_MAX


async def test_a_line_is_over_when_its_replies_are(
    autojump_clock: trio.testing.MockClock,
) -> None:
    """The next line, or the prompt, comes after the last reply, not into the middle of it."""
    performance, _ = stage()
    watchers = performance.watchers()

    async def daemon() -> None:
        await trio.sleep(1)
        watchers.answered(Answered(EVENT, Decision("1", (Taken("x"),)), (TEXT, TEXT)))
        for _ in range(2):
            await trio.sleep(1)
            watchers.delivered(Delivered(TEXT, OutgoingState.SENT))

    begun = trio.current_time()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(daemon)
        await performance.say(Line("小明", "在吗"))
    assert trio.current_time() - begun == 3


def test_a_failed_reply_is_no_reply() -> None:
    """A text that did not go out neither satisfies the demo nor counts in its summary."""
    performance, out = stage()
    performance.watchers().delivered(Delivered(TEXT, OutgoingState.FAILED, "not a friend"))
    assert "not sent: not a friend" in out.getvalue()
    assert " 0 replies" in performance.summary(1.0)
    performance.watchers().delivered(Delivered(TEXT, OutgoingState.SENT))
    assert " 1 replies" in performance.summary(1.0)


async def test_nobody_speaks_before_the_login(autojump_clock: trio.testing.MockClock) -> None:
    """The conversation waits for the daemon to be on line."""
    performance, out = stage()
    with trio.move_on_after(100):
        await performance.perform()
    assert out.getvalue() == ""
    performance.watchers().notice(Moved(Signal.INITIALISED, State.ONLINE))
    assert "Logged in" in out.getvalue()
    with pytest.raises(EnvironmentFault):
        await performance.perform()


def test_the_summary_is_one_line() -> None:
    """Messages, replies, silence, violations and the time."""
    performance, _ = stage()
    line = "0 messages, 0 replies, 0 left alone on purpose, 0 protocol violations, 1.5 s"
    assert performance.summary(1.52) == line


def test_the_console_is_at_the_usual_address_or_at_any(tmp_path: Path) -> None:
    """A demo does not fail because something else is there."""
    first, second = console(tmp_path), console(tmp_path)
    try:
        assert first.address.port != second.address.port
        assert second.url.startswith("http://127.0.0.1:")
        assert first.url.partition("?")[2] == second.url.partition("?")[2]
    finally:
        first.close()
        second.close()
