"""How an answer differs from what it was."""

from __future__ import annotations

from dataclasses import replace

from responder.replay.compared import AFTER_THE_END, NO_WORDS, Kind, Now, compare, compared, fate
from responder.replay.past import Then
from responder.rules.decision import Decision, Taken
from tests.replay.test_replaying import past
from tests.rules.rulekit import NOW_S

THEN = [Then("r", "one", NOW_S), Then("r", "two", NOW_S + 60)]
NOW = [Now("r", "one", NOW_S), Now("r", "two", NOW_S + 60)]


def test_every_text_counts() -> None:
    """Its words, where it goes and when it is decided; the first that has moved is told."""
    assert compare(THEN, NOW) is Kind.SAME
    assert compare(THEN, NOW[:1]) is Kind.CHANGED
    assert compare(THEN, [NOW[0], replace(NOW[1], to="p9")]) is Kind.CHANGED
    later = (NOW[0], replace(NOW[1], at_s=NOW_S + 90))
    assert compare(THEN, later) is Kind.MOVED
    assert compared(past("x", 1, texts=tuple(THEN)), None, later, NOW_S).moved_s == 30


def test_what_goes_on_behind_the_end_is_no_difference() -> None:
    """As long as it begins like what was done; what was said besides is one."""
    assert compare(THEN, NOW[:1], goes_on=True) is Kind.UNKNOWN
    assert compare(THEN, NOW, goes_on=True) is Kind.SAME
    assert compare(THEN[:1], NOW, goes_on=True) is Kind.CHANGED
    assert compare([], [], goes_on=True) is Kind.SAME
    one = compared(past("x", 1, texts=tuple(THEN)), None, (), NOW_S, goes_on=True)
    assert (one.kind, one.why) == (Kind.UNKNOWN, AFTER_THE_END)


def test_texts_that_were_not_kept_say_so() -> None:
    """In words."""
    blank = past("x", 1, texts=(Then("r", "", NOW_S),))
    assert compared(blank, None, (NOW[0],), NOW_S).why == NO_WORDS


def test_an_event_reaches_to_its_last_text() -> None:
    """Said then, or now; one without an answer to where it came in."""
    assert compared(past("x", 1, texts=tuple(THEN)), None, (), NOW_S).reaches_s == NOW_S + 60
    assert compared(past("x", 1), None, (), NOW_S).reaches_s == NOW_S


def test_why_nothing_is_said() -> None:
    """A fault of the program, too."""
    assert compared(past("x", 1, "y"), Decision("1", fault="bug"), (), NOW_S).why == "bug"
    assert fate(Taken("r", error="do[1].reply: no")) == "failed: do[1].reply: no"
