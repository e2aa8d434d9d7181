"""`responder try`: which rule would answer, what it would say, and why the others would not."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import typer

from responder.cli.check import check_file
from responder.cli.codes import FINE
from responder.cli.paths import load_rules
from responder.errors import SettingError
from responder.rules.reading.faults import RuleFaults
from responder.rules.trial.stage import StageError
from responder.tryout import as_json as decision_as_json
from responder.tryout import tried

if TYPE_CHECKING:
    from pathlib import Path

    from responder.tryout import Said


def try_file(path: Path, said: Said, *, as_json: bool) -> int:
    """Decide a made-up message by a rule file and print the decision.

    Returns:
        The exit code.

    Raises:
        RuleFileError: The file has faults.
        SettingError: The message can not be.
    """
    try:
        rule_set = load_rules(path)
    except RuleFaults:
        if not as_json:
            raise
        return check_file(path, form="json", strict=False)
    try:
        result = tried(rule_set, said, time.time())
    except StageError as error:
        raise SettingError(f"--{error.key}: {error.message}") from error
    if as_json:
        told = decision_as_json(result.decision)
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(result.lines))
    return FINE
