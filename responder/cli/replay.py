"""`responder replay`: what an edited file would have made of recorded messages."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from responder import heap
from responder.cli.codes import FINE, WRONG
from responder.cli.log import since_of
from responder.cli.output import print_lines
from responder.cli.paths import load_rules, state_dir
from responder.cli.stored import journal_of
from responder.replay.compared import DIFFERENT, Kind
from responder.replay.recorded import Window, replay, wanted_of
from responder.replay.report import Report
from responder.rules.reading.cells import harmless, quote
from responder.wechat.store import Store
from responder.wording import as_json, moment, plain, said, who

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from responder.journal.reader import Reader
    from responder.replay.compared import Compared, Now
    from responder.replay.past import Then
    from responder.replay.report import OfRule
    from responder.rules.ruleset import RuleSet

EXAMPLES = 3
"""Differences of each rule and kind that are shown as lines, unless somebody says otherwise."""

CONTACTS_SHOWN_MAX = 8
"""Contacts that are named for each rule, those with the most differences."""

BAR_MIN = 1_000
"""Messages; fewer are replayed before anybody has looked at a bar."""

MARKS = {Kind.ADDED: "+", Kind.REMOVED: "-", Kind.CHANGED: "~", Kind.MOVED: ">"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be replayed and shown.

    Args:
        since: A duration back from now; `""` is all that is kept.
        shadow: Compare what rules in shadow would have done.
        as_json: For programs.
        examples: Of each rule and kind.
    """

    since: str = ""
    shadow: bool = False
    as_json: bool = False
    examples: int = EXAMPLES


def replay_file(path: Path, state: Path | None, account: str, asked: Asked) -> int:
    """Replay what was recorded with a rule file, and print what would be different.

    Args:
        path: The edited file.
        state: `--state`.
        account: `--account`.
        asked: What is to be shown.

    Returns:
        The exit code: 0 if nothing is different, else 1.

    Raises:
        RuleFileError: The file has faults.
        SettingError: `since` is no time, or nothing is recorded.
        JournalError: The journal can not be read.
    """
    since_s = since_of(asked.since)
    rule_set = load_rules(path)
    with journal_of(state, account) as reader:
        report = Report(kept_max=None if asked.as_json else asked.examples)
        people = Store(state_dir(state, account)).load_identities()
        window = Window(since_s, asked.shadow, people)
        # Nothing of it makes circles, and most of it lives to the end.
        with heap.resting(), _progress(reader.count(wanted_of(window))) as step:
            replay(reader, rule_set, report, replace(window, step=step))
        notes = [*_notes(report, rule_set, reader, shadow=asked.shadow)]
    if asked.as_json:
        print_lines([as_json(_as_json(path, report, notes))])
    else:
        print_lines(_lines(path, report, notes, shadow=asked.shadow))
    return WRONG if report.differences else FINE


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """A bar where somebody waits for the result on a terminal; nothing elsewhere."""
    if not sys.stderr.isatty() or total < BAR_MIN:
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Replaying", total=total)
        yield lambda number: bar.update(task, completed=number)


def _lines(path: Path, report: Report, notes: list[str], *, shadow: bool) -> Iterator[str]:
    yield _summary(path, report, shadow=shadow)
    for group in sorted(report.rules.values(), key=lambda one: -sum(one.kinds.values())):
        yield ""
        yield f"rule {quote(group.rule)}: {_numbers(group)}"
        yield f"  {_contacts(group, report)}"
        for one in group.found:
            yield from _example(one)
    if notes:
        yield ""
        yield "What a replay can not know, or takes as it was:"
        yield from (f"  {note}" for note in notes)


def _summary(path: Path, report: Report, *, shadow: bool) -> str:
    if report.first_s is None or report.last_s is None:
        what = "no rule in shadow would have taken any" if shadow else "nothing to compare"
        return f"{path}: {what}"
    span = f"from {moment(report.first_s)} to {moment(report.last_s)}"
    kinds = ", ".join(f"{report.kinds[kind]:,} {kind}" for kind in MARKS if report.kinds[kind])
    number = _count(report.messages, "message", "messages")
    if shadow:
        taken = f"{number} that rules in shadow would have taken {span}"
        return f"{path}: {taken}: {kinds or 'nothing is different'}"
    return f"{path}: {number} {span}: {kinds or 'nothing is different'}"


def _numbers(group: OfRule) -> str:
    return ", ".join(f"{group.kinds[kind]:,} {kind}" for kind in MARKS if group.kinds[kind])


def _contacts(group: OfRule, report: Report) -> str:
    most = group.contacts.most_common()
    shown = [f"{plain(report.names[chat])} {number:,}" for chat, number in most]
    more = len(shown) - CONTACTS_SHOWN_MAX
    end = [f"and {more} more"] if more > 0 else []
    return ", ".join([*shown[:CONTACTS_SHOWN_MAX], *end])


def _example(one: Compared) -> Iterator[str]:
    past = one.past
    event = past.event
    told = f"{who(event)}: {said(event)}"
    yield f"  {MARKS[one.kind]} {moment(past.arrived_s)}  {plain(event.id)}  {told}"
    then = [_words(text) for text in past.texts]
    yield f"      then {'; '.join(then) or 'nothing'}"
    now = [_words(text) for text in one.now]
    words = "; ".join(now) or "nothing"
    if one.kind is Kind.MOVED:
        yield f"      now  the same, decided {one.moved_s:+.0f} s"
        return
    yield f"      now  {words}{f': {harmless(one.why)}' if one.why else ''}"


def _words(one: Then | Now) -> str:
    to = f" to {quote(one.to_name)}" if one.to else ""
    return f"{quote(one.text) if one.text else '(text not kept)'} by rule {quote(one.rule)}{to}"


def _notes(report: Report, rule_set: RuleSet, reader: Reader, *, shadow: bool) -> Iterator[str]:
    """What is not known or taken as it was, a sentence each; only what matters here."""
    for why, number in report.unknown.most_common():
        what = _count(number, "answer of a rule in shadow", "answers of rules in shadow")
        what = what if shadow else _count(number, "message", "messages")
        yield f"{what} can not be compared: {harmless(why)}"
    if report.unreadable:
        yield f"{_count(report.unreadable, 'event', 'events')} can not be read"
    if report.paused:
        paused = _count(report.paused, "message", "messages")
        yield f"{paused} came while answers were paused; they stay unanswered"
    if report.unsent:
        lost = _count(report.unsent, "text was", "texts were")
        yield f"{lost} decided then and never left; any other text counts as sent"
    if report.forgotten:
        values = _count(report.forgotten, "stored value has", "stored values have")
        yield f"{values} changed since; what they were before is not kept, so they begin empty"
    if report.others:
        others = _count(report.others, "message gets", "messages get")
        yield f"{others} the same words from another rule"
    for rule, counts in report.watching.items():
        all_, differs = counts.total(), sum(counts[kind] for kind in DIFFERENT)
        taken = _count(all_, "message", "messages")
        yield (
            f"rule {quote(rule)} is in shadow: it would have taken {taken}, and done something else"
            f" than was done with {differs:,}; --shadow shows which"
        )
    if len(report.sets) > 1:
        told = [
            f"{hash_[:12]} decided {all_:,}, of which {different:,} differ"
            for hash_, (all_, different) in report.sets.items()
        ]
        yield f"several rule sets decided then: {'; '.join(told)}"
    keys = {condition.key for rule in rule_set.rules for condition in rule.conditions}
    if "first_contact" in keys and reader.oldest() > 1:
        yield "who wrote only before the oldest message that is kept may count as a stranger"


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _as_json(path: Path, report: Report, notes: list[str]) -> dict[str, Any]:
    return {
        "file": str(path),
        "same": not report.differences,
        "messages": report.messages,
        "from": report.first_s,
        "to": report.last_s,
        "differences": report.differences,
        **{kind.value: report.kinds[kind] for kind in MARKS},
        "unknown": report.kinds[Kind.UNKNOWN],
        "rule_sets": [
            {"hash": hash_, "messages": all_, "differences": different}
            for hash_, (all_, different) in report.sets.items()
        ],
        "rules": [
            {
                "rule": group.rule,
                **{kind.value: group.kinds[kind] for kind in MARKS},
                "contacts": [
                    {"id": chat, "name": report.names[chat], "differences": number}
                    for chat, number in group.contacts.most_common()
                ],
                "found": [_difference(one) for one in group.found],
            }
            for group in report.rules.values()
        ],
        "notes": notes,
    }


def _difference(one: Compared) -> dict[str, Any]:
    past = one.past
    event = past.event
    return {
        "kind": one.kind.value,
        "id": event.id,
        "time": past.arrived_s,
        "chat": {"id": event.chat.id, "kind": event.chat.kind.value, "name": event.chat.name},
        "sender": {"id": event.sender.id, "name": event.sender.name},
        "text": event.text,
        "then": [_text(text, text.written_s) for text in past.texts],
        "now": [_text(text, text.at_s) for text in one.now],
        "decided_then": past.written_s,
        "decided_now": one.decided_s,
        "rule": one.rule or None,
        "why": one.why or None,
    }


def _text(one: Then | Now, decided_s: float) -> dict[str, Any]:
    return {"rule": one.rule, "text": one.text, "to": one.to_name or None, "decided": decided_s}
