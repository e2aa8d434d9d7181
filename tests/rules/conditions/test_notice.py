"""The notice that a calendar is about to end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from responder.rules.conditions.notice import NOTICE_DAYS, calendar_notice, uses_calendar
from responder.rules.days import calendar_ends
from tests.rules.whenkit import compiled


@pytest.mark.parametrize(
    ("when", "uses"),
    [
        ("{time: {days: workdays}}", True),
        ("{any: [{not: {time: {days: holidays}}}, a]}", True),
        ("{time: {days: mon-fri}}", False),
        ("a", False),
    ],
)
def test_conditions_that_use_the_calendar(when: str, *, uses: bool) -> None:
    """Official days are found at any depth."""
    assert uses_calendar(compiled(when).conditions) is uses


def test_notice_comes_in_time() -> None:
    """As long as there is time nothing is said, then the end, and after it that it is over."""
    ends = calendar_ends()
    assert calendar_notice(ends - timedelta(days=NOTICE_DAYS + 1)) == ""
    soon = calendar_notice(ends - timedelta(days=NOTICE_DAYS))
    assert soon == (
        f"the calendar of work days and holidays ends on {ends}; "
        "after it Monday to Friday count as work days"
    )
    assert "ended on" in calendar_notice(ends + timedelta(days=1))
