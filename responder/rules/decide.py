"""What to do about one event: a pure function of rule set, event, memory, time and seed.

It knows compiled rules; it must not know the rule file, the journal or how a reply is sent.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from responder.models import EventKind, find_nobody
from responder.rules.captures import NOTHING
from responder.rules.claims import Claim, claimed, used_up
from responder.rules.decision import Considered, Decision, Taken
from responder.rules.failing import PASSED_MAX
from responder.rules.manners import Forbidden, forbids, in_words, replied
from responder.rules.noticed import noticed
from responder.rules.runs import start, step
from responder.rules.saying import saying
from responder.rules.subject import subject_of
from responder.rules.work import REASONS_UNITS_MAX, SPENT, WRITING_UNITS_MAX, SpentError, Work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from responder.memory import Change, Memory
    from responder.models import Event, Find
    from responder.rules.captures import Captures
    from responder.rules.conditions.condition import Condition
    from responder.rules.draws import Seed
    from responder.rules.ruleset import Rule, RuleSet
    from responder.rules.steps import Passed
    from responder.rules.subject import Subject
    from responder.rules.waiting import Waits

TRACE_RULES_MAX = 100
"""Rules that the stored trace of a decision names, the last ones looked at: a message stuffed
with keywords has thousands of candidates. `explain` has all of them."""

RULE_UNITS = 2
"""Units of work to look at a rule, apart from what its conditions cost."""

PAIRS_PER_UNIT = 8
"""Names with what was found that are handed on for a unit of work."""

TAKEN_UNITS = 40
"""Units of work of a rule that answers and lets later ones answer too, apart from its texts."""

UNSAID = "to say why would cost more work than one message may"
"""Instead of a reason."""


@dataclass(frozen=True, slots=True)
class Unpaid:
    """A condition of which nobody knows whether it holds: at it the budget was spent.

    Args:
        key: Of the condition; `rule` if none was tried.
    """

    key: str

    def why(self, _subject: Subject, _found: Captures) -> str:
        """That the budget was spent."""
        return SPENT


Failed: TypeAlias = "Condition | Unpaid"
"""What keeps a rule from taking an event."""

_LookedAt: TypeAlias = "tuple[Rule, Failed | Claim | None, Captures, Subject]"
"""A rule, what kept it from answering, what its conditions had found by then, and what it saw."""

_Looks: TypeAlias = "Callable[[Subject], Iterable[tuple[Rule, bool]]]"
"""Gives the rules to look at for a text, and of each whether the message pays for it."""


def decide(
    rule_set: RuleSet,
    event: Event,
    memory: Memory,
    now_s: float,
    seed: Seed,
    *,
    withheld: str = "",
    waits: Waits | None = None,
    find: Find = find_nobody,
    trace_max: int = TRACE_RULES_MAX,
) -> Decision:
    """Decide an event: the first rule that matches claims it.

    Args:
        rule_set: The compiled rules.
        event: What happened.
        memory: What was before it.
        now_s: Unix seconds.
        seed: Of every draw; the same arguments give the same decision.
        withheld: Why nothing may be answered, if that is known already: a `Manner`.
        waits: What waits to go on later.
        find: Finds the chats that rules write to.
        trace_max: So many of the last candidates are in the trace.
    """
    subject = subject_under(rule_set, event, memory, now_s, seed, waits=waits, find=find)
    deciding = _Deciding(rule_set, subject, withheld)
    return _decide(deciding, partial(_candidates_of, rule_set), trace_max)


def explain(
    rule_set: RuleSet,
    event: Event,
    memory: Memory,
    now_s: float,
    seed: Seed,
    *,
    withheld: str = "",
    find: Find = find_nobody,
) -> Decision:
    """The same decision by the plain loop, with a trace of every rule up to the one that has it.

    A rule that is no candidate is looked at on its own account: the message pays for the same
    rules as in `decide`, so its budget ends at the same one. Each has its own for its reason, too:
    somebody has asked for all of them, and waits.

    Args:
        rule_set: The compiled rules.
        event: What happened.
        memory: What was before it.
        now_s: Unix seconds.
        seed: Of every draw.
        withheld: Why nothing may be answered, as for `decide`.
        find: Finds the chats that rules write to.
    """
    subject = subject_under(rule_set, event, memory, now_s, seed, find=find)
    deciding = _Deciding(rule_set, subject, withheld)
    # What is passed on has the rules looked at once more.
    all_max = len(rule_set.rules) * (PASSED_MAX + 1)
    return _decide(deciding, partial(_all_of, rule_set), all_max, patient=True)


def subject_under(
    rule_set: RuleSet,
    event: Event,
    memory: Memory,
    now_s: float,
    seed: Seed,
    *,
    waits: Waits | None = None,
    find: Find = find_nobody,
) -> Subject:
    """An event as some rules see it; arguments as for `decide`."""
    return subject_of(
        event,
        rule_set.folding,
        memory=memory,
        now_s=now_s,
        seed=seed,
        zone=rule_set.zone,
        kinds=rule_set.kinds,
        waits=waits,
        find=find,
    )


def _candidates(rule_set: RuleSet, subject: Subject) -> Sequence[Rule]:
    """The rules that may take an event; a time of a schedule has come for one alone."""
    if subject.event.kind is EventKind.SCHEDULE:
        own = rule_set.by_name.get(subject.event.chat.name)
        return () if own is None else (own,)
    if rule_set.index is None:
        return rule_set.rules
    return [rule_set.rules[number] for number in rule_set.index.candidates(subject)]


def _candidates_of(rule_set: RuleSet, subject: Subject) -> Iterator[tuple[Rule, bool]]:
    """The candidates, for each of which the message pays."""
    return ((rule, True) for rule in _candidates(rule_set, subject))


def _all_of(rule_set: RuleSet, subject: Subject) -> Iterator[tuple[Rule, bool]]:
    """All rules, and of each whether the message pays for it."""
    candidates = _candidates(rule_set, subject)
    if subject.event.kind is EventKind.SCHEDULE:
        return ((rule, True) for rule in candidates)
    paying = {rule.name for rule in candidates}
    return ((rule, rule.name in paying) for rule in rule_set.rules)


def _decide(
    deciding: _Deciding, looks: _Looks, trace_max: int, *, patient: bool = False
) -> Decision:
    """Look at rules in order.

    Args:
        deciding: The decision.
        looks: Gives the rules, and of each whether the message pays for it.
        trace_max: So many of the last ones are in the trace.
        patient: Whether every reason is said, however many there are.
    """
    course = _Course(deque(maxlen=trace_max))
    has_it = _look(deciding, looks, course)
    looked_at, taken = course.looked_at, course.taken
    # Saying why costs as much as trying: only for the rules that the trace keeps.
    trace = _trace(deciding.subject.deciding, looked_at, patient=patient) if looked_at else ()
    return Decision(
        deciding.subject.event.id,
        tuple(taken),
        trace,
        claimed=has_it,
        fault=course.fault,
        noticed=deciding.noticed(),
        answered=deciding.answered(taken),
        withheld=deciding.withheld,
    )


def _look(deciding: _Deciding, looks: _Looks, course: _Course) -> bool:
    """Look at the rules for one text; whether one of them has it."""
    for rule, pays in looks(deciding.subject):
        subject = deciding.subject
        failed, captures = tried(rule, subject if pays else subject.paid_by(Work()))
        if failed is not None:
            course.looked_at.append((rule, failed, captures, subject))
            if pays and subject.deciding.left < 0:
                course.fault = SPENT
                return False
            continue
        spent = deciding.spent(rule)
        if spent is not None and spent.steps_aside:
            course.looked_at.append((rule, spent, captures, subject))
            continue
        course.looked_at.append((rule, None, captures, subject))
        taken = deciding.taken(rule, captures, spent)
        course.taken.append(taken)
        if not rule.shadow:
            _pass_on(deciding, looks, course, taken.passes)
        if not (rule.proceeds or rule.shadow):
            return True
        subject.deciding.owe(TAKEN_UNITS)
    return False


def _pass_on(deciding: _Deciding, looks: _Looks, course: _Course, passes: Iterable[Passed]) -> None:
    """Look at the rules for texts that an action has passed on, each on its own."""
    for passed in passes:
        subject, via = deciding.subject, deciding.via
        deciding.subject, deciding.via = subject.instead(passed.text), passed.via
        if deciding.subject.deciding.left < 0:
            course.fault = SPENT
        else:
            _look(deciding, looks, course)
        subject.deciding.left = deciding.subject.deciding.left
        # What comes after it sees what was stored for it.
        deciding.subject, deciding.via = subject.remembering(deciding.subject.memory), via
        if course.fault is not None:
            return


def look_at_passed(
    rule_set: RuleSet, subject: Subject, passes: Iterable[Passed]
) -> tuple[tuple[Taken, ...], tuple[Change, ...], str | None]:
    """What the rules make of texts that a run passes on when it goes on.

    Args:
        rule_set: That began the run.
        subject: What the run answers, with the memory behind its step.
        passes: What it passes on.

    Returns:
        The rules that take them, the changes to memory by all their answers together, and why the
        last of them could not be decided.
    """
    deciding, course = _Deciding(rule_set, subject, ""), _Course(deque(maxlen=0))
    _pass_on(deciding, partial(_candidates_of, rule_set), course, passes)
    return tuple(course.taken), tuple(deciding.said), course.fault


def _trace(work: Work, looked_at: Iterable[_LookedAt], *, patient: bool) -> tuple[Considered, ...]:
    """Why each rule did not take the event, which it saw as it was then."""
    reasons, seen, asking = work.for_reasons(), None, None
    trace = []
    for rule, failed, found, subject in looked_at:
        if patient or seen is not subject or asking is None:
            # What was found out about a text that was passed on is true of that text alone.
            left = REASONS_UNITS_MAX if patient else reasons.left
            reasons = Work(left, subject.deciding.known)
            seen, asking = subject, subject.paid_by(reasons)
        trace.append(_considered(asking, rule, failed, found))
    return tuple(trace)


def tried(rule: Rule, subject: Subject) -> tuple[Failed | None, Captures]:
    """Try the conditions of a rule.

    Args:
        rule: Whose conditions.
        subject: The event, prepared.

    Returns:
        The first condition that does not hold, None if all do, and what was found until then.
    """
    found, condition = NOTHING, None
    work = subject.deciding
    try:
        work.spend(RULE_UNITS)
        for condition in rule.conditions:
            more = condition.match(subject, found)
            if more is None:
                return condition, found
            if more is not NOTHING:
                found = found.plus(more)
                work.spend(len(found.match) // PAIRS_PER_UNIT)
    except SpentError:
        return Unpaid("rule" if condition is None else condition.key), found
    return None, found


def _considered(
    subject: Subject, rule: Rule, failed: Failed | Claim | None, found: Captures
) -> Considered:
    if failed is None:
        return Considered(rule.name)
    if isinstance(failed, Claim):
        return Considered(rule.name, failed.key, failed.reason)
    try:
        return Considered(rule.name, failed.key, failed.why(subject, found))
    except SpentError:
        return Considered(rule.name, failed.key, UNSAID)


@dataclass(slots=True)
class _Course:
    """What has come of the rules that were looked at so far.

    Args:
        looked_at: The last of them.
        taken: What those that matched made of it.
        fault: Why no more are looked at.
    """

    looked_at: deque[_LookedAt]
    taken: list[Taken] = field(default_factory=list)
    fault: str | None = None


@dataclass(slots=True)
class _Deciding:
    """One decision under way.

    Args:
        rule_set: The compiled rules.
        subject: The event, with everything else it depends on; later rules see what earlier ones
            have stored.
        withheld: Why nothing may be answered, if that was known before.
        said: Changes by the replies of earlier rules.
        asked: Whether manners were asked already; only an event that a rule takes asks them.
        forbidden: What they said.
        via: Where the text was passed on that rules are looked at for.
        rehearsing: The work left to write what rules in shadow would say.
    """

    rule_set: RuleSet
    subject: Subject
    withheld: str
    said: list[Change] = field(default_factory=list)
    asked: bool = False
    forbidden: Forbidden | None = None
    via: tuple[str, ...] = ()
    rehearsing: Work = field(default_factory=lambda: Work(WRITING_UNITS_MAX))

    def spent(self, rule: Rule) -> Claim | None:
        """What keeps a rule from answering; a shadow rule spends nothing, so has always enough."""
        if not rule.claims or rule.shadow:
            return None
        subject = self.subject
        return used_up(rule.claims, rule.name, subject.event, subject.memory, subject.now_s)

    def taken(self, rule: Rule, captures: Captures, spent: Claim | None) -> Taken:
        """What a rule that matched makes of the event."""
        forbidden = self._withheld_from(rule) if rule.silent else self._forbidden()
        if forbidden is None and spent is not None:
            forbidden = Forbidden(spent.key, spent.reason)
        if forbidden is not None:
            key, reason = forbidden.key, forbidden.reason
            return Taken(
                rule.name, captures, suppressed=key, suppressed_why=reason, shadow=rule.shadow
            )
        subject = self.subject
        run = start(self.rule_set, rule, subject.event, captures, self.via)
        paying = subject.written_for(self.rehearsing) if rule.shadow else subject
        done = step(self.rule_set, run, paying)
        limits, chat_id = self.rule_set.limits, subject.event.chat.id
        before = subject.memory.applied(self.said)
        texts = saying(limits, chat_id, done.effects, before, subject.now_s)
        if not rule.shadow:
            self.said += texts.changes
        # What was claimed is given back when nothing is sent, unless nothing was to be sent at all.
        acted = bool(texts.passed or done.turns or done.passes) or (
            done.error is None and not done.effects
        )
        spends = acted and rule.claims and not rule.shadow
        claims = claimed(rule.claims, rule.name, subject.event, subject.now_s) if spends else ()
        if done.changes and not rule.shadow:
            self.subject = subject.remembering(subject.memory.applied(done.changes))
        return Taken(
            rule.name,
            captures,
            texts.passed,
            (*claims, *done.changes),
            done.error,
            kept_back=texts.kept_back,
            shadow=rule.shadow,
            turns=done.turns,
            passes=done.passes,
            excused=done.excused,
        )

    def noticed(self) -> tuple[Change, ...]:
        """The changes by the event itself."""
        subject = self.subject
        return noticed(
            subject.event,
            subject.folded,
            subject.memory,
            subject.now_s,
            hears=self.rule_set.hears_s > 0,
            withheld=bool(self.withheld),
        )

    def answered(self, taken: Sequence[Taken]) -> tuple[Change, ...]:
        """The changes by all replies together."""
        if not taken:
            return ()
        replies = [reply for one in taken if not one.shadow for reply in one.replies]
        subject = self.subject
        if all(reply.is_elsewhere(subject.event) for reply in replies):
            return tuple(self.said)
        counted = replied(self.rule_set.limits, subject.event, subject.memory, subject.now_s)
        return (*counted, *self.said)

    def _withheld_from(self, rule: Rule) -> Forbidden | None:
        """Why a rule that answers nothing here may not write elsewhere: not for manners here."""
        if not self.withheld or not rule.writes:
            return None
        return Forbidden(self.withheld, in_words(self.withheld, self.rule_set.limits))

    def _forbidden(self) -> Forbidden | None:
        """Why manners forbid to answer the event at all."""
        if not self.asked:
            limits, one = self.rule_set.limits, self.subject
            if self.withheld:
                self.forbidden = Forbidden(self.withheld, in_words(self.withheld, limits))
            else:
                zone = self.rule_set.zone
                self.forbidden = forbids(limits, one.event, one.memory, one.now_s, zone)
            self.asked = True
        return self.forbidden
