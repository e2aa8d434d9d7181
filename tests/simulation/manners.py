"""What must hold under the manners that keep something back: one small class per manner.

What may and must be said follows from what was written and when; when something was decided is read
from the journal, of nothing else. In the scenarios that are about them nothing waits before it
leaves, so a text is due when it is decided.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from tests.simulation.history import Told
from tests.simulation.rulefiles import LATER_S, SAME
from tests.simulation.scenario import PASSER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.simulation.history import End, History, Said
    from tests.simulation.scenario import Line

FINE_S = 0.001
"""How exactly a time is known to the next life."""

SECOND_S = 1.0
"""The service tells whole seconds of when something was written."""

SLACK_S = 2.0
"""Ends are told a moment after they are due."""

HEARD_S = 5.0
"""So long after somebody wrote a living daemon has heard of it, besides what the network takes."""

TRIPS = 6
"""So many ways over the network that may take: a poll's answer, a fetch, a look-up or two."""

OLD_S = 12 * 3600.0
"""What is older is not answered after an outage, as docs/rules.md says."""

DAY_S = 86_400.0

BURSTS_S = 300.0
"""What was written so short a time before waits together, where a daemon comes back to it."""

NOT_SENT = {"failed", "expired", "suppressed"}
"""Ends after which a rule gets back what it had claimed."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A message that was answered.

    Args:
        at_s: When that was decided, virtual seconds.
        said: The message.
        ends: Of its texts.
    """

    at_s: float
    said: Said
    ends: tuple[End, ...]


def decided(history: History) -> list[Decided]:
    """What was answered, in the order of deciding."""
    by_id = {said.msg_id: said for said in history.said}
    ends: dict[str, list[End]] = defaultdict(list)
    for end in history.ends:
        ends[end.msg_id].append(end)
    return [
        Decided(found[0].not_before_s, by_id[msg_id], tuple(found))
        for msg_id, found in ends.items()
        if msg_id in by_id
    ]


def was_missed(history: History, at_s: float) -> bool:
    """Whether nobody heard of what was said, and lived to act on it, until the talk was over."""
    ends_s = {cut.life: cut.at_s for cut in history.cuts}
    takes_s = HEARD_S + TRIPS * history.scenario.lag_s
    return not any(
        at_s <= heard_s <= at_s + OLD_S - SLACK_S
        and heard_s + takes_s <= ends_s.get(life, float("inf"))
        for life, heard_s in history.heard
    )


def excused(history: History, line: Line) -> bool:
    """Whether the manners of the account may let a line lead to nothing."""
    manners = history.scenario.manners
    if manners.max_age_s is not None:
        return not _is_heard_at_once(history, line)
    if manners.loop is not None:
        before = [one for one in _lines(history) if one.talk == line.talk and one.replies]
        return len(before) > manners.loop[0]
    if manners.collect_s:
        near = [one for one in _lines(history) if abs(one.at_s - line.at_s) < BURSTS_S]
        return any(one.talk == line.talk and one.token != line.token for one in near)
    if line.text.startswith("yes "):
        return not _is_asked(history, line)
    return False


def _is_asked(history: History, line: Line) -> bool:
    """Whether the question that a line answers was asked."""
    before = [one for one in _lines(history) if one.talk == line.talk and one.at_s <= line.at_s]
    asked = before[before.index(line) - 1]
    return any(end.text in asked.answers() for end in history.ends)


def _lines(history: History) -> list[Line]:
    return [said.line for said in history.said]


def _is_heard_at_once(history: History, line: Line) -> bool:
    """Whether a life in good weather was there when a line was written, and lived on."""
    begun = [at_s for at_s in history.begun if at_s <= line.at_s - SLACK_S]
    ends = [cut.at_s for cut in history.cuts if begun and begun[-1] <= cut.at_s]
    lives = bool(begun) and not any(at_s <= line.at_s + 60.0 for at_s in ends)
    is_calm = 0 < history.final_from_s <= line.at_s or not history.scenario.events
    return lives and is_calm and history.scenario.is_clock_steady


class MaxAge:
    """What is old is not answered; of an outage nothing, or the newest of each chat."""

    def complaints(self, history: History) -> Iterator[str]:
        """Old counts from when it was written to when it is decided."""
        manners = history.scenario.manners
        if manners.max_age_s is None or not history.scenario.is_clock_steady:
            return
        for one in decided(history):
            age_s = one.at_s - one.said.line.at_s
            if age_s <= manners.max_age_s + SECOND_S:
                continue
            old = f"{one.said.line.text!r} was answered {age_s:.0f} s after it was written"
            if manners.catch_up == "none":
                yield old
            elif later := self._later(history, one, one.at_s - manners.max_age_s - SECOND_S):
                yield f"{old}, and {later.line.text!r} after it"

    @staticmethod
    def _later(history: History, one: Decided, until_s: float) -> Said | None:
        """A later message of the chat that waited as long for the same login."""
        line = one.said.line
        for other in history.said:
            is_later = line.at_s < other.line.at_s < until_s and other.line.author != "me"
            if is_later and other.line.chat == line.chat and other.sid == one.said.sid:
                return other
        return None


class Loop:
    """After so many answers in so short a time a talk is mute for a while."""

    def complaints(self, history: History) -> Iterator[str]:
        """Answers that failed count for nothing: what they claimed was given back."""
        loop = history.scenario.manners.loop
        if loop is None or not history.scenario.is_clock_steady:
            return
        replies, within_s, mute_s = loop
        talks: dict[tuple[str, str], list[Decided]] = defaultdict(list)
        for one in decided(history):
            # Whoever is no member when the group is looked up is somebody else in another login.
            known = one.said.line.author != PASSER
            if known and not any(end.state in NOT_SENT for end in one.ends):
                talks[one.said.line.talk].append(one)
        for talk, answers in talks.items():
            for first, full, over in zip(
                answers, answers[replies - 1 :], answers[replies:], strict=False
            ):
                is_full = full.at_s - first.at_s < within_s - FINE_S
                if is_full and over.at_s < full.at_s + mute_s - FINE_S:
                    yield f"{over.said.line.text!r} was answered in the mute talk {talk}"


class PerDay:
    """No more than so many texts leave in 24 hours, and none is kept back before that."""

    def complaints(self, history: History) -> Iterator[str]:
        """Every request that left counts, for any may have been delivered."""
        per_day = history.scenario.manners.per_day
        if per_day is None or not history.scenario.is_clock_steady:
            return
        times = [attempt.at_s for attempt in history.left()]
        for first, over in zip(times, times[per_day:], strict=False):
            if over - first < DAY_S - FINE_S:
                yield f"{per_day + 1} texts left within {over - first:.0f} s"
        for end in history.ends:
            if end.reason.startswith("per_day") and end.client_msg_id in history.told_ends:
                at_s = history.told_ends[end.client_msg_id]
                left = bisect_left(times, at_s + FINE_S) - bisect_left(times, at_s - DAY_S)
                # One that was written down as leaving, and then cut off, counts as well.
                if left + len(history.cuts) < per_day:
                    yield f"{end.text!r} was kept back at {at_s:.0f} after {left} texts"


class Collect:
    """A burst is answered once, after its end."""

    def complaints(self, history: History) -> Iterator[str]:
        """The first of a burst says when it can end; two so near to each other are one."""
        collect_s = history.scenario.manners.collect_s
        if not collect_s or not history.scenario.is_clock_steady:
            return
        times: dict[tuple[str, str], list[float]] = defaultdict(list)
        for line in _lines(history):
            times[line.talk].append(line.at_s)
        for one in decided(history):
            line = one.said.line
            # A burst that goes on for long is answered in its middle.
            is_long = any(0 < line.at_s - at_s < 20 * collect_s for at_s in times[line.talk])
            if not is_long and one.at_s < line.at_s + collect_s - FINE_S:
                yield f"{line.text!r} was answered {one.at_s - line.at_s:.3f} s after it was said"
        yield from self._parted(history, collect_s)

    @staticmethod
    def _parted(history: History, collect_s: float) -> Iterator[str]:
        """In good weather what follows at once is heard in time, if the same life hears both."""
        if history.scenario.events:
            return
        near_s = collect_s - SLACK_S - history.scenario.lag_s
        talks: dict[tuple[str, str], list[Decided]] = defaultdict(list)
        for one in decided(history):
            talks[one.said.line.talk].append(one)
        for answers in talks.values():
            for one, other in pairwise(answers):
                gap_s = other.said.line.at_s - one.said.line.at_s
                from_s, to_s = one.said.line.at_s - 60.0, other.at_s + 1.0
                lives = any(from_s <= at_s <= to_s for at_s in history.begun)
                first = [a for a in answers if 0 <= from_s + 60.0 - a.said.line.at_s < 60.0]
                if 0 <= gap_s < near_s and not lives and len(first) == 1:
                    yield f"{one.said.line.text!r} and {other.said.line.text!r} are one burst"


class SameText:
    """A text is not said again in a chat within so long, and is said at first."""

    def complaints(self, history: History) -> Iterator[str]:
        """What was not sent was not said."""
        same_s = history.scenario.manners.same_text_s
        if not same_s or not history.scenario.is_clock_steady:
            return
        asked = [said for said in history.said if said.line.text.startswith("same ")]
        chats: dict[str, list[Decided]] = defaultdict(list)
        for one in decided(history):
            if any(end.text == SAME for end in one.ends):
                chats[one.said.line.chat.name].append(one)
        for chat, found in chats.items():
            kept = [one for one in found if not any(end.state in NOT_SENT for end in one.ends)]
            for one, other in pairwise(kept):
                if other.at_s - one.at_s < same_s - FINE_S:
                    yield f"{SAME!r} was said twice in {chat} within {other.at_s - one.at_s:.1f} s"
        for said in asked:
            kept_for_us = bool(said.sid) and said.sid not in history.ended_logins
            if kept_for_us and said.line.chat.name not in chats:
                yield f"{said.line.text!r} was not answered, nor any like it"


class MaxWait:
    """What could not leave in time does not leave, and nothing is given up before that."""

    def complaints(self, history: History) -> Iterator[str]:
        """The first attempt has to be in time; `TruthfulEnds` looks at what was given up.

        One that was written down as leaving, and then cut off, counts: it may have left.
        """
        wait_s = history.scenario.manners.max_wait_s
        if not history.scenario.is_clock_steady:
            return
        ends = {end.client_msg_id: end for end in history.ends}
        seen: set[str] = set()
        for attempt in history.attempts:
            which = attempt.client_msg_id
            if which in seen or which not in ends:
                continue
            if attempt.told is not Told.UNSENT:
                seen.add(which)
            begun_s, due_s = ends[which].attempted_s, ends[which].not_before_s
            late_s = attempt.at_s - due_s if begun_s is None else min(attempt.at_s, begun_s) - due_s
            if late_s > wait_s + SLACK_S:
                yield f"{attempt.text!r} left {late_s:.0f} s after it was due"


class Waits:
    """What waits comes when its time has come, not before."""

    def complaints(self, history: History) -> Iterator[str]:
        """That it comes at all is what `NothingLost` looks at."""
        if not history.scenario.is_clock_steady:
            return
        decided_s = {end.text: end.not_before_s for end in history.ends}
        for line in _lines(history):
            wait_s = LATER_S.get(line.text.partition(" ")[0])
            times = [decided_s[text] for text in line.answers() if text in decided_s]
            if wait_s is not None and len(times) == 2 and times[1] < times[0] + wait_s - FINE_S:
                yield f"{line.text!r} was answered again after {times[1] - times[0]:.3f} s"


STRICT_MANNERS = (Waits(), MaxAge(), Loop(), PerDay(), Collect(), SameText(), MaxWait())
