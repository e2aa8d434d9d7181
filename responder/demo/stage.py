"""The stage: simulator, daemon and conversation in one nursery, over real HTTP on loopback."""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import trio
from rich.console import Console

from responder import daemon
from responder.console.access import access_to
from responder.console.address import USUAL, Address
from responder.console.console import Console as WebConsole
from responder.demo.play import USUAL as USUAL_PLAY
from responder.demo.script import Line
from responder.demo.shop import HOST, PATH, Shop, serve_shop
from responder.demo.view import View
from responder.errors import EnvironmentFault, cause_of
from responder.lookup.addresses import Allowed
from responder.models import EventKind, OutgoingState
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
    from responder.demo.play import Play
    from responder.wechat.progress import Notice

READING_S = 0.7
"""Between two lines of the conversation, so that a person can follow."""

ANSWER_S_MAX = 5.0
"""A reply that takes longer is a failure of the demo; it takes some milliseconds."""

EARLY_S = 3.0
"""So soon a schedule comes once its time is edited; the edit takes less than a second to count."""

ZONE = ZoneInfo("Asia/Shanghai")
"""Of the rules that are played."""

STEPS = {
    Signal.UUID: "The service has a login code; the simulator's phone scans and confirms it.",
    Signal.INITIALISED: "Logged in. Friends begin to write.",
}


class Stage:
    """One performance.

    Args:
        view: Where it is seen.
        sim: The service.
        play: What is played.
    """

    def __init__(self, view: View, sim: Simulator, play: Play = USUAL_PLAY) -> None:
        self._view = view
        self._sim = sim
        self._play = play
        self._left_alone = 0
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
        for line in self._play.lines:
            await self.say(line)
            await trio.sleep(READING_S)

    async def keep_appointment(self, rules: Path, zone: ZoneInfo) -> None:
        """Edit the rules as their owner would, so that a schedule comes in a moment; wait for it.

        Args:
            rules: The file, while the daemon runs.
            zone: Of its times.

        Raises:
            EnvironmentFault: What it sends did not come.
        """
        soon = datetime.now(zone) + timedelta(seconds=EARLY_S)
        early = f"{soon.second} {soon.minute} {soon.hour} * * *"
        wanted = self._sent + self._play.broadcasts
        _edit(rules, self._play.appointment, early)
        with trio.move_on_after(EARLY_S + ANSWER_S_MAX):
            while self._owed or self._sent < wanted:
                await self._changed.wait()
            return
        msg = f"the demo's schedule did not come at {early}"
        raise EnvironmentFault(msg)

    async def say(self, line: Line) -> None:
        """Have one line said, and wait until it is decided and every reply to it has its end."""
        heard, sent = self._heard, self._sent
        self._sim.say(**line.as_said())
        with trio.move_on_after(ANSWER_S_MAX):
            replies = line.replies if line.answered else 0
            while self._heard == heard or self._owed or self._sent < sent + replies:
                await self._changed.wait()
            self._left_alone += self._sent == sent
            return
        msg = f"the demo got no answer to {line.text!r} from {line.sender}"
        raise EnvironmentFault(msg)

    def summary(self, took_s: float) -> str:
        """The whole in one line."""
        violations = len(self._sim.violations)
        return (
            f"{self._heard} messages, {self._sent} replies, {self._left_alone} left alone"
            f" on purpose, {violations} protocol violations, {took_s:.1f} s"
        )

    def _notice(self, notice: Notice) -> None:
        if isinstance(notice, Moved) and notice.signal in STEPS:
            self._view.note(STEPS[notice.signal])
            if notice.signal is Signal.INITIALISED:
                self._logged_in.set()

    def _answered(self, answered: Answered) -> None:
        self._heard += not answered.resumed and answered.event.kind is EventKind.MESSAGE
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


def _edit(file: Path, old: str, new: str) -> None:
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")


def show(play: Play, *, once: bool, port: int) -> None:
    """Run the demo.

    Args:
        play: What is played.
        once: End after the conversation; otherwise it goes on until Ctrl-C.
        port: The simulator's; 0 for any.

    Raises:
        EnvironmentFault: The port is taken, or a reply did not come.
        BrokenPipeError: Whoever read the output has left.
    """
    with tempfile.TemporaryDirectory(prefix="responder-demo-") as name:
        try:
            trio.run(_show, Path(name), play, once, port)
        except BaseExceptionGroup as group:
            if group.subgroup(SystemExit) is not None:  # the drawing library's word for it
                raise BrokenPipeError from group
            raise cause_of(group) from group


async def _show(state_dir: Path, play: Play, once: bool, port: int) -> None:  # noqa: FBT001 - trio.run gives positions
    begun_s = time.perf_counter()
    rules = state_dir / play.rules
    sim = Simulator(seed=1)
    sim.add_contacts(list(play.contacts))
    sim.add_groups(list(play.groups))
    sim.confirm(auto=True)
    view = View(Console())
    stage = Stage(view, sim, play)
    page = None if once else console(state_dir)
    async with trio.open_nursery() as nursery:
        origin: str = await nursery.start(_serve, sim, port)
        api = await nursery.start(serve_shop, Shop()) if play.api else ""
        # A copy, to be edited while it runs.
        text = files(__package__).joinpath(play.rules).read_text("utf-8")
        rules.write_text(text.replace(play.api, api + PATH) if api else text, "utf-8")
        view.note(f"A WeChat Web service of its own runs at {origin}; rules: {rules}")
        if api:
            view.note(f"The shop has a computer of its own, with orders and bookings: {api}{PATH}")
        if page is not None:
            view.note(f"Play the friends in a browser: {origin}/")
            view.note(f"See in a browser what it does, and why: {page.url}")

        async def run_daemon() -> None:
            settings = _settings(state_dir, origin)
            await daemon.run(settings, RuleFile(rules), stage.watchers(), page=page)
            nursery.cancel_scope.cancel()

        nursery.start_soon(run_daemon)
        await stage.perform()
        if play.appointment:
            view.note("Monday, nine o'clock, comes early: the owner edits the rule file.")
            await stage.keep_appointment(rules, ZONE)
        view.note(stage.summary(time.perf_counter() - begun_s))
        if not once:
            await _go_on(stage, view, origin, play.group)
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
    allowed = Allowed.of_setting(HOST)
    return daemon.Settings(state_dir, plan, USER_AGENTS[Mode.UOS], allowed=allowed)


async def _go_on(stage: Stage, view: View, origin: str, group: str) -> None:
    """Let a person at the terminal be 小明, or wait for Ctrl-C."""
    if not sys.stdin.isatty():
        view.note(f"It goes on: write to it by {origin}/_sim/say (docs/simulator.md).")
        await trio.sleep_forever()
    view.note(
        f"Now you are 小明: type a message and press Enter. `@ TEXT` says it in {group} with a"
        " mention. An empty line ends the demo."
    )
    while text := (await trio.to_thread.run_sync(_typed, abandon_on_cancel=True)).strip():
        mention = text.startswith("@")
        said = text.removeprefix("@").strip() if mention else text
        if said:
            where = group if mention else ""
            await stage.say(Line("小明", said, group=where, mention=mention, answered=False))


def _typed() -> str:
    try:
        return input("> ")
    except EOFError:
        return ""
