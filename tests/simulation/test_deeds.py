"""What must hold of lookups and errands is found where it does not hold."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from responder.simulator.outbox import Sent
from tests.simulation.deeds import DEEDS
from tests.simulation.history import Cut, DeedEnd, End, History, RunErrand, Said
from tests.simulation.rulefiles import ERRANDS, FETCHING, Manners
from tests.simulation.scenario import Chat, Line, Scenario
from tests.simulation.shop import Asked

if TYPE_CHECKING:
    from collections.abc import Callable

ANN, BOB = Chat("ann"), Chat("bob")


def empty(manners: Manners) -> History:
    """One life, good weather, and nothing said."""
    scenario = Scenario(0, manners, (ANN, BOB), (), (), (), "none", 0.0, echo=False, calm_lead_s=0)
    return History(scenario, begun=[0.0], cuts=[Cut(9_000.0, 1, ())])


def looked_up() -> History:
    """Ann and Bob have something looked up, at the same time."""
    history = empty(FETCHING)
    for number, chat in enumerate((ANN, BOB)):
        token, msg_id = f"a{number}", f"msg{number}"
        line = Line(100.0, token, chat, chat.name, f"look {token}", mention=False, replies=2)
        history.said.append(Said(line, msg_id, "sid1"))
        history.asked.append(Asked(100.1, 1, token, f"key{number}"))
        for n, text in enumerate(line.answers()):
            history.ends.append(End(f"id{number}{n}", msg_id, text, "sent", "", 100.0 + 9 * n))
    return history


def sent_on() -> History:
    """A picture came, and is on its way to the owner."""
    history = empty(ERRANDS)
    history.run_errands.append(RunErrand("picture", "msg0", "sid1", 100.0))
    history.heard.append((1, 101.0))
    history.deeds.append(DeedEnd("id0", "msg0", "image", "sent"))
    history.sent_otherwise.append(picture("id0"))
    return history


def picture(which: str) -> Sent:
    """One that the service accepted."""
    return Sent("filehelper", "", "image", which, 0.0, "@x", "1", group=False, raw="")


def names(history: History) -> list[str]:
    """The invariants that it violates."""
    return [type(one).__name__ for one in DEEDS for _ in one.complaints(history)]


def _other_key(h: History) -> None:
    h.asked.append(Asked(105.0, 1, "a0", "key9"))


def _one_key(h: History) -> None:
    h.asked[1] = replace(h.asked[1], key="key0")


def _again(h: History) -> None:
    h.asked.append(Asked(200.0, 1, "a0", "key0"))


def _never_asked(h: History) -> None:
    del h.asked[0]


def _late(h: History) -> None:
    h.asked[0] = replace(h.asked[0], at_s=108.5)


def _answered_late(h: History) -> None:
    h.ends[:2] = [replace(end, not_before_s=120.0) for end in h.ends[:2]]


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (lambda _: None, []),
        (_other_key, ["Lookups"]),
        (_one_key, ["Lookups"]),
        (_again, ["Lookups"]),
        (_never_asked, ["Lookups", "NobodyWaits"]),
        (_late, ["NobodyWaits"]),
        (_answered_late, ["NobodyWaits"]),
    ],
    ids=["good", "other key", "one key", "again", "never asked", "late", "answered late"],
)
def test_a_lookup_that_goes_wrong_is_found(
    spoil: Callable[[History], None], found: list[str]
) -> None:
    """Each by the invariant that is about it."""
    history = looked_up()
    spoil(history)
    assert names(history) == found


def test_who_asked_just_before_waits() -> None:
    """What one person wants to know is looked up one after the other."""
    history = looked_up()
    _late(history)
    before = replace(history.said[0].line, token="a9", at_s=99.0, text="look a9")
    history.said.insert(0, Said(before, "msg9", "sid1"))
    history.ends += [
        End(f"id9{n}", "msg9", text, "sent", "", 99.0 + 9 * n)
        for n, text in enumerate(before.answers())
    ]
    history.asked.insert(0, Asked(99.1, 1, "a9", "key9"))
    assert names(history) == []


def test_who_still_waits_for_something_of_long_ago_waits() -> None:
    """No daemon has looked it up in the meantime."""
    history = looked_up()
    _late(history)
    before = replace(history.said[0].line, token="a9", at_s=-5_000.0, text="look a9")
    history.said.insert(0, Said(before, "msg9", "sid1"))
    history.asked.insert(0, Asked(99.0, 1, "a9", "key9"))
    history.ends.append(End("id91", "msg9", "q1 ra9-2", "sent", "", 99.5))
    assert names(history) == ["NobodyWaits"]
    history.ends[-1] = replace(history.ends[-1], not_before_s=107.0)
    assert names(history) == []


def _open(h: History) -> None:
    h.deeds[0] = replace(h.deeds[0], state="queued")


def _twice(h: History) -> None:
    h.sent_otherwise.append(picture("id1"))


def _doubled(h: History) -> None:
    h.sent_otherwise.append(picture("id0"))


def _not_there(h: History) -> None:
    h.sent_otherwise.clear()


def _forgotten(h: History) -> None:
    h.deeds.clear()
    h.sent_otherwise.clear()


def _decided_twice(h: History) -> None:
    h.deeds.append(DeedEnd("id1", "msg0", "image", "failed"))


@pytest.mark.parametrize(
    ("spoil", "count"),
    [
        (lambda _: None, 0),
        (_open, 1),
        (_twice, 1),
        (_doubled, 2),
        (_not_there, 1),
        (_forgotten, 1),
        (_decided_twice, 1),
    ],
    ids=["good", "open", "twice", "doubled", "not there", "forgotten", "decided twice"],
)
def test_an_errand_that_goes_wrong_is_found(spoil: Callable[[History], None], count: int) -> None:
    """Pictures are counted, and all ends."""
    history = sent_on()
    spoil(history)
    assert names(history) == ["Errands"] * count


def test_the_owner_may_have_it_sent_again() -> None:
    """Then there are two."""
    history = sent_on()
    _decided_twice(history)
    history.resent.add("msg0")
    assert names(history) == []


def test_an_errand_that_nobody_heard_of_for_half_a_day_may_be_left_alone() -> None:
    """As an outage of more than twelve hours leaves texts unanswered."""
    history = sent_on()
    _forgotten(history)
    assert names(history) == ["Errands"]
    history.cuts[0] = Cut(90_000.0, 1, ())
    history.heard[0] = (1, 50_000.0)
    assert names(history) == []
