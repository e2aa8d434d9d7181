"""A made-up message, decided by the very engine: for `responder try` and the console.

Nothing is sent and nothing is remembered. It must not know who asks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from responder.memory import Kept, Memory, Muted
from responder.models import Event, EventKind, MessageType
from responder.rules.decide import explain
from responder.rules.durations import duration
from responder.rules.reading.cells import quote
from responder.rules.reading.faults import did_you_mean, way_out
from responder.rules.requests import shown as request_shown
from responder.rules.resuming import resume
from responder.rules.scheduling import login_event, next_of
from responder.rules.stored import path_of_change, shown
from responder.rules.subject import subject_of
from responder.rules.table import Table
from responder.rules.trial import stage
from responder.rules.trial.nearness import nearest
from responder.rules.waiting import Cause, Put, applied
from responder.wording import Deed, moment, nobody, plain, refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from responder.rules.decision import Decision, Taken
    from responder.rules.ruleset import RuleSet
    from responder.rules.steps import Reply
    from responder.rules.table import Value

SEED = "try"
"""Of every draw: the same trial gives the same answer."""

REFUSALS_SHOWN_MAX = 20
"""Rules that did not match and are named, so that the answer is on the screen too. Of more, those
are named whose words fit."""

PAUSES_MAX = 20
"""Pauses of one rule that are passed over to show what it says after them."""

OTHERS_SHOWN_MAX = 5
"""How many are named, as an example, where the words of none fit."""


NAMES_SHOWN_MAX = 20
"""Rules with a schedule that are named where none of them is meant."""

Course: TypeAlias = tuple[tuple[str, float], ...]
"""Texts, each with the seconds until it is said."""


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
        on: What happens; of a schedule the text is the name of its rule.
    """

    text: str
    sender: str
    group: str
    mention: bool
    type: str
    at: str
    on: str = EventKind.MESSAGE.value


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a made-up message.

    Args:
        event: It.
        decision: With the trace of all rules.
        lines: Both in words.
        later: Of each rule that matched what it says after its pauses, each text with the seconds
            until then.
    """

    event: Event
    decision: Decision
    lines: tuple[str, ...]
    later: tuple[Course, ...] = ()


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
    event = replace(_event(rule_set, said, now_s), id="try", time_s=now_s)
    decision = explain(rule_set, event, Memory(), now_s, SEED, find=stage.Stage().find)
    later = tuple(_course(rule_set, now_s, one) for one in decision.taken)
    refusals = _refusals(rule_set, event, now_s, decision)
    lines = (*refusals, *_answer(rule_set, now_s, decision, later))
    return Tried(event, decision, lines, later)


def _time(at: str, rule_set: RuleSet, now_s: float) -> float:
    if not at:
        return now_s
    try:
        found = datetime.fromisoformat(at)
    except ValueError:
        msg = "expected a time such as 2026-11-23T10:00 or 2026-11-23T10:00+08:00"
        raise stage.StageError("at", f"{msg}, got {quote(at)}") from None
    if found.tzinfo is None:
        found = found.replace(tzinfo=rule_set.zone)
    return found.timestamp()


def _event(rule_set: RuleSet, said: Said, now_s: float) -> Event:
    happens = [kind.value for kind in EventKind]
    if said.on not in happens:
        raise stage.StageError("on", _unknown(said.on, happens))
    kind = EventKind(said.on)
    if kind is EventKind.LOGIN:
        return login_event("", stage.Stage().myself, now_s)
    if kind is EventKind.SCHEDULE:
        rule = next((one for one in rule_set.scheduled if one.name == said.text), None)
        if rule is None:
            names = [one.name for one in rule_set.scheduled]
            hint = way_out(said.text, names[:NAMES_SHOWN_MAX]) or "this file has none"
            msg = f"expected the name of a rule with `on: schedule` as TEXT, got {quote(said.text)}"
            raise stage.StageError("on", f"{msg}; {hint}")
        return next_of(rule_set, rule, now_s, SEED, me=stage.Stage().myself).event
    if not said.sender:
        msg = "expected the name of whoever writes it, such as 小明, got none"
        raise stage.StageError("from", msg)
    kinds = [kind.value for kind in MessageType]
    if said.type not in kinds:
        raise stage.StageError("type", _unknown(said.type, kinds))
    if said.mention and not said.group:
        raise stage.StageError("mention", "needs a group: nobody is mentioned in private")
    message = stage.Said(
        sender=said.sender,
        text=said.text,
        group=said.group,
        mention=said.mention or None,
        type=MessageType(said.type),
        on=kind,
    )
    return stage.Stage().event(message)


def _unknown(word: str, known: Sequence[str]) -> str:
    """What to say of a word that is none of those that are known."""
    hint = did_you_mean(word, known)
    return f"expected one of {', '.join(known)}, got {quote(word)}{hint and '; '}{hint}"


def _refusals(rule_set: RuleSet, event: Event, now_s: float, decision: Decision) -> Iterator[str]:
    """The rules before the one that has it, each with the first condition that failed."""
    # For a text that is passed on the rules are looked at once more.
    refused = [*dict.fromkeys(one for one in decision.trace if not one.matched)]
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


def _answer(
    rule_set: RuleSet, now_s: float, decision: Decision, later: tuple[Course, ...]
) -> Iterator[str]:
    """What each rule that matched makes of it."""
    for taken, more in zip(decision.taken, later, strict=True):
        last = decision.claimed and (taken is decision.taken[-1] or bool(taken.passes))
        yield from _deed(rule_set, now_s, taken, more, has_it=last).lines()
        for turn in taken.turns:
            if isinstance(turn, Put) and turn.waiting.request is not None:
                yield f"  not asked in a trial: {plain(request_shown(turn.waiting.request))}"
    if not decision.claimed:
        yield nobody(decision.fault, others=bool(decision.acting))


def _course(rule_set: RuleSet, now_s: float, taken: Taken) -> Course:
    """What a rule says after its pauses."""
    said: list[tuple[str, float]] = []
    waits = applied({}, taken.turns)
    memory = Memory().applied(taken.changes)
    for _ in range(PAUSES_MAX):
        run = next((one for one in waits.values() if one.cause is Cause.WAIT), None)
        if run is None:
            break
        given = (rule_set, run, memory, run.due_s, SEED)
        decision = resume(*given, waits=waits, find=stage.Stage().find)
        waits, memory = applied(waits, decision.turns), memory.applied(decision.changes)
        said += [(reply.text, run.due_s - now_s) for reply in decision.replies]
        if decision.error:
            said.append((f"(it fails: {decision.error})", run.due_s - now_s))
    return tuple(said)


def _deed(rule_set: RuleSet, now_s: float, taken: Taken, more: Course, *, has_it: bool) -> Deed:
    rule = rule_set.by_name[taken.rule]
    return Deed(
        rule=taken.rule,
        where="" if rule.file == rule_set.path else f"{rule.file}:{rule.line}",
        has_it=has_it,
        shadow=taken.shadow,
        error=taken.error,
        suppressed=taken.suppressed,
        suppressed_why=taken.suppressed_why,
        replies=(
            *(
                (reply.text, "", "" if reply.chat is None else reply.chat.name)
                for reply in taken.replies
            ),
            *((text, f"{duration(round(after_s))} later", "") for text, after_s in more),
        ),
        kept_back=tuple(
            (quote(kept.reply.text), kept.why.key, kept.why.reason) for kept in taken.kept_back
        ),
        waits=tuple(
            (turn.waiting.place, moment(turn.waiting.due_s))
            for turn in taken.turns
            if isinstance(turn, Put) and turn.waiting.cause is not Cause.WAIT
        ),
        stored=tuple(
            _stored(change, now_s) for change in taken.changes if isinstance(change, Kept | Muted)
        ),
        passes=tuple(passed.text for passed in taken.passes),
    )


def _stored(change: Kept | Muted, now_s: float) -> tuple[str, str]:
    """Where something is stored and what, for how long; nothing where it is dropped."""
    if isinstance(change, Muted):
        if change.until_s <= now_s:
            return "mute", ""
        return "mute", f"for {duration(change.until_s - now_s)}"
    path, cell = str(path_of_change(change)), change.cell
    if cell is None:
        return path, ""
    ends = "" if cell.until_s is None else f" for {duration(cell.until_s - now_s)}"
    return path, f"{shown(cell.value)}{ends}"


def as_json(result: Tried) -> dict[str, Any]:
    """It for programs."""
    decision = result.decision
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
                "later": [{"reply": text, "after_s": after_s} for text, after_s in more],
                "stored": [_change(two) for two in one.changes if isinstance(two, Kept)],
                "passes": [passed.text for passed in one.passes],
            }
            for one, more in zip(decision.taken, result.later, strict=True)
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
