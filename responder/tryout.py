"""A made-up message, decided by the very engine: for `responder try` and the console.

Nothing is sent and nothing is remembered. It must not know who asks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from responder.memory import Kept, Memory, Muted
from responder.models import Event, MessageType
from responder.rules.decide import explain
from responder.rules.durations import duration
from responder.rules.reading.cells import quote
from responder.rules.stored import path_of_change, shown
from responder.rules.subject import subject_of
from responder.rules.table import Table
from responder.rules.trial import stage
from responder.rules.trial.nearness import nearest
from responder.wording import Deed, nobody, refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from responder.rules.decide import Decision, Taken
    from responder.rules.ruleset import RuleSet
    from responder.rules.runs import Reply
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
    """A made-up message.

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


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a made-up message.

    Args:
        event: It.
        decision: With the trace of all rules.
        lines: Both in words.
    """

    event: Event
    decision: Decision
    lines: tuple[str, ...]


def tried(rule_set: RuleSet, said: Said, now_s: float) -> Tried:
    """Decide a made-up message; takes as long as there are rules.

    Args:
        rule_set: By these.
        said: What is said.
        now_s: Unix seconds, unless it is said when.

    Raises:
        StageError: The message can not be; its key is one of `at`, `type`, `mention` and those of
            the stage.
    """
    now_s = _time(said.at, rule_set, now_s)
    event = replace(_event(said), id="try", time_s=now_s)
    decision = explain(rule_set, event, Memory(), now_s, SEED, find=stage.Stage().find)
    lines = (*_refusals(rule_set, event, now_s, decision), *_answer(rule_set, now_s, decision))
    return Tried(event, decision, lines)


def _time(at: str, rule_set: RuleSet, now_s: float) -> float:
    if not at:
        return now_s
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        msg = "expected a time such as 2026-11-23T10:00 or 2026-11-23T10:00+08:00"
        raise stage.StageError("at", f"{msg}, got {quote(at)}") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=rule_set.zone)
    return moment.timestamp()


def _event(said: Said) -> Event:
    kinds = [kind.value for kind in MessageType]
    if said.type not in kinds:
        msg = f"expected one of {', '.join(kinds)}, got {quote(said.type)}"
        raise stage.StageError("type", msg)
    if said.mention and not said.group:
        raise stage.StageError("mention", "needs a group: nobody is mentioned in private")
    message = stage.Said(
        sender=said.sender,
        text=said.text,
        group=said.group,
        mention=said.mention or None,
        type=MessageType(said.type),
    )
    return stage.Stage().event(message)


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
    yield from (f"  {refusal(one)}" for one in shown)
    if len(shown) < len(refused):
        yield f"  … and {len(refused) - len(shown):,} more; --json has them all"


def _answer(rule_set: RuleSet, now_s: float, decision: Decision) -> Iterator[str]:
    """What each rule that matched makes of it."""
    for taken in decision.taken:
        last = decision.claimed and taken is decision.taken[-1]
        yield from _deed(rule_set, now_s, taken, has_it=last).lines()
    if not decision.claimed:
        yield nobody(decision.fault, others=bool(decision.acting))


def _deed(rule_set: RuleSet, now_s: float, taken: Taken, *, has_it: bool) -> Deed:
    rule = rule_set.by_name[taken.rule]
    return Deed(
        rule=taken.rule,
        where="" if rule.file == rule_set.path else f"{rule.file}:{rule.line}",
        has_it=has_it,
        shadow=taken.shadow,
        error=taken.error,
        suppressed=taken.suppressed,
        suppressed_why=taken.suppressed_why,
        replies=tuple(
            (reply.text, "", "" if reply.chat is None else reply.chat.name)
            for reply in taken.replies
        ),
        kept_back=tuple(
            (quote(kept.reply.text), kept.why.key, kept.why.reason) for kept in taken.kept_back
        ),
        stored=tuple(
            _stored(change, now_s) for change in taken.changes if isinstance(change, Kept | Muted)
        ),
    )


def _stored(change: Kept | Muted, now_s: float) -> tuple[str, str]:
    """Where something is stored and what, for how long; nothing where it is dropped."""
    if isinstance(change, Muted):
        return "mute", f"for {duration(change.until_s - now_s)}"
    path, cell = str(path_of_change(change)), change.cell
    if cell is None:
        return path, ""
    ends = "" if cell.until_s is None else f" for {duration(cell.until_s - now_s)}"
    return path, f"{shown(cell.value)}{ends}"


def as_json(decision: Decision) -> dict[str, Any]:
    """It for programs."""
    return {
        "rule": decision.rule,
        "replies": [reply.text for reply in decision.replies if reply.chat is None],
        "sends": [_sent(reply) for reply in decision.replies if reply.chat is not None],
        "captures": {name: _plain(value) for name, value in decision.captures.match},
        "args": {name: _plain(value) for name, value in decision.captures.args},
        "error": decision.error,
        "taken": [
            {
                "rule": one.rule,
                "replies": [reply.text for reply in one.replies if reply.chat is None],
                "sends": [_sent(reply) for reply in one.replies if reply.chat is not None],
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


def _sent(reply: Reply) -> dict[str, Any]:
    """A text that goes to a chat which its rule names."""
    return {"to": None if reply.chat is None else reply.chat.name, "text": reply.text}


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
