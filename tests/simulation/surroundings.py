"""What is around the daemon and outlives it: the service, the people who write, the weather.

It keeps the records from which the judge decides, and knows nothing of how the daemon works.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import trio

from responder.simulator.simulator import Simulator
from tests.simulation.edits import Edited, edits_of
from tests.simulation.errands import bring_about, prepare
from tests.simulation.history import History, Login, RunErrand, Said
from tests.simulation.scenario import PASSER, Event, probe
from tests.simulation.shop import Shop

if TYPE_CHECKING:
    from collections.abc import Callable

    from responder.simulator.request import Request
    from responder.simulator.sessions import Session
    from responder.simulator.transport import SimulatorTransport
    from tests.simulation.scenario import Line, Scenario

EPOCH_S = 1_800_000_000.0
"""Unix time at virtual second 0."""

BARRED = "1102"
BARRED_S = 60.0
"""A login that ends with this code within a minute of its beginning means that the account is
barred, and ends the daemon, also where it learns late: so long after such an end it may."""

LATE_S = (0.0, 0.1, 1.0, 10.0)
"""How long a request is still on its way after the death of who sent it."""

ANSWERED_S = 30.0
"""So long the service works on such a request."""


class Surroundings:
    """The service and everybody around it.

    Args:
        scenario: What is to happen.
        heard: Called when somebody has written.
    """

    def __init__(self, scenario: Scenario, heard: Callable[[], None]) -> None:
        self.history = History(scenario)
        self.simulator = Simulator(
            seed=scenario.seed,
            clock=now,
            auto_confirm=True,
            echo=scenario.echo,
            batch=scenario.batch,
        )
        self.step_s = 0.0
        self.barred_s = float("-inf")
        self.rules = Edited(scenario)
        self._scenario = scenario
        self._heard = heard
        self._is_down = False
        self._transport: SimulatorTransport | None = None
        self._rng = Random(f"{scenario.seed} surroundings")
        self._expired: set[str] = set()
        self._polled: set[str] = set()
        chats = scenario.chats
        self.simulator.add_contacts([{"name": c.name} for c in chats if not c.members])
        self.simulator.add_contacts([{"name": PASSER, "kind": "stranger"}])
        groups = [
            {"name": c.name, "members": list(c.members), "visibility": c.visibility}
            for c in chats
            if c.members
        ]
        if groups:
            self.simulator.add_groups(groups)
        if scenario.errands:
            prepare(self.simulator, [c.name for c in chats if not c.members])
        self.shop = Shop(scenario.seed, self.history.asked, streams=scenario.is_newer)

    def connect(self, transport: SimulatorTransport) -> None:
        """The next life has its own way to the service."""
        self._transport = transport
        transport.down = self._is_down

    async def talk(self) -> None:
        """People write."""
        for line in self._scenario.lines:
            await trio.sleep_until(line.at_s)
            self._say(line)

    async def run_errands(self) -> None:
        """People ask for something else."""
        for errand in self._scenario.errands:
            await trio.sleep_until(errand.at_s)
            self.note(f"errand: {errand.kind} {errand.who}")
            sid = self._live_sid()
            for msg_id in bring_about(self.simulator, errand):
                self.history.run_errands.append(RunErrand(errand.kind, msg_id, sid, errand.at_s))
                self._heard()

    def is_answer(self, text: str) -> bool:
        """Whether a text is, or is to be judged as, an answer to a line."""
        return not self._scenario.errands or text.startswith("q1 r")

    async def edit(self) -> None:
        """Somebody saves the rule file."""
        for event in edits_of(self._scenario):
            await trio.sleep_until(event.at_s)
            self.note(f"saved: {event.kind}")
            self.rules.save(event.kind, event.value)

    async def happen(self) -> None:
        """The weather."""
        for event in self._scenario.events:
            await trio.sleep_until(event.at_s)
            self.note(f"{event.kind} {event.value}")
            self._bring_about(event)

    def clear_up(self) -> None:
        """The weather is good from now on."""
        self.note("calm")
        self.simulator.clear_faults()
        self.simulator.set(sends_per_minute=0, qr_life_s=300, hold_s=25)
        self.simulator.confirm(auto=True)
        self._set_down(down=False)
        self.history.final_from_s = trio.current_time()

    def say_probes(self) -> None:
        """A line in each chat, which must be answered: the weather is good."""
        for number, chat in enumerate(self._scenario.chats):
            line = probe(number, chat, trio.current_time())
            self.history.probes.add(line.token)
            self._say(line)

    def arrived(self, request: Request) -> None:
        """A request has reached the service."""
        if request.endpoint == "synccheck":
            self._polled.add(request.query.get("sid", ""))

    async def arrive_late(self, request: Request) -> None:
        """A request reaches the service after the death of who sent it."""
        await trio.sleep(self._rng.choice(LATE_S))
        self.note(f"late {request.endpoint}")
        self.arrived(request)
        before = self.simulator.world.sessions.live
        with trio.move_on_after(ANSWERED_S):
            await self.simulator.answer(request)
        if before is not None and before.ended is not None:  # the dead have entered after all
            self._expired.add(before.sid)

    def look_at_logins(self) -> None:
        """Write down which logins have ended by now."""
        for session in self._sessions():
            if session.ended is not None:
                self.history.ended_logins.setdefault(session.sid, trio.current_time())

    def finish(self) -> None:
        """Complete the records."""
        history = self.history
        history.final_to_s = trio.current_time()
        for sent in self.simulator.sent:
            is_answer = sent.type == "text" and self.is_answer(sent.text)
            (history.sent if is_answer else history.sent_otherwise).append(sent)
        history.violations = self.simulator.violations
        history.logins = len(self._sessions())
        history.replaced = [
            Login(session.sid, session.created - EPOCH_S)
            for session in self._sessions()
            if session.ended is not None and session.sid in self._polled - self._expired
        ]

    def note(self, what: str) -> None:
        """One line of the log."""
        self.history.log.append(f"{trio.current_time():12.3f} {what}")

    def daemon_now(self) -> float:
        """Unix time, as far as the daemon's machine knows it."""
        return now() + self.step_s

    def _say(self, line: Line) -> None:
        fields: dict[str, object] = {"from": line.author, "text": line.text}
        if line.chat.members:
            fields |= {"group": line.chat.name, "mention": line.mention}
            if line.author == PASSER:
                fields["unlisted"] = True
        elif line.author == "me":
            fields["to"] = line.chat.name
        sid = self._live_sid()
        (msg_id,) = self.simulator.say([fields])
        self.history.said.append(Said(line, msg_id, sid))
        self.note(f"{line.author} in {line.chat.name}: {line.text}")
        self._heard()

    def _live_sid(self) -> str:
        live = self.simulator.world.sessions.live
        return live.sid if live is not None and live.state == "initialised" else ""

    def _say_again(self, count: int) -> None:
        """The service repeats the last messages of this login, each with its MsgId."""
        world = self.simulator.world
        live = world.sessions.live
        heard = [said for said in self.history.said if live is not None and said.sid == live.sid]
        for said in heard[-count:]:
            world.post(world.messages[int(said.msg_id)])

    def _bring_about(self, event: Event) -> None:
        match event.kind:
            case "faults":
                self.simulator.set_faults(event.value)
            case "expire":
                if (live := self.simulator.world.sessions.live) is not None:
                    self._expired.add(live.sid)
                self.simulator.expire(int(event.value))
                self.look_at_logins()
                if event.value == BARRED:
                    self.barred_s = trio.current_time()
            case "down" | "up":
                self._set_down(down=event.kind == "down")
            case "again":
                self._say_again(int(event.value))
            case "phone":
                self.simulator.confirm(auto=event.value == "on")
            case "clock":
                self.step_s += float(event.value)
            case _:
                self.simulator.set(**{event.kind: int(event.value)})

    def _set_down(self, *, down: bool) -> None:
        self._is_down = down
        if self._transport is not None:
            self._transport.down = down

    def _sessions(self) -> list[Session]:
        return list(self.simulator.world.sessions._by_sid.values())


def now() -> float:
    """Unix time."""
    return EPOCH_S + trio.current_time()
