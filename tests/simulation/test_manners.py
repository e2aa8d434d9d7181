"""What each manner of the account forbids is found, and what it allows is not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.simulation.history import Attempt, Cut, End, History, Said, Told
from tests.simulation.manners import STRICT_MANNERS, excused
from tests.simulation.rulefiles import SAME, Manners
from tests.simulation.scenario import Chat, Event, Line, Scenario

if TYPE_CHECKING:
    from collections.abc import Sequence

ANN = Chat("ann")


def history(
    manners: Manners, *answered: tuple[float, float], state: str = "sent", text: str = ""
) -> History:
    """Ann writes at the first time of each pair and is answered at the second; never if below 0."""
    scenario = Scenario(0, manners, (ANN,), (), (), (), "none", 0.0, echo=False, calm_lead_s=0)
    found = History(scenario, begun=[0.0], final_to_s=100_000.0)
    for number, (wrote_s, decided_s) in enumerate(answered):
        line = Line(
            wrote_s, f"a{number}", ANN, "ann", f"{text}q1 a{number}", mention=False, replies=1
        )
        found.said.append(Said(line, f"msg{number}", "sid1"))
        if decided_s >= 0:
            reply, which = text or line.answers()[0], f"id{number}"
            found.ends.append(End(which, f"msg{number}", reply, state, "", decided_s))
            found.attempts.append(Attempt(decided_s, 1, "sid1", which, reply, Told.YES))
            found.told_ends[which] = decided_s
    return found


def names(found: History) -> list[str]:
    """The invariants that it violates."""
    return [type(one).__name__ for one in STRICT_MANNERS for _ in one.complaints(found)]


NONE = Manners("", max_age_s=180.0, catch_up="none")
LAST = Manners("", max_age_s=180.0, catch_up="last")
LOOP = Manners("", loop=(2, 30.0, 120.0))
DAY = Manners("", per_day=2)
BURST = Manners("", collect_s=4.0)
SAYS = Manners("", same_text_s=60.0)
WAIT = Manners("", max_wait_s=60.0)


@pytest.mark.parametrize(
    ("manners", "answered", "complaints"),
    [
        (NONE, [(0, 180)], []),
        (NONE, [(0, 182)], ["MaxAge"]),
        (LAST, [(0, 500)], []),
        (LAST, [(0, 500), (400, 500)], []),
        (LAST, [(0, 500), (100, 500)], ["MaxAge"]),
        (LOOP, [(0, 0), (10, 10), (131, 131)], []),
        (LOOP, [(0, 0), (31, 31), (40, 40), (50, -1)], []),
        (LOOP, [(0, 0), (10, 10), (20, 20)], ["Loop"]),
        (DAY, [(0, 0), (1, 1), (86_401, 86_401)], []),
        (DAY, [(0, 0), (1, 1), (2, 2)], ["PerDay"]),
        (BURST, [(0, 4), (100, 104)], []),
        (BURST, [(0, 3)], ["Collect"]),
        (BURST, [(100, 104.0), (101, 105)], ["Collect"]),
        (WAIT, [(0, 0)], []),
    ],
)
def test_what_a_manner_forbids_is_found(
    manners: Manners, answered: Sequence[tuple[float, float]], complaints: list[str]
) -> None:
    """Ann writes, and is answered when she may be, or when she may not."""
    assert names(history(manners, *answered)) == complaints


def test_what_failed_was_not_answered() -> None:
    """It mutes nobody."""
    assert names(history(LOOP, (0, 0), (10, 10), (20, 20), state="failed")) == []


def test_the_same_is_said_at_first_and_then_not_for_a_while() -> None:
    """A minute is a minute."""
    say = "same "
    asked = history(SAYS, (0, 0), (59, -1), (60, 60), text=say)
    asked.ends = [replace(end, text=SAME) for end in asked.ends]
    assert names(asked) == []
    asked.ends[1] = replace(asked.ends[1], not_before_s=59.0)
    assert names(asked) == ["SameText"]
    asked.ends = []
    assert names(asked) == ["SameText"] * 3


def test_a_text_that_leaves_too_late_is_found() -> None:
    """Unless an earlier attempt was in time."""
    late = history(WAIT, (0, 0))
    late.attempts[0].at_s = 70.0
    assert names(late) == ["MaxWait"]
    late.attempts.insert(0, replace(late.attempts[0], at_s=50.0, told=Told.NOTHING))
    assert names(late) == []


def test_a_text_that_was_cut_off_while_it_left_may_leave_again() -> None:
    """It was written down as leaving in time, and nobody knows how far it came."""
    late = history(WAIT, (0, 0))
    late.attempts[0].at_s = 70.0
    late.ends[0] = replace(late.ends[0], attempted_s=59.0)
    assert names(late) == []
    late.ends[0] = replace(late.ends[0], attempted_s=70.0)
    assert names(late) == ["MaxWait"]


@pytest.mark.parametrize(("after_s", "complaints"), [(20.0, []), (19.0, ["Waits"])])
def test_what_goes_on_too_soon_is_found(after_s: float, complaints: list[str]) -> None:
    """A pause of twenty seconds lasts twenty seconds."""
    paused = history(Manners(""), (0, 0))
    line = replace(paused.said[0].line, text="wait a0", replies=2)
    paused.said[0] = replace(paused.said[0], line=line)
    paused.ends.append(End("id9", "msg0", line.answers()[1], "sent", "", after_s))
    assert names(paused) == complaints


def test_an_answer_to_what_was_not_asked_may_be_left_alone() -> None:
    """Where the question was asked, it may not."""
    talk = history(Manners(""), (0, 0), (10, -1))
    answer = replace(talk.said[1].line, text="yes a1")
    talk.said[1] = replace(talk.said[1], line=answer)
    assert not excused(talk, answer)
    talk.ends.clear()
    assert excused(talk, answer)


def test_what_is_kept_back_before_the_day_is_full_is_found() -> None:
    """Two may leave, and the second was kept back."""
    kept = history(DAY, (0, 0), (10, 10))
    kept.attempts.pop()
    kept.ends[1] = replace(kept.ends[1], state="suppressed", reason="per_day: enough")
    assert names(kept) == ["PerDay"]


@pytest.mark.parametrize(
    ("manners", "lines", "is_excused"),
    [
        (Manners(""), 9, False),
        (NONE, 1, False),
        (LOOP, 2, False),
        (LOOP, 3, True),
        (BURST, 1, False),
        (BURST, 2, True),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_manner_excuses_only_what_it_may_keep_back(
    manners: Manners, lines: int, *, is_excused: bool
) -> None:
    """So many lines of one talk, one a second."""
    found = history(manners, *((10.0 + n, -1.0) for n in range(lines)))
    assert excused(found, found.said[-1].line) is is_excused


def test_what_nobody_was_there_to_hear_at_once_may_be_too_old() -> None:
    """A life that ends, or bad weather, may delay it; good weather at the end may not."""
    found = history(NONE, (10.0, -1.0))
    line = found.said[0].line
    found.cuts.append(Cut(30.0, 1, ()))
    assert excused(found, line)
    found.cuts.clear()
    found.scenario = replace(found.scenario, events=(Event(5.0, "down"),))
    assert excused(found, line)
    found.final_from_s = 6.0
    assert not excused(found, line)
