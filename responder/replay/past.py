"""One recorded message, as a replay needs it: what happened, when, and what was done about it.

It knows what the journal holds; it must not know the rules that are tried on it.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from responder.frozen import frozen
from responder.journal.journal import HELD
from responder.journal.outbox import NOT_SENT
from responder.models import EventKind, MessageType, OutgoingState
from responder.rules.manners import Manner
from responder.rules.recording import decision_of_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from responder.journal.reader import Record, Text
    from responder.models import Event
    from responder.rules.recording import EventReader

ASKED, JOINED, FAILED = "asked", "joined", "failed"
"""Outcomes of what asked something of the program itself, of what was decided with a later message,
and of what could not be answered as its rule wanted."""

UNSENT = frozenset(state.value for state in NOT_SENT)

WITHHOLDING = frozenset({Manner.PAUSED, Manner.MAX_AGE, Manner.CATCH_UP})
"""Why an event is recorded and not answered, known before any rule is asked."""

MISSED = "missed"
"""Why a time of a schedule was left out: nobody was there."""

UNDECIDED = frozenset({HELD, ASKED})
"""Outcomes of what nobody has decided, or ever will by rules."""

_MESSAGE, _TEXT = EventKind.MESSAGE, MessageType.TEXT
"""In Python 3.11 it takes longer to look up a member of an enumeration than to compare it."""

NEAR_S = 1.0
"""A text is written so shortly after the decision, at most; in life it takes milliseconds."""


@frozen
class Then:
    """One text that was to go out then.

    Args:
        rule: Name of the rule that wrote it.
        text: `""` where texts are not kept.
        written_s: When it was decided, Unix seconds.
        never_left_s: When it was given up, for it certainly never arrived; None if it may have.
        to: Id of the other chat that it went to; `""` is that of the event.
        to_name: What that was called.
    """

    rule: str
    text: str = field(repr=False)
    written_s: float
    never_left_s: float | None = None
    to: str = ""
    to_name: str = ""


@frozen
class Past:
    """One recorded event.

    Args:
        event: What happened.
        arrived_s: When it came in, Unix seconds.
        outcome: In a word, as the journal has it.
        rule: That had it; `""` if none.
        rule_set: Hash of the rules that decided; `""` if it was decided with a later message.
        withheld: Why nothing might be answered then: one of `WITHHOLDING`, or `MISSED`.
        texts: That were to go out, in order, also much later.
    """

    event: Event
    arrived_s: float
    outcome: str
    rule: str = ""
    rule_set: str = ""
    withheld: str = ""
    texts: tuple[Then, ...] = ()

    @property
    def words_kept(self) -> bool:
        """Whether it can be decided again: of a text under `--keep-text no` nothing is left."""
        event = self.event
        return bool(event.text) or not (event.kind is _MESSAGE and event.type is _TEXT)

    @property
    def undecided(self) -> bool:
        """Whether nobody has decided it, or ever will by rules."""
        return self.outcome in UNDECIDED

    @property
    def known_until_s(self) -> float:
        """Up to when something is known to have happened about it, Unix seconds."""
        return self.arrived_s if not self.texts else max(self.arrived_s, self.texts[-1].written_s)

    @property
    def written_s(self) -> float | None:
        """When its answer was decided, Unix seconds; None if there was none."""
        return self.texts[0].written_s if self.texts else None


def past_of(record: Record, events: EventReader) -> Past | None:
    """What the journal holds of an event; None if it can not be read."""
    try:
        event = events.read(record.event)
        withheld = _withheld(record.decision)
    except ValueError:  # written by hand, or by a later version
        return None
    texts = tuple([_then(text, record.chat_id) for text in _said(record)]) if record.texts else ()
    return Past(
        event,
        _arrived_s(record.taken_in_s, texts),
        record.outcome,
        record.rule,
        record.rule_set,
        withheld,
        texts,
    )


def _said(record: Record) -> Sequence[Text]:
    """What rules said: without what the owner had sent again, because it had not left."""
    texts = record.texts
    if len(texts) == 1 or '"waits"' in record.decision:  # a run may say the same twice
        return texts
    return [
        text
        for number, text in enumerate(texts)
        if not any(_repeats(text, before) for before in texts[:number])
    ]


def _repeats(text: Text, before: Text) -> bool:
    same = (text.rule, text.chat_id, text.text) == (before.rule, before.chat_id, before.text)
    if not same or before.ended_s is None or before.state == OutgoingState.SENT:
        return False
    return before.ended_s <= text.created_s


def _then(text: Text, chat_id: str) -> Then:
    never_left_s = text.ended_s if text.state in UNSENT else None
    there = ("", "") if text.chat_id == chat_id else (text.chat_id, text.chat_name)
    return Then(text.rule, text.text, text.created_s, never_left_s, *there)


def _arrived_s(taken_in_s: float, texts: tuple[Then, ...]) -> float:
    """When an event came in: it was written down a little later, up to fifty at once."""
    if texts and 0 <= taken_in_s - texts[0].written_s < NEAR_S:
        return texts[0].written_s
    return taken_in_s


def _withheld(decision: str) -> str:
    """Why nothing might be answered; earlier versions say so only of what a rule took."""
    if '"withheld"' not in decision and '"suppressed"' not in decision:
        return ""
    record = decision_of_text(decision)
    if record.withheld:
        return record.withheld
    if record.taken and record.taken[0].suppressed == MISSED:
        return MISSED
    reasons = (one.suppressed for one in record.taken if not one.shadow)
    return next((one for one in reasons if one in WITHHOLDING), "")
