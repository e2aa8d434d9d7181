"""A recording as a journal holds it, replayed, with what was before it.

It must not know how what is found is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING

from responder.errors import NoRulesError, RuleFileError, SettingError
from responder.journal.earlier import Lookback
from responder.journal.reader import Wanted
from responder.models import Chat, ChatKind
from responder.replay.ledger import Untouched
from responder.replay.past import past_of
from responder.replay.replaying import Known, Replayer
from responder.rules.load import draft
from responder.rules.recording import EventReader, decision_of_text, event_of_text
from responder.rules.recording_runs import waiting_of_text
from responder.rules.stored import owner_of, path_of
from responder.rules.waiting import Cause
from responder.wechat.people.identity import Identities
from responder.wechat.people.identity import Kind as Somebody

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from responder.journal.earlier import Earlier
    from responder.journal.reader import Reader, Record
    from responder.models import Find
    from responder.replay.compared import Compared
    from responder.replay.past import Past
    from responder.replay.report import Report
    from responder.rules.requests import FetchRequest
    from responder.rules.ruleset import RuleSet
    from responder.rules.waiting import Waiting

SEED = "seed"
"""Name of the journal's note on what keys the draws of the account."""

WARM_S = 600.0
"""So long before the window the replay begins, so that bursts are not cut in two at its edge."""


def _nobody_waits(_: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Window:
    """What is to be replayed, and how.

    Args:
        since_s: Since when, Unix seconds; None is all that is kept.
        shadow: Compare what rules in shadow would have done, in place of what the others do.
        people: Who bears which name.
        step: Called after some hundred messages, with their number so far.
    """

    since_s: float | None = None
    shadow: bool = False
    people: Identities = field(default_factory=Identities)
    step: Callable[[int], None] = _nobody_waits


def replay(reader: Reader, rule_set: RuleSet, report: Report, window: Window) -> None:
    """Replay what a journal holds.

    Args:
        reader: Of the journal.
        rule_set: The rules that are tried.
        report: Takes what is found.
        window: What of it.

    Raises:
        SettingError: Nothing was recorded since then, or the account has no seed yet.
    """
    since_s = window.since_s
    wanted = wanted_of(window)
    pieces = reader.pieces(0, wanted)
    begin = next(pieces, None)
    seed = reader.note(SEED)
    if begin is None or seed is None:
        raise SettingError("nothing to replay: no message was recorded in this time")
    first = begin[0]
    earlier = reader.earlier(first.number)
    before = earlier.memory(_lookback(rule_set))
    touched = frozenset(_touched(reader, first.number, earlier.knows_from))
    report.forgotten = len(touched) if first.number > 1 else 0
    if touched:
        before = replace(before, values=Untouched(before.values, touched))
    events = EventReader()
    known = Known(
        tuple(_waits(reader, earlier, first.taken_in_s, events)),
        _earlier_rules(reader),
        earlier.went_on,
        find_among(window.people),
        _asked_by(earlier),
    )
    watches = not window.shadow and any(rule.shadow for rule in rule_set.rules)
    replayer = Replayer(
        rule_set,
        str(seed),
        before,
        shadow=window.shadow,
        known=known,
        watch=report.watch if watches else None,
    )

    def add(found: Iterable[Compared]) -> None:
        report.add(found if since_s is None else [one for one in found if one.reaches_s >= since_s])

    end_s = earlier.latest_s() or 0.0
    for pasts in _pasts(chain((begin,), pieces), report, events, window.step):
        for past in pasts:
            end_s = max(end_s, past.known_until_s)
            add(replayer.take(past))
    add(replayer.end(end_s))


def _lookback(rule_set: RuleSet) -> Lookback:
    """How far back it matters to these rules what was."""
    limits = rule_set.limits
    rates = [claim.rate for rule in rule_set.rules for claim in rule.claims]
    return Lookback(
        claims_s=max((rate.per_s for rate in rates), default=0.0),
        replied_s=0.0 if limits.loop is None else limits.loop.within_s,
        mute_s=0.0 if limits.loop is None else limits.loop.mute_s,
        heard_s=rule_set.hears_s,
        said_s=limits.same_text_s or 0.0,
    )


def wanted_of(window: Window) -> Wanted:
    """The events that are read."""
    return Wanted(since_s=None if window.since_s is None else window.since_s - WARM_S)


def find_among(people: Identities) -> Find:
    """Finds chats by names that rules may trust, as they are by now: a remark, else other names."""
    named: dict[tuple[bool, str], list[Chat]] = {}
    remarked: set[tuple[bool, str]] = set()
    for one in people.entries:
        if one.kind not in {Somebody.PERSON, Somebody.GROUP}:
            continue
        in_groups = one.kind is Somebody.GROUP
        kind = ChatKind.GROUP if in_groups else ChatKind.PRIVATE
        chat = Chat(one.id, kind, one.remark or one.nick_name)
        others = (one.nick_name,) if in_groups else (one.nick_name, one.alias)
        if one.remark:
            key = in_groups, one.remark
            if key not in remarked:
                named[key] = []
                remarked.add(key)
            named[key].append(chat)
            continue
        for name in {name for name in others if name}:
            if (in_groups, name) not in remarked:
                named.setdefault((in_groups, name), []).append(chat)

    def find(kind: ChatKind, name: str) -> tuple[Chat, ...]:
        return tuple(named.get((kind is ChatKind.GROUP, name), ()))

    return find


def _earlier_rules(reader: Reader) -> Callable[[str], RuleSet | None]:
    """Makes rules of a hash once more; None if they are not kept, or can not be read any more."""
    made: dict[str, RuleSet | None] = {}

    def earlier(hash_: str) -> RuleSet | None:
        if hash_ not in made:
            try:
                kept = reader.rule_sets.kept(hash_)
                made[hash_] = draft(kept.path, kept.shelf).rule_set
            except (NoRulesError, RuleFileError):
                made[hash_] = None
        return made[hash_]

    return earlier


def _waits(
    reader: Reader, earlier: Earlier, since_s: float, events: EventReader
) -> Iterator[tuple[Waiting, Past | None]]:
    """The runs that waited, each with its event and what was said to that since."""
    for text in earlier.runs():
        try:
            waiting = waiting_of_text(text)
        except ValueError:  # of a later version
            continue
        if waiting.cause is Cause.SCHEDULE:  # each time that came is an event of the recording
            continue
        record = reader.one(waiting.event.id)
        past = None if record is None else past_of(record, events)
        if past is not None:
            texts = tuple(one for one in past.texts if one.written_s >= since_s)
            past = replace(past, texts=texts)
        yield waiting, past


def _asked_by(earlier: Earlier) -> Callable[[str], Sequence[FetchRequest] | None]:
    """Finds what was asked of other computers for an event; None where nobody knows."""

    def asked(event_id: str) -> Sequence[FetchRequest] | None:
        texts = earlier.begun_by(event_id)
        if texts is None:
            return None
        try:
            runs = [waiting_of_text(text) for text in texts]
        except ValueError:  # of a later version
            return None
        return [one.request for one in runs if one.request is not None]

    return asked


def _touched(reader: Reader, number: int, known_from: int | None) -> Iterator[tuple[str, str]]:
    """Owner and name of what rules stored since an event came in, where nobody knows what was."""
    if known_from is not None and known_from <= number:
        return
    for event, decision in reader.storing(number, known_from):
        try:
            about, taken = event_of_text(event), decision_of_text(decision).taken
        except ValueError:
            continue
        for path in (path_of(words) for one in taken for words, _ in one.stored):
            if path is not None:
                yield owner_of(path.scope, about), path.name


def _pasts(
    pieces: Iterable[Sequence[Record]],
    report: Report,
    events: EventReader,
    step: Callable[[int], None],
) -> Iterator[list[Past]]:
    """The events of each piece, all read before the first of them is decided.

    To do both in turns for each event takes an eighth longer.
    """
    number = 0
    for piece in pieces:
        pasts = [past for record in piece if (past := past_of(record, events)) is not None]
        report.unreadable += len(piece) - len(pasts)
        yield pasts
        number += len(piece)
        step(number)
