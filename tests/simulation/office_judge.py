"""What must hold where an account is asked for everything: one small class per invariant."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from responder.simulator.media import MP3
from tests.simulation.office import UNKNOWN
from tests.simulation.surroundings import EPOCH_S

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.simulation.history import DeedEnd, History
    from tests.simulation.scenario import Scenario

TICK, HELLO = "tick ", "hello from "
"""How what the schedule and a login let say begins."""

SOME_TICKS_S = 300.0
"""So long a life must be to see a time of the schedule, which comes every two minutes."""

GREETED_S = 90.0
"""So long a life must be in good weather to log in and say so."""


def has_strangers(scenario: Scenario) -> bool:
    """Whether there may be a login in which at first nobody is known."""
    return {event.value for event in scenario.events}.issuperset(UNKNOWN)


class Ticks:
    """Each time of the schedule comes once, and all of it or nothing."""

    def complaints(self, history: History) -> Iterator[str]:
        """The times are counted in the same transaction in which they are to be told."""
        if not history.scenario.is_office:
            return
        told = Counter(_said_once(history, TICK))
        yield from (f"{text!r} was to be said {n} times" for text, n in told.items() if n > 1)
        numbers = sorted(int(text.removeprefix(TICK)) for text in told)
        if numbers != list(range(1, history.ticks + 1)):
            yield f"{history.ticks} times came, and these were told: {numbers}"
        yield from self._missed(history)

    @staticmethod
    def _missed(history: History) -> Iterator[str]:
        """In good weather a long life hears of some."""
        if history.scenario.events or not history.scenario.is_clock_steady:
            return
        times = [
            sent.received_at - EPOCH_S
            for sent in history.sent_otherwise
            if sent.text.startswith(TICK)
        ]
        for begun_s, cut in zip(history.begun, history.cuts, strict=True):
            is_long = cut.at_s - begun_s > SOME_TICKS_S + history.scenario.manners.settle_s
            if is_long and not any(begun_s <= at_s <= cut.at_s for at_s in times):
                yield f"no time of the schedule came in life {cut.life}"


class Greeted:
    """Rules hear of each login, once."""

    def complaints(self, history: History) -> Iterator[str]:
        """What they say of one belongs to the event that it was."""
        if not history.scenario.is_office:
            return
        greetings = [one for one in _once(history) if one.text.startswith(HELLO)]
        events = Counter(one.msg_id for one in greetings)
        yield from (f"the login {which} was told {n} times" for which, n in events.items() if n > 1)
        if len(events) > history.logins:
            yield f"{len(events)} logins were told, and there were {history.logins}"
        lives = zip(history.begun, history.cuts, strict=True)
        had_time = any(cut.at_s - begun_s > GREETED_S for begun_s, cut in lives)
        if had_time and not history.scenario.events and not events:
            yield "no login was told"


class Kept:
    """What is called kept is there, whole."""

    def complaints(self, history: History) -> Iterator[str]:
        """Every voice of the simulated service is the same."""
        for deed in history.deeds:
            if deed.deed == "keep" and deed.state == "sent" and deed.msg_id not in history.kept:
                yield f"the voice of {deed.msg_id} is called kept, and is not"
        for msg_id, data in history.kept.items():
            if data != MP3:
                yield f"of the voice of {msg_id} {len(data)} bytes are kept"


def _once(history: History) -> list[DeedEnd]:
    """What was decided, without what its owner wanted again."""
    seen: set[tuple[str, str]] = set()
    found = []
    for deed in history.deeds:
        which = deed.msg_id, deed.text
        if deed.msg_id in history.resent and which in seen:
            continue
        seen.add(which)
        found.append(deed)
    return found


def _said_once(history: History, begins: str) -> list[str]:
    return [one.text for one in _once(history) if one.text.startswith(begins)]


OFFICE = (Ticks(), Greeted(), Kept())
