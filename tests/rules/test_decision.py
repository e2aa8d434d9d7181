"""Decisions: what became of one event."""

from __future__ import annotations

from responder.rules.decision import Considered, Decision, Taken
from responder.rules.steps import Reply


def test_considered_says_whether_it_matched() -> None:
    """A rule without a failed condition matched."""
    assert Considered("a").matched
    assert not Considered("a", "text", "the text is none of …").matched


def test_rules_in_shadow_have_no_part_in_it() -> None:
    """What a rule in shadow would say and change is told, and is no part of the answer."""
    seen = Taken("a", replies=(Reply("看", "a", "do[1].reply"),), error="e", shadow=True)
    said = Taken("b", replies=(Reply("好", "b", "do[1].reply"),))
    decision = Decision("1", (seen, said), claimed=True)
    assert decision.rule == "b"
    assert [reply.text for reply in decision.replies] == ["好"]
    assert decision.error is None
    assert Decision("1", (seen,)).main is None
