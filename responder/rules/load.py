"""A rule file, from its path to a frozen `RuleSet`.

The one way in for running, checking, trying and reloading: read, check, compile. It must not know
where files are; they come through an argument.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from responder.models import Limits
from responder.rules.compiling.naming import name_rules
from responder.rules.compiling.rule import RuleCompiler
from responder.rules.compiling.shadow import shadowed
from responder.rules.reading.cells import quote
from responder.rules.reading.faults import RuleFaults
from responder.rules.reading.reader import read_tree
from responder.rules.reading.report import Report
from responder.rules.reading.source import read_source
from responder.rules.ruleset import Rule, RuleSet
from responder.rules.spec.validate import check_head, check_rule, rule_nodes, sound_part, sound_vars

if TYPE_CHECKING:
    from collections.abc import Callable

    from responder.rules.spec.head import HeadSpec
    from responder.rules.spec.rule import RuleSpec
    from responder.rules.table import Table

HASH_BYTES = 16
"""Length of a rule set's hash: no two files of anybody share one."""


def load(path: str, read: Callable[[str], bytes]) -> RuleSet:
    """Read, check and compile a rule file.

    Args:
        path: Shown in messages, and given to `read`.
        read: Gives the bytes of a path; what it raises passes through.

    Returns:
        The compiled rules, with warnings about what is probably not meant.

    Raises:
        RuleFileError: The file is wrong; a `RuleFaults` with every fault found.
    """
    data = read(path)
    source = read_source(path, data)
    report = Report(source, read_tree(source))
    head = check_head(report)
    rules = _rules(report, sound_vars(report) if head is None else head.vars)
    if report.faults or head is None:
        raise RuleFaults(report.faults)
    _warn_of_shadows(report, rules)
    return RuleSet(
        path=path,
        hash=blake2b(data, digest_size=HASH_BYTES).hexdigest(),
        rules=rules,
        limits=_limits(head),
        timezone=head.timezone,
        zone=None if head.timezone is None else ZoneInfo(head.timezone),
        names=head.vars,
        warnings=tuple(sorted(report.warnings, key=lambda fault: fault.place)),
    )


def _rules(report: Report, names: Table | None) -> tuple[Rule, ...]:
    """Every rule that can be compiled, so that one look finds the faults of all.

    Without usable `vars` none is: nobody could say which of their names are wrong.
    """
    compiler = None if names is None else RuleCompiler(report, names)
    checked: dict[int, RuleSpec] = {}
    for index, node in enumerate(rule_nodes(report)):
        spec = check_rule(report, index, node)
        if spec is not None:
            checked[index] = spec
        elif compiler is not None and (part := sound_part(node)) is not None:
            compiler.inspect(index, part)
    if compiler is None:
        return ()
    called = name_rules(checked)
    return tuple(compiler.compile(index, spec, called[index]) for index, spec in checked.items())


def _limits(head: HeadSpec) -> Limits:
    limits = head.limits
    return Limits(limits.delay, limits.per_chat, limits.per_account)


def _warn_of_shadows(report: Report, rules: tuple[Rule, ...]) -> None:
    for index, earlier in shadowed(rules):
        first = rules[earlier]
        message = (
            f"this rule can never win: {quote(first.name)} in line {first.line} takes its messages"
        )
        hint = "move it up, or make the earlier rule narrower"
        report.warn(("rules", index), message, hint)
