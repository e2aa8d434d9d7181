"""Times that come again, also where clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, time
from itertools import islice
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.models import Span
from responder.rules.clockwork import Schedule, cron_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

BERLIN = ZoneInfo("Europe/Berlin")
"""Clocks go from 2 to 3 on 2026-03-29, and from 3 to 2 on 2026-10-25."""

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at_s(text: str, zone: ZoneInfo = BERLIN, fold: int = 0) -> float:
    """Unix seconds of a time on the clock; the second one of two with `fold`."""
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).timestamp()


def times(schedule: Schedule, after_s: float, zone: ZoneInfo = BERLIN) -> Iterator[str]:
    """Each next time, as UTC."""
    last_s = None
    while True:
        after_s = last_s = schedule.next_s(after_s, zone, last_s)
        yield datetime.fromtimestamp(after_s, UTC).strftime("%d %H:%M:%S")


def test_times_of_the_day_come_each_day() -> None:
    """In order, on the clock of the zone."""
    schedule = Schedule(times=(time(9), time(17, 30)))
    found = islice(times(schedule, at_s("2026-11-23T10:00", SHANGHAI), SHANGHAI), 3)
    assert [*found] == ["23 09:30:00", "24 01:00:00", "24 09:30:00"]


def test_a_time_that_does_not_exist_comes_so_much_later() -> None:
    """On the day on which clocks are put forward 02:30 is 03:30; a day later it is as ever."""
    found = islice(times(Schedule(times=(time(2, 30),)), at_s("2026-03-28T12:00")), 2)
    assert [*found] == ["29 01:30:00", "30 00:30:00"]


@pytest.mark.parametrize("minute", [0, 10, 29])
def test_a_time_that_does_not_exist_is_still_to_come_after_the_change(minute: int) -> None:
    """Also for a program that is started between the change and that moment."""
    after_s = at_s(f"2026-03-29T03:{minute:02}")
    schedule = Schedule(times=(time(2, 30),))
    assert schedule.next_s(after_s, BERLIN) == at_s("2026-03-29T03:30")
    assert Schedule(cron="30 2 * * *").next_s(after_s, BERLIN) == at_s("2026-03-29T03:30")


def test_a_time_that_exists_twice_comes_once() -> None:
    """The first time, though the clock shows it again an hour later."""
    found = islice(times(Schedule(times=(time(2, 30),)), at_s("2026-10-24T12:00")), 2)
    assert [*found] == ["25 00:30:00", "26 01:30:00"]
    again_s = at_s("2026-10-25T02:10", fold=1)
    assert Schedule(times=(time(2, 30),)).next_s(again_s, BERLIN) == at_s("2026-10-26T02:30")


def test_cron_follows_the_clock() -> None:
    """Weekdays by name, seconds in a sixth field that stands first."""
    working = Schedule(cron="0 9 * * mon-fri")
    found = islice(times(working, at_s("2026-11-27T10:00", SHANGHAI), SHANGHAI), 2)
    assert [*found] == ["30 01:00:00", "01 01:00:00"]
    seconds = Schedule(cron="*/20 * * * * *")
    found = islice(times(seconds, at_s("2026-11-27T10:00", SHANGHAI), SHANGHAI), 3)
    assert [*found] == ["27 02:00:20", "27 02:00:40", "27 02:01:00"]


def test_so_often_is_counted_in_seconds_and_from_one_beginning() -> None:
    """Clocks that change do not matter, and what was missed does not shift the rest."""
    hourly = Schedule(every_s=3600.0)
    begun_s = at_s("2026-10-25T01:30")
    assert hourly.next_s(begun_s, BERLIN) == begun_s + 3600
    assert hourly.next_s(begun_s + 3600, BERLIN, begun_s + 3600) == begun_s + 7200
    assert hourly.next_s(begun_s + 9000, BERLIN, begun_s) == begun_s + 10800


def test_so_often_begins_anew_where_the_clock_was_ahead() -> None:
    """It does not wait for a time that was read off a wrong clock."""
    assert Schedule(every_s=60.0).next_s(1000.0, None, 5000.0) == 1060.0


def test_a_time_that_never_comes_is_known() -> None:
    """When the file is read."""
    assert cron_fault("0 0 30 2 *") == "Bad day-of-month"
    assert cron_fault("61 * * * *") == "Bad minute"
    assert cron_fault("* *") == "Wrong number of fields"
    assert cron_fault("0," * 100 + "0 * * * *") == "more than 200 characters"
    assert cron_fault("0 9 L * 5#1") == ""


def test_a_schedule_says_itself() -> None:
    """Two that say the same are the same, and what is missed does not change when it comes."""
    assert str(Schedule(every_s=1800.0, jitter=Span(0, 300))) == "every 30m, jitter 0s..5m"
    assert str(Schedule(times=(time(9),), skips=True)) == "at 09:00:00"
    assert str(Schedule(cron="0 9 * * *")) == "cron 0 9 * * *"


SOME = st.sampled_from(
    [
        Schedule(times=(time(2, 30), time(3, 10))),
        Schedule(cron="*/15 * * * *"),
        Schedule(cron="30 2 * * *"),
        Schedule(every_s=977.0),
    ]
)
CHANGES = st.sampled_from([at_s("2026-03-29T00:30"), at_s("2026-10-25T00:30")])


@given(schedule=SOME, near_s=CHANGES, more_s=st.integers(0, 4 * 3600))
def test_the_next_time_is_later_and_none_is_left_out(
    schedule: Schedule, near_s: float, more_s: int
) -> None:
    """Whenever it is asked around a change of the clocks, it is the same series of times."""
    series: list[float] = []
    last_s = near_s
    while last_s < near_s + 6 * 3600:
        last_s = schedule.next_s(last_s, BERLIN, last_s)
        assert last_s > (series[-1] if series else near_s)
        series.append(last_s)
    after_s = near_s + more_s
    last = max((one for one in series if one <= after_s), default=near_s)
    assert schedule.next_s(after_s, BERLIN, last) == min(one for one in series if one > after_s)
