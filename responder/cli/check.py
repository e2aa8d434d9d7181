"""`responder check`: everything wrong with a rule file, for a person, a program or a code host."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer

from responder.cli.codes import FINE, WRONG
from responder.cli.paths import read_file
from responder.rules.load import load
from responder.rules.reading.faults import Fault, RuleFaults

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def check_file(path: Path, *, form: str, strict: bool) -> int:
    """Check a rule file and print what was found.

    Args:
        path: The rule file.
        form: `text`, `json` or `github`.
        strict: Warnings count as faults.

    Returns:
        The exit code.

    Raises:
        EnvironmentFault: It can not be read.
    """
    count = 0
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    try:
        rule_set = load(str(path), read_file)
        count, warnings = len(rule_set.rules), rule_set.warnings
    except RuleFaults as error:
        faults = error.details
    wrong = bool(faults or (strict and warnings))
    if form == "json":
        found = [_as_json(f, "error") for f in faults] + [_as_json(w, "warning") for w in warnings]
        document = {"file": str(path), "ok": not wrong, "rules": count, "faults": found}
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
    elif form == "github":
        _each(_as_command(f, "error") for f in faults)
        _each(_as_command(w, "warning") for w in warnings)
    else:
        _each(str(fault) for fault in faults)
        _each(f"warning: {warning}" for warning in warnings)
        typer.echo(_summary(path, count, len(faults), len(warnings)))
    return WRONG if wrong else FINE


def _each(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)


def _summary(path: Path, rules: int, faults: int, warnings: int) -> str:
    if faults:
        return f"{path}: {_number(faults, 'fault')}; nothing of it would be used"
    end = f", {_number(warnings, 'warning')}" if warnings else ""
    return f"{path}: {_number(rules, 'rule')}, no faults{end}"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _as_json(fault: Fault, level: str) -> dict[str, Any]:
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
    subject = f'rule "{fault.rule}": ' if fault.rule is not None else ""
    return f"::{level} {place}::{_escaped(subject + words, data=True)}"


def _escaped(text: str, *, data: bool = False) -> str:
    """Percent-escapes that workflow commands ask for; more of them in properties."""
    pairs = [("%", "%25"), ("\r", "%0D"), ("\n", "%0A")]
    for char, code in pairs if data else [*pairs, (":", "%3A"), (",", "%2C")]:
        text = text.replace(char, code)
    return text
