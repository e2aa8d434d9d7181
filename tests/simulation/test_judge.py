"""The judge finds what must not be in a history, and nothing in a good one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from responder.simulator.outbox import Sent
from responder.simulator.violations import Level, Violation
from tests.simulation.deeds import DEEDS
from tests.simulation.history import Attempt, Cut, End, History, Login, Said, Told
from tests.simulation.judge import INVARIANTS, judged
from tests.simulation.manners import STRICT_MANNERS
from tests.simulation.office_judge import OFFICE
from tests.simulation.rulefiles import Manners
from tests.simulation.scenario import Chat, Event, Line, Scenario

if TYPE_CHECKING:
    from collections.abc import Callable

ANN, BOB = Chat("ann"), Chat("bob")
LIMITS = Manners("", per_chat=(1, 3.0), per_account=(2, 10.0))
LOST = "its answer was lost; it may or may not have been delivered"


def line(token: str, chat: Chat = ANN, replies: int = 1) -> Line:
    """What somebody writes."""
    return Line(0.0, token, chat, chat.name, f"q{replies} {token}", mention=False, replies=replies)


def sent(text: str, which: str, to: str = "ann") -> Sent:
    """What the service accepted."""
    return Sent(to, text, "text", which, 0.0, "@x", "1", group=False, raw="")


def good() -> History:
    """Two lines of Ann, one of Bob; everything arrives, after a crash."""
    scenario = Scenario(0, LIMITS, (ANN, BOB), (), (), (), "none", 0.0, echo=False, calm_lead_s=0)
    history = History(scenario, final_to_s=5_000.0)
    for number, (token, chat) in enumerate([("a1", ANN), ("a2", ANN), ("b1", BOB)]):
        text, which = f"q1 r{token}-1", f"id{number}"
        history.said.append(Said(line(token, chat), f"msg{number}", "sid1"))
        history.sent.append(sent(text, which, chat.name))
        history.attempts.append(
            Attempt(100.0 * number, 1, "sid1", which, text, Told.YES, told_s=100.0 * number)
        )
        history.ends.append(End(which, f"msg{number}", text, "sent", "", 0.0))
        history.told_ends[which] = 100.0 * number
    history.counted = len(history.ends)
    history.cuts.append(Cut(50.0, 1, ("somewhere",)))
    history.begun.append(0.0)
    history.heard += [(1, 0.0), (2, 1_000.0)]
    return history


def lost_answer(ended_s: float) -> History:
    """The answer to the first text is lost, and the text given up at some time."""
    history = good()
    history.attempts[0].told = Told.NOTHING
    history.ends[0] = replace(history.ends[0], state="unknown", reason=LOST)
    history.told_ends["id0"] = ended_s
    return history


def names(history: History) -> set[str]:
    """The invariants that a history violates."""
    return {complaint.invariant for complaint in judged(history)}


def test_a_good_history_has_no_complaints() -> None:
    """Everything arrived once, in order, and is called so."""
    assert judged(good()) == []


def _twice(h: History) -> None:
    h.sent.append(h.sent[-1])


def _unasked(h: History) -> None:
    h.sent.append(sent("q1 rra1-1-1", "id9"))


def _misled(h: History) -> None:
    h.sent[2] = replace(h.sent[2], to="ann")


def _lost(h: History) -> None:
    del h.sent[1], h.attempts[1], h.ends[1]


def _half(h: History) -> None:
    h.said[1] = Said(line("a2", replies=2), "msg1", "")


def _again(h: History) -> None:
    h.ends.append(replace(h.ends[0], client_msg_id="id9"))


def _counted_twice(h: History) -> None:
    h.counted += 1


def _open(h: History) -> None:
    h.ends[0] = replace(h.ends[0], state="queued")


def _dead(h: History) -> None:
    h.deaths.append("life 1: KeyError()")


def _spinning(h: History) -> None:
    h.cuts.append(Cut(60.0, 2, ("spinning",)))


def _mute(h: History) -> None:
    h.probes.add("b1")
    h.ends[2] = replace(h.ends[2], state="failed", reason="expired")
    del h.sent[2]


def _not_sent(h: History) -> None:
    del h.sent[2]


def _not_failed(h: History) -> None:
    h.ends[2] = replace(h.ends[2], state="failed", reason="expired")


def _expired_early(h: History) -> None:
    del h.sent[2]
    h.ends[2] = replace(h.ends[2], state="expired", reason="it could not leave in time")


def _refused_by_nobody(h: History) -> None:
    del h.sent[2]
    h.ends[2] = replace(h.ends[2], state="failed", reason="the receiver is not a friend")


def _known_as_sent(h: History) -> None:
    h.ends[2] = replace(h.ends[2], state="unknown", reason=LOST)


def _told_again(h: History) -> None:
    h.told_again.append("q1 ra1-1")


def _swapped(h: History) -> None:
    h.sent[0], h.sent[1] = h.sent[1], h.sent[0]


def _two_ids(h: History) -> None:
    h.attempts.append(replace(h.attempts[2], client_msg_id="id9", at_s=300.0))


def _two_logins(h: History) -> None:
    h.attempts[2].told = Told.NOTHING
    h.attempts.append(replace(h.attempts[2], sid="sid2", at_s=300.0, told=Told.YES))


def _hasty_chat(h: History) -> None:
    h.attempts[1].at_s = 2.9


def _hasty_account(h: History) -> None:
    h.attempts[1].at_s, h.attempts[2].at_s = 4.0, 8.0


def _suppressed_for_nothing(h: History) -> None:
    del h.sent[2]
    h.ends[2] = replace(h.ends[2], state="suppressed", reason="handover")


def _talked_over(h: History) -> None:
    owner = replace(line("o1", BOB), author="me", at_s=110.0, replies=0)
    h.scenario = replace(h.scenario, manners=replace(LIMITS, handover_s=600.0))
    h.said.append(Said(owner, "msg9", "sid1"))


def _scanned(h: History) -> None:
    h.replaced.append(Login("sid1", 0.0))


def _rude(h: History) -> None:
    h.violations.append(Violation(Level.ERROR, "webwxsync", "sid", "never issued", 0.0))


@pytest.mark.parametrize(
    ("spoil", "invariant"),
    [
        (_twice, "NeverTwice"),
        (_unasked, "NothingUnasked"),
        (_misled, "NothingUnasked"),
        (_lost, "NothingLost"),
        (_half, "NothingLost"),
        (_again, "NothingLost"),
        (_counted_twice, "CountedOnce"),
        (_open, "EverythingEnds"),
        (_dead, "EverythingEnds"),
        (_spinning, "EverythingEnds"),
        (_mute, "EverythingEnds"),
        (_not_sent, "TruthfulEnds"),
        (_not_failed, "TruthfulEnds"),
        (_expired_early, "TruthfulEnds"),
        (_refused_by_nobody, "TruthfulEnds"),
        (_known_as_sent, "TruthfulEnds"),
        (_told_again, "ToldOnce"),
        (_swapped, "InOrder"),
        (_two_ids, "OneIdentity"),
        (_two_logins, "OneIdentity"),
        (_hasty_chat, "Pace"),
        (_hasty_account, "Pace"),
        (_suppressed_for_nothing, "TruthfulEnds"),
        (_talked_over, "Handover"),
        (_scanned, "NoNeedlessScan"),
        (_rude, "Manners"),
    ],
)
def test_what_must_not_be_is_found(spoil: Callable[[History], None], invariant: str) -> None:
    """Each spoiled history violates the invariant that is about it."""
    history = good()
    spoil(history)
    assert invariant in names(history)


def _unanswered(h: History) -> None:
    h.ends.pop(2)
    h.counted -= 1


def test_what_the_owner_wrote_before_any_login_binds_nobody() -> None:
    """The service tells it to no login that comes later."""
    history = good()
    _talked_over(history)
    history.said[-1] = replace(history.said[-1], sid="")
    assert "Handover" not in names(history)


@pytest.mark.parametrize(
    ("wrote_s", "begun_s", "found"),
    [(197.0, 0.0, set()), (197.0, 198.0, {"Handover"}), (190.0, 0.0, {"Handover"})],
)
def test_a_life_begins_with_all_that_the_owner_wrote_before_it(
    wrote_s: float, begun_s: float, found: set[str]
) -> None:
    """What is written while it lives it has to hear of first: Bob's text left at 200 s."""
    history = good()
    _talked_over(history)
    owner = replace(history.said[-1].line, at_s=wrote_s)
    history.said[-1] = replace(history.said[-1], line=owner)
    history.begun[0] = begun_s
    assert names(history) == found


def test_the_owner_excuses_silence() -> None:
    """Where they write, what was asked may lead to nothing, or be suppressed at the last moment."""
    history = good()
    _talked_over(history)
    history.attempts[2].at_s = 112.0
    for spoil in (_suppressed_for_nothing, _unanswered):
        spoil(history)
        assert judged(history) == []
        if len(history.sent) == 2:
            history.attempts = history.attempts[:2]


def test_by_a_slow_clock_the_owner_wrote_just_now() -> None:
    """The daemon cannot know that its machine is an hour late; an early one excuses nothing."""
    history = good()
    _talked_over(history)
    late = replace(history.said[2].line, at_s=1_000.0)  # a quarter of an hour after the owner
    history.said[2] = replace(history.said[2], line=late)
    _unanswered(history)
    del history.sent[2], history.attempts[2]
    assert names(history) == {"NothingLost"}
    for step, found in (("3600", {"NothingLost"}), ("-3600", set())):
        history.scenario = replace(history.scenario, events=(Event(1.0, "clock", step),))
        assert names(history) == found


@pytest.mark.parametrize(
    ("heard", "found"),
    [
        ((1, 43_100.0), {"NothingLost"}),
        ((1, 43_300.0), set()),
        ((2, 10.0), set()),
    ],
)
def test_what_nobody_heard_for_half_a_day_may_be_left_alone(
    heard: tuple[int, float], found: set[str]
) -> None:
    """Nor did a life hear of it that ended at once; the second one here does."""
    history = good()
    history.cuts = [Cut(50_000.0, 1, ("somewhere",)), Cut(11.0, 2, ("somewhere",))]
    _unanswered(history)
    del history.sent[2], history.attempts[2]
    history.heard = [heard]
    assert names(history) == found


def test_a_pace_is_kept_over_lives() -> None:
    """A crash is no way round it, unless the clock was set."""
    history = good()
    history.attempts[1].at_s, history.attempts[1].life = 2.9, 2
    assert names(history) == {"Pace"}
    history.scenario = replace(history.scenario, events=(Event(1.0, "clock", "5"),))
    assert names(history) == set()


def test_what_found_no_connection_is_no_text_that_left() -> None:
    """An attempt beside another one counts for no pace."""
    history = good()
    beside = replace(history.attempts[1], at_s=history.attempts[1].at_s - 0.5)
    history.attempts.insert(1, beside)
    assert names(history) == {"Pace"}
    beside.told = Told.UNSENT
    assert names(history) == set()


def test_every_invariant_can_complain() -> None:
    """No class of the list is without a spoiled history above."""
    marks = test_what_must_not_be_is_found.pytestmark  # type: ignore[attr-defined]
    seen = {invariant for _, invariant in marks[0].args[1]}
    others = set(INVARIANTS) - {*STRICT_MANNERS, *DEEDS, *OFFICE}
    assert seen == {type(invariant).__name__ for invariant in others}


def test_a_line_of_a_login_that_ended_may_be_lost() -> None:
    """The service forgets what it had not yet handed out."""
    history = good()
    _lost(history)
    history.counted -= 1
    history.ended_logins["sid1"] = 150.0
    assert names(history) == set()


def test_what_was_refused_may_leave_in_another_login() -> None:
    """Whether the refusal was written down in the last instant of its life, nobody can tell."""
    history = good()
    _two_logins(history)
    history.attempts[2].ret = -1
    assert "OneIdentity" not in names(history)


def test_unknown_is_right_when_the_window_has_closed() -> None:
    """Ten minutes after the lost answer, or in another login."""
    assert names(lost_answer(601.0)) == set()
    assert names(lost_answer(60.0)) == {"TruthfulEnds"}
    history = lost_answer(60.0)
    history.ended_logins["sid1"] = 30.0
    assert names(history) == set()


def test_unknown_is_right_when_the_day_is_full() -> None:
    """To ask once more would be one text too many, where there is such a bound."""
    history = lost_answer(60.0)
    history.ends[0] = replace(history.ends[0], reason=f"{LOST}; then per_day: enough")
    assert names(history) == {"TruthfulEnds"}
    manners = replace(history.scenario.manners, per_day=1)
    history.scenario = replace(history.scenario, manners=manners)
    assert "TruthfulEnds" not in names(history)


def test_unknown_needs_a_doubt() -> None:
    """Without an attempt only a crash, after the text was written down as begun, can be one."""
    history = lost_answer(601.0)
    del history.attempts[0]
    assert names(history) == set()
    history.cuts.clear()
    assert names(history) == {"TruthfulEnds"}


def test_a_set_clock_closes_windows() -> None:
    """The age of a text that an earlier life left is known from the wall clock only."""
    history = lost_answer(60.0)
    steps = (Event(10.0, "clock", "3600"),)
    history.scenario = replace(history.scenario, events=steps)
    assert names(history) == set()


def test_bad_weather_may_cost_a_login() -> None:
    """Whether it had to is not judged then."""
    history = good()
    _scanned(history)
    history.scenario = replace(history.scenario, events=(Event(0.0, "expire", "1100"),))
    assert names(history) == set()
