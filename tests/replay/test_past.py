"""Recorded messages as a replay reads them."""

from __future__ import annotations

from dataclasses import replace

from responder.journal.reader import Record, Text
from responder.replay import past as replay_past
from responder.rules.decision import Decision, Taken
from responder.rules.recording import EventReader, decision_to_text, event_to_text
from tests.cli.storedkit import NOW_S, event

DECISION = decision_to_text(Decision("7"))
RECORD = Record(1, "7", NOW_S, event_to_text(event("7")), "answered", "r", "abc", DECISION, None)


def read(record: Record) -> replay_past.Past | None:
    """One record, by itself."""
    return replay_past.past_of(record, EventReader())


def text(state: str, created_s: float = NOW_S - 0.2) -> Text:
    """A text that answers it."""
    return Text("1", "7", "hello", "r", state, "", created_s, None, NOW_S + 5)


def test_it_is_read_with_what_was_done() -> None:
    """A text that never left says when it was given up."""
    past = read(replace(RECORD, texts=(text("sent"), text("expired"))))
    assert past is not None
    assert past.event == event("7")
    assert [one.never_left_s for one in past.texts] == [None, NOW_S + 5]
    assert (past.rule, past.rule_set, past.withheld) == ("r", "abc", "")


def test_what_the_owner_had_sent_again_is_no_second_text() -> None:
    """It had not left before; a run may well say the same twice."""
    again = text("sent", NOW_S + 60)
    waits = '{"event_id":"7","taken":[{"rule":"r","waits":[["do[1].wait",5.0]]}],"trace":[]}'
    for first, decision, count in (
        ("expired", DECISION, 1),
        ("sent", DECISION, 2),
        ("expired", waits, 2),
    ):
        past = read(replace(RECORD, decision=decision, texts=(text(first), again)))
        assert past is not None
        assert len(past.texts) == count


def test_it_came_in_when_it_was_decided() -> None:
    """Some milliseconds before it was written down; one that had to wait came in earlier."""
    past = read(replace(RECORD, texts=(text("sent"),)))
    waited = read(replace(RECORD, texts=(text("sent", NOW_S + 3),)))
    assert past is not None
    assert waited is not None
    assert past.arrived_s == NOW_S - 0.2
    assert waited.arrived_s == NOW_S


def test_why_it_was_withheld_is_known() -> None:
    """Said outright, or in earlier versions by the rule that took it; a cooldown is no such."""
    for decision, withheld in (
        (Decision("7", withheld="paused"), "paused"),
        (Decision("7", (Taken("r", suppressed="max_age"),)), "max_age"),
        (Decision("7", (Taken("r", suppressed="cooldown"),)), ""),
        (Decision("7", (Taken("r", suppressed="paused", shadow=True),)), ""),
    ):
        past = read(replace(RECORD, decision=decision_to_text(decision)))
        assert past is not None
        assert past.withheld == withheld


def test_what_can_not_be_read_is_none() -> None:
    """By hand, or by a later version."""
    assert read(replace(RECORD, event="{}")) is None
    assert read(replace(RECORD, decision='"withheld"')) is None


def test_words_are_kept_or_not() -> None:
    """A picture has none."""
    bare = read(replace(RECORD, event=event_to_text(event("7", ""))))
    assert bare is not None
    assert not bare.words_kept
    assert not bare.undecided
