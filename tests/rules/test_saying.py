"""Which replies of an answer are said."""

from __future__ import annotations

from responder.memory import Memory, Said
from responder.models import Limits
from responder.rules.saying import Saying, saying
from responder.rules.steps import Reply
from tests.rules.rulekit import NOW_S

REPLIES = (Reply("一", "r", "do[1].reply"), Reply("一", "r", "do[2].reply"))


def test_without_the_manner_everything_is_said() -> None:
    """And nothing is remembered of it."""
    assert saying(Limits(), "c", REPLIES, Memory(), NOW_S) == Saying(REPLIES)


def test_the_second_of_two_equal_texts_is_kept_back() -> None:
    """The first one is remembered for the next answer."""
    found = saying(Limits(same_text_s=60), "c", REPLIES, Memory(), NOW_S)
    assert found.passed == REPLIES[:1]
    assert [one.reply for one in found.kept_back] == [REPLIES[1]]
    later = saying(Limits(same_text_s=60), "c", REPLIES, Memory().applied(found.changes), NOW_S)
    assert later.passed == ()


def test_a_long_text_is_said_when_all_its_messages_are() -> None:
    """One that did not arrive is taken back by its own words, and the text may be said again."""
    limits, long = Limits(same_text_s=60, split_chars=2), (Reply("一二三四", "r", "do[1].reply"),)
    found = saying(limits, "c", long, Memory(), NOW_S)
    assert found.changes == (Said("c", "一二", NOW_S), Said("c", "三四", NOW_S))
    memory = Memory().applied(found.changes)
    assert saying(limits, "c", long, memory, NOW_S).passed == ()
    for lost in found.changes:
        assert saying(limits, "c", long, memory.given_back((lost,)), NOW_S).passed == long
