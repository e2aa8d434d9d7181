"""One seed from beginning to end: one life of the daemon after another in its surroundings.

Real code on a real SQLite file, under virtual time. Nothing here draws from anything but the seed.
"""

from __future__ import annotations

import gc
import logging
import shutil
import signal
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import structlog
import trio
import trio.testing

from responder import daemon, heap
from responder.errors import LoginRefused
from responder.journal import database
from responder.wechat.client import USER_AGENTS
from responder.wechat.login import LoginPlan
from responder.wechat.protocol.codes import Mode
from responder.wechat.protocol.hosts import pinned_hosts
from responder.wechat.protocol.login import UosHeaders
from tests.simulation import adapter, office, owner, rare
from tests.simulation.crash import LIFE, SITES, SPINNING, Life, Steps, Trigger, watched_writes
from tests.simulation.edits import Edited, aside
from tests.simulation.history import Cut
from tests.simulation.rulefiles import WAITING_RULES
from tests.simulation.scenario import draw
from tests.simulation.surroundings import BARRED_S, EPOCH_S, Surroundings
from tests.simulation.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence

    import sqlalchemy as sa

    from responder.deliver import Delivered
    from tests.simulation.history import History
    from tests.simulation.scenario import Scenario

    Until = Callable[[Life], Awaitable[None]]

ORIGIN = "http://sim.test"

CALM_S = 7_200.0
"""So long after the last fault everything must have ended: a throttled account rests half an hour,
a doubtful text ten minutes, a waiting one ten minutes."""

QUIET_S = 60.0
"""In good weather the first line comes after this time."""

LOOK_S = 20.0
"""How often it is looked whether everything has ended."""

STAYS_S = 600.0
"""A daemon that is left running is left so long: a quiet hour costs as much as a busy minute."""

PATIENCE_S = (*(20.0,) * 7, 400.0)
"""The longest life that is only there to see a crash happen."""

LONGER_S = (20.0, 20.0, 20.0, 90.0, 90.0, 400.0)
"""The same for seeds that came later, and in directed runs."""

CUT_SHARE = {"none": 0.0, "rare": 0.3, "often": 0.9, "storm": 1.0}
"""Which share of the lives is cut off, by the mood of the scenario."""

_SHARED: list[sa.Engine] = []
"""The first engine of this process."""

AIMED_SHARE = {"none": 0.0, "rare": 0.15, "often": 0.5, "storm": 0.5}
"""Of the lives of scenarios about errands and lookups, those cut off where others seldom come."""

SELDOM = (
    "account.py",
    "changing.py",
    "commands.py",
    "connection.py",
    "control.py",
    "fetching.py",
    "login.py",
    "lookup/client.py",
    "media.py",
    "performing.py",
    "reload.py",
    "remote.py",
    "rulesets.py",
    "store.py",
    "undo.py",
    "_reload_on_signal",
    "answer.py:2",
    "outbox.py",
    "renaming.py",
)
"""Parts of the names of such places."""

AT_FIRST = (
    "journal.py open",
    "bygone.py",
    "_salt",
    "put_note",
    "rulesets.py",
    "store.py",
    "_enter",
    "_initialise",
)
"""Parts of the names of those to which mostly the first life comes."""

FIRST_AIMS = [place for place in SITES.all if any(part in place for part in AT_FIRST)]
AIMS = [place for place in SITES.all if any(part in place for part in SELDOM)]

DIRECTED_SHARE = 0.75
"""Of the lives of a directed run, those that are cut off at its aims."""

ASKED_SHARE = 0.1
"""Which share of the lives is asked for its status."""


class Run:
    """One seed.

    Args:
        scenario: What is to happen.
        folder: Empty; holds the state directories.
        aim: Part of the names of the places at which most lives are cut off; `""` for none such.
    """

    def __init__(self, scenario: Scenario, folder: Path, aim: str = "") -> None:
        self.around = Surroundings(scenario, self._heard)
        self._scenario = scenario
        self._folder = folder
        self._rng = Random(f"{scenario.seed} run")
        self._lives = 0
        self._later = Random(f"{scenario.seed} later lives")
        self._aims = [place for place in SITES.all if aim and aim in place]
        self._directed = Random(f"{scenario.seed} directed lives")
        self._life: Life | None = None
        self._is_over = False

    async def play(self) -> History:
        """Everything, up to the point where nothing is open any more."""
        around, state = self.around, self._folder / "0"
        state.mkdir()
        async with trio.open_nursery() as nursery:
            self._nursery = nursery
            nursery.start_soon(around.talk)
            nursery.start_soon(around.happen)
            nursery.start_soon(around.edit)
            nursery.start_soon(around.run_errands)
            for begin_s, end_s in self._times():
                await trio.sleep_until(begin_s)
                while trio.current_time() < end_s and not around.history.deaths:
                    state = await self._live(state, self._trigger(end_s), end_s)
                    await trio.sleep(self._pause_s())
            while not around.history.deaths and not self._is_over:
                # A barred account ends it; its owner begins it again.
                state = await self._live(state, Trigger(), float("inf"), self._calm)
                await trio.sleep(BARRED_S)
            nursery.cancel_scope.cancel()
        around.finish()
        around.history.ends = adapter.ends(state, EPOCH_S)
        around.history.deeds = adapter.deeds(state)
        around.history.counted = adapter.counted(state)
        around.history.ticks = adapter.counted(state, "ticks")
        around.history.kept = adapter.kept(state)
        return around.history

    def _times(self) -> Iterator[tuple[float, float]]:
        """From when to when the daemon runs."""
        episodes = self._scenario.episodes
        for number, episode in enumerate(episodes):
            end_s = episode.end_s
            if number + 1 == len(episodes):
                end_s -= self._scenario.calm_lead_s
            elif episode.stays:
                end_s = min(episodes[number + 1].begin_s, end_s + STAYS_S)
            yield episode.begin_s, end_s

    async def _calm(self, life: Life) -> None:
        """Nothing goes wrong any more: all that is open must end, and a new line be answered.

        The life in which this happens may have begun before, in bad weather.
        """
        await trio.sleep(self._scenario.calm_lead_s)
        self.around.clear_up()
        if self._scenario.is_office:  # who has the phone at hand again does not wait for an hour
            await owner.ask(life.folder, "login")
        await trio.sleep(QUIET_S + self._scenario.manners.settle_s)
        self.around.say_probes()
        with trio.move_on_after(CALM_S):
            while not self._has_calmed(life):  # noqa: ASYNC110 - a journal tells nobody
                await trio.sleep(LOOK_S)
        self._is_over = True

    def _has_calmed(self, life: Life) -> bool:
        """Whether nothing is open, the answers to the last lines among it."""
        probes = len(self.around.history.probes)
        # What waits by the clock waits for longer where that was set back.
        if self._scenario.manners.rules == WAITING_RULES and adapter.runs(life.folder):
            return False
        return not adapter.waiting(life.folder) and adapter.probed(life.folder) >= probes

    def _heard(self) -> None:
        if self._life is not None:
            self._life.trigger.armed = True

    def _trigger(self, end_s: float) -> Trigger:
        """When the next life is cut off, if it is."""
        rng, mood = self._rng, self._scenario.mood
        if self._aims and self._directed.random() < DIRECTED_SHARE:
            left = self._directed.choice([0, 0, 1])
            return Trigger(place=self._directed.choice(self._aims), left=left)
        if self._scenario.is_later and self._later.random() < AIMED_SHARE[mood]:
            aims = AIMS if self._lives else FIRST_AIMS
            if self._scenario.is_office:
                aims = SITES.all
            return Trigger(place=self._later.choice(aims), left=self._later.choice([0, 0, 1]))
        if rng.random() >= CUT_SHARE[mood]:
            return Trigger()
        most = 6 if mood == "storm" else 11

        def count(bits: float) -> int:
            """Small numbers as often as great ones: start-up is short."""
            return int(2 ** rng.uniform(0, bits)) - 1

        talk_left = any(trio.current_time() < line.at_s < end_s for line in self._scenario.lines)
        kind = rng.choice(["place", "place", "write", "await", *["news", "news write"] * 2])
        if kind.startswith("news") and talk_left:
            what = kind.removeprefix("news").strip()
            return Trigger(what, left=count(5 if what else 8), armed=False)
        if kind == "place":
            place = rng.choice(rng.choice([SITES.awaits, SITES.awaits, SITES.writes]))
            return Trigger(place=place, left=rng.choice([0, 0, 0, 1, 3]))
        return Trigger(kind.removeprefix("news").strip(), left=count(most))

    def _pause_s(self) -> float:
        rng = self._rng
        return rng.choice([0.0, 0.0, 0.0, 1.0, rng.uniform(0, 10), rng.uniform(0, 60)])

    async def _live(
        self, state: Path, trigger: Trigger, end_s: float, until: Until | None = None
    ) -> Path:
        """One life of the daemon.

        Returns:
            Where the next one finds its files.
        """
        if self._scenario.errands and self._scenario.events:
            owner.spoil(state, self._later)
        self._lives += 1
        heir = self._folder / str(self._lives)
        self._life = life = Life(self._lives, state, heir, trigger, self._cut)
        self.around.note(f"life {life.number} begins, {trigger}")
        self.around.history.begun.append(trio.current_time())
        with trio.CancelScope() as scope:
            life.on_death.append(scope.cancel)
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._end, life, end_s, until)
                nursery.start_soon(self._daemon, life, nursery.cancel_scope)
                if self._rng.random() < ASKED_SHARE:
                    nursery.start_soon(self._ask_status, state, self._rng.uniform(0, 5))
                if self._scenario.errands:
                    nursery.start_soon(owner.trouble, life, self.around, self._later)
        if life.alive:  # it stopped by itself
            life.alive = False
            self._cut(())
            return state
        shutil.rmtree(state)
        return heir

    async def _daemon(self, life: Life, scope: trio.CancelScope) -> None:
        LIFE.set(life)
        around = self.around
        wire = Wire(life, around, ORIGIN, self._rng, self._nursery)
        plan = LoginPlan(pinned_hosts(ORIGIN), Mode.UOS, UosHeaders("x"), attended=False)
        is_office = self._scenario.is_office
        settings = daemon.Settings(life.folder, plan, USER_AGENTS["uos"], test_on_reload=is_office)
        rng, lookups = Random(f"{self._scenario.seed} {life.number}"), around.shop.network(life)
        world = daemon.World(around.daemon_now, rng, wire, aside=aside, lookups=lookups)
        watchers = daemon.Watchers(delivered=lambda end: self._told(life, end))
        page = office.Screen() if is_office else None
        if is_office:
            world = replace(world, notifier=office.manager())
            watchers = office.alerted(watchers, life.folder, around.daemon_now)
        try:
            await daemon.run(settings, around.rules, watchers, world, page=page)
        except* Exception as group:  # noqa: BLE001 - whatever ends a daemon is what we look for
            barred_just_now = trio.current_time() - around.barred_s <= BARRED_S + daemon.LAST_LOOK_S
            if life.alive and not (group.subgroup(LoginRefused) and barred_just_now):
                around.history.deaths.append(f"life {life.number}: {group.exceptions}")
                around.note(f"life {life.number} ended by itself: {group.exceptions}")
        scope.cancel()

    async def _end(self, life: Life, end_s: float, until: Until | None) -> None:
        """End a life that was not cut off: by a signal, or by pulling the plug."""
        if until is not None:
            await until(life)
        elif life.trigger.left is None:
            await trio.sleep_until(end_s)
        else:
            is_longer = self._scenario.is_newer or self._aims
            patience_s = LONGER_S if is_longer else PATIENCE_S
            await trio.sleep_until(min(end_s, trio.current_time() + self._rng.choice(patience_s)))
        if until is not None or self._rng.random() < 0.5:
            signal.raise_signal(signal.SIGTERM)
            await trio.sleep(daemon.GRACE_S + 2.0)
            self.around.history.deaths.append(f"life {life.number} did not stop")
        life.die(["the plug"])

    async def _ask_status(self, folder: Path, after_s: float) -> None:
        """Ask the daemon for its status."""
        await trio.sleep(after_s)
        await owner.ask(folder, "status")

    def _cut(self, places: Sequence[str]) -> None:
        self.around.look_at_logins()
        if SPINNING in places:
            self.around.history.deaths.append(f"life {self._lives} ran in a circle")
        self.around.history.cuts.append(Cut(trio.current_time(), self._lives, tuple(places)))
        self.around.note(f"cut off at {' / '.join(places)}" if places else "stopped")

    def _told(self, life: Life, delivered: Delivered) -> None:
        if life.alive:
            self.around.look_at_logins()
            history, which = self.around.history, delivered.outgoing.client_msg_id
            if which in history.told_ends:
                history.told_again.append(delivered.outgoing.text)
            history.told_ends[which] = trio.current_time()
            self.around.note(f"{delivered.state} {delivered.outgoing.text} {delivered.reason}")


def play(seed: int, days: float = 1.0, aim: str = "") -> History:
    """Play a seed in a folder of its own.

    Args:
        seed: Which.
        days: For how long.
        aim: As of a `Run`.
    """
    scenario = rare.draw(seed) if seed >= rare.FROM else draw(seed, days)
    Edited(scenario).load()  # outside of the time that is played
    folder = tempfile.TemporaryDirectory(dir=_memory())
    with folder as name, watched_writes(), _compiled_once(), _repeatable(seed):
        return trio.run(
            Run(scenario, Path(name), aim).play,
            clock=trio.testing.MockClock(autojump_threshold=0),
            instruments=[Steps()],
        )


def _memory() -> str | None:
    """Where files cost least: the journal syncs every commit."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - a folder of its own in it


@contextmanager
def _compiled_once() -> Iterator[None]:
    """All journals share what SQLAlchemy makes of a query, which every life would make anew."""
    make = database._engine

    def sharing(path: Path, *, read_only: bool = False) -> sa.Engine:
        engine = make(path, read_only=read_only)
        if not _SHARED:
            _SHARED.append(engine)
        engine.dialect, engine._compiled_cache = _SHARED[0].dialect, _SHARED[0]._compiled_cache
        return engine

    database._engine = sharing
    try:
        yield
    finally:
        database._engine = make


def _leave_the_collector() -> None:
    """In place of what hides all that lives from it: of many lives that would hide the garbage."""


@contextmanager
def _repeatable(seed: int) -> Iterator[None]:
    """Trio's order of tasks from the seed; no collector in between; no log; Ctrl-C is ours."""
    internals: Any = trio._core._run
    before = internals._ALLOW_DETERMINISTIC_SCHEDULING
    internals._ALLOW_DETERMINISTIC_SCHEDULING = True
    internals._r.seed(seed)
    logs = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    receive: Any = trio.open_signal_receiver
    trio.open_signal_receiver = lambda *signals: receive(*set(signals) - {signal.SIGINT})
    settle, sweep = heap.settle, heap.sweep
    heap.settle = heap.sweep = _leave_the_collector
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        heap.settle, heap.sweep = settle, sweep
        trio.open_signal_receiver = receive
        structlog.configure(**logs)
        internals._ALLOW_DETERMINISTIC_SCHEDULING = before
