"""What must hold of lookups and errands: one small class per invariant, as in `judge.py`."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from tests.simulation.manners import FINE_S, TRIPS, decided, was_missed
from tests.simulation.rulefiles import ERRANDS, FETCHING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.simulation.history import History
    from tests.simulation.scenario import Line

FILES = ("image", "file")
"""What is sent with bytes of its own."""

LEADS_TO = {"picture": "image", "show": "image", "big": "file", "keep": "keep"}
"""What comes of which errand, once for each message."""

SOON_S = 8.0
"""So long after somebody wrote an answer is decided and a lookup begun, besides what the network
takes; the shop may think for longer."""

ALONE_S = 120.0
"""Lookups of one talk that are so far apart do not wait for each other."""


class Lookups:
    """What is looked up is asked for under one key, and not again once it is known."""

    def complaints(self, history: History) -> Iterator[str]:
        """The shop has seen it all."""
        if history.scenario.manners is not FETCHING:
            return
        keys: dict[str, set[str]] = defaultdict(set)
        times: dict[str, list[float]] = defaultdict(list)
        for asked in history.asked:
            keys[asked.token].add(asked.key)
            times[asked.token].append(asked.at_s)
        for token, found in keys.items():
            if len(found) > 1:
                yield f"{token!r} was looked up under {len(found)} keys"
        if len({key for found in keys.values() for key in found}) < len(keys):
            yield "two lookups have one key"
        decided_s = {end.text: end.not_before_s for end in history.ends}
        for said in history.said:
            second_s = decided_s.get(said.line.any_answers()[1])
            if not said.line.text.startswith("look ") or second_s is None:
                continue
            asked_s = times[said.line.token]
            if not asked_s:
                yield f"{said.line.text!r} was answered, and nothing looked up"
            elif history.scenario.is_clock_steady and asked_s[-1] > second_s + FINE_S:
                yield f"{said.line.text!r} was looked up again after it was answered"


class NobodyWaits:
    """Nobody waits for what another one looks up."""

    def complaints(self, history: History) -> Iterator[str]:
        """In good weather, while one life goes on."""
        scenario = history.scenario
        if scenario.manners is not FETCHING or scenario.events:
            return
        soon_s = SOON_S + TRIPS * scenario.lag_s
        decided_s = {one.said.line.token: one.at_s for one in decided(history)}
        asked_s: dict[str, float] = {}
        for asked in history.asked:
            asked_s.setdefault(asked.token, asked.at_s)
        known_s = {end.text: end.not_before_s for end in history.ends}
        looks = {
            one.line: known_s.get(one.line.any_answers()[1], float("inf"))
            for one in history.said
            if one.line.text.startswith("look ")
        }
        for said in history.said:
            line = said.line
            if not line.replies or not _is_one_life(history, line, soon_s):
                continue
            if decided_s.get(line.token, float("inf")) > line.at_s + soon_s:
                yield f"{line.text!r} was not answered within {soon_s:.0f} s"
            if not line.text.startswith("look ") or _is_near(line, looks):
                continue
            if asked_s.get(line.token, float("inf")) > line.at_s + soon_s:
                yield f"{line.text!r} was not looked up within {soon_s:.0f} s"


def _is_near(line: Line, looks: dict[Line, float]) -> bool:
    """Whether the same person asked for something else a short time before, or still waits for it.

    Args:
        line: What is looked up.
        looks: All that is, and when it was known.
    """
    return any(
        one.talk == line.talk
        and one.token != line.token
        and one.at_s <= line.at_s
        and (line.at_s - one.at_s < ALONE_S or known_s > line.at_s)
        for one, known_s in looks.items()
    )


def _is_one_life(history: History, line: Line, soon_s: float) -> bool:
    """Whether one life was there a while before a line, and goes on until it must be answered."""
    begun = [at_s for at_s in history.begun if at_s <= line.at_s]
    ends = [cut.at_s for cut in history.cuts if begun and begun[-1] <= cut.at_s]
    lives_on = min(ends, default=0.0) > line.at_s + soon_s
    return bool(begun) and begun[-1] < line.at_s - soon_s and lives_on


class Errands:
    """What else is asked for is done at most once, and ends."""

    def complaints(self, history: History) -> Iterator[str]:
        """Files can be counted where they arrive; of all else the journal tells the end."""
        if not (history.scenario.manners is ERRANDS or history.scenario.is_office):
            return
        for deed in history.deeds:
            if deed.waits:
                yield f"{deed.deed} {deed.client_msg_id} is still {deed.state}"
        arrived = Counter(sent.client_msg_id for sent in history.sent_otherwise)
        yield from (f"{which} was delivered {n} times" for which, n in arrived.items() if n > 1)
        for deed in history.deeds:
            if deed.deed in FILES and deed.state == "sent" and deed.client_msg_id not in arrived:
                yield f"the {deed.deed} {deed.client_msg_id} is called sent and never arrived"
        for kind in FILES:
            came = sum(sent.type == kind for sent in history.sent_otherwise)
            meant = sum(deed.deed == kind for deed in history.deeds)
            if came > meant:
                yield f"{came} messages of type {kind} arrived, and {meant} were to be sent"
        yield from self._led_astray(history)

    @staticmethod
    def _led_astray(history: History) -> Iterator[str]:
        """What errands did not lead to as often as they had to."""
        begun = Counter((deed.deed, deed.msg_id) for deed in history.deeds)
        for errand in history.run_errands:
            if errand.kind not in LEADS_TO:
                continue
            count = begun[LEADS_TO[errand.kind], errand.msg_id]
            kept = bool(errand.sid) and errand.sid not in history.ended_logins
            kept &= not was_missed(history, errand.at_s)
            if (count > 1 and errand.msg_id not in history.resent) or (kept and not count):
                yield f"{errand.kind} {errand.msg_id} led to {count} {LEADS_TO[errand.kind]}"


DEEDS = (Lookups(), NobodyWaits(), Errands())
