"""`responder status` and `logout`: questions to a running daemon."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import typer

from responder.cli.codes import FINE, WRONG
from responder.cli.paths import nobody_runs, state_dir
from responder.control import ask
from responder.rules.reading.cells import quote

if TYPE_CHECKING:
    from pathlib import Path


TEXTS = (
    ("sent", "sent"),
    ("waiting", "queue"),
    ("failed", "failed"),
    ("unknown", "unknown"),
    ("suppressed", "suppressed"),
    ("cancelled", "cancelled"),
)
"""How texts have ended: the word shown, and its key in the answer."""

SCHEDULES_SHOWN_MAX = 5
"""Rules that come by the clock; `--json` has all of them."""


def report(state: Path | None, account: str, *, as_json: bool, quiet: bool) -> int:
    """Print how the daemon is.

    Returns:
        0 while it is on line, 1 while it is not or does not run.
    """
    place = state_dir(state, account)
    answer = ask(place, "status", quiet=quiet)
    if as_json:
        typer.echo(json.dumps(answer or {"state": "not running"}, ensure_ascii=False, indent=2))
    elif not quiet:
        typer.echo("\n".join(_lines(answer)) if answer else nobody_runs(place))
    return FINE if answer and answer["state"] == "online" else WRONG


def log_out(state: Path | None, account: str) -> int:
    """Have the login ended.

    Returns:
        0 when the daemon was told, 1 when none runs.
    """
    place = state_dir(state, account)
    answer = ask(place, "logout")
    typer.echo(
        "Logged out. The daemon waits for `responder login`, and then shows a code."
        if answer
        else nobody_runs(place)
    )
    return FINE if answer else WRONG


def _lines(answer: dict[str, Any]) -> list[str]:
    rules = answer["rules"]
    since = _time(rules["since"])
    last = answer["last_sync"]
    lines = [
        f"state      {answer['state']} since {_time(answer['since'])}",
        f"last sync  {_time(last) if last else 'never'}",
        f"rules      {rules['count']} from {rules['file']} ({rules['hash'][:12]}) since {since}",
        f"messages   {answer['messages']}, answered {answer['answered']}",
        *_holding_back(answer),
        "texts      " + ", ".join(f"{name} {answer[key]}" for name, key in TEXTS),
    ]
    lines += _schedules(answer.get("schedules", []))
    lines += [f"name       {sentence}" for sentence in answer.get("names", ())]
    lines += [
        f"error      {_time(e['at'])}  {e['error']}"
        + (f"  ({e['times']} times)" if e["times"] > 1 else "")
        for e in answer["errors"]
    ]
    return lines


def _schedules(coming: list[dict[str, Any]]) -> list[str]:
    """When rules come by the clock, the next ones."""
    lines = [
        f"next       {_time(one['next'])}  rule {quote(one['rule'])}"
        for one in coming[:SCHEDULES_SHOWN_MAX]
    ]
    more = len(coming) - SCHEDULES_SHOWN_MAX
    return [*lines, f"           and {more} more rules"] if more > 0 else lines


def _holding_back(answer: dict[str, Any]) -> list[str]:
    """What keeps the daemon from doing what the rule file says, and how long that lasts."""
    lines = []
    if answer["rules"]["rejected"]:
        at, reason = answer["rules"]["rejected"]["at"], answer["rules"]["rejected"]["reason"]
        first, *more = reason.splitlines()
        lines += [f"rejected   {_time(at)}  {first}", *(f"           {line}" for line in more)]
    if answer["paused_since"]:
        since = _time(answer["paused_since"])
        lines.append(f"paused     since {since}: nothing is answered until `responder resume`")
    if answer["throttled_for"]:
        lines.append(
            f"throttled  WeChat wants fewer messages; the next leaves in"
            f" {answer['throttled_for']:.0f} s"
        )
    if answer["left_today"] is not None:
        lines.append(f"pace       {answer['left_today']} more may leave in these 24 hours")
    return lines


def _time(seconds: float) -> str:
    moment = datetime.fromtimestamp(seconds).astimezone()
    recent = abs(datetime.now().astimezone() - moment) < timedelta(hours=20)
    return moment.strftime("%H:%M:%S" if recent else "%Y-%m-%d %H:%M")
