"""Events and decisions as texts to be stored, and back.

The names of the fields are stable, those that are unknown are passed over in reading, and what
has its usual value is left out. It must not know where the texts are kept.
"""

from __future__ import annotations

import json
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from responder.memory import Kept, Muted
from responder.models import Chat, ChatKind, Event, EventKind, Group, Medium, MessageType, Person
from responder.rules.decision import Considered
from responder.rules.stored import path_of_change, shown
from responder.rules.waiting import Put

if TYPE_CHECKING:
    from responder.rules.captures import Pairs
    from responder.rules.decision import Decision, Taken

DECISION_CHARS_MAX = 16_000
"""Characters of a stored decision: one per message, for months. An ordinary one has some hundred;
what exceeds it loses the rules that were looked at first, then what was found."""

FIELD_CHARS_MAX = 300
"""Characters of one reason, error or value in it: they may quote a stranger's text."""

TAKEN_MAX = 20
"""Rules that took the event and are stored, the last ones: a file may have thousands with
`continue`."""

ITEMS_MAX = 50
"""Replies of one rule, and things that its conditions found, that are stored."""

LIKENESSES_MAX = 20_000
"""People and chats that a long reading remembers; some ten megabytes."""

_W = TypeVar("_W", bound=StrEnum)

_About: TypeAlias = tuple[EventKind, MessageType, Chat, Person, Person]
"""What happened where, who did it, and who the owner is: the same for many events."""


@dataclass(frozen=True, slots=True)
class TakenRecord:
    """What is stored of one rule that took the event; see `decide.Taken`.

    Args:
        rule: Its name.
        replies: Where in the rule each reply that was to be sent stands.
        suppressed: Why nothing was answered: a key.
        suppressed_why: The same in words.
        kept_back: Of each reply that was kept back the place, the key and the words.
        error: Why a reply was not written; without texts only where.
        shadow: Whether this is only what it would have done.
        match: What its conditions found, as text.
        args: The arguments of its command, as text.
        stored: The paths that it stored something under, with the values as text; `""` where it
            dropped what was there.
        waits: Where in the rule it stopped to go on later, and when, Unix seconds.
        resumed: Whether it is what a run of the rule did when it went on.
        passes: Texts that it had the rules look at; without texts `""`.
    """

    rule: str
    replies: tuple[str, ...] = ()
    suppressed: str = ""
    suppressed_why: str = ""
    kept_back: tuple[tuple[str, str, str], ...] = ()
    error: str | None = None
    shadow: bool = False
    match: tuple[tuple[str, str], ...] = ()
    args: tuple[tuple[str, str], ...] = ()
    stored: tuple[tuple[str, str], ...] = ()
    waits: tuple[tuple[str, float], ...] = ()
    resumed: bool = False
    passes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """What is stored of a decision; see `decide.Decision`.

    Args:
        event_id: What was decided.
        taken: The rules that matched, in order.
        trace: The rules looked at, in order; without texts no reasons.
        claimed: Whether the last of `taken` has the event.
        fault: Why the event could not be decided at all.
        withheld: Why nothing might be answered: a `Manner`.
    """

    event_id: str
    taken: tuple[TakenRecord, ...] = ()
    trace: tuple[Considered, ...] = ()
    claimed: bool = False
    fault: str | None = None
    withheld: str = ""


def event_to_text(event: Event) -> str:
    """An event as JSON."""
    record = _fields(event)
    for name in ("chat", "sender", "me", "group", "medium"):
        if name in record:
            record[name] = _fields(record[name])
    return _written(record)


def event_of_text(text: str) -> Event:
    """The event that was stored as a text.

    A word of a later version counts as what is nearest: a notice, a message of unknown type, a
    chat in which nothing is answered.

    Raises:
        ValueError: The text is no event.
    """
    record = _object(text)
    try:
        return _event(record, _about(record))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no event: {error!r}") from error


def _about(record: dict[str, Any]) -> _About:
    chat = record["chat"]
    where = _word(ChatKind, chat["kind"], ChatKind.SPECIAL)
    return (
        _word(EventKind, record["kind"], EventKind.NOTICE),
        _word(MessageType, record["type"], MessageType.UNKNOWN),
        Chat(kind=where, **_known(chat, "id", "name")),
        _person(record["sender"]),
        _person(record["me"]),
    )


def _event(record: dict[str, Any], about: _About) -> Event:
    """An event; each field by itself, for a replay reads a hundred thousand of them."""
    told = record.get
    group, medium = told("group"), told("medium")
    return Event(
        record["id"],
        *about,
        record["time_s"],
        told("text", ""),
        _group(group) if group else None,
        from_me=bool(told("from_me")),
        mentioned=bool(told("mentioned")),
        my_names=tuple(told("my_names", ())),
        title=told("title", ""),
        url=told("url", ""),
        ticket=told("ticket", ""),
        medium=_medium(medium) if medium else None,
    )


class EventReader:
    """Reads many events, of few people: what one of them is like is read once."""

    def __init__(self) -> None:
        self._known: dict[str, _About] = {}

    def read(self, text: str) -> Event:
        """The same as `event_of_text`.

        Raises:
            ValueError: The text is no event.
        """
        begin, end = text.find('"kind":'), text.find(',"time_s":')
        if not 0 < begin < end:
            return event_of_text(text)
        # Within a string the quotes would be escaped: what lies between tells who wrote and where.
        key = text[begin:end]
        about = self._known.get(key)
        try:
            if about is None:
                record = _object(text)
                about = _about(record)
                if len(self._known) < LIKENESSES_MAX:
                    self._known[key] = about
            else:
                record = _object(text[:begin] + text[end + 1 :])
            return _event(record, about)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"no event: {error!r}") from error


def decision_to_text(decision: Decision, *, keep_text: bool = True) -> str:
    """A decision as JSON, never longer than `DECISION_CHARS_MAX`.

    Args:
        decision: What was decided.
        keep_text: Whether words of messages may be in it; without them there is nothing that
            conditions found or actions stored, no reason and no error that may quote.
    """
    taken = [_taken(one, keep_text=keep_text) for one in decision.taken[-TAKEN_MAX:]]
    record: dict[str, Any] = {"event_id": decision.event_id, "taken": taken}
    if decision.claimed:
        record["claimed"] = True
    if decision.withheld:
        record["withheld"] = str(decision.withheld)
    if decision.fault is not None:
        record["fault"] = _error(decision.fault, keep_text=keep_text)
    trace = [_considered(one, keep_text=keep_text) for one in decision.trace]
    text = _written({**record, "trace": trace})
    while len(text) > DECISION_CHARS_MAX and trace:
        trace = trace[len(trace) // 2 + 1 :]
        text = _written({**record, "trace": trace})
    while len(text) > DECISION_CHARS_MAX:
        for one in taken:
            one.pop("match", None)
            one.pop("args", None)
            one.pop("stored", None)
        text = _written(record)
        taken[:] = taken[len(taken) // 2 + 1 :]
    return text


def decision_with(text: str, taken: Taken, *, keep_text: bool = True) -> str:
    """A stored decision, with what a run of it did when it went on.

    Args:
        text: The decision.
        taken: What its rule did.
        keep_text: As above.

    Returns:
        The same text if there is no room for more, or it is no decision.
    """
    record = json.loads(text)
    if not isinstance(record, dict) or len(record.get("taken", ())) >= TAKEN_MAX:
        return text
    more = {**_taken(taken, keep_text=keep_text), "resumed": True}
    longer = _written({**record, "taken": [*record.get("taken", ()), more]})
    return longer if len(longer) <= DECISION_CHARS_MAX else text


def decision_of_text(text: str) -> DecisionRecord:
    """What was stored of a decision.

    Raises:
        ValueError: The text is no decision.
    """
    record = _object(text)
    try:
        return DecisionRecord(
            record["event_id"],
            tuple(_taken_record(one) for one in record.get("taken", ())),
            tuple(Considered(*one) for one in record.get("trace", ())),
            **_known(record, "claimed", "fault", "withheld"),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"no decision: {error!r}") from error


def _taken(one: Taken, *, keep_text: bool) -> dict[str, Any]:
    record = _fields(
        TakenRecord(
            one.rule,
            tuple(reply.place for reply in one.replies[:ITEMS_MAX]),
            one.suppressed,
            _short(one.suppressed_why),
            tuple(
                (kept.reply.place, kept.why.key, _short(kept.why.reason))
                for kept in one.kept_back[:ITEMS_MAX]
            ),
            None if one.error is None else _error(one.error, keep_text=keep_text),
            one.shadow,
            waits=tuple(
                (turn.waiting.place, turn.waiting.due_s)
                for turn in one.turns[:ITEMS_MAX]
                if isinstance(turn, Put)
            ),
            passes=tuple(
                _short(passed.text) if keep_text else "" for passed in one.passes[:ITEMS_MAX]
            ),
        )
    )
    if keep_text and one.captures.match:
        record["match"] = _pairs(one.captures.match)
    if keep_text and one.captures.args:
        record["args"] = _pairs(one.captures.args)
    stored = [change for change in one.changes if isinstance(change, Kept | Muted)]
    if keep_text and stored:
        record["stored"] = [_stored(change) for change in stored[:ITEMS_MAX]]
    return record


def _taken_record(record: dict[str, Any]) -> TakenRecord:
    return TakenRecord(
        rule=record["rule"],
        replies=tuple(record.get("replies", ())),
        kept_back=tuple((place, key, why) for place, key, why in record.get("kept_back", ())),
        match=tuple((name, value) for name, value in record.get("match", ())),
        args=tuple((name, value) for name, value in record.get("args", ())),
        stored=tuple((path, value) for path, value in record.get("stored", ())),
        waits=tuple((place, due_s) for place, due_s in record.get("waits", ())),
        passes=tuple(record.get("passes", ())),
        **_known(record, "suppressed", "suppressed_why", "error", "shadow", "resumed"),
    )


def _stored(change: Kept | Muted) -> list[str]:
    if isinstance(change, Muted):
        until = datetime.fromtimestamp(change.until_s, UTC)
        return ["mute", f"until {until.isoformat(timespec='seconds')}"]
    value = "" if change.cell is None else shown(change.cell.value)
    return [_short(str(path_of_change(change))), _short(value)]


def _considered(one: Considered, *, keep_text: bool) -> list[str]:
    """Rule, key and reason, as far as there are any."""
    if one.failed is None:
        return [one.rule]
    return [one.rule, one.failed, _short(one.reason)] if keep_text else [one.rule, one.failed]


def _pairs(pairs: Pairs) -> list[list[str]]:
    return [[_short(name), _short(str(value))] for name, value in pairs[:ITEMS_MAX]]


def _error(error: str, *, keep_text: bool) -> str:
    """An error; without texts what stands before its first colon, the place or the kind."""
    return _short(error if keep_text else error.partition(":")[0])


def _short(text: str) -> str:
    return text if len(text) <= FIELD_CHARS_MAX else text[: FIELD_CHARS_MAX - 1] + "…"


def _person(record: dict[str, Any]) -> Person:
    names = ("id", "name", "nickname", "remark", "alias", "display_name")
    return Person(known_as=frozenset(record.get("known_as", ())), **_known(record, *names))


def _group(record: dict[str, Any]) -> Group:
    known_as = frozenset(record.get("known_as", ()))
    return Group(known_as=known_as, **_known(record, "id", "name", "owned"))


def _medium(record: dict[str, Any]) -> Medium:
    return Medium(**_known(record, "message_id", "media_id", "md5", "size"))


def _fields(value: Any) -> dict[str, Any]:  # noqa: ANN401 - any of the frozen values above
    """The fields of a value that do not have their usual value, as JSON has them."""
    told = {}
    for one in fields(value):
        content = getattr(value, one.name)
        usual = one.default if one.default_factory is MISSING else one.default_factory()
        if content == usual:
            continue
        told[one.name] = sorted(content) if isinstance(content, frozenset) else content
    return told


def _known(record: dict[str, Any], *names: str) -> dict[str, Any]:
    """Those of some fields that are there."""
    return {name: record[name] for name in names if name in record}


@cache  # three words of every event of a long recording
def _words(kind: type[StrEnum]) -> frozenset[str]:
    return frozenset(one.value for one in kind)


def _word(kind: type[_W], word: str, other: _W) -> _W:
    return kind(word) if word in _words(kind) else other


def _written(record: dict[str, Any]) -> str:
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair, which no database takes
        return json.dumps(record, separators=(",", ":"))
    return text


_read = json.JSONDecoder().raw_decode
"""Without a look for blanks around it, which we do not write."""


def _object(text: str) -> dict[str, Any]:
    record, end = _read(text)
    if not isinstance(record, dict) or end != len(text):
        raise ValueError("no object")
    return record
