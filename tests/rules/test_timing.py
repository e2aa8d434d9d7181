"""When something is done later."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from responder.rules.templates.moments import moment
from responder.rules.timing import WaitError, after_s_of, at_s_of, time_in
from tests.rules.rulekit import NOW_S

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
NOW = moment(NOW_S, SHANGHAI)
"""2026-11-24 10:00."""
HOUR_S = 3600.0


@pytest.mark.parametrize(("text", "seconds"), [("5m", 300), (" 2h ", 7200), ("366d", 366 * 86_400)])
def test_durations(text: str, seconds: float) -> None:
    """Blanks around them come from messages."""
    assert after_s_of(text) == seconds


@pytest.mark.parametrize("text", ["", "0s", "5", "五分钟", "367d", "-5m", "5m5m"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    """With what would have been one."""
    with pytest.raises(WaitError, match="expected a duration such as 5m"):
        after_s_of(text)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("10:01", 1 / 60),
        ("10:00", 24),
        ("9:00", 23),
        ("09:00:30", 23 + 30 / HOUR_S),
        ("2026-11-24 18:00", 8),
        ("2026年11月25日 10:00", 24),
        ("2027-11-20T10:00", 361 * 24),
    ],
)
def test_times(text: str, hours: float) -> None:
    """Without a date it is the next such time."""
    assert at_s_of(text, NOW) == pytest.approx(NOW_S + hours * HOUR_S)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("明天", "expected a time such as"),
        ("2026-11-25", "expected a time such as"),
        ("25:00", "expected a time such as"),
        ("2026-11-24 10:00", "2026-11-24 10:00 has passed"),
        ("2028-01-01 10:00", "2028-01-01 10:00 is more than a year away"),
    ],
)
def test_what_is_no_time_to_come_is_refused(text: str, words: str) -> None:
    """And says why."""
    with pytest.raises(WaitError, match=words):
        at_s_of(text, NOW)


@pytest.mark.parametrize(
    ("now", "text", "hours"),
    [
        ("2026-03-28 08:00", "08:00", 23),
        ("2026-10-24 08:00", "08:00", 25),
        ("2026-03-29 01:30", "02:30", 1),
    ],
)
def test_clocks_that_are_put_forward_and_back(now: str, text: str, hours: float) -> None:
    """The next eight o'clock is eight o'clock, however long the night is."""
    at = datetime.fromisoformat(now).replace(tzinfo=BERLIN)
    now_s = at.timestamp()
    assert at_s_of(text, moment(now_s, BERLIN)) == now_s + hours * HOUR_S


def test_a_date_alone_is_no_time() -> None:
    """Nobody is reminded at midnight because no time was said."""
    assert time_in("2026-11-25", NOW) is None
    assert time_in("11:00", NOW) == moment(NOW_S + HOUR_S, SHANGHAI)
