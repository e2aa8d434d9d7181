"""What a service manager is told: systemd's notification protocol, over a datagram socket.

systemd names the socket in `NOTIFY_SOCKET`; where it is not named, nobody listens and nothing is
sent. Whatever goes wrong is nobody's trouble but the manager's: nothing here raises. It knows the
words of the protocol; it must not know what a login or a rule is.

Source: the manual pages sd_notify(3), sd_watchdog_enabled(3) and systemd.service(5).
"""

from __future__ import annotations

import os
import socket
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

import structlog
import trio

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SENTENCE_EVERY_S = 5.0
"""How old a sentence may be. A person reads it, and it changes some times a day: looking costs
microseconds, and whoever changes something need not know that anybody looks."""

SENTENCE_CHARS_MAX = 200
"""One line of `systemctl status`."""

SEND_S_MAX = 0.1
"""A manager that is behind gets so much time to read, and the loop is held no longer."""

US_IN_S = 1_000_000

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Notifier:
    """The way to the service manager.

    Args:
        address: Of its socket: a path, or `@` and a name of Linux's abstract namespace; `""` if
            there is no manager.
        watchdog_s: It ends the process after so many seconds without a sign of life; None if it
            does not watch.
    """

    address: str = ""
    watchdog_s: float | None = None

    @classmethod
    def of(cls, environ: Mapping[str, str], pid: int) -> Notifier:
        """What the environment says of the manager.

        Args:
            environ: `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID` count.
            pid: Our own; a watchdog that was meant for another process is left to it.
        """
        address = environ.get("NOTIFY_SOCKET", "")
        if not address.startswith(("/", "@")):
            return cls()  # unset, or of a kind (vsock) that only whole machines use
        return cls(address, _watchdog_s(environ, pid))

    @classmethod
    def of_process(cls) -> Notifier:
        """The manager of this process."""
        return cls.of(os.environ, os.getpid())

    def ready(self) -> None:
        """We run, or run again after a reload, whether or not it brought new rules."""
        self._send("READY=1")

    def reloading(self) -> None:
        """A reload begins; `ready` must follow, also if it fails."""
        # The time tells a manager of Type=notify-reload that this answers its signal.
        self._send(f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def stopping(self) -> None:
        """The end has begun."""
        self._send("STOPPING=1")

    def alive(self) -> None:
        """A sign of life for the watchdog."""
        self._send("WATCHDOG=1")

    def sentence(self, text: str) -> None:
        """What we are doing, for people.

        Args:
            text: Made one line, and cut where it is long.
        """
        self._send(f"STATUS={' '.join(text.split())[:SENTENCE_CHARS_MAX]}")

    def _send(self, words: str) -> None:
        if not self.address:
            return
        address = "\0" + self.address[1:] if self.address[0] == "@" else self.address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sending:
                sending.settimeout(SEND_S_MAX)
                sending.sendto(words.encode("utf-8", "replace"), address)
        except (OSError, ValueError) as error:
            log.debug("the service manager was not told", reason=str(error))


async def keep_informed(notifier: Notifier, sentence: Callable[[], str]) -> None:
    """Say that we run, what we are doing and that the loop turns, until cancelled; then the end.

    Start it when everything else is started: it says READY. The signs of life come from a task
    like any other, so they cease when the loop hangs, and come at twice the pace that is asked for.

    Args:
        notifier: To the manager; without one it does nothing.
        sentence: What we are doing now.
    """
    if not notifier.address:
        await trio.sleep_forever()
    notifier.ready()
    try:
        async with trio.open_nursery() as nursery:
            nursery.start_soon(_say, notifier, sentence)
            nursery.start_soon(_live, notifier)
            await trio.sleep_forever()
    finally:
        notifier.stopping()


async def _say(notifier: Notifier, sentence: Callable[[], str]) -> NoReturn:
    """Say what we are doing whenever it is something else."""
    told = ""
    while True:
        if (now := sentence()) != told:
            told = now
            notifier.sentence(told)
        await trio.sleep(SENTENCE_EVERY_S)


async def _live(notifier: Notifier) -> None:
    """Give signs of life, if anybody waits for them."""
    while notifier.watchdog_s is not None:
        notifier.alive()
        await trio.sleep(notifier.watchdog_s / 2)


def _watchdog_s(environ: Mapping[str, str], pid: int) -> float | None:
    """After how many seconds the manager ends us; None for never, and for what is no number."""
    if environ.get("WATCHDOG_PID", str(pid)) != str(pid):
        return None
    try:
        usec = int(environ.get("WATCHDOG_USEC", ""))
    except ValueError:
        return None
    return usec / US_IN_S if usec > 0 else None
