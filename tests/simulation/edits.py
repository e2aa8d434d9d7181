"""The rule file of a simulated account: edited while its daemon lives and while it does not.

Every edit leaves what is answered as it is, or is broken: so all that is asked of the daemon holds
whatever it has read.
"""

from __future__ import annotations

from functools import cache
from random import Random
from typing import TYPE_CHECKING, TypeVar

import trio

from responder.rulefile import Loaded
from responder.rules.load import Draft, load
from responder.shelf import Shelf
from tests.simulation import rare
from tests.simulation.office import SLOW_NAMES
from tests.simulation.rulefiles import RULES
from tests.simulation.scenario import Event

if TYPE_CHECKING:
    from collections.abc import Callable

    from responder.rules.ruleset import RuleSet
    from tests.simulation.scenario import Scenario

PATH = "rules.yaml"
BROKEN = "rules: [{nam: a}]"
KINDS = ("same", "comment", "comment", "rule", "rule", "broken", "broken")
OFFICE_KINDS = (*KINDS, "failing", "failing")

T = TypeVar("T")


def edits_of(scenario: Scenario) -> tuple[Event, ...]:
    """When somebody saves the file, and what: drawn apart, so that all else stays as it was."""
    rng = Random(f"{scenario.seed} edits")
    found = []
    for number, episode in enumerate(scenario.episodes if scenario.seed < rare.FROM else ()):
        for _ in range(rng.choice([1, 2, 4] if scenario.is_office else [0, 0, 1, 2])):
            at_s = rng.uniform(episode.begin_s - 30.0, episode.end_s)
            kind = rng.choice(OFFICE_KINDS if scenario.is_office else KINDS)
            found.append(Event(at_s, kind, str(number)))
    slow_s = [event.at_s for event in scenario.events if event.value == SLOW_NAMES]
    for number, at_s in enumerate(slow_s, len(scenario.episodes)):
        found += [
            Event(at_s + rng.uniform(0.0, 60.0), rng.choice(("comment", "rule")), f"{number}{n}")
            for n in range(3)
        ]
    return tuple(sorted(found, key=lambda event: event.at_s))


class Edited:
    """A rule file that outlives the daemon.

    Args:
        scenario: Whose.
    """

    path = PATH

    def __init__(self, scenario: Scenario) -> None:
        self._whole = f"{scenario.manners.text}\n{RULES}{scenario.manners.rules}"
        self._text = self._read = self._whole
        self._saved = trio.lowlevel.ParkingLot()
        self._ran = False

    def save(self, kind: str, number: str) -> None:
        """Somebody edits it; not into a broken one before it ever ran, which ends the daemon."""
        if kind == "broken" and not self._ran:
            return
        self._text = {
            "same": self._whole,
            "comment": f"{self._whole}# {number}\n",
            "rule": f"{self._whole}  - {{name: more {number}, when: more {number}, reply: more}}\n",
            "broken": BROKEN,
            # A daemon that has this when it begins answers the same.
            "failing": self._whole.replace("{reply: q1 rt1-1}", "nothing"),
        }[kind]
        self._saved.unpark_all()

    def load(self) -> Loaded:
        """Read it."""
        self._read = self._text
        return self.load_kept(PATH, Shelf({PATH: self._text.encode()}))

    peek = load

    def load_kept(self, path: str, shelf: Shelf) -> Loaded:
        """Compile what was kept."""
        return Loaded(Draft(_compiled(shelf.contents[path])), shelf)

    async def changed(self) -> None:
        """Wait until it is not what was read; whoever waits has put some to use."""
        self._ran = True
        while self._text == self._read:
            await self._saved.park()


async def aside(work: Callable[[], T]) -> T:
    """In place of a thread, which keeps no virtual time: between two steps of the loop."""
    await trio.lowlevel.checkpoint()
    return work()


@cache
def _compiled(text: bytes) -> RuleSet:
    return load(PATH, Shelf({PATH: text}))
