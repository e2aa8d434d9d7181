"""Which replies of an answer are said."""

from __future__ import annotations

from responder.memory import Memory
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
