"""The simulator as an object: the state, the clock, and waking whoever waits.

Its methods mirror the control interface one to one. They neither block nor await; `wait_…` do.
"""

from __future__ import annotations

import json
import time
from contextlib import suppress
from random import Random
from typing import TYPE_CHECKING, Any

import trio

from responder.errors import SettingError
from responder.simulator.answer import Answer, Hold
from responder.simulator.control import event, people, phone, report, say
from responder.simulator.fault_spec import faults_from_text
from responder.simulator.handle import handle
from responder.simulator.request import Json, Request
from responder.simulator.settings import changed
from responder.simulator.transport import SimulatorTransport
from responder.simulator.world import Call, World

if TYPE_CHECKING:
    from collections.abc import Callable

    from responder.simulator.control.routes import Control
    from responder.simulator.outbox import Sent
    from responder.simulator.violations import Violation


class Simulator:
    """One simulated account with its service.

    Args:
        seed: Of every id and every chance; the same seed and calls give the same answers.
        clock: Unix time in seconds; by default the machine's. For tests in virtual time a function
            over `trio.current_time()`.
        auto_confirm: The phone scans and confirms every login by itself.
        settings: Any of `Settings`, by name.
    """

    def __init__(
        self,
        *,
        seed: int = 0,
        clock: Callable[[], float] | None = None,
        auto_confirm: bool = False,
        **settings: object,
    ) -> None:
        self.seed = seed
        self._clock = clock or time.time
        self._rng = Random(seed)  # noqa: S311 - reproducible chance is the point
        self._changed = trio.Event()
        self._is_shifted = clock is None
        self._last_now = 0.0
        self.world = World()
        self.world.settings = changed(self.world.settings, settings)
        self.world.logins.auto = auto_confirm

    def now(self) -> float:
        """Unix time as the simulator sees it.

        A clock over `trio.current_time()` has no time outside of a run, as in a fixture; then it is
        what it was last, or 0.
        """
        with suppress(RuntimeError):
            self._last_now = self._clock()
        return self._last_now

    async def answer(self, request: Request) -> Answer:
        """Answer a request, holding it as long as the service would.

        Cancelling is how a client leaves; the service notices.
        """
        if not self._is_shifted:
            self.world.cookie_shift_s = time.time() - self.now()
            self._is_shifted = True
        version = self.world.version
        outcome = handle(self.world, request, self.now(), self._rng)
        if self.world.version != version or isinstance(outcome, Hold):
            self._wake()
        while isinstance(outcome, Hold):
            hold = outcome
            waiting = self._changed
            try:
                with trio.move_on_after(max(hold.until - self.now(), 0)) as scope:
                    await waiting.wait()
            except trio.Cancelled:
                hold.abandoned(self.now())
                raise
            # under a clock that stands still the time that was waited for counts as come
            now = max(self.now(), hold.until) if scope.cancelled_caught else self.now()
            version = self.world.version
            outcome = hold.again(now)
            if self.world.version != version:
                self._wake()
        return outcome

    def add_contacts(self, contacts: list[Json]) -> list[Json]:
        """Add people; gives `name` and permanent `id` of each."""
        added: list[Json] = self._control(people.add_contacts, {"contacts": contacts})["contacts"]
        return added

    def add_groups(self, groups: list[Json]) -> list[Json]:
        """Add groups; gives `name` and permanent `id` of each."""
        added: list[Json] = self._control(people.add_groups, {"groups": groups})["groups"]
        return added

    def scan(self, uuid: str | None = None) -> Json:
        """Scan the newest picture, or that of a uuid."""
        return self._phone(phone.scan, uuid)

    def confirm(self, uuid: str | None = None, *, auto: bool | None = None) -> Json:
        """Confirm the newest login or that of a uuid; with `auto` every later one, too."""
        return self._phone(phone.confirm, uuid, {} if auto is None else {"auto": auto})

    def cancel(self, uuid: str | None = None) -> Json:
        """Refuse the newest login or that of a uuid."""
        return self._phone(phone.cancel, uuid)

    def expire_qr(self, uuid: str | None = None) -> Json:
        """Let the newest picture or that of a uuid expire."""
        return self._phone(phone.expire_qr, uuid)

    def expire(self, retcode: int = 1100) -> int:
        """End the session with a retcode; gives how many sessions that were."""
        ended: int = self._control(phone.expire, {"retcode": retcode})["ended"]
        return ended

    def say(self, messages: list[Json] | None = None, /, **fields: object) -> list[str]:
        """Let somebody write; gives the MsgIds.

        Args:
            messages: A batch.
            fields: One message; `from_` stands for `from`, which is a word of Python.
        """
        if "from_" in fields:
            fields["from"] = fields.pop("from_")
        body = dict(fields) if messages is None else {"messages": messages, **fields}
        msg_ids: list[str] = self._control(say.say, body)
        return msg_ids

    def event(self, kind: str, **fields: object) -> list[str]:
        """Let something happen; gives the MsgIds of the messages that tell about it."""
        if "from_" in fields:
            fields["from"] = fields.pop("from_")
        msg_ids: list[str] = self._control(event.event, {"kind": kind, **fields})["msg_ids"]
        return msg_ids

    def set_faults(self, faults: list[Json] | str) -> None:
        """Add faults, as objects or as the text of `--faults`."""
        if isinstance(faults, str):
            self.world.faults.arm(faults_from_text(faults))
        else:
            self._control(report.arm_faults, {"faults": faults})

    def clear_faults(self) -> None:
        """Disarm all faults."""
        self._control(report.clear_faults, {})

    def set(self, **settings: object) -> None:
        """Turn knobs of `Settings`."""
        self._control(report.settings, settings)

    @property
    def sent(self) -> list[Sent]:
        """Every accepted send once, in order."""
        return self.world.outbox.listed()

    @property
    def violations(self) -> list[Violation]:
        """Everything clients did wrong."""
        return self.world.violations.listed()

    @property
    def calls(self) -> dict[str, int]:
        """How often each call of the service was made."""
        return dict(self.world.calls)

    def snapshot(self) -> Json:
        """The state as plain values, as `GET /_sim/state`."""
        return report.snapshot(self.world, self.now())

    async def wait_sent(self, count: int) -> list[Sent]:
        """Wait until at least so many sends were accepted; gives them all."""
        await self.wait_until(lambda world: world.outbox.total >= count)
        return self.sent

    async def wait_online(self) -> None:
        """Wait until a client holds its first synccheck."""
        await self.wait_until(
            lambda world: (live := world.sessions.live) is not None and bool(live.polls.begun)
        )

    async def wait_until(self, condition: Callable[[World], bool]) -> None:
        """Wait until the state satisfies a condition; it is asked after every change."""
        while not condition(self.world):
            await self._changed.wait()

    def transport(self, base_url: str = "http://sim.test") -> SimulatorTransport:
        """An httpx transport to this simulator, in process.

        Args:
            base_url: The one origin, besides the service's own host names, that exists.
        """
        return SimulatorTransport(self.answer, base_url)

    def _phone(self, function: Control, uuid: str | None, more: Json | None = None) -> Json:
        body: Json = {} if uuid is None else {"uuid": uuid}
        answer: Json = self._control(function, {**body, **(more or {})})
        return answer

    def _control(self, function: Control, body: Json) -> Any:  # noqa: ANN401 - as the function
        try:
            json.dumps(body)
        except (TypeError, ValueError) as error:
            raise SettingError(f"only plain JSON values can be given here: {error}") from None
        call = Call(self.world, Request("POST", "/_sim/"), self.now(), self._rng)
        version = self.world.version
        result = function(call, body)
        if self.world.version != version:
            self._wake()
        return result

    def _wake(self) -> None:
        self._changed.set()
        self._changed = trio.Event()
