"""One text on its way, and how it may end."""

from __future__ import annotations

import pytest

from responder.intransit import EXPIRED, LOST, InTransit, Stop
from responder.models import Outgoing, OutgoingState

TEXT = Outgoing("1", "p1", "九点", "m", "hours", 0.0, 0.0)
FORBIDDEN = Stop(OutgoingState.SUPPRESSED, "quiet")


def on_its_way(*, doubtful: bool = False, trouble: str = "") -> InTransit:
    """A text that left, or did not."""
    return InTransit(TEXT, 0.0, 10.0, "", None, doubtful=doubtful, trouble=trouble)


def test_what_has_not_left_ends_as_it_was_stopped() -> None:
    """State and reason are those of whatever stopped it."""
    assert on_its_way().stopped(FORBIDDEN) == FORBIDDEN


@pytest.mark.parametrize(("reason", "told"), [("quiet", f"{LOST}; then quiet"), ("", LOST)])
def test_what_may_have_arrived_is_unknown(reason: str, told: str) -> None:
    """Whatever stops it now says nothing of the attempt before."""
    stop = Stop(OutgoingState.SUPPRESSED, reason)
    assert on_its_way(doubtful=True).stopped(stop) == Stop(OutgoingState.UNKNOWN, told)


def test_too_late_says_what_kept_it() -> None:
    """The last trouble, if there was any; of a doubtful one the time is no reason."""
    assert on_its_way().too_late() == Stop(OutgoingState.EXPIRED, EXPIRED)
    assert on_its_way(trouble="no answer").too_late().reason == f"{EXPIRED} (no answer)"
    assert on_its_way(doubtful=True).too_late().reason == ""
