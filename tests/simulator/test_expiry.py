"""Dates in cookies."""

from __future__ import annotations

from email.utils import mktime_tz, parsedate_tz

from hypothesis import given
from hypothesis import strategies as st

from responder.simulator.expiry import dashed_date


def test_a_date_has_the_old_form() -> None:
    """As captured from the service."""
    assert dashed_date(1546254741) == "Mon, 31-Dec-2018 11:12:21 GMT"


@given(st.integers(0, 2**32))
def test_a_date_can_be_read_back(time_s: int) -> None:
    """Whatever the day, the parser of the standard library understands it."""
    parsed = parsedate_tz(dashed_date(time_s).replace("-", " "))
    assert parsed is not None
    assert mktime_tz(parsed) == time_s
