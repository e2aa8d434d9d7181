"""`responder check`: everything wrong with a rule file, for a person, a program or a code host."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import typer

from responder.cli.codes import FINE, WRONG
from responder.cli.paths import load_rules
from responder.rules.reading.cells import quote
from responder.rules.reading.faults import FAULTS_MAX, Fault, RuleFaults
from responder.rules.trial.shown import failed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

SHOWN_MAX = 100
"""Faults and warnings of each kind that a person is shown; the other formats have all."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What a check found.

    Args:
        rules: How many the file has; 0 where it has faults.
        tests: How many of its tests were carried out.
        faults: What forbids the file.
        failures: Tests that failed.
        warnings: What is probably not meant.
    """

    rules: int = 0
    tests: int = 0
    faults: tuple[Fault, ...] = ()
    failures: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()

    def wrong(self, *, strict: bool) -> bool:
        """Whether the file is not as it should be; `strict` counts warnings too."""
        return bool(self.faults or self.failures or (strict and self.warnings))


def check_file(path: Path, *, form: str, strict: bool, today: date | None = None) -> int:
    """Check a rule file, carry its tests out, and print what was found.

    Args:
        path: The rule file.
        form: `text`, `json` or `github`.
        strict: Warnings count as faults.
        today: For calendars that are about to end; None is the day it is.

    Returns:
        The exit code: 1 for a file with faults or with a test that fails.

    Raises:
        EnvironmentFault: It can not be read.
    """
    # Calendars end with a year everywhere, so the time zone does not matter.
    found = _look(path, today or datetime.now(UTC).date())
    wrong = found.wrong(strict=strict)
    if form == "json":
        typer.echo(json.dumps(_as_json(path, found, ok=not wrong), ensure_ascii=False, indent=2))
    elif form == "github":
        _each(_as_command(one, "error") for one in (*found.faults, *found.failures))
        _each(_as_command(one, "warning") for one in found.warnings)
    else:
        _each(_shown(found.faults, "faults"))
        _each(f"warning: {one}" for one in _shown(found.warnings, "warnings"))
        _each(_shown(found.failures, "failed tests"))
        typer.echo(_summary(path, found))
    return WRONG if wrong else FINE


def _look(path: Path, today: date) -> Findings:
    """Everything that is wrong; the tests come last, and only where nothing forbids the file."""
    from responder.lookup.secrets import of_process
    from responder.rulefile import missing_secrets

    try:
        rule_set = load_rules(path, today=today)
    except RuleFaults as error:
        return Findings(faults=error.details)
    return Findings(
        len(rule_set.rules),
        len(rule_set.trials),
        failures=failed(rule_set, rule_set.trials),
        warnings=(*rule_set.warnings, *missing_secrets(rule_set, of_process().has)),
    )


def _each(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)


def _shown(found: tuple[Fault, ...], nouns: str) -> list[str]:
    """The first of them, and how many more there are."""
    more = len(found) - SHOWN_MAX
    rest = [f"… and {_at_least(found)}{more:,} more {nouns}"] if more > 0 else []
    return [*map(str, found[:SHOWN_MAX]), *rest]


def _at_least(found: tuple[Fault, ...]) -> str:
    """What to say before a number that is where looking ended."""
    return "at least " if len(found) >= FAULTS_MAX else ""


def _summary(path: Path, found: Findings) -> str:
    if found.faults:
        count = _at_least(found.faults) + _number(len(found.faults), "fault")
        return f"{path}: {count}; nothing of it would be used"
    parts = [_number(found.rules, "rule"), "no faults"]
    if found.failures:
        parts.append(f"{len(found.failures):,} of {_number(found.tests, 'test')} failed")
    elif found.tests:
        parts.append(f"{_number(found.tests, 'test')} passed")
    if found.warnings:
        parts.append(_number(len(found.warnings), "warning"))
    return f"{path}: {', '.join(parts)}"


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _as_json(path: Path, found: Findings, *, ok: bool) -> dict[str, Any]:
    """All of it; a test that failed is an error whose `field` names the test and its step."""
    levels = (("error", (*found.faults, *found.failures)), ("warning", found.warnings))
    return {
        "file": str(path),
        "ok": ok,
        "rules": found.rules,
        "tests": found.tests,
        "failed": len(found.failures),
        "faults": [_fault(one, level) for level, faults in levels for one in faults],
    }


def _fault(fault: Fault, level: str) -> dict[str, Any]:
    return {
        "level": level,
        "file": fault.file,
        "line": fault.line,
        "column": fault.column,
        "rule": fault.rule,
        "field": fault.field,
        "message": fault.message,
        "hint": fault.hint,
    }


def _as_command(fault: Fault, level: str) -> str:
    """A workflow command, which a code host shows beside the line."""
    place = f"file={_escaped(fault.file)},line={fault.line},col={fault.column}"
    words = f"{fault.message}. {fault.hint}" if fault.hint else fault.message
    subject = "" if fault.rule is None else f"rule {quote(fault.rule)}: "
    if fault.field:
        subject += f"{fault.field}: "
    return f"::{level} {place}::{_escaped(subject + words, data=True)}"


def _escaped(text: str, *, data: bool = False) -> str:
    """Percent-escapes that workflow commands ask for; more of them in properties."""
    pairs = [("%", "%25"), ("\r", "%0D"), ("\n", "%0A")]
    for char, code in pairs if data else [*pairs, (":", "%3A"), (",", "%2C")]:
        text = text.replace(char, code)
    return text
