"""What happens to an account that is asked for everything: its weather, its floods, its company.

Only seeds that may be about it draw anything here; what must come of it is in `office_judge.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import trio

from responder.alerts import Alerts
from responder.cli import run
from responder.notify import Notifier

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from random import Random

    from responder.answer import Answered
    from responder.console.desk import Desk
    from responder.daemon import Watchers
    from responder.deliver import Delivered
    from responder.fetching import FetchEnd
    from responder.reload import Reloaded
    from responder.wechat.progress import Notice

FRIENDS_MAX = 12
"""More than texts may be on their way at the same time."""

BATCH = 200
"""So many messages the service gives at once: more than are decided together."""

FLOOD = 90
"""Messages of a flood."""

CODE_LIFE_S = 5
"""So short a time a code lives where nobody has the phone at hand: five die within a minute."""

FAULTS = (
    "webwxsync:ret=-1*{m}",
    "webwxsync:ret=1205*1",
    "synccheck:selector=2*{m}",
    "webwxgetcontact:status=500*{n}",
    "webwxbatchgetcontact:status=500*{m}",
    "webwxinit:status=502*{n}",
    "webwxuploadmedia:reset*{n}",
    "webwxuploadmedia:status=502*{n}",
    "webwxcheckupload:status=502*{n}",
    "webwxsendmsgimg:reset*{n}!after",
    "webwxsendmsgimg:reset*{n}",
    "webwxsendmsgimg:ret=-1*1",
    "webwxsendappmsg:status=502*{n}!after",
    "webwxgetmsgimg:reset*{n}",
    "webwxgetvoice:status=502*{m}",
    "webwxgetvoice:silence*1",
    "webwxrevokemsg:reset*{n}",
    "webwxoplog:reset*{n}!after",
    "webwxupdatechatroom:status=502*{n}!after",
    "webwxverifyuser:reset*{n}!after",
    "webwxlogout:status=502*{n}",
    "login:reset*{m}",
    "jslogin:status=502*{m}",
    "webwxnewloginpage:status=502*{n}",
    "webwxsendmsg:silence*{n}!after",
)
"""Beside those of `scenario.py`: what goes wrong with files, groups, keys and logins."""

KINDS = (
    *("bar", "expire", "throttled"),
    *("no phone", "hasty", "strangers", "slow names") * 2,
)
"""What else happens to an office."""

UNKNOWN = (
    "webwxgetcontact:status=500*2",
    "webwxbatchgetcontact:status=500*12",
    "webwxsendmsg:status=502*8",
)
"""Names are found out while the first texts to them still wait."""

SLOW_NAMES = "webwxbatchgetcontact:delay=20*25"
"""Names take so long to be found out that the rule file is edited meanwhile."""

Happening = tuple[float, str, str]
"""Virtual seconds, kind and value of an `Event`."""


def weather(rng: Random, begin_s: float, end_s: float) -> list[Happening]:
    """What else happens in an episode."""
    found: list[Happening] = []
    for _ in range(rng.choice([1, 3, 6])):
        at_s = rng.uniform(begin_s, end_s)
        match rng.choice([*["faults"] * 6, *KINDS]):
            case "faults":
                found.append((at_s, "faults", _fault(rng)))
            case "hasty":  # what is asked for is not held until there is news
                found += [(at_s, "hold_s", "0"), (at_s + 150.0, "hold_s", "25")]
            case "strangers":  # a login in which at first nobody is known
                found += [(at_s, "faults", text) for text in UNKNOWN]
                found.append((at_s, "expire", "1100"))
            case "slow names":
                found.append((at_s, "faults", SLOW_NAMES))
            case "bar":
                found.append((at_s, "expire", "1101"))
                found.append((min(at_s + rng.choice([3.0, 10.0]), end_s), "expire", "1102"))
            case "no phone":
                found += [(at_s, "phone", "off"), (at_s, "qr_life_s", str(CODE_LIFE_S))]
                found.append((at_s, "expire", "1101"))
                later_s = at_s + rng.choice([5.0, 200.0, 400.0])
                found += [(later_s, "phone", "on"), (later_s, "qr_life_s", "300")]
            case "expire":
                found += [(at_s, "faults", _fault(rng)), (at_s, "expire", "1100")]
            case _:
                found.append((at_s, "sends_per_minute", "3"))
                found.append((min(at_s + rng.choice([10.0, 60.0]), end_s), "expire", "1100"))
                found.append((at_s + 200.0, "sends_per_minute", "0"))
    return found


def _fault(rng: Random) -> str:
    return rng.choice(FAULTS).format(n=rng.choice([1, 2, 3]), m=rng.choice([5, 25]))


class Screen:
    """A page that shows nothing."""

    def notice(self, notice: Notice) -> None:
        """A step of the login."""

    def answered(self, answered: Answered) -> None:
        """A decision."""

    def delivered(self, delivered: Delivered) -> None:
        """The end of a text."""

    def reloaded(self, reloaded: Reloaded) -> None:
        """The end of a reload."""

    def fetched(self, end: FetchEnd) -> None:
        """The end of a request."""

    async def serve(
        self, desk: Desk, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED
    ) -> None:
        """Open a door, which takes a moment, and wait."""
        del desk
        await trio.lowlevel.checkpoint()
        task_status.started()
        await trio.sleep_forever()


def alerted(watchers: Watchers, folder: Path, now: Callable[[], float]) -> Watchers:
    """Watchers and alerts that reach nobody: sending takes threads, which keep no virtual time."""
    return run.alerted(watchers, Alerts((), folder, "default", now))


def manager() -> Notifier:
    """A service manager that never answers: nobody has this address."""
    return Notifier("@responder-simulated-manager", watchdog_s=30.0)
