"""Which rules and conditions the tests of a file reach.

A rule is reached if it takes a message in some test; a condition of it, or its cooldown or limit,
if it is what keeps the rule from answering in some test. It must not know how this is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from responder.rules.decide import tried
from responder.rules.subject import subject_of
from responder.rules.trial.written import parts
from responder.rules.work import unpaid

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from responder.rules.decision import Decision
    from responder.rules.draws import Seed
    from responder.rules.ruleset import Rule, RuleSet
    from responder.rules.subject import Subject
    from responder.rules.trial.judge import Decided
    from responder.rules.trial.written import Part


@dataclass(frozen=True, slots=True)
class Unreached:
    """A rule of which the tests leave something out.

    Args:
        rule: Which.
        taken: Whether it takes a message in some test.
        parts: Of one that does, the labels of what never keeps it from answering.
    """

    rule: Rule
    taken: bool
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much the tests reach.

    Args:
        rules: Rules that are switched on.
        parts: Their conditions, cooldowns and limits.
        parts_reached: How many of those were the reason of a refusal.
        unreached: Rules of which something is left out, in the order of the file.
    """

    rules: int
    parts: int
    parts_reached: int
    unreached: tuple[Unreached, ...] = ()

    @property
    def rules_reached(self) -> int:
        """How many rules take a message in some test."""
        return self.rules - sum(not one.taken for one in self.unreached)


@dataclass(slots=True)
class _Progress:
    """What has been seen of one rule."""

    rule: Rule
    place: int
    left: dict[Part, None]
    taken: bool = False


@dataclass(slots=True)
class Observer:
    """Watches tests being carried out with one rule set.

    Args:
        rule_set: The rules.
    """

    rule_set: RuleSet
    _seen: dict[str, _Progress] = field(init=False)
    _asked: list[_Progress] = field(init=False)
    _places: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        rules = self.rule_set.rules
        self._places = {rule.name: place for place, rule in enumerate(rules)}
        self._seen = {
            rule.name: _Progress(rule, place, dict.fromkeys(parts(rule)))
            for place, rule in enumerate(rules)
            if rule.enabled
        }
        self._asked = list(self._seen.values())

    def see(self, decided: Iterable[Decided], seed: Seed) -> None:
        """Take note of what a step led to.

        Args:
            decided: What was decided in it.
            seed: Of the step.
        """
        for one in decided:
            self._claims(one.decision)
            # The plain loop, for the index passes over rules without asking their conditions; a
            # rule of which all was seen is asked no more.
            self._asked = [known for known in self._asked if _is_open(known)]
            last = last_asked(self.rule_set, one.decision, self._places)
            subject = prepared(self.rule_set, one, seed)
            for known in self._asked:
                if known.place > last:
                    break
                self._conditions(known, subject)

    def coverage(self) -> Coverage:
        """What was seen so far."""
        seen = self._seen.values()
        total = sum(len(parts(one.rule)) for one in seen)
        left = sum(len(one.left) for one in seen)
        unreached = tuple(_unreached(one) for one in seen if one.left or not one.taken)
        return Coverage(len(self._seen), total, total - left, unreached)

    def _claims(self, decision: Decision) -> None:
        for taken in decision.taken:
            known = self._seen[taken.rule]
            known.taken = True
            _strike(known, taken.suppressed)
        for considered in decision.trace:
            if considered.failed is not None:
                _strike(self._seen.get(considered.rule), considered.failed)

    def _conditions(self, known: _Progress, subject: Subject) -> None:
        failed, _ = tried(known.rule, subject)
        for part in known.left if failed is not None else ():
            if part.place is not None and known.rule.conditions[part.place] is failed:
                del known.left[part]
                return


def prepared(rule_set: RuleSet, decided: Decided, seed: Seed) -> Subject:
    """A message as it was when it was decided; asking about it costs it nothing."""
    subject = subject_of(
        decided.event,
        rule_set.folding,
        memory=decided.memory,
        now_s=decided.now_s,
        seed=seed,
        zone=rule_set.zone,
        kinds=rule_set.kinds,
    )
    return subject.paid_by(unpaid())


def last_asked(rule_set: RuleSet, decision: Decision, places: Mapping[str, int]) -> int:
    """Place of the last rule that had a say: that which has the message, else the last of all."""
    if decision.claimed:
        return places[decision.taken[-1].rule]
    return len(rule_set.rules) - 1


def _is_open(known: _Progress) -> bool:
    return any(part.place is not None for part in known.left)


def _strike(known: _Progress | None, key: str) -> None:
    """Note that a cooldown or limit has refused."""
    left: Sequence[Part] = () if known is None else tuple(known.left)
    for part in left:
        if part.place is None and part.key == key and known is not None:
            del known.left[part]


def _unreached(known: _Progress) -> Unreached:
    labels = tuple(part.label for part in known.left) if known.taken else ()
    return Unreached(known.rule, known.taken, labels)
