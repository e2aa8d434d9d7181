"""What to do about one event: a pure function of rule set, event, memory, time and seed.

It knows compiled rules; it must not know the rule file, the journal or how a reply is sent.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from responder.rules.captures import NOTHING
from responder.rules.claims import Claim, claimed, used_up
from responder.rules.manners import Forbidden, forbids, forbids_text, in_words, replied, said
from responder.rules.noticed import noticed
from responder.rules.runs import World, start, step
from responder.rules.subject import subject_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from responder.memory import Change, Memory
    from responder.models import Event
    from responder.rules.captures import Captures
    from responder.rules.conditions.condition import Condition
    from responder.rules.draws import Seed
    from responder.rules.ruleset import Rule, RuleSet
    from responder.rules.runs import Reply, Run
    from responder.rules.subject import Subject

TRACE_RULES_MAX = 100
"""Rules that the stored trace of a decision names, the last ones looked at: a message stuffed
with keywords has thousands of candidates. `explain` has all of them."""

_LookedAt: TypeAlias = "tuple[Rule, Condition | Claim | None, Captures]"
"""A rule, what kept it from answering, and what its conditions had found until then."""


@dataclass(frozen=True, slots=True)
class Considered:
    """What became of one rule for one event.

    Args:
        rule: Its name.
        failed: Key of the first condition that did not hold; None if the rule matched.
        reason: Why, in words for the rule's author; `""` if it matched.
    """

    rule: str
    failed: str | None = None
    reason: str = ""

    @property
    def matched(self) -> bool:
        """Whether the rule took the event."""
        return self.failed is None


@dataclass(frozen=True, slots=True)
class KeptBack:
    """A reply that is not sent although the others of its rule are.

    Args:
        reply: What it would have said.
        why: What forbids it.
    """

    reply: Reply
    why: Forbidden


@dataclass(frozen=True, slots=True)
class Taken:
    """What one rule that matched made of the event.

    Args:
        rule: Its name.
        captures: What its conditions found.
        replies: To be sent to the event's chat, in order; empty for a silent rule.
        run: What is left to do once an answer comes; None when nothing is.
        changes: To memory, by the rule: what it claimed, given back if nothing is sent.
        error: Why a reply was not written.
        suppressed: Why nothing is answered although the rule has the event: the key of its
            cooldown or limit, or a `Manner`; `""` if it may answer.
        suppressed_why: The same in words.
        kept_back: Replies that manners forbid one by one.
        shadow: Whether this is only what it would have done.
    """

    rule: str
    captures: Captures = NOTHING
    replies: tuple[Reply, ...] = ()
    run: Run | None = None
    changes: tuple[Change, ...] = ()
    error: str | None = None
    suppressed: str = ""
    suppressed_why: str = ""
    kept_back: tuple[KeptBack, ...] = ()
    shadow: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What one event led to.

    Args:
        event_id: What was decided.
        taken: The rules that matched, in order: any that let later ones answer too, and the one
            that has the event.
        trace: The rules looked at, in order.
        claimed: Whether the last of `taken` has the event; False if only rules with `continue`
            or `shadow` matched.
        fault: Why the event could not be decided at all.
        noticed: Changes to memory by the event itself, whatever the rules make of it.
        answered: Changes to memory by the answer as a whole.
    """

    event_id: str
    taken: tuple[Taken, ...] = ()
    trace: tuple[Considered, ...] = ()
    claimed: bool = False
    fault: str | None = None
    noticed: tuple[Change, ...] = ()
    answered: tuple[Change, ...] = ()

    @property
    def acting(self) -> tuple[Taken, ...]:
        """The rules that matched and are not in shadow."""
        return tuple(one for one in self.taken if not one.shadow)

    @property
    def main(self) -> Taken | None:
        """The rule that has the event, else the last one that answered, else None."""
        acting = self.acting
        return acting[-1] if acting else None

    @property
    def rule(self) -> str | None:
        """Name of the rule of `main`."""
        return None if self.main is None else self.main.rule

    @property
    def captures(self) -> Captures:
        """What the conditions of `main` found."""
        return NOTHING if self.main is None else self.main.captures

    @property
    def replies(self) -> tuple[Reply, ...]:
        """To be sent to the event's chat, in order."""
        return tuple(reply for one in self.acting for reply in one.replies)

    @property
    def changes(self) -> tuple[Change, ...]:
        """To memory, in order: by the event, by the rules, by the answer."""
        of_rules = [change for one in self.acting for change in one.changes]
        return (*self.noticed, *of_rules, *self.answered)

    @property
    def error(self) -> str | None:
        """Why the event could not be decided, or the first reason why a reply was not written."""
        return self.fault or next((one.error for one in self.acting if one.error), None)


def decide(
    rule_set: RuleSet,
    event: Event,
    memory: Memory,
    now_s: float,
    seed: Seed,
    *,
    withheld: str = "",
) -> Decision:
    """Decide an event: the first rule that matches claims it.

    Args:
        rule_set: The compiled rules.
        event: What happened.
        memory: What was before it.
        now_s: Unix seconds.
        seed: Of every draw; the same arguments give the same decision.
        withheld: Why nothing may be answered, if that is known already: a `Manner`.

    Returns:
        The decision, with a trace of the last `TRACE_RULES_MAX` candidates.
    """
    world = World(event, memory, now_s, seed)
    subject = _subject(rule_set, world)
    rules, index = rule_set.rules, rule_set.index
    if index is not None:
        rules = tuple([rules[number] for number in index.candidates(subject)])
    return _decide(_Deciding(rule_set, world, withheld), subject, rules, TRACE_RULES_MAX)


def explain(
    rule_set: RuleSet,
    event: Event,
    memory: Memory,
    now_s: float,
    seed: Seed,
    *,
    withheld: str = "",
) -> Decision:
    """The same decision by the plain loop, with a trace of every rule up to the one that has it.

    Args:
        rule_set: The compiled rules.
        event: What happened.
        memory: What was before it.
        now_s: Unix seconds.
        seed: Of every draw.
        withheld: Why nothing may be answered, as for `decide`.
    """
    world = World(event, memory, now_s, seed)
    deciding = _Deciding(rule_set, world, withheld)
    return _decide(deciding, _subject(rule_set, world), rule_set.rules, len(rule_set.rules))


def _subject(rule_set: RuleSet, world: World) -> Subject:
    return subject_of(
        world.event,
        rule_set.folding,
        memory=world.memory,
        now_s=world.now_s,
        seed=world.seed,
        zone=rule_set.zone,
    )


def _decide(
    deciding: _Deciding, subject: Subject, rules: Iterable[Rule], trace_max: int
) -> Decision:
    looked_at: deque[_LookedAt] = deque(maxlen=trace_max)
    taken: list[Taken] = []
    has_it = False
    for rule in rules:
        failed, captures = tried(rule, subject)
        if failed is not None:
            looked_at.append((rule, failed, captures))
            continue
        spent = deciding.spent(rule)
        if spent is not None and spent.steps_aside:
            looked_at.append((rule, spent, captures))
            continue
        looked_at.append((rule, None, captures))
        taken.append(deciding.taken(rule, captures, spent))
        has_it = not (rule.proceeds or rule.shadow)
        if has_it:
            break
    # Saying why costs as much as trying: only for the rules that the trace keeps.
    trace = tuple([_considered(subject, *one) for one in looked_at])
    return Decision(
        subject.event.id,
        tuple(taken),
        trace,
        claimed=has_it,
        noticed=deciding.noticed(subject),
        answered=deciding.answered(taken),
    )


def tried(rule: Rule, subject: Subject) -> tuple[Condition | None, Captures]:
    """Try the conditions of a rule.

    Args:
        rule: Whose conditions.
        subject: The event, prepared.

    Returns:
        The first condition that does not hold, None if all do, and what was found until then.
    """
    found = NOTHING
    for condition in rule.conditions:
        more = condition.match(subject, found)
        if more is None:
            return condition, found
        if more is not NOTHING:
            found = found.plus(more)
    return None, found


def _considered(
    subject: Subject, rule: Rule, failed: Condition | Claim | None, found: Captures
) -> Considered:
    if failed is None:
        return Considered(rule.name)
    reason = failed.reason if isinstance(failed, Claim) else failed.why(subject, found)
    return Considered(rule.name, failed.key, reason)


@dataclass(slots=True)
class _Deciding:
    """One decision under way.

    Args:
        rule_set: The compiled rules.
        world: Everything else it depends on.
        withheld: Why nothing may be answered, if that was known before.
        said: Changes by the replies of earlier rules.
        asked: Whether manners were asked already; only an event that a rule takes asks them.
        forbidden: What they said.
    """

    rule_set: RuleSet
    world: World
    withheld: str
    said: list[Change] = field(default_factory=list)
    asked: bool = False
    forbidden: Forbidden | None = None

    def spent(self, rule: Rule) -> Claim | None:
        """What keeps a rule from answering; a shadow rule spends nothing, so has always enough."""
        if not rule.claims or rule.shadow:
            return None
        world = self.world
        return used_up(rule.claims, rule.name, world.event, world.memory, world.now_s)

    def taken(self, rule: Rule, captures: Captures, spent: Claim | None) -> Taken:
        """What a rule that matched makes of the event."""
        forbidden = None if rule.silent else self._forbidden()
        if forbidden is None and spent is not None:
            forbidden = Forbidden(spent.key, spent.reason)
        if forbidden is not None:
            key, reason = forbidden.key, forbidden.reason
            return Taken(
                rule.name, captures, suppressed=key, suppressed_why=reason, shadow=rule.shadow
            )
        world = self.world
        done = step(self.rule_set, start(self.rule_set, rule, world.event, captures), world)
        replies, kept_back = self._passed(rule, done.effects)
        # What was claimed is given back when nothing is sent.
        answered = bool(replies or done.run) and not rule.shadow
        claims = claimed(rule.claims, rule.name, world.event, world.now_s) if answered else ()
        return Taken(
            rule.name,
            captures,
            replies,
            done.run,
            (*claims, *done.changes),
            done.error,
            kept_back=kept_back,
            shadow=rule.shadow,
        )

    def noticed(self, subject: Subject) -> tuple[Change, ...]:
        """The changes by the event itself."""
        world = self.world
        return noticed(
            world.event,
            subject.folded,
            world.memory,
            world.now_s,
            hears=self.rule_set.hears_s > 0,
            withheld=bool(self.withheld),
        )

    def answered(self, taken: Iterable[Taken]) -> tuple[Change, ...]:
        """The changes by all replies together."""
        if not any(one.replies for one in taken if not one.shadow):
            return ()
        world = self.world
        counted = replied(self.rule_set.limits, world.event, world.memory, world.now_s)
        return (*counted, *self.said)

    def _forbidden(self) -> Forbidden | None:
        """Why manners forbid to answer the event at all."""
        if not self.asked:
            limits, world = self.rule_set.limits, self.world
            if self.withheld:
                self.forbidden = Forbidden(self.withheld, in_words(self.withheld, limits))
            else:
                self.forbidden = forbids(
                    limits, world.event, world.memory, world.now_s, self.rule_set.zone
                )
            self.asked = True
        return self.forbidden

    def _passed(
        self, rule: Rule, replies: tuple[Reply, ...]
    ) -> tuple[tuple[Reply, ...], tuple[KeptBack, ...]]:
        """The replies that may be sent, and those that may not."""
        limits, world = self.rule_set.limits, self.world
        if limits.same_text_s is None:
            return replies, ()
        chat_id = world.event.chat.id
        passed, kept_back = [], []
        memory = world.memory.applied(self.said)
        for reply in replies:
            why = forbids_text(limits, chat_id, reply.text, memory, world.now_s)
            if why is not None:
                kept_back.append(KeptBack(reply, why))
                continue
            changes = said(limits, chat_id, reply.text, world.now_s)
            memory = memory.applied(changes)
            passed.append(reply)
            if not rule.shadow:
                self.said += changes
        return tuple(passed), tuple(kept_back)
