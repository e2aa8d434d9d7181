"""The stage: simulator, daemon and conversation in one nursery, over real HTTP on loopback."""

from __future__ import annotations

import sys
import tempfile
import time
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import trio
from rich.console import Console

from responder import daemon
from responder.console.access import access_to
from responder.console.address import USUAL, Address
from responder.console.console import Console as WebConsole
from responder.demo.script import CONTACTS, CONVERSATION, GROUP, GROUPS, Line
from responder.demo.view import View
from responder.errors import EnvironmentFault, cause_of
from responder.models import OutgoingState
from responder.rulefile import RuleFile
from responder.simulator.server import serve
from responder.simulator.simulator import Simulator
from responder.wechat.client import USER_AGENTS
from responder.wechat.login import LoginPlan
from responder.wechat.progress import Moved
from responder.wechat.protocol.codes import Mode
from responder.wechat.protocol.hosts import pinned_hosts
from responder.wechat.protocol.login import UosHeaders
from responder.wechat.protocol.states import Signal

if TYPE_CHECKING:
    from responder.answer import Answered
    from responder.deliver import Delivered
    from responder.wechat.progress import Notice

RULES = "rules.yaml"
READING_S = 0.7
"""Between two lines of the conversation, so that a person can follow."""

ANSWER_S_MAX = 5.0
"""A reply that takes longer is a failure of the demo; it takes some milliseconds."""

STEPS = {
    Signal.UUID: "The service has a login code; the simulator's phone scans and confirms it.",
    Signal.INITIALISED: "Logged in. Friends begin to write.",
}


class Stage:
    """One performance.

    Args:
        view: Where it is seen.
        sim: The service.
    """

    def __init__(self, view: View, sim: Simulator) -> None:
        self._view = view
        self._sim = sim
        self._heard = 0
        self._sent = 0
        self._owed = 0
        self._changed = trio.Event()
        self._logged_in = trio.Event()

    def watchers(self) -> daemon.Watchers:
        """What the daemon tells us."""
        return daemon.Watchers(self._notice, self._answered, self._delivered)

    async def perform(self) -> None:
        """Play the conversation, once the daemon has logged in.

        Raises:
            EnvironmentFault: A reply did not come.
        """
        await self._logged_in.wait()
        for line in CONVERSATION:
            await self.say(line)
            await trio.sleep(READING_S)

    async def say(self, line: Line) -> None:
        """Have one line said, and wait until it is decided and every reply to it has its end."""
        heard, sent = self._heard, self._sent
        self._sim.say(**line.as_said())
        with trio.move_on_after(ANSWER_S_MAX):
            while self._heard == heard or self._owed or (line.answered and self._sent == sent):
                await self._changed.wait()
            return
        msg = f"the demo got no answer to {line.text!r} from {line.sender}"
        raise EnvironmentFault(msg)

    def summary(self, took_s: float) -> str:
        """The whole in one line."""
        violations = len(self._sim.violations)
        return (
            f"{self._heard} messages, {self._sent} replies, {self._heard - self._sent} left alone"
            f" on purpose, {violations} protocol violations, {took_s:.1f} s"
        )

    def _notice(self, notice: Notice) -> None:
        if isinstance(notice, Moved) and notice.signal in STEPS:
            self._view.note(STEPS[notice.signal])
            if notice.signal is Signal.INITIALISED:
                self._logged_in.set()

    def _answered(self, answered: Answered) -> None:
        self._heard += 1
        self._owed += len(answered.outgoing)
        self._view.said(answered)
        self._tell()

    def _delivered(self, delivered: Delivered) -> None:
        self._owed -= 1
        self._sent += delivered.state is OutgoingState.SENT
        self._view.delivered(delivered)
        self._tell()

    def _tell(self) -> None:
        self._changed.set()
        self._changed = trio.Event()


def show(*, once: bool, port: int) -> None:
    """Run the demo.

    Args:
        once: End after the conversation; otherwise it goes on until Ctrl-C.
        port: The simulator's; 0 for any.

    Raises:
        EnvironmentFault: The port is taken, or a reply did not come.
        BrokenPipeError: Whoever read the output has left.
    """
    with tempfile.TemporaryDirectory(prefix="responder-demo-") as name:
        try:
            trio.run(_show, Path(name), once, port)
        except BaseExceptionGroup as group:
            if group.subgroup(SystemExit) is not None:  # the drawing library's word for it
                raise BrokenPipeError from group
            raise cause_of(group) from group


async def _show(state_dir: Path, once: bool, port: int) -> None:  # noqa: FBT001 - trio.run gives positions
    begun_s = time.perf_counter()
    rules = state_dir / RULES  # a copy, to be edited while it runs
    rules.write_bytes(files(__package__).joinpath(RULES).read_bytes())
    sim = Simulator(seed=1)
    sim.add_contacts(list(CONTACTS))
    sim.add_groups(list(GROUPS))
    sim.confirm(auto=True)
    view = View(Console())
    stage = Stage(view, sim)
    page = None if once else console(state_dir)
    async with trio.open_nursery() as nursery:
        origin: str = await nursery.start(_serve, sim, port)
        view.note(f"A WeChat Web service of its own runs at {origin}; rules: {rules}")
        if page is not None:
            view.note(f"Play the friends in a browser: {origin}/")
            view.note(f"See in a browser what it does, and why: {page.url}")

        async def run_daemon() -> None:
            settings = _settings(state_dir, origin)
            await daemon.run(settings, RuleFile(rules), stage.watchers(), page=page)
            nursery.cancel_scope.cancel()

        nursery.start_soon(run_daemon)
        await stage.perform()
        view.note(stage.summary(time.perf_counter() - begun_s))
        if not once:
            await _go_on(stage, view, origin)
        nursery.cancel_scope.cancel()


def console(state_dir: Path) -> WebConsole:
    """The page of the demo: at the usual address, or at any that is free.

    Raises:
        EnvironmentFault: There is none.
    """
    access = access_to(USUAL, state_dir, "")
    try:
        return WebConsole(USUAL, access, time.time)
    except EnvironmentFault:
        return WebConsole(Address(USUAL.host, 0), access, time.time)


async def _serve(sim: Simulator, port: int, *, task_status: trio.TaskStatus[str]) -> None:
    await serve(sim, port=port, task_status=task_status)


def _settings(state_dir: Path, origin: str) -> daemon.Settings:
    plan = LoginPlan(pinned_hosts(origin), Mode.UOS, UosHeaders("demo"), attended=True)
    return daemon.Settings(state_dir, plan, USER_AGENTS[Mode.UOS])


async def _go_on(stage: Stage, view: View, origin: str) -> None:
    """Let a person at the terminal be 小明, or wait for Ctrl-C."""
    if not sys.stdin.isatty():
        view.note(f"It goes on: write to it by {origin}/_sim/say (docs/simulator.md).")
        await trio.sleep_forever()
    view.note(
        f"Now you are 小明: type a message and press Enter. `@ TEXT` says it in {GROUP} with a"
        " mention. An empty line ends the demo."
    )
    while text := (await trio.to_thread.run_sync(_typed, abandon_on_cancel=True)).strip():
        mention = text.startswith("@")
        said = text.removeprefix("@").strip() if mention else text
        if said:
            group = GROUP if mention else ""
            await stage.say(Line("小明", said, group=group, mention=mention, answered=False))


def _typed() -> str:
    try:
        return input("> ")
    except EOFError:
        return ""
