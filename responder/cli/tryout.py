"""`responder try`: which rule would answer, what it would say, and why the others would not."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import typer

from responder.cli.codes import FINE
from responder.cli.paths import read_file
from responder.errors import SettingError
from responder.models import Chat, ChatKind, Event, EventKind, Group, MessageType, Person
from responder.rules.decide import explain
from responder.rules.load import load
from responder.rules.memory import Memory

if TYPE_CHECKING:
    from pathlib import Path

    from responder.rules.decide import Decision
    from responder.rules.ruleset import RuleSet

ME = "me"
"""What the account is called in a trial."""


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
    rule_set = load(str(path), read_file)
    now_s = _time(said.at, rule_set)
    decision = explain(rule_set, _event(said, now_s), Memory(), now_s, "try")
    if as_json:
        typer.echo(json.dumps(_as_json(decision), ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(_lines(decision)))
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


def _event(said: Said, now_s: float) -> Event:
    kinds = [kind.value for kind in MessageType]
    if said.type not in kinds:
        msg = f"--type {said.type!r}: expected one of {', '.join(kinds)}"
        raise SettingError(msg)
    if said.mention and not said.group:
        msg = "--mention needs --group NAME: nobody is mentioned in private"
        raise SettingError(msg)
    sender = _person("p1", said.sender)
    chat = Chat("p1", ChatKind.PRIVATE, said.sender)
    group = None
    if said.group:
        chat = Chat("g1", ChatKind.GROUP, said.group)
        group = Group("g1", said.group, frozenset({said.group}))
    return Event(
        id="try",
        kind=EventKind.MESSAGE,
        type=MessageType(said.type),
        chat=chat,
        sender=sender,
        me=_person("me", ME),
        time_s=now_s,
        text=f"@{ME}\u2005{said.text}" if said.mention else said.text,
        group=group,
        mentioned=said.mention,
        my_names=(ME,),
    )


def _person(identity: str, name: str) -> Person:
    return Person(identity, name, nickname=name, known_as=frozenset({name}))


def _lines(decision: Decision) -> list[str]:
    lines = [
        f'  rule "{one.rule}": {one.failed}: {one.reason}'
        for one in decision.trace
        if not one.matched
    ]
    if lines:
        lines.insert(0, "Not these:")
    if decision.rule is None:
        return [*lines, "No rule answers this."]
    lines.append(f'Rule "{decision.rule}" has it.')
    if decision.error:
        lines.append(f"  but it fails: {decision.error}")
    elif not decision.replies:
        lines.append("  It answers nothing, on purpose (silent).")
    return lines + [f"  reply: {reply.text}" for reply in decision.replies]


def _as_json(decision: Decision) -> dict[str, Any]:
    return {
        "rule": decision.rule,
        "replies": [reply.text for reply in decision.replies],
        "captures": dict(decision.captures),
        "error": decision.error,
        "trace": [
            {"rule": one.rule, "failed": one.failed, "reason": one.reason} for one in decision.trace
        ],
    }
