"""A rule file, from its path to a frozen `RuleSet`.

The one way in for running, checking, trying and reloading: read, check, compile; what is probably
not meant is looked for apart, so that rules are put to use before. It must not know where files
are; they come through an argument.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from responder.rules.compiling.context import Context
from responder.rules.compiling.limits import check_limits, note_silences
from responder.rules.compiling.rule import RuleCompiler
from responder.rules.compiling.shared import misses_files, shared_of
from responder.rules.compiling.sites import GONE, check_any, flat, name_sites, sites_of
from responder.rules.compiling.stores import NO_STORES, stores_of
from responder.rules.index.entries import entries_of
from responder.rules.index.index import Index
from responder.rules.reading.faults import RuleFaults
from responder.rules.reading.files import Recorded, check_names, read_files
from responder.rules.reading.nodes import take_apart
from responder.rules.reading.reader import SURE
from responder.rules.review.losers import note_losers
from responder.rules.review.material import Material
from responder.rules.review.review import review
from responder.rules.ruleset import RuleSet
from responder.rules.spec.head import DefaultsSpec, HeadSpec
from responder.rules.spec.validate import check_head, check_trials
from responder.rules.spec.when import ChatWord
from responder.rules.table import Table
from responder.rules.text.folding import Folding, FoldStep
from responder.rules.trial.compile import compile_trials

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from responder.models import Span
    from responder.rules.compiling.sites import Names, Site
    from responder.rules.index.entries import Entry
    from responder.rules.reading.files import Files
    from responder.rules.reading.report import Report
    from responder.rules.ruleset import Rule
    from responder.rules.spec.validate import Head
    from responder.rules.trial.trial import Trial


_ANY_CHAT = DefaultsSpec.model_construct(chat=(ChatWord.ANY,))
"""For defaults that are not known for their faults: with it no rule is blamed for its chat."""

_HEAD_KEYS = frozenset(HeadSpec.key_names())


def load(path: str, files: Files, *, today: date | None = None) -> RuleSet:
    """Read, check, compile and review a rule file with everything it includes.

    Args:
        path: Of the main file: shown in messages, and given to `files`.
        files: Gives the bytes of paths; what it raises passes through.
        today: The day of the check, for calendars that are about to end; None: nobody asks.

    Returns:
        The compiled rules, with warnings about what is probably not meant.

    Raises:
        RuleFileError: A file is wrong; a `RuleFaults` with every fault found in all of them.
    """
    return draft(path, files).reviewed(today)


def draft(path: str, files: Files) -> Draft:
    """Read, check and compile a rule file with everything it includes; arguments as above.

    Raises:
        RuleFileError: As above.
    """
    recorded = Recorded(files)
    reports = read_files(path, recorded)
    main = reports[-1]
    heads = [check_head(report) for report in reports]
    check_names(reports)
    sites = [sites_of(report) for report in reports]
    check_any(main, sites, sure=main.unsure == SURE and "include" not in heads[-1].faulty)
    every = flat(site for of_file in sites for site in of_file)
    names = name_sites(every)
    head = heads[-1].spec
    limits = head.limits.limits
    zone = None if head.timezone is None else ZoneInfo(head.timezone)
    shared = shared_of(reports, heads, recorded)
    folding = Folding(frozenset(map(FoldStep, head.fold.steps)))
    context = Context(main, shared.names, shared.lists, shared.tables, folding)
    stores = stores_of(every) if _knows_all_rules(reports, heads) else NO_STORES
    context = replace(context, timezone=head.timezone, zone=zone, stores=stores)
    context = replace(context, peek=recorded.peek, sentences=head.sentences.whole)
    context = replace(context, collects=limits.collect_s is not None)
    check_limits(context, limits)
    rules = _rules(context, names, heads[-1], reports, sites)
    trials = _trials(context, reports, rules, complete=not main.faults)
    if main.faults:
        raise RuleFaults(main.faults)
    note_silences(context, limits)
    entries = entries_of(rule.conditions for rule in rules)
    index = Index.build(entries, folding)
    compiled = RuleSet(
        path=path,
        hash=recorded.hash,
        rules=rules,
        limits=limits,
        hears_s=max(context.hears_s, default=0.0),
        timezone=head.timezone,
        zone=zone,
        folding=folding,
        names=shared.names,
        lists=Table(shared.lists),
        tables=Table(shared.tables),
        trials=trials,
        files=tuple(recorded.paths),
        patterns=tuple(recorded.patterns),
        kinds=context.stores.kinds,
        sentences=context.sentences,
        secrets=tuple(context.secrets),
        index=index,
    )
    return Draft(compiled, _Remains(reports, context, every, entries, index))


@dataclass(slots=True)
class Draft:
    """Rules that may be put to use, though nobody has looked for what is probably not meant.

    Args:
        rule_set: The rules, without warnings.
    """

    rule_set: RuleSet
    _remains: _Remains | None = field(default=None, repr=False)

    def reviewed(self, today: date | None = None) -> RuleSet:
        """The same rules with warnings; blocks for a fifth of what making them took.

        Args:
            today: See `load`.
        """
        remains = self._remains
        if remains is None:
            return self.rule_set
        material = Material.of(
            self.rule_set.rules,
            remains.sites,
            remains.reports,
            remains.context,
            [entry.needs for entry in remains.entries],
        )
        review(material, today)
        note_losers(material, remains.index)
        warnings = sorted(material.main.warnings, key=lambda fault: fault.place)
        self.rule_set = replace(self.rule_set, warnings=tuple(warnings))
        del material  # which shares the rest with what is let go
        self.let_go()
        return self.rule_set

    def let_go(self) -> None:
        """Free what a review would have needed."""
        remains, self._remains = self._remains, None
        if remains is not None:
            remains.let_go()


@dataclass(slots=True)
class _Remains:
    """What is left of making rules: what a review needs, and nobody else.

    Args:
        reports: Of all files, that of the main file last.
        context: With which the rules were compiled.
        sites: Of all rules, nested ones too.
        entries: What the index was built from.
        index: Over the rules.
    """

    reports: tuple[Report, ...]
    context: Context
    sites: list[Site]
    entries: list[Entry]
    index: Index

    def let_go(self) -> None:
        """Free it piece by piece.

        Freed at once, what 10,000 rules leave behind would keep every other thread waiting for
        80 ms.
        """
        for report in self.reports:
            take_apart(report.root)
        for site in self.sites:
            site.node = GONE
        for pieces in (self.sites, self.entries):
            while pieces:
                pieces.pop()
        self.context.patterns.let_go()


def _knows_all_rules(reports: Sequence[Report], heads: Sequence[Head]) -> bool:
    """Whether none may stand where nothing could be read, or under a misspelled key."""
    lost = misses_files(reports, heads) or any(report.unsure != SURE for report in reports)
    return not (lost or any(head.faulty - _HEAD_KEYS for head in heads))


def _rules(
    context: Context,
    names: Names,
    head: Head,
    reports: tuple[Report, ...],
    sites: list[list[Site]],
) -> tuple[Rule, ...]:
    rules: list[Rule] = []
    defaults = _ANY_CHAT if "defaults" in head.faulty else head.spec.defaults
    for report, of_file in zip(reports, sites, strict=True):
        here = replace(context, report=report)
        rules += RuleCompiler(here, names, _delay(head.spec), defaults).compile(of_file)
    return tuple(rules)


def _delay(head: HeadSpec) -> Span | None:
    """The pause before a reply of a rule that says none."""
    said = "delay" in head.defaults.model_fields_set
    return head.defaults.delay if said else head.limits.delay


def _trials(
    context: Context, reports: tuple[Report, ...], rules: tuple[Rule, ...], *, complete: bool
) -> tuple[Trial, ...]:
    """The tests of all files; a name is only missed where every rule could be compiled."""
    by_name = {rule.name: rule for rule in rules} if complete else None
    return tuple(
        trial
        for report in reports
        for trial in compile_trials(replace(context, report=report), check_trials(report), by_name)
    )
