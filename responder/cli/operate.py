"""Commands that a running daemon carries out: reload and rules, pause and resume."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from responder.cli.codes import FINE, WRONG
from responder.cli.paths import nobody_runs, state_dir
from responder.cli.screen import count_of_rules
from responder.control import WORK_TIMEOUT_S, ask
from responder.journal.rulesets import HASH_CHARS

if TYPE_CHECKING:
    from pathlib import Path


def reload(state: Path | None, account: str, *, preview: bool) -> int:
    """Have the rule file read again, or say what that would change.

    Returns:
        0 if the file holds now (or would), 1 if it is wrong or no daemon runs.
    """
    answer = _asked(state, account, "preview" if preview else "reload")
    if answer is None:
        return WRONG
    return _previewed(answer) if preview else _reloaded(answer)


def roll_back(state: Path | None, account: str, to: str) -> int:
    """Have earlier rules put to use again.

    Args:
        state: `--state`.
        account: `--account`.
        to: Beginning of their hash; `""` is those before the present ones.

    Returns:
        0 if they hold now, 1 if not or no daemon runs.
    """
    answer = _asked(state, account, "rollback", to=to)
    return WRONG if answer is None else _reloaded(answer)


def pause(state: Path | None, account: str) -> int:
    """Have nothing answered until `resume`.

    Returns:
        0, or 1 if no daemon runs.
    """
    if _asked(state, account, "pause") is None:
        return WRONG
    typer.echo("Paused: messages are taken in and not answered, until `responder resume`.")
    return FINE


def resume(state: Path | None, account: str) -> int:
    """Have what comes from now on answered again.

    Returns:
        0, or 1 if no daemon runs.
    """
    answer = _asked(state, account, "resume")
    if answer is None:
        return WRONG
    was_paused = answer["paused_since"] is not None
    typer.echo("Answering again." if was_paused else "It was not paused.")
    return FINE


def _asked(
    state: Path | None, account: str, command: str, **arguments: object
) -> dict[str, Any] | None:
    """The daemon's answer; None if there is none or it refuses, which is said."""
    place = state_dir(state, account)
    answer = ask(place, command, timeout_s=WORK_TIMEOUT_S, **arguments)
    if answer is None:
        typer.echo(nobody_runs(place), err=True)
    elif "error" in answer:
        typer.echo(answer["error"], err=True)
        return None
    return answer


def _reloaded(answer: dict[str, Any]) -> int:
    holds, goes_on = ("holds", "goes on") if answer["rules"] == 1 else ("hold", "go on")
    rules = f"{count_of_rules(answer['rules'])} ({answer['hash'][:HASH_CHARS]})"
    for warning in answer["warnings"]:
        typer.echo(warning, err=True)
    if answer["outcome"] == "rejected":
        typer.echo(answer["reason"], err=True)
        typer.echo(f"Not put to use; {rules} from before {goes_on}.", err=True)
        return WRONG
    if answer["outcome"] == "unchanged":
        typer.echo(f"Nothing has changed: {rules}.")
    else:
        typer.echo(f"{rules} {holds} now.")
    return FINE


def _previewed(answer: dict[str, Any]) -> int:
    for warning in answer["warnings"]:
        typer.echo(warning, err=True)
    if answer["reason"]:
        typer.echo(answer["reason"], err=True)
        typer.echo("It would not be put to use.", err=True)
        return WRONG
    lines = [one["line"] for one in answer["differences"]]
    typer.echo("\n".join(lines) or "Nothing would change.")
    return FINE
