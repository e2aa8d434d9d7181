"""Whoever runs the daemon: asks it over its control socket, hangs up, and spoils files.

It begins in the life of a daemon and ends with it.
"""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING

import trio

from responder.control import FILE as CONTROL
from tests.simulation import adapter

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

    from tests.simulation.crash import Life
    from tests.simulation.surroundings import Surroundings

COMMANDS = (
    *("status", "reload", "preview", "cancel", "resend") * 2,
    *("code", "rollback", "login", "hang up"),
)
"""A pause would be none of the simulation's business: it keeps everything unanswered."""

SESSION = "session.json"

UNSENT = ("failed", "expired", "suppressed", "cancelled", "unknown")
"""Ends after which something may be sent again."""

SPOILT_SHARE = 0.03
"""Before which share of the lives the saved login is broken."""


async def trouble(life: Life, around: Surroundings, rng: Random) -> None:
    """Ask for this and that."""
    scenario = around.history.scenario
    for _ in range(rng.choice([0, 1, 3])):
        await trio.sleep(rng.uniform(0, 12))
        word = rng.choice([*COMMANDS, *(["logout"] if scenario.events else [])])
        around.note(f"the owner: {word}")
        match word:
            case "hang up":
                if life.alive and signal.getsignal(signal.SIGHUP) is not signal.SIG_DFL:
                    signal.raise_signal(signal.SIGHUP)
            case "cancel" | "resend":
                waits = word == "cancel"
                found = [one for one in adapter.deeds(life.folder) if one.waits is waits]
                if scenario.is_office and not waits:
                    found = [one for one in found if one.state in UNSENT]
                if found:
                    one = rng.choice(found)
                    around.history.resent.add(one.msg_id)
                    await ask(life.folder, word, id=one.client_msg_id, twice=True)
            case "logout":
                await ask(life.folder, word)
                await trio.sleep(rng.uniform(0, 5))
                await ask(life.folder, "login")
            case _:
                await ask(life.folder, word)


async def ask(folder: Path, command: str, **more: object) -> None:
    """Ask a daemon something, as the command line does; it may be gone."""
    path = folder / CONTROL
    if not path.exists():
        return
    line = json.dumps({"command": command, **more}).encode()
    try:
        async with await trio.open_unix_socket(path) as stream:
            await stream.send_all(line[:9])
            await trio.sleep(0.1)
            await stream.send_all(line[9:] + b"\n")
            await stream.receive_some()
    except (OSError, trio.BrokenResourceError):
        pass


def spoil(folder: Path, rng: Random) -> None:
    """Perhaps break the saved login, as a sick disk does."""
    if rng.random() < SPOILT_SHARE and (folder / SESSION).exists():
        (folder / SESSION).write_text("{")
