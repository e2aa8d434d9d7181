"""Conditions on the names of people and groups."""

from __future__ import annotations

import pytest

from responder.rules.captures import NOTHING
from responder.rules.conditions.names import NameCondition
from responder.rules.needs import How
from responder.rules.text.patterns import compile_pattern
from tests.rules.rulekit import BOB, CLIENTS, says
from tests.rules.whenkit import subject

ANN_SAYS, BOB_SAYS = subject("x"), subject(says("x", sender=BOB))


@pytest.mark.parametrize("name", ["Bob", "bob77"])
def test_any_trusted_name_may_match(name: str) -> None:
    """A contact without remark is known by nickname and WeChat id."""
    assert NameCondition("sender", frozenset({name})).match(BOB_SAYS, NOTHING) is NOTHING


def test_nickname_behind_a_remark_does_not_match() -> None:
    """Where there is a remark, what somebody calls himself does not count."""
    assert NameCondition("sender", frozenset({"Ming"})).match(ANN_SAYS, NOTHING) is None


@pytest.mark.parametrize("name", ["bob", "Bob ", "Ｂob"])
def test_names_are_not_folded(name: str) -> None:
    """A look-alike spelling is another name."""
    assert NameCondition("sender", frozenset({name})).match(BOB_SAYS, NOTHING) is None


def test_one_name_must_fit_everything() -> None:
    """Part and pattern must hold for the same name."""
    both = NameCondition("sender", contains=("77",), patterns=(compile_pattern("^bob"),))
    assert both.match(BOB_SAYS, NOTHING) is NOTHING
    apart = NameCondition("sender", contains=("77",), patterns=(compile_pattern("^Bob"),))
    assert apart.match(BOB_SAYS, NOTHING) is None


def test_group_name() -> None:
    """A group is known by its names; a private chat has none."""
    condition = NameCondition("group", contains=("客户",))
    assert condition.match(subject(says("x", group=CLIENTS)), NOTHING) is NOTHING
    assert condition.match(ANN_SAYS, NOTHING) is None


def test_reasons_name_what_is_wanted() -> None:
    """The author reads which names would have been right."""
    condition = NameCondition("sender", frozenset({"b", "a"}), ("c",), (compile_pattern("^d"),))
    assert condition.why(ANN_SAYS, NOTHING) == (
        'the sender is none of "a", "b" or contains none of "c" or fits none of "^d"'
    )


def test_whole_names_can_be_looked_up() -> None:
    """An index finds rules by whole names only."""
    names = NameCondition("group", frozenset({"a", "b"}))
    assert names.needs() == (
        (
            (How.GROUP, "a"),
            (How.GROUP, "b"),
        ),
    )
    assert NameCondition("sender", frozenset({"a"})).needs() == (((How.SENDER, "a"),),)
    assert NameCondition("sender", contains=("a",)).needs() == ()
    assert names.gives == ()
