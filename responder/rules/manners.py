"""Why an answer is forbidden although a rule has the message: the account-wide manners, `limits`.

Pure functions of limits, memory and time; deciding and delivery ask the same ones. They must not
know rules, or how a message is held or a text is sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from responder.memory import Muted, Replied, Said
from responder.models import CatchUp, ChatKind, EventKind
from responder.rules.claims import talk_of
from responder.rules.days import Period, Window, wall_clock
from responder.rules.durations import duration

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from responder.memory import Change, Memory
    from responder.models import Event, Limits

CATCH_UP_S_MAX = 12 * 3600.0
"""What is older is not answered after an outage, whatever `catch_up` says: the talk is over."""

BLINK_S = 180.0
"""Without `max_age` this is how long nobody may listen without having been away."""

CLOCK_SLACK_S = 5.0
"""How far our clock may be from the service's, which counts whole seconds: a message written so
shortly before we began to listen counts as heard."""

BACKLOG_S = 3.0
"""So long after a message of an outage the next one of its chat may follow: the service gives what
waited in a few batches, one right after the other."""

BACKLOG_S_MAX = 30.0
"""So long at most the newest message of a chat is waited for."""

BURST_WAITS_MAX = 10
"""A burst is answered after so many times `collect` at the latest, though it goes on."""


MUTE_S_MAX = 30 * 86_400.0
"""For so long at most a rule can mute somebody: what is to last is a rule of its own."""


class Manner(StrEnum):
    """What may forbid an answer; the words are keys of `limits` where it is one of them."""

    PAUSED = "paused"
    HANDOVER = "handover"
    QUIET = "quiet"
    LOOP = "loop"
    MUTED = "muted"
    SAME_TEXT = "same_text"
    PER_DAY = "per_day"
    MAX_AGE = "max_age"
    CATCH_UP = "catch_up"
    MAX_WAIT = "max_wait"


@dataclass(frozen=True, slots=True)
class Forbidden:
    """Why something is not said.

    Args:
        key: A `Manner`, for traces and figures.
        reason: In words for the owner; quotes no message.
    """

    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Hold:
    """An event must wait before it is decided.

    Args:
        key: What waits under the same key meets it.
        wait_s: For so long after the last of them, seconds.
        most_s: For so long after the first of them at most.
        joins: Whether they become one event; otherwise the later one takes the earlier one's place.
    """

    key: str
    wait_s: float
    most_s: float
    joins: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """What becomes of an event that has just come in; decided at once unless it is held.

    Args:
        withheld: Why it is recorded and not answered, for `decide`; `""` if nothing is known yet.
        hold: How it waits; None if it does not.
    """

    withheld: str = ""
    hold: Hold | None = None


def is_owners(event: Event) -> bool:
    """Whether the owner wrote it himself: whoever asks his own program wants an answer now."""
    return event.from_me or event.chat.kind is ChatKind.FILEHELPER


def forbids(
    limits: Limits, event: Event, memory: Memory, now_s: float, zone: ZoneInfo | None
) -> Forbidden | None:
    """The first manner that forbids to answer an event now; None if none does.

    Args:
        limits: Of the rule file.
        event: What would be answered.
        memory: Before it.
        now_s: Unix seconds.
        zone: Of the rule file; None is the machine's.
    """
    if is_owners(event):
        return None
    owner_wrote_s = memory.owner_wrote_s.get(event.chat.id)
    found = forbids_sending(limits, owner_wrote_s, now_s, zone)
    return found or _mute(limits, event, memory, now_s) or _muted(event, memory, now_s)


def forbids_sending(
    limits: Limits,
    owner_wrote_s: float | None,
    now_s: float,
    zone: ZoneInfo | None,
    *,
    to_owner: bool = False,
    elsewhere: bool = False,
    sent_in_a_day: int = 0,
) -> Forbidden | None:
    """The same at the moment of sending, when only the chat is known.

    Args:
        limits: Of the rule file.
        owner_wrote_s: When the owner last wrote in the chat, Unix seconds; None if never.
        now_s: Unix seconds.
        zone: Of the rule file; None is the machine's.
        to_owner: Whether it answers the owner's own message, see `is_owners`, or goes to the
            owner alone.
        elsewhere: Whether it goes to another chat than that of the event: then it is no answer
            that the owner would have given, so his words there do not forbid it.
        sent_in_a_day: How many texts left in the last 24 hours, to whomever.
    """
    if not to_owner:
        found = None if elsewhere else _handover(limits, owner_wrote_s, now_s)
        found = found or _quiet(limits, now_s, zone)
        if found is not None:
            return found
    if limits.per_day is not None and sent_in_a_day >= limits.per_day:
        return Forbidden(Manner.PER_DAY, f"{sent_in_a_day} texts were sent in the last 24 hours")
    return None


def forbids_text(
    limits: Limits, chat_id: str, text: str, memory: Memory, now_s: float
) -> Forbidden | None:
    """Why one text is not said in a chat although the others of its answer are; None if it is."""
    if limits.same_text_s is None:
        return None
    said_s = memory.said_s.get((chat_id, text))
    if said_s is None or not _is_recent(said_s, limits.same_text_s, now_s):
        return None
    return Forbidden(Manner.SAME_TEXT, f"the same text was said here {_ago(said_s, now_s)}")


def said(limits: Limits, chat_id: str, text: str, now_s: float) -> tuple[Change, ...]:
    """The change that a reply makes, for the next one with its text."""
    return () if limits.same_text_s is None else (Said(chat_id, text, now_s),)


def replied(limits: Limits, event: Event, memory: Memory, now_s: float) -> tuple[Change, ...]:
    """The changes that an answer makes in its talk.

    The answer that makes the number of `loop` full is still sent; the talk is mute after it.

    Args:
        limits: Of the rule file.
        event: What is answered.
        memory: Before the answer.
        now_s: Unix seconds.
    """
    loop = limits.loop
    if loop is None or is_owners(event):
        return ()
    talk = talk_of(event)
    recent = [at for at in memory.replied.get(talk, ()) if _is_recent(at, loop.within_s, now_s)]
    answer = Replied(talk, now_s)
    if len(recent) + 1 < loop.replies:
        return (answer,)
    return (answer, Muted(talk, now_s + loop.mute_s))


def arrival(limits: Limits, event: Event, now_s: float, listening_since_s: float) -> Arrival:
    """What becomes of an event that has just come in.

    Args:
        limits: Of the rule file.
        event: What came in.
        now_s: Unix seconds.
        listening_since_s: From when on nothing was missed, Unix seconds; what was written before
            is the backlog of an outage.
    """
    withheld = too_late(limits, event, now_s, listening_since_s)
    if withheld or event.kind is not EventKind.MESSAGE:
        return Arrival(withheld)
    if _is_backlog(limits, event, now_s, listening_since_s):
        if limits.catch_up is CatchUp.ALL:
            return Arrival()
        return Arrival("", Hold(backlog_key(event), BACKLOG_S, BACKLOG_S_MAX))
    if limits.collect_s is None or is_owners(event):
        return Arrival()
    most_s = limits.collect_s * BURST_WAITS_MAX
    return Arrival("", Hold(burst_key(event), limits.collect_s, most_s, joins=True))


def backlog_key(event: Event) -> str:
    """Under which the newest message of an outage waits in the chat of an event."""
    return f"{Manner.CATCH_UP} {event.chat.id}"


def burst_key(event: Event) -> str:
    """Under which a burst waits in the talk of an event."""
    return f"collect {talk_of(event)}"


def too_late(limits: Limits, event: Event, now_s: float, listening_since_s: float) -> str:
    """Why an event comes too late to be answered, for `decide`; `""` if it does not.

    Asked when it comes in, and again when it has waited.

    Args:
        limits: Of the rule file.
        event: Its time is the service's; one in the future counts as now.
        now_s: Unix seconds.
        listening_since_s: See `arrival`.
    """
    age_s = now_s - event.time_s
    if _is_backlog(limits, event, now_s, listening_since_s):
        late = limits.catch_up is CatchUp.NONE or age_s > CATCH_UP_S_MAX
        return Manner.CATCH_UP if late else ""
    late = limits.max_age_s is not None and age_s > limits.max_age_s
    return Manner.MAX_AGE if late else ""


def in_words(key: str, limits: Limits) -> str:
    """Why an event is withheld, in words for the owner; the key itself where there are none."""
    if key == Manner.PAUSED:
        return "the owner has paused all answers"
    if key == Manner.MAX_AGE and limits.max_age_s is not None:
        return f"it came more than {duration(limits.max_age_s)} after it was written"
    if key == Manner.CATCH_UP:
        missed = "it was written while nobody listened"
        if limits.catch_up is CatchUp.NONE:
            return missed
        old = f"more than {duration(CATCH_UP_S_MAX)} ago"
        if limits.catch_up is CatchUp.ALL:
            return f"{missed}, {old}"
        return f"{missed}, and a later one of its chat counts, or it was {old}"
    return key


def _handover(limits: Limits, owner_wrote_s: float | None, now_s: float) -> Forbidden | None:
    if limits.handover_s is None or owner_wrote_s is None:
        return None
    if not _is_recent(owner_wrote_s, limits.handover_s, now_s):
        return None
    return Forbidden(Manner.HANDOVER, f"the owner wrote here {_ago(owner_wrote_s, now_s)}")


def _quiet(limits: Limits, now_s: float, zone: ZoneInfo | None) -> Forbidden | None:
    if limits.quiet is None:
        return None
    window = Window(limits.quiet.begin_min, limits.quiet.end_min)
    now = wall_clock(now_s, zone)
    if not Period((window,)).has(now):
        return None
    return Forbidden(Manner.QUIET, f"it is {now:%H:%M}, within {window}")


def _mute(limits: Limits, event: Event, memory: Memory, now_s: float) -> Forbidden | None:
    if limits.loop is None:
        return None
    left_s = memory.muted_until_s.get(talk_of(event), now_s) - now_s
    # More than was ever asked for: the clock was set back.
    if not 0 < left_s <= limits.loop.mute_s:
        return None
    return Forbidden(Manner.LOOP, f"two machines seem to talk; mute for {duration(round(left_s))}")


def muted_by_rule(event: Event, *, whole_chat: bool) -> str:
    """Under which it is kept that a rule wants silence for whoever wrote, or for the chat.

    In a private chat both are the same, so that what I write there myself can end it.

    Args:
        event: What happened.
        whole_chat: Whether all members of a group are meant.
    """
    if whole_chat or event.group is None:
        return f"{Manner.MUTED} {event.chat.id}"
    return f"{Manner.MUTED} {event.chat.id} {event.sender.id}"


def _muted(event: Event, memory: Memory, now_s: float) -> Forbidden | None:
    for whole_chat in (False, True):
        key = muted_by_rule(event, whole_chat=whole_chat)
        left_s = memory.muted_until_s.get(key, now_s) - now_s
        # More than a rule may ask for: the clock was set back.
        if 0 < left_s <= MUTE_S_MAX:
            return Forbidden(Manner.MUTED, f"a rule wants silence, {duration(round(left_s))} more")
    return None


def _is_backlog(limits: Limits, event: Event, now_s: float, listening_since_s: float) -> bool:
    """Whether an event had to wait for us, and for longer than a restart or a broken line take."""
    free_s = BLINK_S if limits.max_age_s is None else limits.max_age_s
    waited = event.time_s < listening_since_s - CLOCK_SLACK_S
    return waited and now_s - event.time_s > free_s


def _is_recent(at_s: float, within_s: float, now_s: float) -> bool:
    """Whether something was so short a time ago; a little ahead, by another clock, is now."""
    return abs(now_s - at_s) < within_s


def _ago(at_s: float, now_s: float) -> str:
    return f"{duration(round(max(0.0, now_s - at_s)))} ago"
