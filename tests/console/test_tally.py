"""Uses of rules."""

from __future__ import annotations

from responder.answer import Answered
from responder.console.tally import UNUSED, Tally
from responder.rules.decision import Decision, Taken
from tests.console.kit import event


def took(*taken: Taken) -> Answered:
    """A decision in which these rules took the message."""
    return Answered(event("m", "x"), Decision("m", taken=taken), ())


def test_each_rule_that_takes_a_message_is_counted() -> None:
    """One that lets others answer too, and one that only watches."""
    tally = Tally(lambda: 5.0)
    tally.answered(took(Taken("a"), Taken("b", shadow=True)))
    tally.answered(took(Taken("a", error="no such name")))
    uses = tally.of("a")
    assert (uses.hits, uses.last_s, uses.errors, uses.error) == (2, 5.0, 1, "no such name")
    assert tally.of("b").hits == 1
    assert tally.of("c") is UNUSED
    assert UNUSED.hits == 0


def test_the_most_used_come_first() -> None:
    """So many as are asked for."""
    tally = Tally(lambda: 5.0)
    for name in ("a", "b", "b", "c", "c", "c"):
        tally.answered(took(Taken(name)))
    assert [name for name, _ in tally.most_used(2)] == ["c", "b"]
