"""What a running daemon does when it is asked over the control socket, and what it answers.

Each answer is JSON: `error` in it means that the command was not carried out, and why.
"""

from __future__ import annotations

import signal
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from responder.reload import Origin, Outcome
from responder.rules.bearers import doubts, has_names
from responder.rules.scheduling import upcoming

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from responder.control import Command
    from responder.deliver import Deliverer
    from responder.pause import Pause
    from responder.reload import Reloaded, Reloader
    from responder.resend import Resend
    from responder.rules.waiting import Waits
    from responder.status import Status
    from responder.wechat.account import Account
    from responder.wechat.login import Knock


@dataclass(frozen=True, slots=True)
class Commands:
    """The commands of one daemon.

    Args:
        status: Tells how it is.
        deliverer: Knows what waits.
        reloader: Has the rules.
        pause: The owner's.
        knock: Asks for a new code.
        log_out: Ends the login.
        account: Knows who is who.
        resend: Sends texts again.
        waits: All that waits to go on later.
    """

    status: Status
    deliverer: Deliverer
    reloader: Reloader
    pause: Pause
    knock: Knock
    log_out: Callable[[], None]
    account: Account
    resend: Resend
    waits: Callable[[], Waits] = lambda: MappingProxyType({})

    def table(self) -> dict[str, Command]:
        """Them by name."""
        return {
            "status": self._status,
            "login": self._login,
            "code": self._code,
            "logout": self._logout,
            "reload": self._reload,
            "preview": self._preview,
            "rollback": self._roll_back,
            "pause": self._pause,
            "resume": self._resume,
            "cancel": self._cancel,
            "resend": self._resend,
            "stop": self._stop,
        }

    async def _status(self, request: Mapping[str, Any]) -> dict[str, Any]:
        # Who asks for health every minute does not read it, and it takes 0.1 s of 25,000 people.
        doubtful = [] if request.get("quiet") else self._doubts()
        return self.status.as_dict(
            waiting=self.deliverer.waiting,
            left_today=self.deliverer.left_today,
            throttled_s=self.deliverer.pausing_s,
            paused_since_s=self.pause.since_s,
            doubts=doubtful,
            schedules=upcoming(self.waits()),
            requests=self.account.client.ended,
        )

    def _doubts(self) -> list[str]:
        """Names in the rules that do not mean just one; unknown without a login."""
        online, rule_set = self.account.online, self.reloader.rule_set
        if online is None or not has_names(rule_set):
            return []
        people, groups = online.directory.book.bearers()
        return [str(one) for one in doubts(rule_set, people, groups)]

    async def _login(self, _: Mapping[str, Any]) -> dict[str, Any]:
        self.knock.ring()
        return {"ok": True}

    async def _code(self, _: Mapping[str, Any]) -> dict[str, Any]:
        return self.status.shown_code()

    async def _logout(self, _: Mapping[str, Any]) -> dict[str, Any]:
        self.log_out()
        return {"ok": True}

    async def _reload(self, _: Mapping[str, Any]) -> dict[str, Any]:
        return _told(await self.reloader.reload(Origin.COMMAND))

    async def _preview(self, _: Mapping[str, Any]) -> dict[str, Any]:
        preview = await self.reloader.preview()
        return {
            "differences": [
                {
                    "kind": one.kind.value,
                    "name": one.name,
                    "parts": list(one.parts),
                    "line": str(one),
                }
                for one in preview.differences
            ],
            "warnings": list(preview.warnings),
            "reason": preview.reason,
        }

    async def _roll_back(self, request: Mapping[str, Any]) -> dict[str, Any]:
        return _told(await self.reloader.roll_back(str(request.get("to", ""))))

    async def _pause(self, _: Mapping[str, Any]) -> dict[str, Any]:
        self.pause.begin()
        return {"paused_since": self.pause.since_s}

    async def _resume(self, _: Mapping[str, Any]) -> dict[str, Any]:
        since_s = self.pause.since_s
        self.pause.end()
        return {"paused_since": since_s}

    async def _cancel(self, request: Mapping[str, Any]) -> dict[str, Any]:
        end = self.deliverer.cancel(str(request.get("id", "")))
        return {"state": end.state.value, "reason": end.reason}

    async def _resend(self, request: Mapping[str, Any]) -> dict[str, Any]:
        which, twice = str(request.get("id", "")), bool(request.get("twice"))
        return {"id": (await self.resend.again(which, twice=twice)).client_msg_id}

    async def _stop(self, _: Mapping[str, Any]) -> dict[str, Any]:
        signal.raise_signal(signal.SIGTERM)  # one way to stop is enough
        return {"ok": True}


def _told(reloaded: Reloaded) -> dict[str, Any]:
    rule_set = reloaded.rule_set
    rejected = reloaded.outcome is Outcome.REJECTED  # then they are those of other rules
    return {
        "outcome": reloaded.outcome.value,
        "rules": len(rule_set.rules),
        "hash": rule_set.hash,
        "reason": reloaded.reason,
        "warnings": [str(one) for one in rule_set.warnings] if not rejected else [],
    }
