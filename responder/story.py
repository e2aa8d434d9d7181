"""What became of one message, told from the journal in lines: for `why` and the owner's phone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.journal.journal import HELD
from responder.rules.decide import TRACE_RULES_MAX
from responder.rules.recording import DecisionRecord, decision_of_text, event_of_text
from responder.wording import NOT_KEPT, Deed, fate, moment, nobody, plain, refusal, said, who

if TYPE_CHECKING:
    from collections.abc import Iterator

    from responder.journal.reader import Reader, Record, Text
    from responder.models import Event
    from responder.rules.recording import TakenRecord

LOOKED_AT_MAX = 50
"""Messages among which the last one of somebody else is looked for."""

UNWRITTEN = "(what a shadow rule would say is not written down)"


@dataclass(frozen=True, slots=True)
class Seen:
    """One event and what became of it, read.

    Args:
        record: As it stands in the journal.
        event: What happened.
        decision: What was decided; empty if nothing was yet.
    """

    record: Record
    event: Event
    decision: DecisionRecord

    @property
    def main(self) -> TakenRecord | None:
        """The rule that has the event, else the last one that answered, else None."""
        shown = (one for one in self.decision.taken if not (one.shadow or one.resumed))
        return next(reversed([*shown]), None)

    @property
    def error(self) -> str | None:
        """Why it could not be decided, or the first reason why a reply was not written."""
        acting = (one.error for one in self.decision.taken if not one.shadow)
        return self.decision.fault or next(filter(None, acting), None)


def last_story(reader: Reader) -> str:
    """The story of the last message that somebody else wrote; `""` if there is none."""
    for record in reversed(reader.last(LOOKED_AT_MAX)):
        one = seen(record)
        if one is not None and not one.event.from_me:
            return "\n".join(story(one))
    return ""


def seen(record: Record) -> Seen | None:
    """Read what the journal holds of an event; None if it can not be read."""
    try:
        event = event_of_text(record.event)
        decision = decision_of_text(record.decision) if record.decision else None
    except ValueError:  # written by hand, or by a later version
        return None
    return Seen(record, event, decision or DecisionRecord(record.event_id))


def story(one: Seen) -> Iterator[str]:
    """The whole, a line each."""
    record, decision = one.record, one.decision
    yield f"{who(one.event)}: {said(one.event)}"
    yield f"  message {plain(record.event_id)}, {moment(one.event.time_s)}"
    if record.outcome == HELD:
        until = moment(record.due_s) if record.due_s is not None else "its turn"
        yield f"It waits until {until}, and is decided then."
        return
    if record.outcome == "joined":
        yield "It was decided as a part of the message after it in this chat."
        return
    if record.outcome == "ours":
        yield "This program sent it itself."
        return
    yield f"  decided {moment(record.taken_in_s)} by the rules {record.rule_set[:12]}"
    refused = [one for one in decision.trace if not one.matched]
    if refused:
        yield "Not these:"
        if len(decision.trace) >= TRACE_RULES_MAX:
            yield "  … of perhaps more only the last were written down:"
        yield from (f"  {refusal(one)}" for one in refused)
    elif not decision.taken and not decision.fault:
        yield "No rule has words, types or names that fit it; `responder try` explains each rule."
    for taken in decision.taken:
        yield from _deed(one, taken).lines()
    if not decision.claimed:
        acting = any(not taken.shadow for taken in decision.taken)
        yield nobody(decision.fault, others=acting)
    if any(not text.text for text in record.texts) or said(one.event) == NOT_KEPT:
        yield "Texts and reasons were not kept (`run --keep-text no`)."


def _last(decision: DecisionRecord) -> TakenRecord | None:
    """The last rule that took the event, whatever its runs did since."""
    return next((one for one in reversed(decision.taken) if not one.resumed), None)


def receiver(one: Seen, text: Text) -> str:
    """Whom a text goes to; `""` where it stays in the chat of the event."""
    here = {"", one.event.chat.id, one.record.chat_id}
    return "" if text.chat_id in here else text.chat_name or text.chat_id


def _deed(one: Seen, taken: TakenRecord) -> Deed:
    told = taken.shadow or taken.resumed  # what a run said later stands with what it said at first
    texts = [] if told else [text for text in one.record.texts if text.rule == taken.rule]
    replies = [
        (text.text or NOT_KEPT, fate(text, timed=True), receiver(one, text)) for text in texts
    ]
    if taken.shadow and taken.replies:
        replies = [(UNWRITTEN, "", "")]
    return Deed(
        rule=taken.rule,
        has_it=one.decision.claimed and (taken is _last(one.decision) or bool(taken.passes)),
        shadow=taken.shadow,
        error=taken.error,
        suppressed=taken.suppressed,
        suppressed_why=taken.suppressed_why,
        replies=tuple(replies),
        kept_back=taken.kept_back,
        found=(*taken.match, *((f"args.{name}", value) for name, value in taken.args)),
        stored=taken.stored,
        waits=tuple((place, moment(due_s)) for place, due_s in taken.waits),
        resumed=taken.resumed,
        passes=taken.passes,
    )
