"""`responder test`: the tests of a rule file, for a person or a program."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import typer

from responder.cli.check import check_file
from responder.cli.codes import FINE, WRONG
from responder.cli.paths import load_rules
from responder.cli.thorough import Asked, examine
from responder.errors import SettingError
from responder.rules.reading.cells import quote
from responder.rules.reading.faults import RuleFaults, did_you_mean
from responder.rules.trial.shown import Kind, lines_of

if TYPE_CHECKING:
    from pathlib import Path

    from responder.rules.trial.trial import Result, Trial

_STYLES: dict[Kind, dict[str, Any]] = {
    Kind.WHERE: {"bold": True},
    Kind.EXPECTED: {"fg": "green"},
    Kind.GOT: {"fg": "red"},
    Kind.WHY: {},
    Kind.TEXT: {},
}
"""How lines look on a terminal; elsewhere they are plain."""


def run_tests(
    path: Path, *, form: str, only: str = "", coverage: bool = False, mutate: bool = False
) -> int:
    """Carry out the tests of a rule file and print how they ended.

    Args:
        path: The rule file.
        form: `text` or `json`.
        only: Part of the names of those that are wanted; `""` is all.
        coverage: Tell also what no test reaches.
        mutate: Tell also which changes of the rules no test notices.

    Returns:
        The exit code: 1 if a test failed, or if something was asked for and found that no test
        reaches or notices; otherwise 0, also if there is no test.

    Raises:
        RuleFileError: The file has faults.
        SettingError: No test has such a name.
        EnvironmentFault: The file can not be read.
    """
    try:
        rule_set = load_rules(path)
    except RuleFaults:
        if form != "json":
            raise
        return check_file(path, form="json", strict=False)
    trials = _chosen(rule_set.trials, only)
    asked = Asked(coverage=coverage, mutate=mutate)
    results, thorough = examine(rule_set, trials, asked)
    failed = [one for one in results if not one.passed]
    if form == "json":
        about = _as_json(path, results) | thorough.as_json()
        about["ok"] = not failed and thorough.complete
        typer.echo(json.dumps(about, ensure_ascii=False, indent=2))
    else:
        for one in failed:
            for line in lines_of(one):
                _say(line.text, **_STYLES[line.kind])
            _say("")
        for sentence in thorough.lines():
            _say(sentence)
        _say(_summary(path, len(trials), len(failed)), fg="red" if failed else "green")
        for summary, good in thorough.summaries(str(path)):
            _say(summary, fg="green" if good else "red")
    return WRONG if failed or not thorough.complete else FINE


def _chosen(trials: tuple[Trial, ...], only: str) -> tuple[Trial, ...]:
    if not only:
        return trials
    chosen = tuple(one for one in trials if only.casefold() in one.name.casefold())
    if trials and not chosen:
        hint = did_you_mean(only, [one.name for one in trials])
        end = f"; {hint}" if hint else ""
        raise SettingError(f"--only {quote(only)}: no test of this file has that in its name{end}")
    return chosen


def _say(text: str, **style: Any) -> None:  # noqa: ANN401 - what `typer.style` takes
    """Print a line, with colours where somebody sees them and has not asked for none."""
    plain = not style or os.environ.get("NO_COLOR")
    typer.echo(text if plain else typer.style(text, **style))


def _summary(path: Path, tests: int, failed: int) -> str:
    if not tests:
        return f"{path}: no tests; they stand under `tests:`"
    number = "1 test" if tests == 1 else f"{tests:,} tests"
    return f"{path}: {number}, {f'{failed:,}' if failed else 'none'} failed"


def _as_json(path: Path, results: tuple[Result, ...]) -> dict[str, Any]:
    failed = sum(not one.passed for one in results)
    return {
        "file": str(path),
        "ok": not failed,
        "tests": len(results),
        "failed": failed,
        "results": [_result(one) for one in results],
    }


def _result(result: Result) -> dict[str, Any]:
    """One test: `step` and everything behind it only where it failed."""
    failure = result.failure
    spot = result.trial.spot if failure is None else failure.step.spot
    entry: dict[str, Any] = {
        "name": result.trial.name,
        "ok": result.passed,
        "file": spot.file,
        "line": spot.line,
        "column": spot.column,
    }
    if failure is not None:
        entry |= {
            "step": failure.step.number,
            "says": failure.step.label,
            "expected": failure.expected,
            "got": failure.got,
            "rule": failure.rule,
            "replies": list(failure.replies),
            "because": list(failure.why),
            "near": list(failure.near),
        }
    return entry
