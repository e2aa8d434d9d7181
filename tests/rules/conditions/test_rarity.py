"""Which needs are met by the fewest messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.rules.conditions.rarity import any_of, rarest
from responder.rules.needs import How

if TYPE_CHECKING:
    from responder.rules.needs import Clause


def _clause(how: How, *texts: str) -> Clause:
    return tuple((how, text) for text in texts)


def test_longer_texts_are_rarer() -> None:
    """Of two parts the longer one stands in fewer messages."""
    short, long = _clause(How.PART, "价"), _clause(How.PART, "价格表")
    assert rarest((short, long)) is long


def test_whole_texts_are_rarer_than_parts() -> None:
    """A text that the message must be is rarer than the same one somewhere in it."""
    whole, part = _clause(How.WHOLE, "价格"), _clause(How.PART, "价格")
    assert rarest((part, whole)) is whole


def test_every_alternative_counts() -> None:
    """Many alternatives are met more often than one of the same length."""
    many, one = _clause(How.PART, "价格", "多少", "报价"), _clause(How.PART, "发货")
    assert rarest((many, one)) is one


def test_names_are_as_rare_as_texts() -> None:
    """A sender's name tells more than a word that anybody writes."""
    name, part = _clause(How.SENDER, "小明"), _clause(How.PART, "价格")
    assert rarest((part, name)) is name


def test_nothing_is_no_clause() -> None:
    """Of no clauses there is no rarest, of one it is that one."""
    assert rarest(()) is None
    only = _clause(How.PART, "a")
    assert rarest((only,)) is only


def test_one_of_several_needs_one_of_all_their_clauses() -> None:
    """The rarest of each is asked for, and nothing where one of them needs nothing."""
    first, second, third = (_clause(How.PART, one) for one in ("价格", "多少", "发货"))
    short = _clause(How.PART, "价")
    assert any_of([(first,), (short, second), (third,)]) == ((*first, *second, *third),)
    assert any_of([(first,), (), (third,)]) == ()
    assert any_of([]) == ((),)
