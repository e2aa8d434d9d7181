"""The conditions on what was before."""

from __future__ import annotations

import pytest

from responder.memory import Memory
from responder.models import By
from responder.rules.captures import NOTHING
from responder.rules.conditions.remembered import (
    FirstContactCondition,
    OwnerSilentCondition,
    Remembered,
    RepeatedCondition,
)
from responder.rules.subject import Subject, subject_of
from tests.rules.rulekit import ANN, BOB, CLIENTS, NOW_S, says

EVENT = says("在吗", group=CLIENTS)


def subject(memory: Memory) -> Subject:
    """小明 asks in a group, and this is what was before."""
    return subject_of(EVENT, memory=memory, now_s=NOW_S)


def holds(condition: Remembered, memory: Memory) -> bool:
    """Whether a condition on memory holds for the question."""
    return condition.match(subject(memory), NOTHING) is not None  # type: ignore[attr-defined]  # the base says what all have, each says how it matches


def test_nothing_of_it_stands_in_a_message() -> None:
    """An index can know nothing of memory, and templates get nothing from these."""
    for one in (FirstContactCondition(), OwnerSilentCondition(1), RepeatedCondition(2, 1)):
        assert (one.needs(), one.gives) == ((), ())


def test_first_contact_is_who_never_wrote() -> None:
    """It holds until the person is known, and the other way round if that is wanted."""
    new, known = Memory(), Memory(met={ANN.id: 1.0})
    assert (holds(FirstContactCondition(), new), holds(FirstContactCondition(), known)) == (
        True,
        False,
    )
    assert not holds(FirstContactCondition(wanted=False), new)
    assert FirstContactCondition().why(subject(known), NOTHING) == "the sender wrote before"
    unknown = FirstContactCondition(wanted=False).why(subject(new), NOTHING)
    assert unknown == "the sender never wrote before"


@pytest.mark.parametrize(("ago_s", "silent"), [(299.0, False), (300.0, True), (-60.0, False)])
def test_owner_is_silent_for_so_long(ago_s: float, *, silent: bool) -> None:
    """From the instant on at which the time is over; a clock set back makes nobody silent."""
    memory = Memory(owner_wrote_s={EVENT.chat.id: NOW_S - ago_s})
    assert holds(OwnerSilentCondition(300.0), memory) is silent


def test_owner_who_never_wrote_is_silent() -> None:
    """So is one who wrote only elsewhere."""
    assert holds(OwnerSilentCondition(300.0), Memory())
    assert holds(OwnerSilentCondition(300.0), Memory(owner_wrote_s={"elsewhere": NOW_S}))
    recent = Memory(owner_wrote_s={EVENT.chat.id: NOW_S - 61.0})
    why = OwnerSilentCondition(300.0).why(subject(recent), NOTHING)
    assert why == "the owner wrote here 1m1s ago"
    ahead = Memory(owner_wrote_s={EVENT.chat.id: NOW_S + 61.0})
    assert OwnerSilentCondition(300.0).why(subject(ahead), NOTHING) == "the owner wrote here 0s ago"


def heard(*who_and_ago: tuple[str, float]) -> Memory:
    """So the same text was written in the chat before."""
    times = tuple((who, EVENT.time_s - ago_s) for who, ago_s in who_and_ago)
    return Memory(heard={(EVENT.chat.id, "在吗"): times})


def test_repetition_counts_this_message_too() -> None:
    """The third of three makes it full; one that is too long ago does not count."""
    three = RepeatedCondition(3, 60.0)
    assert holds(three, heard((ANN.id, 50), (BOB.id, 10)))
    assert not holds(three, heard((ANN.id, 60), (BOB.id, 10)))
    assert holds(three, heard((ANN.id, 50), (BOB.id, 10), (BOB.id, 5)))
    why = three.why(subject(heard((BOB.id, 10))), NOTHING)
    assert why == "the text was written 2 of 3 times in 1m"


def test_repetition_counts_when_things_were_written() -> None:
    """What comes in together after an outage was not written together."""
    late = subject_of(EVENT, memory=heard((BOB.id, 10)), now_s=NOW_S + 5_000)
    assert RepeatedCondition(2, 60.0).match(late, NOTHING) is NOTHING


def test_texts_are_the_same_as_they_are_compared() -> None:
    """Blanks and capital letters make no other text of one."""
    memory = Memory(heard={(EVENT.chat.id, "ok"): ((BOB.id, EVENT.time_s),)})
    again = subject_of(says(" OK ", group=CLIENTS), memory=memory, now_s=NOW_S)
    assert RepeatedCondition(2, 60.0).match(again, NOTHING) is NOTHING


def test_two_pictures_are_no_repetition() -> None:
    """What has no words can not be the same text."""
    blank = says(" ", group=CLIENTS)
    memory = Memory(heard={(blank.chat.id, ""): ((BOB.id, blank.time_s),)})
    picture = subject_of(blank, memory=memory, now_s=NOW_S)
    assert RepeatedCondition(2, 60.0).match(picture, NOTHING) is None


def test_repetition_by_different_people() -> None:
    """Three of one person are one; of the same sender only that sender's count."""
    alone, crowd = heard((ANN.id, 5), (ANN.id, 4)), heard((BOB.id, 5), ("eve", 4))
    different = RepeatedCondition(3, 60.0, By.DIFFERENT_SENDERS)
    same = RepeatedCondition(3, 60.0, By.SAME_SENDER)
    assert (holds(different, alone), holds(different, crowd)) == (False, True)
    assert not holds(different, heard((ANN.id, 5), (BOB.id, 4)))
    assert (holds(same, alone), holds(same, crowd)) == (True, False)
