"""Points in time."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.templates.moments import (
    MOMENT_NUMBERS,
    MOMENT_TEXTS,
    MomentView,
    moment,
    moved,
    written,
)
from tests.rules.templates.kit import NOW_S, SHANGHAI

NOW = moment(NOW_S, SHANGHAI)


def test_moment_is_wall_clock_time() -> None:
    """A time is shown in the zone of the rule file, weekday 2 being Tuesday."""
    assert str(NOW) == "2026-11-24 10:00"
    assert (NOW.year, NOW.month, NOW.day) == (2026, 11, 24)
    assert (NOW.hour, NOW.minute, NOW.second) == (10, 0, 0)
    assert (NOW.weekday, NOW.date, NOW.time) == (2, "2026-11-24", "10:00")
    assert NOW.timestamp == moment(NOW_S + 0.9, SHANGHAI).timestamp == NOW_S


def test_members_are_of_their_kinds() -> None:
    """What is listed as text is text, what is listed as number is a number."""
    assert all(isinstance(getattr(NOW, name), str) for name in MOMENT_TEXTS)
    assert all(isinstance(getattr(NOW, name), int) for name in MOMENT_NUMBERS)


def test_moment_of_another_zone() -> None:
    """The same instant is another time elsewhere."""
    assert str(moment(NOW_S, ZoneInfo("UTC"))) == "2026-11-24 02:00"


def test_moment_without_a_zone_is_the_machines() -> None:
    """Without a zone there is a time all the same."""
    assert moment(NOW_S, None).minute == 0


@pytest.mark.parametrize("at_s", [1e20, -1e20, float("inf"), float("nan")])
def test_impossible_time_is_brought_back(at_s: float) -> None:
    """A time that no calendar has can not make a decision fail."""
    assert moment(at_s, SHANGHAI).year in {1970, 9999}


def test_moments_can_be_compared() -> None:
    """Later is greater, and the same is equal."""
    assert moment(NOW_S + 1, SHANGHAI) > NOW
    assert moment(NOW_S, SHANGHAI) == NOW


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2026-11-23", "2026-11-23 00:00"),
        ("2026-1-2 3:04", "2026-01-02 03:04"),
        ("2026/11/23 10:00:05", "2026-11-23 10:00"),
        ("2026年1月2日", "2026-01-02 00:00"),
        ("2026年1月2日18:30", "2026-01-02 18:30"),
        ("2026-11-23T10:00", "2026-11-23 10:00"),
        (" 18:30 ", "2026-11-24 18:30"),
        ("0:00", "2026-11-24 00:00"),
    ],
)
def test_written_dates_are_read(text: str, shown: str) -> None:
    """With or without a time, in the ways people write them."""
    found = written(text, NOW)
    assert found is not None
    assert str(found) == shown
    assert found.local.tzinfo is NOW.local.tzinfo


@pytest.mark.parametrize(
    "text",
    ["", " ", "明天", "2026-02-30", "25:00", "2026", "11-23", "0000-01-01", "٢٠٢٦-11-23", "1" * 99],
)
def test_other_texts_are_no_dates(text: str) -> None:
    """Half a date, a wrong one or none."""
    assert written(text, NOW) is None


@given(st.text(max_size=60))
def test_any_text_is_a_date_or_none(text: str) -> None:
    """Nothing a stranger writes raises."""
    assert isinstance(written(text, NOW), MomentView | None)


@given(st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)))  # noqa: DTZ001 - the zone follows
def test_written_dates_come_back(at: datetime) -> None:
    """What a moment prints is read as the same minute."""
    shown = MomentView(at.replace(tzinfo=SHANGHAI, second=0, microsecond=0))
    assert written(str(shown), NOW) == shown


def test_moving_goes_by_calendar_and_by_clock() -> None:
    """Days and seconds add up."""
    assert str(moved(NOW, days=1, seconds=-60)) == "2026-11-25 09:59"
    with pytest.raises(OverflowError):
        moved(NOW, days=10**7, seconds=0)


def test_long_texts_are_no_dates() -> None:
    """They are not even looked at."""
    assert written(" " * 35 + "18:30", NOW) is not None
    assert written(" " * 36 + "18:30", NOW) is None
