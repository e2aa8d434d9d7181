"""How thorough the tests of a rule file are, for `responder test`: coverage and mutants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from responder.rules.reading.cells import quote
from responder.rules.trial.coverage import Coverage, Observer
from responder.rules.trial.mutation import Mutant, Mutator
from responder.rules.trial.run import run_trial

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from responder.rules.ruleset import Rule, RuleSet
    from responder.rules.trial.judge import Course
    from responder.rules.trial.trial import Result, Trial


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be found out besides whether the tests pass."""

    coverage: bool = False
    mutate: bool = False


@dataclass(frozen=True, slots=True)
class Thorough:
    """What was found out.

    Args:
        coverage: None if it was not asked for.
        mutants: All that were tried; None if it was not asked for, or could not be found out.
        refused: Whether mutants were asked for and not tried, for a test fails without any.
    """

    coverage: Coverage | None = None
    mutants: tuple[Mutant, ...] | None = None
    refused: bool = False

    @property
    def survivors(self) -> tuple[Mutant, ...]:
        """Changes that no test notices."""
        return tuple(one for one in self.mutants or () if one.noticed_by is None)

    @property
    def complete(self) -> bool:
        """Whether the tests leave out nothing of what was asked for."""
        left = self.coverage is not None and bool(self.coverage.unreached)
        return not (left or self.survivors or self.refused)

    def lines(self) -> Iterator[str]:
        """What the tests leave out, a line each, in the order of the file."""
        for one in self.coverage.unreached if self.coverage is not None else ():
            if not one.taken:
                yield f"{_where(one.rule)}: no test reaches it"
            for label in one.parts:
                yield f"{_where(one.rule)}: in no test its {label} keeps it from answering"
        for mutant in self.survivors:
            change = f"without its {mutant.without}" if mutant.without else "removed"
            yield f"{_where(mutant.rule)}: no test notices when it is {change}"

    def summaries(self, path: str) -> Iterator[tuple[str, bool]]:
        """A last line for each that was asked, and whether it is good news."""
        if (found := self.coverage) is not None:
            rules = f"{found.rules_reached:,} of {found.rules:,} rules reached"
            told = f"{rules}, {found.parts_reached:,} of {found.parts:,} conditions"
            yield f"{path}: {told}", not found.unreached
        if self.mutants is not None:
            number, left = len(self.mutants), len(self.survivors)
            noticed = f"{number - left:,} of {number:,} changes noticed"
            yield f"{path}: {noticed}", not left
        if self.refused:
            yield f"{path}: no change was tried: first the tests must pass as they are", False

    def as_json(self) -> dict[str, Any]:
        """The same for programs; only what was asked for."""
        about: dict[str, Any] = {}
        if (found := self.coverage) is not None:
            about["coverage"] = {
                "rules": found.rules,
                "rules_reached": found.rules_reached,
                "conditions": found.parts,
                "conditions_reached": found.parts_reached,
                "unreached": [
                    {**_rule(one.rule), "taken": one.taken, "conditions": list(one.parts)}
                    for one in found.unreached
                ],
            }
        if self.mutants is not None or self.refused:
            about["mutation"] = {
                "mutants": None if self.mutants is None else len(self.mutants),
                "survivors": [
                    {**_rule(one.rule), "without": one.without or None} for one in self.survivors
                ],
            }
        return about


def examine(
    rule_set: RuleSet, trials: Sequence[Trial], asked: Asked
) -> tuple[tuple[Result, ...], Thorough]:
    """Carry tests out, and find out what they leave out.

    Args:
        rule_set: The rules.
        trials: Those that count.
        asked: What is to be found out.
    """
    observer = Observer(rule_set) if asked.coverage else None
    mutator = Mutator(rule_set, trials) if asked.mutate else None
    results = []
    for number, trial in enumerate(trials):
        courses: list[Course] = []
        results.append(run_trial(rule_set, trial, courses.append))
        for step, course in zip(trial.steps, courses, strict=False):  # a failed test ends early
            if observer is not None:
                observer.see(course.decided, step.seed)
            if mutator is not None:
                mutator.see(number, course.decided, step.seed)
    sound = all(one.passed for one in results)
    return tuple(results), Thorough(
        None if observer is None else observer.coverage(),
        tuple(mutator.mutants()) if mutator is not None and sound else None,
        refused=mutator is not None and not sound,
    )


def _where(rule: Rule) -> str:
    return f"{rule.file}:{rule.line}: rule {quote(rule.name)}"


def _rule(rule: Rule) -> dict[str, Any]:
    return {"rule": rule.name, "file": rule.file, "line": rule.line}
