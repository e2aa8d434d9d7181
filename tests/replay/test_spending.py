"""What is given back of what a rule claimed."""

from __future__ import annotations

from math import inf

from responder.memory import Claimed, Said
from responder.replay.compared import Now
from responder.replay.past import Then
from responder.replay.spending import Spending
from responder.rules.decision import Taken
from tests.replay.test_replaying import past
from tests.rules.rulekit import NOW_S

CLAIM = Claimed("price", "p", NOW_S)
TAKEN = Taken("price", changes=(CLAIM,))
LOST = Then("price", "ten", NOW_S, NOW_S + 30)


def test_what_never_left_gives_back_when_it_ended() -> None:
    """And that it was said."""
    spending, event = Spending(), past("x", 1, texts=(LOST,))
    spending.say(event, TAKEN, [Now("price", "ten", NOW_S)], goes_on=False)
    spending.end(event.event.id, "price", NOW_S)
    assert spending.next_s == NOW_S + 30
    assert spending.give_back() == (Said(event.event.chat.id, "ten", NOW_S),)
    assert spending.give_back() == (CLAIM,)
    assert not spending.waits


def test_other_words_count_as_sent() -> None:
    """And so does what was not said then."""
    for texts in ((LOST,), ()):
        spending, event = Spending(), past("x", 1, texts=texts)
        spending.say(event, TAKEN, [Now("price", "nine", NOW_S)], goes_on=False)
        spending.end(event.event.id, "price", NOW_S)
        assert spending.next_s == inf


def test_a_run_gives_back_when_its_last_step_is_over() -> None:
    """If nothing of all its steps was sent."""
    second = Then("price", "more", NOW_S + 60, NOW_S + 61)
    for last, back_s in ((second, NOW_S + 90), (Then("price", "more", NOW_S + 60), inf)):
        spending, event = Spending(), past("x", 1, texts=(LOST, last))
        spending.say(event, TAKEN, [Now("price", "ten", NOW_S)], goes_on=True)
        spending.say(event, TAKEN, [Now("price", "more", NOW_S + 60)], goes_on=True)
        while spending.waits:
            assert isinstance(spending.give_back()[0], Said)
        spending.end(event.event.id, "price", NOW_S + 90, failed=False)
        assert spending.next_s == back_s


def test_a_run_that_failed_in_silence_gives_back_too() -> None:
    """One that had nothing to say does not."""
    for failed, back_s in ((True, NOW_S + 5), (False, inf)):
        spending, event = Spending(), past("x", 1)
        spending.say(event, TAKEN, [], goes_on=True)
        spending.end(event.event.id, "price", NOW_S + 5, failed=failed)
        assert spending.next_s == back_s
