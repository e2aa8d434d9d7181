"""What must hold after any run, whatever went wrong in it: one small class per invariant.

The judge reads the records of the service and of the network, and how the journal says each text
ended. What a line must lead to it knows from the scenario alone; of how the daemon works it knows
nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from responder.simulator.violations import Level
from tests.simulation.adapter import FINAL
from tests.simulation.crash import SPINNING
from tests.simulation.deeds import DEEDS
from tests.simulation.history import Told
from tests.simulation.manners import HEARD_S, STRICT_MANNERS, TRIPS, excused, was_missed
from tests.simulation.office_judge import OFFICE, has_strangers
from tests.simulation.rulefiles import LATER_S, SAME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.simulation.history import Attempt, End, History

DOUBT_S = 600.0
"""How long a text may be repeated after its answer was lost, as the architecture document says."""

FINE_S = 0.001
"""How exactly a time is known to the next life."""

SLACK_S = 2.0
"""Ends are told a moment after they are due."""

MANY = 5
"""Complaints of one kind that are worth reading."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something that must not be.

    Args:
        invariant: Which one is violated.
        what: A sentence.
    """

    invariant: str
    what: str

    def __str__(self) -> str:
        return f"{self.invariant}: {self.what}"


class Invariant(Protocol):
    """Something that must hold. Its name is that of its class."""

    def complaints(self, history: History) -> Iterator[str]:
        """A sentence for each place where it does not."""
        ...


class NeverTwice:
    """No text reaches anybody twice."""

    def complaints(self, history: History) -> Iterator[str]:
        """Texts are unique, so any that was accepted again was sent again."""
        for text, count in Counter(sent.text for sent in history.sent).items():
            if count > 1 and text != SAME:
                yield f"{text!r} was delivered {count} times"


class NothingUnasked:
    """Only what a line asks for is said, and only where it was asked."""

    def complaints(self, history: History) -> Iterator[str]:
        """Every text belongs to a line, and goes to the chat of that line.

        In a burst who mentions the account once means all that they write.
        """
        manners = history.scenario.manners
        expected = history.lines()
        if manners.collect_s:
            expected = {text: said for said in history.said for text in said.line.any_answers()}
        for sent in history.sent:
            said = expected.get(sent.text)
            if sent.text == SAME and manners.same_text_s:
                continue
            if said is None:
                yield f"{sent.text!r} was sent to {sent.to}, and nobody asked for it"
            elif said.line.chat.name != sent.to:
                yield f"{sent.text!r} was asked for in {said.line.chat.name}, and sent to {sent.to}"


class NothingLost:
    """Every line that the service kept for the daemon has led to all of its answers."""

    def complaints(self, history: History) -> Iterator[str]:
        """Each is in the journal once; of a line whose login ended all are, or none.

        Where the owner writes, or another manner keeps it back, a line may have led to nothing.
        """
        texts = Counter(end.text for end in history.ends)
        for said in history.said:
            may_be_silent = (
                history.owner_near(said.line)
                or excused(history, said.line)
                or was_missed(history, said.line.at_s)
            )
            if may_be_silent and not any(map(texts.get, said.line.answers())):
                continue
            answers = said.line.answers()
            found = [texts[text] for text in answers]
            kept = bool(said.sid) and said.sid not in history.ended_logins
            if any(count > 1 for count in found):
                yield f"{said.line.text!r} was decided more than once: {found}"
            elif 0 in found and (kept or any(found)):
                yield f"{said.line.text!r} (message {said.msg_id}) led to {found} of {answers}"


class CountedOnce:
    """What a rule stores is stored with its answers: both or neither, and once."""

    def complaints(self, history: History) -> Iterator[str]:
        """Each message that led to an answer was counted, and no other."""
        answered = len({end.msg_id for end in history.ends if end.text != SAME})
        if history.counted != answered:
            yield f"{history.counted} messages were counted, and {answered} answered"


class EverythingEnds:
    """After the last fault each text comes to an end, and the daemon lives."""

    def complaints(self, history: History) -> Iterator[str]:
        """Nothing waits at the end, nothing died, and a new line is answered soon."""
        for end in history.ends:
            if end.state not in FINAL:
                yield f"{end.text!r} is still {end.state}"
        yield from history.deaths
        for cut in history.cuts:
            if SPINNING in cut.places:
                yield f"life {cut.life} ran in a circle at {cut.at_s:.3f}"
        states = {end.text: end for end in history.ends}
        arrived = {sent.text for sent in history.sent}
        for said in history.said:
            if history.owner_near(said.line) or excused(history, said.line):
                continue
            ends = [states.get(text) for text in said.line.answers()]
            if any(end is not None and end.reason.startswith("per_day") for end in ends):
                continue  # `PerDay` looks at those
            if said.line.token in history.probes and not set(said.line.answers()) <= arrived:
                yield f"{said.line.text!r} was said in good weather and not answered: {ends}"


class TruthfulEnds:
    """What the journal says of a text is what happened to it."""

    def complaints(self, history: History) -> Iterator[str]:
        """Sent ones arrived, failed ones did not, unknown ones may have."""
        arrived = {sent.client_msg_id for sent in history.sent}
        attempts: dict[str, list[Attempt]] = defaultdict(list)
        for attempt in history.attempts:
            attempts[attempt.client_msg_id].append(attempt)
        for end in history.ends:
            if end.state == "sent" and end.client_msg_id not in arrived:
                yield f"{end.text!r} is called sent and never arrived"
            if end.state in {"failed", "expired", "suppressed"}:
                if end.client_msg_id in arrived:
                    yield f"{end.text!r} is called {end.state} ({end.reason}) and arrived"
                yield from _failed(history, end, attempts[end.client_msg_id])
            if end.state == "unknown":
                yield from _unknown(history, end, attempts[end.client_msg_id])


class ToldOnce:
    """An end is told when it is on the disk, so no later life comes to another one."""

    def complaints(self, history: History) -> Iterator[str]:
        """Of each text once, over all lives."""
        for text in history.told_again:
            yield f"{text!r} was said to have ended more than once"


def _failed(history: History, end: End, attempts: list[Attempt]) -> Iterator[str]:
    """A text may fail because it was refused, or because it could not leave in time."""
    ended_s = history.told_ends.get(end.client_msg_id)
    if end.state == "suppressed" and history.scenario.manners.per_day is not None:
        if not end.reason.startswith("per_day"):
            yield f"{end.text!r} was suppressed ({end.reason})"
    elif end.state == "suppressed":
        said = history.lines().get(end.text)
        if said is None or not history.owner_near(said.line):
            yield f"{end.text!r} was suppressed ({end.reason}), and the owner had not written there"
    elif end.state == "expired":
        steady, wait_s = history.scenario.is_clock_steady, history.scenario.manners.max_wait_s
        if steady and ended_s is not None and ended_s < end.not_before_s + wait_s - SLACK_S:
            yield f"{end.text!r} was given up as {end.reason!r} too early, at {ended_s:.0f}"
    elif end.reason.startswith("this chat is not known"):
        if not history.ended_logins:
            yield f"{end.text!r} failed with {end.reason!r} in the login that knew the chat"
    elif not any(attempt.told is Told.NO for attempt in attempts):
        yield f"{end.text!r} failed with {end.reason!r}, and the service never said so"


def _unknown(history: History, end: End, attempts: list[Attempt]) -> Iterator[str]:
    """A text may stay unknown if an answer was lost, and it may not be asked for any more."""
    doubtful = [attempt for attempt in attempts if attempt.told is Told.NOTHING]
    ended_s = history.told_ends.get(end.client_msg_id, history.final_to_s)
    if any(attempt.told is Told.YES for attempt in attempts):
        yield f"{end.text!r} is called unknown, and the daemon was told that it arrived"
        return
    if not doubtful:
        # Written down as begun, and then cut off before the request left.
        if not any(cut.at_s <= ended_s for cut in history.cuts):
            yield f"{end.text!r} is called unknown ({end.reason}), and no answer was ever lost"
        return
    said = history.lines().get(end.text)
    if "handover" in end.reason and said is not None and history.owner_near(said.line):
        return  # the owner took over, so nobody asks again
    if history.scenario.manners.per_day is not None and "per_day" in end.reason:
        return  # to ask again would be one text too many; `PerDay` looks whether the day is full
    first = doubtful[0]
    is_over = history.ended_logins.get(first.sid, float("inf")) <= ended_s
    refused = any(attempt.told is Told.NO for attempt in attempts)
    is_over |= not history.scenario.is_clock_steady
    if not is_over and not refused and ended_s < first.at_s + DOUBT_S - SLACK_S:
        yield f"{end.text!r} was given up as unknown at {ended_s:.0f}, asked at {first.at_s:.0f}"


class InOrder:
    """Within a chat answers come in the order of what they answer."""

    def complaints(self, history: History) -> Iterator[str]:
        """The rank of a text is that of its line, then its number.

        Where bursts are collected, those of several people in a group end in any order. What waits
        is in order among its like, as far as it began to wait at different times. Of who is a
        stranger in a new login nobody knows yet that something waits for him since the last one.
        """
        rank: dict[str, float] = {}
        begun_s = {end.text: end.not_before_s for end in history.ends}
        kinds: dict[str, str] = {}
        logins: dict[str, str] = {}
        strange = has_strangers(history.scenario)
        collects = history.scenario.manners.collect_s > 0
        for said in history.said:
            for number, text in enumerate(said.line.answers()):
                waits = bool(number) and said.line.text.partition(" ")[0] in LATER_S
                if waits and not history.scenario.is_clock_steady:
                    continue
                rank[text] = begun_s.get(said.line.answers()[0], 0.0) if waits else len(rank)
                logins[text] = said.sid if strange else ""
                kinds[text] = said.line.author if collects else said.line.text[0] * waits
        chats: dict[tuple[str, str], list[str]] = defaultdict(list)
        for sent in history.sent:
            if sent.text in rank:
                chats[sent.to, kinds[sent.text]].append(sent.text)
        for (chat, _), texts in chats.items():
            for earlier, later in pairwise(texts):
                if rank[later] < rank[earlier] and logins[later] == logins[earlier]:
                    yield f"{later!r} came to {chat} after {earlier!r}"


class OneIdentity:
    """A text keeps its ClientMsgId for life, and is repeated in one login only."""

    def complaints(self, history: History) -> Iterator[str]:
        """Two ids for one text, or a doubtful one in two logins, could be delivered twice."""
        ids: dict[str, set[str]] = defaultdict(set)
        doubtful: dict[str, str] = {}
        for attempt in history.attempts:
            if attempt.text != SAME:
                ids[attempt.text].add(attempt.client_msg_id)
            before = doubtful.get(attempt.client_msg_id, attempt.sid)
            if before != attempt.sid:
                yield f"{attempt.text!r} was doubtful in one login and repeated in another"
            # One that was refused is not there, even if the refusal was read in the last instant.
            if attempt.told is Told.NOTHING and not attempt.ret:
                doubtful[attempt.client_msg_id] = attempt.sid
        for text, found in ids.items():
            if len(found) > 1:
                yield f"{text!r} went out under {len(found)} ClientMsgIds"


class Pace:
    """No window lets more through than the rule file allows, over all lives."""

    def complaints(self, history: History) -> Iterator[str]:
        """What counts is when requests leave."""
        manners = history.scenario.manners
        chats = {text: said.line.chat.name for text, said in history.lines().items()}
        windows: dict[tuple[int, str], list[float]] = defaultdict(list)
        for attempt in history.left():
            # Another life knows by the clock alone when requests left.
            life = 0 if history.scenario.is_clock_steady else attempt.life
            if manners.per_account:
                windows[life, ""].append(attempt.at_s)
            if manners.per_chat:
                windows[life, chats.get(attempt.text, "?")].append(attempt.at_s)
        for (life, chat), times in windows.items():
            bound = manners.per_chat if chat else manners.per_account
            assert bound is not None
            count, per_s = bound
            for first, over in zip(times, times[count:], strict=False):
                if over - first < per_s - FINE_S:
                    where = f"to {chat} in life {life}" if chat else f"in life {life}"
                    yield f"{count + 1} texts left within {over - first:.3f} s {where}"


class Handover:
    """Nothing is said where the owner wrote, as soon as the daemon can know of it."""

    def complaints(self, history: History) -> Iterator[str]:
        """In good weather. What was written before a life began it knows before anything leaves."""
        handover_s = history.scenario.manners.handover_s
        if not handover_s or history.scenario.events:
            return
        chats = {text: said.line.chat for text, said in history.lines().items()}
        owner = [said for said in history.said if said.line.author == "me"]
        late_s = HEARD_S + TRIPS * history.scenario.lag_s
        for attempt in history.attempts:
            begun_s, at_s = history.begun[attempt.life - 1], attempt.at_s
            for said in owner:
                wrote_s = said.line.at_s
                heard_s = wrote_s if wrote_s < begun_s else wrote_s + late_s
                is_there = said.line.chat == chats.get(attempt.text) and said.sid == attempt.sid
                if is_there and heard_s < at_s < wrote_s + handover_s - SLACK_S:
                    yield f"{attempt.text!r} left at {at_s:.0f}, the owner wrote at {wrote_s:.0f}"


class NoNeedlessScan:
    """A crash costs no scan: the login goes on."""

    def complaints(self, history: History) -> Iterator[str]:
        """In bad weather a login may have to be given up."""
        if not history.scenario.events:
            for login in history.replaced:
                yield f"the login of {login.begun_s:.0f} was good, and replaced by another"


class Manners:
    """The service has nothing to object to."""

    def complaints(self, history: History) -> Iterator[str]:
        """Errors only: a warning is a deviation that the service tolerates."""
        for violation in history.violations:
            if violation.level is Level.ERROR:
                yield f"{violation.endpoint} {violation.field}: {violation.why}"


INVARIANTS: tuple[Invariant, ...] = (
    NeverTwice(),
    NothingUnasked(),
    NothingLost(),
    CountedOnce(),
    EverythingEnds(),
    TruthfulEnds(),
    ToldOnce(),
    InOrder(),
    OneIdentity(),
    Pace(),
    Handover(),
    NoNeedlessScan(),
    Manners(),
    *STRICT_MANNERS,
    *DEEDS,
    *OFFICE,
)


def judged(history: History) -> list[Complaint]:
    """Everything that must not be, at most a few of each kind."""
    found = []
    for invariant in INVARIANTS:
        complaints = list(invariant.complaints(history))
        found += [Complaint(type(invariant).__name__, what) for what in complaints[:MANY]]
    return found
