"""The runs of one account that go on later: which wait, with which rules, and what is written down.

It knows when each is due; it must not know how a run goes on.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import structlog

from responder.errors import NoRulesError
from responder.journal.waits import Ended, RunChanges, StoredRun
from responder.rules.claims import talk_of
from responder.rules.holding import Held
from responder.rules.recording import decision_with, event_of_text
from responder.rules.recording_runs import waiting_of_text, waiting_to_text
from responder.rules.waiting import Cause, Put, applied, due

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from responder.journal.journal import Journal
    from responder.journal.waits import WaitingRuns
    from responder.rules.decision import Decision
    from responder.rules.requests import FetchRequest, FetchResult
    from responder.rules.ruleset import RuleSet
    from responder.rules.waiting import Turn, Waiting, Waits

LOOK_EVERY_S = 60.0
"""The clock is looked at so often while a run waits: it may be set, and while a machine sleeps what
the loop waits for stands still."""

OFFLINE_REST_S = 5.0
"""So long a run that is due waits before it is looked again whether somebody is logged in."""

log = structlog.get_logger(__name__)


class Fetches(Protocol):
    """Asks other computers for what runs wait for."""

    def begin(self, key: str, talk: str, request: FetchRequest, /) -> None:
        """Ask; what is asked under the same talk is asked in order."""

    def has_begun(self, key: str, /) -> bool:
        """Whether it was asked and the result is not forgotten."""

    def result(self, key: str, /) -> FetchResult | None:
        """What came back."""

    def forget(self, key: str, /) -> None:
        """Nobody needs it any more."""


class NoFetches:
    """Nothing is asked of anybody."""

    def begin(self, _key: str, _talk: str, _request: FetchRequest) -> None:
        """Nothing."""

    def has_begun(self, _key: str) -> bool:
        """As if it was on its way."""
        return True

    def result(self, _key: str) -> FetchResult | None:
        """Nothing."""
        return None

    def forget(self, _key: str) -> None:
        """Nothing."""


async def nothing_earlier(hash_: str) -> RuleSet:
    """There are no rules but the present ones.

    Raises:
        NoRulesError: Always.
    """
    raise NoRulesError(f"rules {hash_} are not kept")


@dataclass(slots=True)
class Steps:
    """What some decisions and steps of runs change about what waits, before it is written down.

    Args:
        waits: As it is after them.
        turns: Which changes led to it.
        resumed: Runs that went on or ended, each with what became of it.
    """

    waits: Waits
    turns: list[Turn] = field(default_factory=list)
    resumed: list[tuple[Waiting, Decision]] = field(default_factory=list)

    def take(self, decision: Decision) -> None:
        """Take in what a decision changes."""
        if decision.turns:
            self.turns += decision.turns
            self.waits = applied(self.waits, decision.turns)

    def plan(self, turns: Iterable[Turn]) -> None:
        """Take in what changes about the times of schedules."""
        turns = tuple(turns)
        self.turns += turns
        self.waits = applied(self.waits, turns)

    @property
    def ended(self) -> tuple[Ended, ...]:
        """The events and rules of which no run is left."""
        left = {one.begun_by for one in self.waits.values()}
        return tuple(
            Ended(*waiting.begun_by, failed=not _went_on(decision))
            for waiting, decision in self.resumed
            if waiting.begun_by not in left
        )


def _went_on(decision: Decision) -> bool:
    """Whether the run did what it was to do; behind it stands what it has passed on to rules."""
    own = next(iter(decision.acting), None)
    return own is not None and not own.suppressed and decision.error is None


class Awaiting:
    """The runs that wait, as they are committed.

    Args:
        stored: Where they are written down.
        rules: The rule set of this moment.
        earlier: Gives one that was put to use before, or raises `NoRulesError`.
        keep_text: Whether what was found may be written into decisions.
        fetches: Asks other computers.
    """

    def __init__(
        self,
        stored: WaitingRuns,
        rules: Callable[[], RuleSet],
        earlier: Callable[[str], Awaitable[RuleSet]],
        *,
        keep_text: bool,
        fetches: Fetches | None = None,
    ) -> None:
        self._fetches = fetches or NoFetches()
        self._stored = stored
        self._rules = rules
        self._earlier = earlier
        self._keep_text = keep_text
        self._rule_sets: dict[str, RuleSet] = {}
        self.waits: Waits = {}
        self.read()

    def read(self) -> None:
        """Take what is written down for what waits."""
        waits: dict[str, Waiting] = {}
        for text in self._stored.texts():
            try:
                one = waiting_of_text(text)
            except ValueError as error:
                log.warning("a run can not be read", reason=str(error))
                continue
            waits[one.key] = one
        self.waits = waits

    def rest_s(self, now_s: float, *, online: bool) -> float:
        """Seconds until a run goes on, or the clock is to be looked at again."""
        if not self.waits:
            return math.inf
        rest_s = min(self._due_s(one, now_s) for one in self.waits.values()) - now_s
        if rest_s <= 0 and not online:
            return OFFLINE_REST_S
        return max(0.0, min(rest_s, LOOK_EVERY_S))

    def due(self, now_s: float, most: int) -> list[Waiting]:
        """What goes on now, in order; what is to be fetched is asked for."""
        max_wait_s = self._rules().limits.max_wait_s
        back: list[Waiting] = []
        for one in sorted(self._fetching(), key=lambda one: one.since_s):
            if self._fetches.result(one.key) is not None:
                back.append(one)
            elif not self._fetches.has_begun(one.key):
                if one.missed(now_s, max_wait_s) or one.request is None:
                    back.append(one)  # and ends, for nobody would hear the answer
                else:
                    self._fetches.begin(one.key, talk_of(one.event), one.request)
        return [*back, *due(self.waits, now_s)][:most]

    def result(self, waiting: Waiting) -> FetchResult | None:
        """What a run has fetched."""
        return self._fetches.result(waiting.key)

    def _fetching(self) -> list[Waiting]:
        return [one for one in self.waits.values() if one.cause is Cause.FETCH]

    def _due_s(self, one: Waiting, now_s: float) -> float:
        """When to look at a run again; what is on its way wakes us itself."""
        if one.cause is not Cause.FETCH:
            return one.due_s
        under_way = self._fetches.has_begun(one.key) and self._fetches.result(one.key) is None
        return math.inf if under_way else now_s

    def keep(self, rule_set: RuleSet) -> None:
        """Remember the rules of a run that begins to wait."""
        self._rule_sets[rule_set.hash] = rule_set

    def take(self, steps: Steps, decision: Decision, rule_set: RuleSet) -> None:
        """Note what a decision by some rules lets wait."""
        steps.take(decision)
        if decision.turns:
            self.keep(rule_set)

    async def rules_of(self, waiting: Waiting) -> RuleSet | None:
        """The rule set that began a run; None if that can not be made again."""
        hash_, present = waiting.run.rule_set, self._rules()
        if hash_ == present.hash:
            return present
        if hash_ not in self._rule_sets:
            try:
                self._rule_sets[hash_] = await self._earlier(hash_)
            except NoRulesError as error:
                log.warning("a run can not go on", rule=waiting.run.rule, reason=str(error))
                return None
        return self._rule_sets[hash_]

    async def prepare(self) -> None:
        """Have the rules of all dialogues at hand: an answer to one may come at any time."""
        for one in self.waits.values():
            if one.cause is Cause.ASK:
                await self.rules_of(one)

    def rules_at_hand(self, waiting: Waiting) -> RuleSet | None:
        """The rule set that began a run; None if it is not at hand, or its rule is gone."""
        present = self._rules()
        if waiting.run.rule not in present.by_name:
            return None
        hash_ = waiting.run.rule_set
        return present if hash_ == present.hash else self._rule_sets.get(hash_)

    def changes(self, steps: Steps) -> RunChanges | None:
        """What is to be written down; None if nothing is."""
        if not steps.turns:
            return None
        keys = {_key(turn) for turn in steps.turns}
        put = [steps.waits[key] for key in sorted(keys) if key in steps.waits]
        return RunChanges(
            tuple(map(_row, put)),
            tuple(sorted(key for key in keys if key not in steps.waits)),
            steps.ended,
            tuple(self._amended(steps)),
        )

    def commit(self, steps: Steps) -> None:
        """Take over what was written down."""
        for turn in steps.turns:
            if _key(turn) not in steps.waits:
                self._fetches.forget(_key(turn))
        self.waits = steps.waits
        needed = {one.run.rule_set for one in steps.waits.values()}
        self._rule_sets = {key: one for key, one in self._rule_sets.items() if key in needed}

    def _amended(self, steps: Steps) -> list[tuple[str, str]]:
        """Decisions of events with what their runs did since."""
        texts: dict[str, str] = {}
        for waiting, decision in steps.resumed:
            event_id = waiting.event.id
            text = texts.get(event_id) or self._stored.decision(event_id)
            for taken in decision.acting if text else ():
                text = decision_with(text, taken, keep_text=self._keep_text)
            if text:
                texts[event_id] = text
        return [*texts.items()]


def _key(turn: Turn) -> str:
    return turn.waiting.key if isinstance(turn, Put) else turn.key


def _row(one: Waiting) -> StoredRun:
    run = one.run
    return StoredRun(one.key, run.event_id, run.rule, run.rule_set, one.due_s, waiting_to_text(one))


def held_over(journal: Journal) -> dict[str, Held]:
    """What an earlier run let wait."""
    held: dict[str, Held] = {}
    for one in journal.held():
        key, since_s, due_s = one.hold.key, one.hold.since_s, one.hold.due_s
        before = held[key].events if key in held else ()
        held[key] = Held(key, since_s, due_s, (*before, event_of_text(one.text)))
    return held
