"""`responder rules history` and `diff`: the rules that were put to use, read from the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.cli.codes import FINE
from responder.cli.output import print_lines
from responder.cli.screen import count_of_rules
from responder.cli.stored import journal_of
from responder.journal.rulesets import HASH_CHARS
from responder.rulefile import load_kept
from responder.rules.difference import differences
from responder.wording import moment

if TYPE_CHECKING:
    from pathlib import Path

    from responder.journal.rulesets import RuleSets
    from responder.rules.ruleset import RuleSet


def history(state: Path | None, account: str) -> int:
    """List the rules that were put to use, the latest first: they hold, if a daemon runs.

    Returns:
        The exit code.

    Raises:
        JournalError: The journal can not be read.
    """
    with journal_of(state, account) as reader:
        loads = reader.rule_sets.history()
    print_lines(
        f"{load.hash[:HASH_CHARS]}  {moment(load.at_s)}  {count_of_rules(load.rules):>13}"
        f"  {load.origin}"
        for load in loads
    )
    return FINE


def diff(state: Path | None, account: str, old: str, new: str) -> int:
    """Say what one rule set does that another does not, rule by rule.

    Args:
        state: `--state`.
        account: `--account`.
        old: Beginning of a hash; `""` is the one before the latest.
        new: Likewise; `""` is the latest.

    Returns:
        The exit code.

    Raises:
        NoRulesError: There are none such.
        RuleFileError: This version finds faults in them.
        JournalError: The journal can not be read.
    """
    with journal_of(state, account) as reader:
        kept = reader.rule_sets
        after = _made_again(kept, kept.named(new))
        before = _made_again(kept, kept.named(old, but=after.hash))
    lines = [str(one) for one in differences(before, after)]
    print_lines(lines or ["They do the same."])
    return FINE


def _made_again(rule_sets: RuleSets, hash_: str) -> RuleSet:
    kept = rule_sets.kept(hash_)
    return load_kept(kept.path, kept.shelf).rule_set
