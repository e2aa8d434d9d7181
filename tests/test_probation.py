"""The first minutes of new rules."""

from __future__ import annotations

import pytest

from responder.probation import FAILURES_MIN, WATCHED_S, Probation


def after(before: str, now: str, *, at_s: float = 1.0) -> list[str]:
    """What is said of decisions before and after a change: `x` is one that failed."""
    probation = Probation()
    told = [probation.decided(0.0, failed=one == "x") for one in before]
    probation.begin(0.0)
    told += [probation.decided(at_s, failed=one == "x") for one in now]
    return [one for one in told if one]


def test_rules_that_fail_more_often_are_told_of_once() -> None:
    """With both figures, and the way back."""
    (told,) = after("........x.", "x.xxxxx")
    assert told.startswith("since the rules were changed 3 of 4 answers failed, before 1 of 10; ")
    assert "responder rules rollback" in told


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("..........", "xx......"),
        ("x.x.x.x.", "xx.xx.x."),
        ("xxxx", "xxxxxxxx"),
        ("....", "........"),
        ("xxxxxxxx", ""),
    ],
    ids=["few", "hardly more", "as before", "none", "nothing yet"],
)
def test_chance_and_old_trouble_are_not_told_of(before: str, now: str) -> None:
    """Two failures, or as many as ever."""
    assert after(before, now) == []


def test_without_anything_before_failures_alone_count() -> None:
    """The first edit after a start."""
    assert len(after("", "x" * FAILURES_MIN)) == 1


def test_after_the_first_minutes_rules_have_proved_themselves() -> None:
    """What fails then is for the log."""
    assert after("....", "xxxxx", at_s=WATCHED_S + 1) == []


def test_each_set_of_rules_is_compared_with_the_one_before() -> None:
    """Failures of one are the measure of the next."""
    probation = Probation()
    for number, failing in enumerate((False, True, True)):
        probation.begin(number)
        told = [probation.decided(number + 0.5, failed=failing) for _ in range(30)]
        assert any(told) is (number == 1)
