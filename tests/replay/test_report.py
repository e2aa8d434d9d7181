"""What a replay found, gathered."""

from __future__ import annotations

from responder.replay.compared import Compared, Kind, Now
from responder.replay.past import Then
from responder.replay.report import NOBODY, Report, rule_of
from tests.replay.test_replaying import past
from tests.rules.rulekit import NOW_S


def compared(kind: Kind, now: str = "", *then: str, rule: str = "r", number: int = 1) -> Compared:
    """A message that differs so."""
    texts = (Now(rule, now, NOW_S),) if now else ()
    return Compared(past("hi", number, *then, rule="then", rule_set="abc"), kind, texts, rule)


def test_differences_are_gathered_by_rule_and_contact() -> None:
    """With numbers of each kind; what is the same is only counted."""
    report = Report()
    found = [compared(Kind.ADDED, "x"), compared(Kind.CHANGED, "x", "y"), compared(Kind.SAME)]
    report.add([*found, compared(Kind.REMOVED, "", "y")])
    assert (report.messages, report.differences) == (4, 3)
    assert report.rules["r"].kinds == {Kind.ADDED: 1, Kind.CHANGED: 1}
    assert report.rules["then"].kinds == {Kind.REMOVED: 1}
    assert sum(report.rules["r"].contacts.values()) == 2
    assert report.sets == {"abc": [4, 3]}
    assert (report.first_s, report.last_s) == (NOW_S, NOW_S)


def test_a_few_examples_of_each_kind_are_kept() -> None:
    """Or all of them."""
    found = [compared(Kind.ADDED, "x")] * 5 + [compared(Kind.CHANGED, "x", "y")]
    for kept_max, kept in ((2, 3), (0, 0), (None, 6)):
        report = Report(kept_max)
        report.add(found)
        assert len(report.rules["r"].found) == kept


def test_a_difference_belongs_to_the_rule_of_the_first_other_text() -> None:
    """What writes it now, else what did, else nobody."""
    then = (Then("hello", "hi", NOW_S), Then("old", "y", NOW_S))
    two = past("x", 1, texts=then)
    now = (Now("hello", "hi", NOW_S), Now("new", "z", NOW_S))
    assert rule_of(Compared(two, Kind.CHANGED, now)) == "new"
    assert rule_of(Compared(two, Kind.CHANGED, now[:1])) == "old"
    assert rule_of(Compared(past("x", 1), Kind.ADDED)) == NOBODY


def test_the_same_words_of_another_rule_are_told_apart() -> None:
    """They are no difference."""
    report = Report()
    report.add([compared(Kind.SAME, "x", "x"), compared(Kind.SAME, "x", "x", rule="then")])
    assert (report.others, report.differences) == (1, 0)


def test_what_nobody_can_know_is_counted() -> None:
    """By its reason; and what was decided and never left."""
    report = Report()
    lost = past("hi", 1, texts=(Then("r", "x", NOW_S, NOW_S),), withheld="paused")
    report.add([Compared(lost, Kind.UNKNOWN, why="lost"), compared(Kind.UNKNOWN)])
    assert report.unknown == {"lost": 1, "its words were not kept": 1}
    assert (report.unsent, report.paused) == (1, 1)
