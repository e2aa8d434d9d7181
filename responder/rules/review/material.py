"""What is looked through for mistakes, and how a rule is pointed at.

It knows compiled rules and where each of them stands; it must not know any mistake.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.rules.index.entries import entries_of
from responder.rules.reading.cells import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from responder.rules.compiling.context import Context
    from responder.rules.compiling.sites import Site
    from responder.rules.needs import Needs
    from responder.rules.reading.nodes import Step
    from responder.rules.reading.report import Report
    from responder.rules.ruleset import Rule

NOTES_MAX = 1_000
"""Warnings of one kind; with more of them something else is wrong, and each takes 50 µs."""


@dataclass(frozen=True, slots=True)
class Material:
    """A rule file that was compiled without faults.

    Args:
        rules: In the order they are tried.
        sites: Name of a rule to where it stands; those that only group others too.
        reports: Of all files, that of the main file last; they take the warnings.
        context: With which the rules were compiled.
        needs: What all conditions of each rule need; nothing of one that is switched off.
    """

    rules: tuple[Rule, ...]
    sites: Mapping[str, Site]
    reports: tuple[Report, ...]
    context: Context
    needs: Sequence[Needs]

    @classmethod
    def of(
        cls,
        rules: tuple[Rule, ...],
        sites: Iterable[Site],
        reports: tuple[Report, ...],
        context: Context,
        needs: Sequence[Needs] | None = None,
    ) -> Material:
        """The same, from all rules of all files, nested ones too.

        What they need takes a while to find out, so somebody who knows it says it.
        """
        if needs is None:
            needs = [entry.needs for entry in entries_of(rule.conditions for rule in rules)]
        return cls(rules, {site.name: site for site in sites}, reports, context, needs)

    @property
    def main(self) -> Report:
        """The report of the main file."""
        return self.reports[-1]

    def warn(self, rule: Rule, message: str, hint: str, *steps: Step) -> None:
        """Note a warning about a rule, or about what stands in it at the end of `steps`."""
        site = self.sites[rule.name]
        if steps:
            site.report.warn((*site.path, *steps), message, hint)
        else:
            site.warn(message, hint)

    def told(self, rule: Rule, teller: Rule) -> str:
        """`"price" in line 3`: a rule as a warning about another one tells of it."""
        where = "" if rule.file == teller.file else f" of {rule.file}"
        return f"{quote(rule.name)} in line {rule.line}{where}"
