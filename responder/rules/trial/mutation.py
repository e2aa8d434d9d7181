"""Which changes of a rule no test notices: rules taken away, and rules made to answer more often.

A mutant is the compiled rule set with one rule changed; nothing is read or compiled again. It must
not know how this is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from responder.memory import Kept
from responder.rules.conditions.heads import SwitchedOff
from responder.rules.decide import tried
from responder.rules.trial.coverage import last_asked, prepared
from responder.rules.trial.run import run_trial
from responder.rules.trial.written import widened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from responder.rules.draws import Seed
    from responder.rules.ruleset import Finder, Rule, RuleSet
    from responder.rules.subject import Subject
    from responder.rules.trial.judge import Decided
    from responder.rules.trial.trial import Trial


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change, and whether a test notices it.

    Args:
        rule: Which is changed.
        without: What of it is gone, in words of the rule file; `""` if all of it is.
        noticed_by: The first test that fails then; None if none does.
    """

    rule: Rule
    without: str
    noticed_by: Trial | None


@dataclass(frozen=True, slots=True)
class _Told:
    """A message of a test, as it was decided by the rules as they are.

    Args:
        trial: Which test, by its place.
        subject: The message.
        last: Place of the last rule that had a say.
        taken: Names of the rules that took it.
        refused: Names of rules with the cooldown or limit that kept them from answering.
        stored: Whether a rule stored something that a later one may have asked for, or passed on a
            text: then nobody can say from before it what that one makes of it.
    """

    trial: int
    subject: Subject
    last: int
    taken: frozenset[str]
    refused: frozenset[tuple[str, str]]
    stored: bool = False


@dataclass(frozen=True, slots=True)
class _Widened:
    """An index in which one rule is a candidate for every message."""

    index: Finder
    number: int

    def candidates(self, subject: Subject) -> Sequence[int]:
        """Those of the index, and the rule."""
        return sorted({*self.index.candidates(subject), self.number})


@dataclass(slots=True)
class Mutator:
    """Tries changes of one rule set against tests that pass; tell it what they led to first.

    Args:
        rule_set: The rules.
        trials: The tests.
    """

    rule_set: RuleSet
    trials: Sequence[Trial]
    _told: list[_Told] = field(default_factory=list)
    _places: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        rules = enumerate(self.rule_set.rules)
        self._places = {rule.name: place for place, rule in rules}

    def see(self, trial: int, decided: Sequence[Decided], seed: Seed) -> None:
        """Take note of what a step of a test led to.

        Args:
            trial: Which test, by its place.
            decided: What was decided in the step.
            seed: Of the step.
        """
        for one in decided:
            decision = one.decision
            refused = {(taken.rule, taken.suppressed) for taken in decision.taken}
            refused |= {(seen.rule, seen.failed) for seen in decision.trace if seen.failed}
            self._told.append(
                _Told(
                    trial,
                    prepared(self.rule_set, one, seed),
                    last_asked(self.rule_set, decision, self._places),
                    frozenset(taken.rule for taken in decision.taken),
                    frozenset(refused),
                    stored=any(
                        taken.passes or any(isinstance(change, Kept) for change in taken.changes)
                        for taken in decision.acting
                    ),
                )
            )

    def mutants(self) -> Iterator[Mutant]:
        """Every change, in the order of the file.

        A rule in shadow does nothing that a test could expect, and one that is switched off does
        nothing at all: neither is changed.
        """
        for place, rule in enumerate(self.rule_set.rules):
            if rule.shadow or not rule.enabled:
                continue
            yield Mutant(rule, "", self._removed(place, rule))
            yield from self._widened(place, rule)

    def _removed(self, place: int, rule: Rule) -> Trial | None:
        off = replace(rule, conditions=(SwitchedOff(), *rule.conditions), enabled=False)
        mutant = self._with(place, off)
        touched = (told.trial for told in self._told if rule.name in told.taken)
        return self._noticing(mutant, touched)

    def _widened(self, place: int, rule: Rule) -> Iterator[Mutant]:
        failing: dict[int | None, list[_Told]] = {}
        for told in self._told:
            if place <= told.last and rule.name not in told.taken:
                failed, _ = tried(rule, told.subject)
                conditions = enumerate(rule.conditions)
                refusing = next((number for number, one in conditions if one is failed), None)
                failing.setdefault(refusing, []).append(told)
        storing = [one for one in self._told if one.stored and place <= one.last]
        for without, at, wider in widened(rule):
            if at is None:
                key = without.partition(" ")[0]
                touched = (one.trial for one in self._told if (rule.name, key) in one.refused)
                mutant = self._with(place, wider)
            else:
                touched = (
                    one.trial
                    for one in (*self._taking(rule, at), *failing.get(at, ()), *storing)
                    if one.stored or tried(wider, one.subject)[0] is None
                )
                mutant = self._with(place, wider, everywhere=True)
            yield Mutant(rule, without, self._noticing(mutant, touched))

    def _taking(self, rule: Rule, at: int) -> Iterator[_Told]:
        """Messages that it took anyway and answers otherwise without what the condition found."""
        if rule.conditions[at].gives:
            yield from (told for told in self._told if rule.name in told.taken)

    def _with(self, place: int, rule: Rule, *, everywhere: bool = False) -> RuleSet:
        rules, index = self.rule_set.rules, self.rule_set.index
        if everywhere and index is not None:
            index = _Widened(index, place)
        return replace(
            self.rule_set, rules=(*rules[:place], rule, *rules[place + 1 :]), index=index
        )

    def _noticing(self, mutant: RuleSet, touched: Iterator[int]) -> Trial | None:
        """The first of some tests that fails; the others go as before, so nobody runs them."""
        done: set[int] = set()
        for number in touched:
            if number in done:
                continue
            done.add(number)
            trial = self.trials[number]
            if not run_trial(mutant, trial).passed:
                return trial
        return None
