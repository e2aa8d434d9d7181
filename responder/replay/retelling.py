"""Messages as tests of the rules that decided them, as short as will do, without real names.

For `responder record` and the console. It must not know how a test is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.errors import SettingError
from responder.journal.reader import Wanted
from responder.replay.case import case_of
from responder.replay.past import Past, Then, past_of
from responder.rulefile import load_kept
from responder.rules.recording import EventReader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from responder.journal.reader import Reader, Record
    from responder.models import Event
    from responder.replay.case import Case
    from responder.rules.decision import Decision
    from responder.rules.ruleset import RuleSet

CONTEXTS = (0, 1, 3, 10)
"""So many messages before, of the same chat, are told too until the same comes of it: a cooldown is
left behind by an earlier one."""

UNFAITHFUL = "not told: what came of it hangs on more than these rules and words"
NAMED_AS_THEY_ARE = "# Named as they are, for rules ask for them: "


@dataclass(frozen=True, slots=True)
class Tried:
    """A made-up message and what these rules made of it.

    Args:
        event: It.
        decision: By the rules.
        texts: All it is answered with, also after pauses.
        now_s: When, Unix seconds.
    """

    event: Event
    decision: Decision
    texts: tuple[str, ...]
    now_s: float


def retold(reader: Reader, asked: Sequence[Record]) -> Case:
    """Messages of one chat as a test, told so that the same comes of them wherever that is found.

    Args:
        reader: Has them.
        asked: At least one, in the order in which they came in.

    Raises:
        SettingError: Nothing of one was kept or decided.
        NoRulesError: What its rules were made from is not kept any more.
        JournalError: The journal can not be read.
    """
    rule_set, words = _rules(reader, asked[-1])
    wanted = frozenset(one.event_id for one in asked)
    here = Wanted((asked[0].chat_id,))
    last = asked[-1].number
    between = [one for one in reader.after(asked[0].number - 1, here) if one.number <= last]
    told = [_past(one) for one in between]

    def contexts() -> Iterator[list[Past]]:
        for count in CONTEXTS:
            before = reader.before(asked[0].number, count, here) if count else ()
            yield [*_whole(before), *told]

    return _first_faithful(rule_set, words, contexts(), wanted)


def retold_trial(reader: Reader, rule_set: RuleSet, tried: Tried) -> Case:
    """A made-up message as a test of the rules that it was tried with.

    Args:
        reader: Has the files of the rules, if they are kept.
        rule_set: The rules.
        tried: What was said and what came of it.

    Raises:
        NoRulesError: What the rules were made from is not kept any more.
        JournalError: The journal can not be read.
    """
    words = _words(reader, rule_set.hash)
    rule = tried.decision.rule or ""
    texts = tuple(Then(rule, text, tried.now_s) for text in tried.texts)
    past = Past(tried.event, tried.now_s, "tried", rule, rule_set.hash, texts=texts)
    return _first_faithful(rule_set, words, iter([[past]]), frozenset({tried.event.id}))


def _first_faithful(
    rule_set: RuleSet, words: str, contexts: Iterator[list[Past]], wanted: frozenset[str]
) -> Case:
    """The shortest test first, and without any real name where that will do; else the last."""
    case = None
    for pasts in contexts:
        names = {name for past in pasts for name in _names(past)}
        for kept in (frozenset[str](), frozenset(name for name in names if name in words)):
            case = case_of(rule_set, pasts, wanted, kept)
            if case.faithful:
                return case
    if case is None:
        raise SettingError("name at least one message")
    return case


def _rules(reader: Reader, record: Record) -> tuple[RuleSet, str]:
    """The rules that decided a message, and the words of their files."""
    if not record.rule_set:
        raise SettingError(f"message {record.event_id} was not decided by rules")
    kept = reader.rule_sets.kept(record.rule_set)
    return load_kept(kept.path, kept.shelf).rule_set, _words(reader, record.rule_set)


def _words(reader: Reader, rule_set: str) -> str:
    contents = reader.rule_sets.kept(rule_set).shelf.contents
    return "\n".join(data.decode(errors="replace") for data in contents.values())


def _past(record: Record) -> Past:
    past = past_of(record, EventReader())
    if past is None or not past.words_kept:
        msg = f"message {record.event_id}: its words were not kept, or can not be read"
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
