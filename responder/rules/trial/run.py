"""Carries tests out: a virtual clock, a memory of their own, and the rules as in life.

It is pure: the same rule set and tests end the same way on every machine. It must not know how a
test is written or a result is shown.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import TYPE_CHECKING

from responder.memory import Memory, Said
from responder.models import ChatKind, Deed
from responder.pace import reply_delay_s
from responder.rules.decide import decide
from responder.rules.draws import draw
from responder.rules.holding import arrive, over
from responder.rules.manners import is_owners
from responder.rules.onward import Standing, on_event, on_time
from responder.rules.scheduling import left_out, missed, next_of, planned
from responder.rules.trial.answers import Answers
from responder.rules.trial.expected import Happened
from responder.rules.trial.judge import Course, Decided, Unsent, judge
from responder.rules.trial.post import Letter, Post, Posted
from responder.rules.trial.trial import Failure, Result
from responder.rules.waiting import Cause, Put, applied

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from responder.memory import Change
    from responder.models import Event
    from responder.rules.decision import Decision, Taken
    from responder.rules.holding import Held, Ready, Turn
    from responder.rules.ruleset import RuleSet
    from responder.rules.steps import Reply
    from responder.rules.trial.trial import Step, Trial
    from responder.rules.waiting import Waiting, Waits

FIRST_ID = 7_000_000_000_000_000_000
"""Ids of messages count from here: as long as those of the service."""

ALWAYS_S = -math.inf
"""Since when the program of a test listens that was not restarted: it has missed nothing."""

_AT_ONCE = frozenset({Cause.WAIT, Cause.FETCH})
"""Of these the test waits for the end; other computers answer at once in it."""

_FINENESS = 2**32
"""How finely the draw of a delay divides its span."""


def _due_s(one: Waiting) -> float:
    """When a run goes on, Unix seconds."""
    return one.since_s if one.cause is Cause.FETCH else one.due_s


def run_trials(rule_set: RuleSet, trials: Iterable[Trial]) -> Iterator[Result]:
    """Carry tests out one after the other; none knows of another.

    Args:
        rule_set: The rules.
        trials: Compiled with these rules.

    Yields:
        How each ended.
    """
    for trial in trials:
        yield run_trial(rule_set, trial)


def _ignore(_: Course) -> None:
    """Nobody watches."""


def run_trial(rule_set: RuleSet, trial: Trial, watch: Callable[[Course], None] = _ignore) -> Result:
    """Carry one test out, up to its first step that goes otherwise.

    Args:
        rule_set: The rules.
        trial: Compiled with these rules.
        watch: Told what happened in each step.
    """
    post = Post(rule_set.limits, rule_set.zone)
    memory, answers = Memory().applied(trial.stored), Answers(trial.fetches)
    world = _World(rule_set, trial, trial.start_s, post, memory, answers)
    world.waits = applied({}, planned(rule_set, {}, trial.start_s, trial.name))
    for step in trial.steps:
        course = world.play(step)
        watch(course)
        failure = _unanswered(step, answers) or judge(rule_set, step, course)
        if failure is not None:
            return Result(trial, failure)
    return Result(trial)


def _unanswered(step: Step, answers: Answers) -> Failure | None:
    """That something was asked of another computer which the test does not answer."""
    if not answers.missing:
        return None
    return Failure(step, "an answer under `fetches` of the test", f"none for {answers.missing[0]}")


@dataclass(slots=True)
class _Run:
    """What one rule made of one event, until all its replies have ended and nothing of it waits.

    Args:
        begun_by: The event's id and the rule's name.
        changes: What it claimed; given back if none of its replies leaves.
        open: Replies that have not ended yet.
    """

    begun_by: tuple[str, str]
    changes: tuple[Change, ...]
    open: int
    sent: bool = False


@dataclass(slots=True)
class _World:
    """Everything that goes on while one test is carried out."""

    rule_set: RuleSet
    trial: Trial
    now_s: float
    post: Post
    memory: Memory
    answers: Answers
    held: dict[str, Held] = field(default_factory=dict)
    waits: Waits = field(default_factory=dict)
    runs: list[_Run] = field(default_factory=list)
    decided: list[Decided] = field(default_factory=list)
    sent: list[tuple[int, Happened]] = field(default_factory=list)
    written: int = 0
    unsent: list[Unsent] = field(default_factory=list)
    listening_since_s: float = ALWAYS_S

    def play(self, step: Step) -> Course:
        """Let one step happen, and time pass until no reply of it waits.

        What is collected waits on, for the next message of its burst, unless the step says what
        it expects of it.
        """
        self.decided, self.sent, self.unsent = [], [], []
        until_s = self.now_s + step.wait_s
        if step.restarts:
            self.now_s = self.listening_since_s = until_s
        if step.event is not None:
            self._hear(step, step.event)
        self._pass(step, until_s, bursts=step.event is not None and step.expected is not None)
        # As they were written: delays and pace of several chats are chance to whoever reads a test.
        sent = [happened for _, happened in sorted(self.sent, key=itemgetter(0))]
        happened = tuple(self.decided), tuple(sent), tuple(self.unsent)
        return Course(*happened, self.memory, self.now_s)

    def _hear(self, step: Step, event: Event) -> None:
        time_s = max(self.now_s - step.age_s, 0.0)
        event = replace(event, id=str(FIRST_ID + step.number), time_s=time_s)
        limits = self.rule_set.limits
        self._turn(step, arrive(limits, self.held, event, self.now_s, self.listening_since_s))

    def _pass(self, step: Step, until_s: float, *, bursts: bool) -> None:
        """Let time pass up to a moment, and on while a reply waits, or a burst if asked."""
        while True:
            over_s = min((one.due_s for one in self.held.values()), default=math.inf)
            run = self._next_run(until_s if step.wait_s or step.restarts else -math.inf)
            run_s = math.inf if run is None else max(_due_s(run), self.now_s)
            next_s = min(over_s, run_s, self.post.next_s(self.now_s))
            goes_on = self.post.waits or (bursts and self.held) or self._pauses()
            if not goes_on and next_s > until_s:
                break
            self.now_s = max(self.now_s, next_s)
            if over_s <= next_s:
                limits, held = self.rule_set.limits, self.held.values()
                self._turn(step, over(limits, held, self.now_s, self.listening_since_s))
            elif run is not None and run_s <= next_s:
                self._resume(step, run)
            else:
                self._end(self.post.take(self.now_s, self.memory))
        self.now_s = max(self.now_s, until_s)

    def _pauses(self) -> bool:
        """Whether a run is in the middle of its actions."""
        return any(one.cause in _AT_ONCE for one in self.waits.values())

    def _next_run(self, until_s: float) -> Waiting | None:
        """What goes on next: after a pause, or at its time if a step waits for that."""
        return min(
            (one for one in self.waits.values() if one.cause in _AT_ONCE or one.due_s <= until_s),
            key=lambda one: (_due_s(one), one.since_s, one.key),
            default=None,
        )

    def _turn(self, step: Step, turn: Turn) -> None:
        self.held = turn.applied(self.held)
        for ready in turn.ready:
            self._decide(step, ready)

    def _decide(self, step: Step, ready: Ready) -> None:
        decision, _ = on_event(
            *(self.rule_set, ready.event, self._standing(step)),
            began=lambda _: self.rule_set,
            withheld=ready.withheld,
        )
        self._carry_out(ready.event, decision)

    def _resume(self, step: Step, waiting: Waiting) -> None:
        if waiting.cause is Cause.SCHEDULE:
            self._come(step, waiting)
            return
        request = waiting.request
        result = None if request is None else self.answers.to(request)
        standing = self._standing(step)
        decision = on_time(self.rule_set, waiting, standing, self.rule_set, result=result)
        self._carry_out(waiting.event, decision)

    def _come(self, step: Step, waiting: Waiting) -> None:
        """Do what a schedule wants whose time has come, and have its next time wait."""
        rule_set, event, now_s, waits = self.rule_set, waiting.event, self.now_s, self.waits
        rule = rule_set.by_name[waiting.run.rule]
        next_ = next_of(rule_set, rule, now_s, self.trial.name, last_s=event.time_s)
        self.waits = applied(waits, [Put(next_)])
        if why := missed(rule, waiting, now_s):
            self._carry_out(event, left_out(waiting, why))
            return
        given = (rule_set, event, self.memory, now_s, step.seed)
        decision = decide(*given, waits=waits, find=self.trial.find)
        self._carry_out(event, decision)

    def _standing(self, step: Step) -> Standing:
        return Standing(self.memory, self.now_s, step.seed, self.waits, self.trial.find)

    def _carry_out(self, event: Event, decision: Decision) -> None:
        """Let what was decided happen."""
        self.decided.append(Decided(event, self.memory, self.now_s, decision))
        self.memory = self.memory.applied(decision.changes)
        self.waits = applied(self.waits, decision.turns)
        index = 0
        for taken in decision.acting:
            number = self._number(event, taken)
            for reply in taken.replies:
                for text in reply.messages(self.rule_set.limits):
                    index += 1
                    self.runs[number].open += 1
                    letter = self._letter(number, event, replace(reply, text=text), index)
                    if reply.deed is Deed.KEEP:  # it goes nowhere, so nothing holds it up
                        self._end(Posted(letter, self.now_s))
                    else:
                        self.post.add(letter)
            for kept in taken.kept_back:
                self.unsent.append(Unsent(taken.rule, kept.reply.text, kept.why))
            if taken.error is not None or taken.kept_back:
                self._give_back(self.runs[number])

    def _number(self, event: Event, taken: Taken) -> int:
        """Of the run that a rule has begun for an event."""
        begun_by = event.id, taken.rule
        for number, run in enumerate(self.runs):
            if run.begun_by == begun_by:
                return number
        self.runs.append(_Run(begun_by, taken.changes, 0))
        return len(self.runs) - 1

    def _letter(self, run: int, event: Event, reply: Reply, index: int) -> Letter:
        place = f"delay[{index}]"
        seed = self.trial.name
        drawn = draw(_FINENESS, seed=seed, event_id=event.id, rule=reply.rule, place=place)
        delay = None if reply.alert else self.rule_set.by_name[reply.rule].delay
        due_s = self.now_s + reply_delay_s(delay, len(reply.text), drawn / _FINENESS)
        chat = reply.chat or event.chat
        self.written += 1
        return Letter(
            self.written,
            run,
            reply,
            chat.id,
            self.now_s,
            due_s,
            to_owner=is_owners(event) or chat.kind is ChatKind.FILEHELPER,
            elsewhere=reply.is_elsewhere(event),
        )

    def _end(self, posted: Posted) -> None:
        """Note how a reply ended; what was spent on what never left is given back."""
        letter, run = posted.letter, self.runs[posted.letter.run]
        self.now_s = posted.at_s
        run.open -= 1
        if posted.why is None:
            run.sent = True
            reply = letter.reply
            happened = Happened(
                letter.rule,
                letter.text,
                reply.chat,
                alert=reply.alert,
                deed=reply.deed,
                content=reply.content,
            )
            self.sent.append((letter.number, happened))
            return
        self.unsent.append(Unsent(letter.rule, letter.text, posted.why))
        never_said = Said(letter.chat_id, letter.text, letter.written_s)
        self.memory = self.memory.given_back((never_said,))
        self._give_back(run)

    def _give_back(self, run: _Run) -> None:
        """Give back what was spent on a run that is over and of which nothing has left."""
        waits = any(one.begun_by == run.begun_by for one in self.waits.values())
        if not (run.open or run.sent or waits):
            self.memory = self.memory.given_back(run.changes)
