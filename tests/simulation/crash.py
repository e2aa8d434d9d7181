"""Cutting a life of the daemon off: at an await, around a commit, around a replaced file.

A life that is cut off can touch nothing any more: its folder has been copied at that instant, and
its way to the service is closed. What Python still unwinds happens in a folder nobody reads again.
"""

from __future__ import annotations

import shutil
import sys
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import trio
from sqlalchemy.engine.default import DefaultDialect

from tests.simulation.sites import Sites

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

LEFT_BEHIND = ("lock", "control.sock")
"""Files that mean nothing to the next life; SQLite's shared memory is made anew as well."""

SITES = Sites()

SPINNING = "spinning"
SPINS_MAX = 50_000
"""Steps at one instant after which a life is taken to run in a circle; a burst takes a thousand."""


@dataclass(slots=True)
class Trigger:
    """When a life is cut off.

    Args:
        kind: `await`, `write`, or `` for any of both.
        place: Only at this place; `` for anywhere.
        left: How many arrivals there are let pass; None never cuts.
        armed: Whether arrivals count yet; otherwise they do from the next line on that is written.
    """

    kind: str = ""
    place: str = ""
    left: int | None = None
    armed: bool = True

    def due(self) -> bool:
        """Count an arrival."""
        assert self.left is not None
        self.left -= 1
        return self.left < 0


@dataclass(slots=True)
class Life:
    """One process of the daemon, as far as a crash is concerned.

    Args:
        number: From 1.
        folder: Its state directory.
        heir: Where its files go if it is cut off.
        trigger: When that happens.
        cut: Called once when it has happened, with the places where it waited.
    """

    number: int
    folder: Path
    heir: Path
    trigger: Trigger
    cut: Callable[[Sequence[str]], None]
    alive: bool = True
    instant_s: float = -1.0
    spins: int = 0
    on_death: list[Callable[[], None]] = field(default_factory=list)

    def stepped(self, task: trio.lowlevel.Task) -> None:
        """A task of it has just stopped at an await."""
        now_s = trio.current_time()
        self.spins = self.spins + 1 if now_s == self.instant_s else 0
        self.instant_s = now_s
        if self.spins > SPINS_MAX:
            self.die([SPINNING])
        trigger = self.trigger
        if trigger.left is None or trigger.kind == "write" or not trigger.armed:
            return
        if trigger.place and trigger.place not in SITES.of_coroutine(task.coro):
            return
        if trigger.due() and (places := SITES.of_coroutine(task.coro)):
            self.die(places)

    def wrote(self, side: str) -> None:
        """A commit or a replacement is about to happen, or has just happened."""
        trigger = self.trigger
        if trigger.left is None or trigger.kind == "await" or not trigger.armed:
            return
        place = f"{side} {SITES.of_caller(sys._getframe(2))}"
        if trigger.place in {"", place} and trigger.due():
            self.die([place])

    def die(self, places: Sequence[str]) -> None:
        """The process is gone; only its files are left, as they are at this instant."""
        if not self.alive:
            return
        self.alive = False
        self.heir.mkdir()
        for path in sorted(self.folder.iterdir()):
            if path.is_dir():
                shutil.copytree(path, self.heir / path.name)
            elif path.name not in LEFT_BEHIND and not path.name.endswith("-shm"):
                shutil.copyfile(path, self.heir / path.name)
        self.cut(places)
        for call in self.on_death:
            call()


LIFE: ContextVar[Life | None] = ContextVar("LIFE", default=None)
"""Whose code is running."""


class Steps(trio.abc.Instrument):
    """Tells a life of each await at which one of its tasks stops."""

    def after_task_step(self, task: trio.lowlevel.Task) -> None:
        """Called by Trio."""
        life = task.context.get(LIFE)
        if life is not None and life.alive:
            life.stepped(task)


@contextmanager
def watched_writes() -> Iterator[None]:
    """Tell the running life of each commit and each replaced file while the block runs."""
    commit: Any = DefaultDialect.do_commit
    replace: Any = Path.replace

    def told_commit(self: DefaultDialect, connection: Any) -> None:  # noqa: ANN401 - a DBAPI one
        _tell("before")
        commit(self, connection)
        _tell("after")

    def told_replace(self: Path, target: Path) -> Path:
        _tell("before")
        replaced: Path = replace(self, target)
        _tell("after")
        return replaced

    DefaultDialect.do_commit = told_commit  # type: ignore[method-assign]
    Path.replace = told_replace  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        DefaultDialect.do_commit = commit  # type: ignore[method-assign]
        Path.replace = replace  # type: ignore[method-assign]


def _tell(side: str) -> None:
    life = LIFE.get()
    if life is not None and life.alive:
        life.wrote(side)
