"""`responder record`: real cases as tests of the rules that decided them, without real names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from responder.cli.codes import FINE, WRONG
from responder.cli.output import print_lines
from responder.cli.stored import encodable, journal_of
from responder.cli.why import named
from responder.errors import SettingError
from responder.journal.reader import Wanted
from responder.replay.case import case_of
from responder.replay.past import past_of
from responder.rulefile import load_kept
from responder.rules.recording import EventReader
from responder.wording import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from responder.journal.reader import Reader, Record
    from responder.replay.case import Case
    from responder.replay.past import Past
    from responder.rules.ruleset import RuleSet

CONTEXTS = (0, 1, 3, 10)
"""So many messages before, of the same chat, are told too until the same comes of it: a cooldown is
left behind by an earlier one."""


def record_messages(state: Path | None, account: str, messages: Sequence[str]) -> int:
    """Print messages as entries for `tests:`, one for each chat.

    Args:
        state: `--state`.
        account: `--account`.
        messages: Their ids, as `responder log` shows them.

    Returns:
        The exit code: 0, or 1 if one could not be told so that the same comes of it.

    Raises:
        SettingError: There is no such message, or nothing of it was kept or decided.
        NoRulesError: What its rules were made from is not kept any more.
        JournalError: The journal can not be read.
    """
    code = FINE
    with journal_of(state, account) as reader:
        records = {named(reader, encodable(one)).event_id: None for one in messages}
        found = sorted((named(reader, one) for one in records), key=lambda one: one.number)
        chats: dict[str, list[Record]] = {}
        for record in found:
            chats.setdefault(_past(record).event.chat.id, []).append(record)
        for chat_id, asked in chats.items():
            case = _case(reader, chat_id, asked)
            if not case.faithful:
                ids = ", ".join(plain(one.event_id) for one in asked)
                msg = f"{ids}: not told: what came of it hangs on more than these rules and words"
                typer.echo(msg, err=True)
                code = WRONG
                continue
            if case.kept:
                names = ", ".join(map(plain, case.kept))
                print_lines([f"# Named as they are, for rules ask for them: {names}"])
            print_lines(case.lines)
    return code


def _case(reader: Reader, chat_id: str, asked: Sequence[Record]) -> Case:
    case = None
    for case in _cases(reader, chat_id, asked):
        if case.faithful:
            break
    if case is None:
        raise SettingError("name at least one message")
    return case


def _cases(reader: Reader, chat_id: str, asked: Sequence[Record]) -> Iterator[Case]:
    """The shortest test first, and without any real name where that will do."""
    rule_set, files = _rules(reader, asked[-1])
    wanted = frozenset(one.event_id for one in asked)
    here = Wanted((chat_id,))
    last = asked[-1].number
    between = [one for one in reader.after(asked[0].number - 1, here) if one.number <= last]
    for count in CONTEXTS:
        before = reader.before(asked[0].number, count, here) if count else ()
        pasts = [*_whole(before), *(_past(one) for one in between)]
        names = {name for past in pasts for name in _names(past)}
        for kept in (frozenset[str](), frozenset(name for name in names if name in files)):
            yield case_of(rule_set, pasts, wanted, kept)


def _rules(reader: Reader, record: Record) -> tuple[RuleSet, str]:
    """The rules that decided a message, and the words of their files."""
    if not record.rule_set:
        msg = f"message {plain(record.event_id)} was not decided by rules"
        raise SettingError(msg)
    kept = reader.rule_sets.kept(record.rule_set)
    words = "\n".join(data.decode(errors="replace") for data in kept.shelf.contents.values())
    return load_kept(kept.path, kept.shelf).rule_set, words


def _past(record: Record) -> Past:
    past = past_of(record, EventReader())
    if past is None or not past.words_kept:
        msg = f"message {plain(record.event_id)}: its words were not kept, or can not be read"
        raise SettingError(msg)
    return past


def _whole(records: Sequence[Record]) -> list[Past]:
    """The last of some messages of which all is kept, without a gap."""
    found: list[Past] = []
    for record in records:
        past = past_of(record, EventReader())
        if past is None or not past.words_kept:
            found = []
        else:
            found.append(past)
    return found


def _names(past: Past) -> Iterator[str]:
    event = past.event
    group = "" if event.group is None else event.group.name
    yield from filter(None, (event.sender.name, group, event.chat.name))
