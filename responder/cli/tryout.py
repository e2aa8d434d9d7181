"""`responder try`: which rule would answer, what it would say, and why the others would not."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import typer

from responder.cli.check import check_file
from responder.cli.codes import FINE
from responder.cli.paths import load_rules
from responder.errors import SettingError
from responder.memory import Kept, Memory
from responder.models import Event, MessageType
from responder.rules.decide import explain
from responder.rules.durations import duration
from responder.rules.reading.cells import quote
from responder.rules.reading.faults import RuleFaults
from responder.rules.stored import path_of_change, shown
from responder.rules.subject import subject_of
from responder.rules.table import Table
from responder.rules.trial import stage
from responder.rules.trial.nearness import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from responder.rules.decide import Considered, Decision, Taken
    from responder.rules.ruleset import RuleSet
    from responder.rules.table import Value

SEED = "try"
"""Of every draw: the same trial gives the same answer."""

REFUSALS_SHOWN_MAX = 20
"""Rules that did not match and are named, so that the answer is on the screen too. Of more, those
are named whose words fit."""

OTHERS_SHOWN_MAX = 5
"""How many are named, as an example, where the words of none fit."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message made up at the command line.

    Args:
        text: What is said.
        sender: By whom, by a name that rules trust.
        group: In which group; `""` is in private.
        mention: With an @ for the account.
        type: Kind of message.
        at: ISO 8601 time; `""` is now. Without an offset it is in the rule file's time zone.
    """

    text: str
    sender: str
    group: str
    mention: bool
    type: str
    at: str


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
    now_s = _time(said.at, rule_set)
    event = replace(_event(said), id="try", time_s=now_s)
    decision = explain(rule_set, event, Memory(), now_s, SEED)
    if as_json:
        typer.echo(json.dumps(_as_json(decision), ensure_ascii=False, indent=2))
    else:
        lines = [*_refusals(rule_set, event, now_s, decision), *_answer(rule_set, now_s, decision)]
        typer.echo("\n".join(lines))
    return FINE


def _time(at: str, rule_set: RuleSet) -> float:
    if not at:
        return time.time()
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        msg = f"--at {at!r}: expected a time such as 2026-11-23T10:00 or 2026-11-23T10:00+08:00"
        raise SettingError(msg) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=rule_set.zone)
    return moment.timestamp()


def _event(said: Said) -> Event:
    kinds = [kind.value for kind in MessageType]
    if said.type not in kinds:
        msg = f"--type {said.type!r}: expected one of {', '.join(kinds)}"
        raise SettingError(msg)
    if said.mention and not said.group:
        msg = "--mention needs --group NAME: nobody is mentioned in private"
        raise SettingError(msg)
    message = stage.Said(
        sender=said.sender,
        text=said.text,
        group=said.group,
        mention=said.mention or None,
        type=MessageType(said.type),
    )
    try:
        return stage.Stage().event(message)
    except stage.StageError as error:
        raise SettingError(f"--{error.key}: {error.message}") from error


def _refusals(rule_set: RuleSet, event: Event, now_s: float, decision: Decision) -> Iterator[str]:
    """The rules before the one that has it, each with the first condition that failed."""
    refused = [one for one in decision.trace if not one.matched]
    if not refused:
        return
    shown, title = refused, "Not these:"
    if len(refused) > REFUSALS_SHOWN_MAX:
        subject = subject_of(
            event,
            rule_set.folding,
            memory=Memory(),
            now_s=now_s,
            seed=SEED,
            zone=rule_set.zone,
            kinds=rule_set.kinds,
        )
        near = nearest(rule_set, subject, refused, REFUSALS_SHOWN_MAX)
        title = "Not these, though their words fit:" if near else title
        shown = list(near) or refused[:OTHERS_SHOWN_MAX]
    yield title
    yield from (f"  {_refusal(one)}" for one in shown)
    if len(shown) < len(refused):
        yield f"  … and {len(refused) - len(shown):,} more; --json has them all"


def _refusal(one: Considered) -> str:
    return f"rule {quote(one.rule)}: {one.failed}: {one.reason}"


def _answer(rule_set: RuleSet, now_s: float, decision: Decision) -> Iterator[str]:
    """What each rule that matched makes of it."""
    for taken in decision.taken:
        last = decision.claimed and taken is decision.taken[-1]
        yield from _deeds(rule_set, now_s, taken, has_it=last)
    if not decision.claimed:
        others = "other " if decision.acting else ""
        yield f"No {others}rule answers this{f': {decision.fault}' if decision.fault else ''}."


def _deeds(rule_set: RuleSet, now_s: float, taken: Taken, *, has_it: bool) -> Iterator[str]:
    rule = rule_set.by_name[taken.rule]
    where = "" if rule.file == rule_set.path else f" ({rule.file}:{rule.line})"
    name = f"Rule {quote(taken.rule)}{where}"
    if taken.shadow:
        yield f"{name} would take it, but only watches (shadow)."
    elif has_it:
        yield f"{name} has it."
    else:
        yield f"{name} answers, and lets later rules answer too (continue)."
    if taken.error:
        yield f"  but it fails: {taken.error}"
    elif taken.suppressed:
        yield f"  It answers nothing now: {taken.suppressed}: {taken.suppressed_why}"
    elif not taken.replies and not taken.kept_back:
        yield "  It answers nothing, on purpose (silent)."
    label = "  would reply: " if taken.shadow else "  reply: "
    for reply in taken.replies:
        yield label + reply.text.replace("\n", "\n" + " " * len(label))
    for kept in taken.kept_back:
        yield f"  not sent: {quote(kept.reply.text)} ({kept.why.key}: {kept.why.reason})"
    yield from _stored(taken, now_s)


def _stored(taken: Taken, now_s: float) -> Iterator[str]:
    """What it stores and drops."""
    would = "would " if taken.shadow else ""
    for change in taken.changes:
        if not isinstance(change, Kept):
            continue
        path, cell = path_of_change(change), change.cell
        if cell is None:
            yield f"  {would}drop: {path}"
        else:
            ends = "" if cell.until_s is None else f" for {duration(cell.until_s - now_s)}"
            yield f"  {would}store: {path} = {shown(cell.value)}{ends}"


def _as_json(decision: Decision) -> dict[str, Any]:
    return {
        "rule": decision.rule,
        "replies": [reply.text for reply in decision.replies],
        "captures": {name: _plain(value) for name, value in decision.captures.match},
        "args": {name: _plain(value) for name, value in decision.captures.args},
        "error": decision.error,
        "taken": [
            {
                "rule": one.rule,
                "replies": [reply.text for reply in one.replies],
                "shadow": one.shadow,
                "suppressed": one.suppressed,
                "suppressed_why": one.suppressed_why,
                "error": one.error,
                "stored": [_change(two) for two in one.changes if isinstance(two, Kept)],
            }
            for one in decision.taken
        ],
        "trace": [
            {"rule": one.rule, "failed": one.failed, "reason": one.reason} for one in decision.trace
        ],
    }


def _change(change: Kept) -> dict[str, Any]:
    """What was stored; null in place of a value where it was dropped."""
    cell = change.cell
    return {
        "path": str(path_of_change(change)),
        "value": None if cell is None else cell.value,
        "until": None if cell is None else cell.until_s,
    }


def _plain(value: Value) -> Any:  # noqa: ANN401 - JSON has no better type
    """A captured value as JSON has it."""
    if isinstance(value, Table):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
