"""The alert task: tells the owner what only the owner can mend, and never delays anything for it.

It is told what happens as every watcher is, at once and without waiting; what it says of it travels
in a task of its own, in threads, with retries.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn, Protocol

import structlog
import trio

from responder.episodes import Alert, Episodes, Trouble
from responder.memory import Muted
from responder.models import OutgoingState
from responder.probation import Probation
from responder.reload import Outcome
from responder.rules.manners import Manner
from responder.rules.reading.cells import quote
from responder.wechat.progress import Moved, QrShown
from responder.wechat.protocol.states import Signal, State

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from responder.answer import Answered
    from responder.deliver import Blocked, Delivered
    from responder.reload import Reloaded
    from responder.wechat.progress import Notice

FILE = "alerts.json"
VERSION = 1

ALERTS_AHEAD = 16
"""Alerts that may wait for one that is being repeated: more than there are troubles, begun and
over. What exceeds it is in the log alone."""

ALERT_CHARS_MAX = 1_000
"""Of what a rule tells; all of it stands in the file helper."""

RETRIES_S = (5.0, 30.0, 120.0, 600.0, 1800.0)
"""Pauses before an alert is sent again: most networks are back within three quarters of an hour."""

LOOK_S = 60.0
"""How often it is asked whether something is over by now."""

log = structlog.get_logger(__name__)


class Outlet(Protocol):
    """Where alerts go."""

    name: str

    def send(self, alert: Alert) -> bool:
        """Send one, blocking; whether that succeeded."""


class Alerts:
    """The alerts of one account.

    Args:
        outlets: Where they go.
        directory: The state directory; it is kept there of what the owner was told.
        account: Stands before each title.
        now: Unix seconds.
    """

    def __init__(
        self,
        outlets: Sequence[Outlet],
        directory: Path,
        account: str,
        now: Callable[[], float],
    ) -> None:
        self._outlets = tuple(outlets)
        self._path = directory / FILE
        self._whose = "responder" if account == "default" else f"responder ({account})"
        self._now = now
        self._rules = ""
        self._probation = Probation()
        self._told = _read(self._path)
        self._episodes = Episodes(self._told, now())
        self._in, self._out = trio.open_memory_channel[Alert](ALERTS_AHEAD)

    def notice(self, notice: Notice) -> None:
        """A step of the login."""
        match notice:
            case QrShown(text=code):
                self._raise(self._episodes.code_shown(code))
            case Moved(signal=Signal.TAKEN_OVER):
                self._episodes.taken_over()
            case Moved(state=State.ONLINE):
                self._raise(self._episodes.online(self._now()))

    def answered(self, answered: Answered) -> None:
        """A decision."""
        for change in answered.decision.changes:
            if isinstance(change, Muted) and not change.talk.startswith(f"{Manner.MUTED} "):
                self._raise(self._episodes.muted(change.until_s))
        for reply in answered.decision.replies:
            if reply.alert:
                title = f"rule {quote(reply.rule)}"
                self._raise((Alert(None, title, reply.text[:ALERT_CHARS_MAX]),))
        failed = answered.decision.error is not None
        if answered.decision.rule and self._probation.decided(self._now(), failed=failed):
            self._raise(self._episodes.rules_worse())

    def delivered(self, delivered: Delivered) -> None:
        """The end of a text."""
        match delivered.state:
            case OutgoingState.SENT:
                self._episodes.sent(self._now())
            case OutgoingState.FAILED:
                self._raise(self._episodes.not_sent())
            case OutgoingState.UNKNOWN:
                self._raise(self._episodes.unknown())

    def blocked(self, blocked: Blocked) -> None:
        """The service takes no texts for a while."""
        episodes = self._episodes
        self._raise(episodes.barred() if blocked.barred else episodes.throttled())

    def reloaded(self, reloaded: Reloaded) -> None:
        """The end of a reload."""
        if reloaded.rule_set.hash != self._rules:
            if self._rules:  # the first are no others than those before
                self._raise(self._episodes.rules_changed(self._now()))
            self._rules = reloaded.rule_set.hash
            self._probation.begin(self._now())
        if reloaded.outcome is Outcome.REJECTED:
            self._raise(self._episodes.rules_rejected(reloaded.reason))
        elif not reloaded.reason:
            self._raise(self._episodes.rules_hold(self._now()))

    async def run(self) -> NoReturn:
        """Send until cancelled."""
        while True:
            alert = None
            with trio.move_on_after(LOOK_S):
                alert = await self._out.receive()
            if alert is not None:
                await self._send(alert)
            self._raise(self._episodes.passed(self._now()))

    def _raise(self, alerts: Sequence[Alert]) -> None:
        for alert in alerts:
            log.info("alert", trouble=_kind(alert), over=alert.over)
            try:
                self._in.send_nowait(replace(alert, title=f"{self._whose}: {alert.title}"))
            except trio.WouldBlock:
                log.warning("an alert was dropped", trouble=_kind(alert), over=alert.over)

    async def _send(self, alert: Alert) -> None:
        """Send an alert to every outlet, and again to those that did not take it."""
        left = self._outlets
        for pause_s in (0.0, *RETRIES_S):
            await trio.sleep(pause_s)
            left = tuple([one for one in left if not await self._taken(one, alert)])
            if not left:
                break
            log.info("an alert was not taken yet", outlets=[one.name for one in left])
        for one in left:
            log.warning("an alert is given up", outlet=one.name, trouble=_kind(alert))
        if alert.over or len(left) < len(self._outlets):
            self._note(alert)

    async def _taken(self, outlet: Outlet, alert: Alert) -> bool:
        try:
            # A stop does not wait for it: what hangs there has lost its reader.
            return await trio.to_thread.run_sync(outlet.send, alert, abandon_on_cancel=True)
        except Exception as error:  # noqa: BLE001 - a hundred services, each with errors of its own
            log.debug("an alert failed", outlet=outlet.name, error=type(error).__name__)
            return False

    def _note(self, alert: Alert) -> None:
        """Keep what the owner was told, so that a restart says nothing twice."""
        if alert.trouble is None:
            return
        self._told = self._told - {alert.trouble} if alert.over else self._told | {alert.trouble}
        beside = self._path.with_suffix(".new")
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        try:
            with os.fdopen(os.open(beside, flags, 0o600), "w") as file:
                json.dump({"version": VERSION, "begun": sorted(self._told)}, file)
            beside.replace(self._path)
        except OSError as error:
            log.warning("it is not kept of what alerts were sent", reason=str(error))


def _kind(alert: Alert) -> str:
    """Of which trouble it is, for the log."""
    return "rule" if alert.trouble is None else alert.trouble.value


def _read(path: Path) -> frozenset[Trouble]:
    """What the owner was told by an earlier run; what can not be read is told again."""
    try:
        record = json.loads(path.read_bytes())
        known = {one.value for one in Trouble}
        return frozenset(Trouble(one) for one in record["begun"] if one in known)
    except (OSError, ValueError, TypeError, KeyError):
        return frozenset()
