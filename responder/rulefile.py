"""The rule file of an account: loaded from the disk, loaded as it was kept, and watched.

Watching is looking. The files are looked at twice a second, which takes some ten microseconds and
sees whatever an editor, a sync program or a cluster does to them, on network shares too; what tells
of changes instead sees less, and wakes more often (watchfiles: twenty times a second).
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import trio

from responder import heap
from responder.disk import NOTHING_YET, Look, Reading
from responder.rules.load import draft
from responder.rules.reading.faults import RuleFaults

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from responder.rules.load import Draft
    from responder.rules.reading.faults import Fault
    from responder.rules.ruleset import RuleSet
    from responder.shelf import Shelf

LOOK_EVERY_S = 0.5
"""How often the files are looked at."""

LOOKING_SHARE_MAX = 0.01
"""Of the time; who includes a whole tree of folders is looked at less often …"""

LOOK_EVERY_S_MAX = 30.0
"""… but so often at least: one look that hung, on a network share that was away, must not keep an
edit waiting for minutes after it."""

CALM_S = 0.15
"""For so long nothing must have changed: an editor or a copy may not have finished writing."""

CALM_S_MAX = 5.0
"""What never rests is read after so long all the same."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A rule set with what it was read from.

    Args:
        draft: Compiled, and to be reviewed or let go by whoever has it, in a thread.
        shelf: The files.
    """

    draft: Draft
    shelf: Shelf = field(repr=False)

    @property
    def rule_set(self) -> RuleSet:
        """What may be put to use; it has its warnings once it is reviewed."""
        return self.draft.rule_set

    def reviewed(self, today: date | None = None) -> RuleSet:
        """The same with its warnings, see `Draft.reviewed`."""
        with heap.resting():
            return self.draft.reviewed(today)


def load_kept(path: str, shelf: Shelf) -> Loaded:
    """Compile rules from files that were kept; blocks for as long as that takes.

    Args:
        path: Of the main file among them.
        shelf: The files.

    Raises:
        RuleFileError: This version finds faults in them.
        EnvironmentFault: They are not all there.
    """
    with heap.resting():
        return Loaded(draft(path, shelf), shelf)


def missing_secrets(rule_set: RuleSet, has_secret: Callable[[str], bool]) -> list[Fault]:
    """What is wrong where rules send secrets that there are not."""
    known = {name: has_secret(name) for name, _ in rule_set.secrets}
    return [fault for name, fault in rule_set.secrets if not known[name]]


class RuleFile:
    """One rule file on the disk.

    Args:
        path: Of the main file, as messages show it.
        has_secret: Whether there is a secret of some name: rules that send others are refused.
    """

    def __init__(self, path: Path, has_secret: Callable[[str], bool] = lambda _: True) -> None:
        self._has_secret = has_secret
        self.path = str(path)
        self._look = NOTHING_YET
        self._ahead: Loaded | None = None

    def load_ahead(self) -> None:
        """Read and compile it now; the next `load` gives just that.

        Raises:
            RuleFileError: A file has faults.
            EnvironmentFault: A file can not be read.
        """
        self._ahead = self.load()

    def load(self) -> Loaded:
        """Read and compile it; blocks for as long as that takes.

        Raises:
            RuleFileError: A file has faults.
            EnvironmentFault: A file can not be read.
        """
        ahead, self._ahead = self._ahead, None
        if ahead is not None:
            return ahead
        reading = Reading()
        try:
            return self._loaded(reading)
        finally:
            self._look = reading.look

    def peek(self) -> Loaded:
        """The same for a look at it: what has changed is still seen by `changed`.

        Raises:
            RuleFileError: A file has faults.
            EnvironmentFault: A file can not be read.
        """
        return self._loaded(Reading())

    def load_kept(self, path: str, shelf: Shelf) -> Loaded:
        """See the function of this name."""
        return load_kept(path, shelf)

    async def changed(self) -> None:
        """Wait until the files are others than at the last `load`, and rest."""
        looked = await self._another_look()
        with trio.move_on_after(CALM_S_MAX):
            before = None
            while looked != before:
                before = looked
                await trio.sleep(CALM_S)
                looked, _ = await _looked_again(before)

    async def _another_look(self) -> Look:
        """Look until something is not what it was at the last `load`."""
        pause_s = LOOK_EVERY_S
        while True:
            await trio.sleep(pause_s)
            last = self._look
            looked, took_s = await _looked_again(last)
            if looked != last is self._look:
                return looked
            wanted_s = took_s / LOOKING_SHARE_MAX
            pause_s = min(max(LOOK_EVERY_S, wanted_s), LOOK_EVERY_S_MAX)

    def _loaded(self, reading: Reading) -> Loaded:
        with heap.resting():
            made = draft(self.path, reading)
        if missing := missing_secrets(made.rule_set, self._has_secret):
            raise RuleFaults(missing)
        return Loaded(made, reading.shelf)


async def _looked_again(look: Look) -> tuple[Look, float]:
    """Another look, and how long it took by itself: its thread may wait far longer for its turn."""

    def timed() -> tuple[Look, float]:
        begun_s = time.perf_counter()
        return look.again(), time.perf_counter() - begun_s

    # In a thread: a network share may keep it waiting.
    return await trio.to_thread.run_sync(timed, abandon_on_cancel=True)
