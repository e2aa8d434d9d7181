"""What must hold of an office is found where it does not hold; and seeds of before have none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from responder.simulator.media import MP3
from responder.simulator.outbox import Sent
from tests.simulation.history import Cut, DeedEnd, History
from tests.simulation.office_judge import OFFICE
from tests.simulation.rulefiles import OFFICES
from tests.simulation.scenario import NEWER_FROM, Chat, Scenario, draw
from tests.simulation.surroundings import EPOCH_S

if TYPE_CHECKING:
    from collections.abc import Callable


def said(text: str, at_s: float) -> Sent:
    """A text that the service accepted."""
    return Sent("filehelper", text, "text", text, EPOCH_S + at_s, "@x", "1", group=False, raw="")


def a_good_day() -> History:
    """One login in one long life, two times of the schedule, and a voice that is kept."""
    scenario = Scenario(
        NEWER_FROM, OFFICES[0], (Chat("ann"),), (), (), (), "none", 0.0, echo=False, calm_lead_s=0
    )
    return History(
        scenario,
        begun=[0.0],
        cuts=[Cut(700.0, 1, ())],
        logins=1,
        ticks=2,
        kept={"msg1": MP3},
        sent_otherwise=[said("tick 1", 120.0), said("tick 2", 240.0)],
        deeds=[
            DeedEnd("id0", "login1", "text", "sent", "hello from me"),
            DeedEnd("id1", "tick1", "text", "sent", "tick 1"),
            DeedEnd("id2", "tick2", "text", "sent", "tick 2"),
            DeedEnd("id3", "msg1", "keep", "sent", "[keep]"),
        ],
    )


def names(history: History) -> list[str]:
    """The invariants that it violates."""
    return [type(one).__name__ for one in OFFICE for _ in one.complaints(history)]


def _told_twice(h: History) -> None:
    h.deeds.append(replace(h.deeds[1], client_msg_id="id9", msg_id="tick9"))


def _never_told(h: History) -> None:
    del h.deeds[1]


def _never_counted(h: History) -> None:
    h.ticks = 1


def _never_came(h: History) -> None:
    h.sent_otherwise.clear()


def _greeted_twice(h: History) -> None:
    h.deeds.append(replace(h.deeds[0], client_msg_id="id9"))


def _greeted_nobody(h: History) -> None:
    h.deeds.append(replace(h.deeds[0], client_msg_id="id9", msg_id="login9"))


def _never_greeted(h: History) -> None:
    del h.deeds[0]


def _lost(h: History) -> None:
    h.kept.clear()


def _half(h: History) -> None:
    h.kept["msg1"] = MP3[:9]


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (lambda _: None, []),
        (_told_twice, ["Ticks"]),
        (_never_told, ["Ticks"]),
        (_never_counted, ["Ticks"]),
        (_never_came, ["Ticks"]),
        (_greeted_twice, ["Greeted"]),
        (_greeted_nobody, ["Greeted"]),
        (_never_greeted, ["Greeted"]),
        (_lost, ["Kept"]),
        (_half, ["Kept"]),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_what_goes_wrong_in_an_office_is_found(
    spoil: Callable[[History], None], found: list[str]
) -> None:
    """Each by the invariant that is about it."""
    history = a_good_day()
    spoil(history)
    assert names(history) == found


def test_its_owner_may_have_things_said_again() -> None:
    """Then they were to be said twice, and came once."""
    history = a_good_day()
    for number in (0, 1):
        history.deeds.append(replace(history.deeds[number], client_msg_id=f"id9{number}"))
        history.resent.add(history.deeds[number].msg_id)
    assert names(history) == []


def test_only_later_seeds_are_about_offices() -> None:
    """Those before them are as they were; of those that are, most have weather of their own."""
    assert not any(draw(seed, 0.1).is_office for seed in range(50))
    offices = [
        one for seed in range(NEWER_FROM, NEWER_FROM + 50) if (one := draw(seed, 1)).is_office
    ]
    assert len(offices) > 9
    assert {office.manners for office in offices} == set(OFFICES)
    kinds = {event.kind for office in offices for event in office.events}
    assert {"hold_s", "qr_life_s", "phone", "expire"} <= kinds
    assert {errand.kind for office in offices for errand in office.errands} >= {
        *("show", "big", "keep", "sure", "yes", "word"),
    }


def test_every_invariant_of_an_office_can_complain() -> None:
    """No class of the list is without a spoiled history above."""
    marks = test_what_goes_wrong_in_an_office_is_found.pytestmark  # type: ignore[attr-defined]
    seen = {name for _, found in marks[0].args[1] for name in found}
    assert seen == {type(invariant).__name__ for invariant in OFFICE}
