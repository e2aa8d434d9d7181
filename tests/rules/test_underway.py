"""A run while its actions are carried out."""

from __future__ import annotations

import pytest

from responder.memory import Memory
from responder.models import ChatKind
from responder.rules.requests import FetchFailure, Why
from responder.rules.subject import subject_of
from responder.rules.timing import WaitError
from responder.rules.underway import UnderWay
from responder.rules.waiting import Cause, Run, Waiting
from tests.rules.rulekit import NOW_S, says

SUBJECT = subject_of(says("a"), now_s=NOW_S, seed=1)


def under_way(**own: object) -> UnderWay:
    """A run at its beginning."""
    return UnderWay(Run("0", SUBJECT.event.id, "r", **own), SUBJECT, {}, Memory())  # type: ignore[arg-type]  # fields of a run


def test_what_it_is_told_templates_know() -> None:
    """The newest answer and value under a name count, and they stand in the run."""
    run = under_way()
    run.learn("day", "一")
    run.learn("day", "二")
    run.give("order", 1)
    run.give("order", 2)
    assert run.run.answers == (("day", "二"),)
    assert run.run.given == (("order", 2),)
    assert dict(run.views["answers"]) == {"day": "二"}  # type: ignore[call-overload]  # a mapping
    assert run.views["order"] == 2


def test_the_first_error_is_the_one_that_counts() -> None:
    """What fails while that is told of does not hide it."""
    run = under_way()
    run.know_error(FetchFailure(Why.TIMEOUT, "late"), "do[1].fetch")
    run.know_error(FetchFailure(Why.INVALID, "worse"), "do[2].reply")
    assert run.views["error"] == {
        "reason": "timeout",
        "status": 0,
        "text": "late",
        "place": "do[1].fetch",
    }


def test_a_text_passed_on_draws_anew() -> None:
    """One rule may answer several texts of one message."""
    places = {under_way(via=via).number(2**32, "do[1]") for via in ((), ("a",), ("a", "b"))}
    assert len(places) == 3
    assert under_way().key("do[1]") != under_way(via=("a",)).key("do[1]")


def test_what_waits_already_is_counted() -> None:
    """Fifty things of one person in one chat, those of this very run too."""
    run, event = under_way(), SUBJECT.event
    for number in range(50):
        run.put(Waiting(f"{number}", run.run, event, Cause.LATER, "x", NOW_S, NOW_S + 5))
    with pytest.raises(WaitError, match="too much waits"):
        run.put(Waiting("50", run.run, event, Cause.LATER, "x", NOW_S, NOW_S + 5))
    run.put(Waiting("49", run.run, event, Cause.LATER, "x", NOW_S, NOW_S + 9))
    assert event.chat.kind is ChatKind.PRIVATE
