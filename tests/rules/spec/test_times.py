"""Hours, days and dates as the rule file spells them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from responder.rules.days import DateRange, Day, DayKind, Window
from responder.rules.reading.nodes import Position, Scalar
from responder.rules.spec.times import read_dates, read_days, read_window


def _scalar(text: str) -> Scalar:
    return Scalar(text, Position(1, 1))


@pytest.mark.parametrize(
    "text",
    [
        *("09:00-18:00", "9:00-18:00", "09:00 - 18:00", "09:00–18:00", "09:00~18:00"),
        *("０９：００－１８：００", "09:00～18:00", "09:00—18:00"),
    ],
)
def test_spellings_of_hours(text: str) -> None:
    """One digit, blanks, dashes and full-width signs all do."""
    assert read_window(_scalar(text)) == Window(540, 1080)


def test_hours_over_midnight_and_to_its_end() -> None:
    """24:00 ends a day; what ends before it begins goes on tomorrow."""
    assert read_window(_scalar("00:00-24:00")) == Window(0, 1440)
    assert read_window(_scalar("22:00-06:00")) == Window(1320, 360)


@pytest.mark.parametrize(
    ("text", "expected", "hint"),
    [
        ("9-18", "hours such as 09:00-18:00", "write 09:00-18:00"),
        ("09:00..18:00", "hours such as 09:00-18:00", "write 09:00-18:00"),
        ("morning", "hours such as 09:00-18:00", ""),
        ("09:60-18:00", "hours from 00:00 to 24:00", ""),
        ("22:00-30:00", "hours from 00:00 to 24:00", "over midnight is written 22:00-06:00"),
        ("24:00-06:00", "hours from 00:00 to 24:00", ""),
        (
            "09:00-09:00",
            "hours that begin and end at different times",
            "a whole day is 00:00-24:00",
        ),
    ],
)
def test_what_is_no_window(text: str, expected: str, hint: str) -> None:
    """The author is told how hours are written."""
    with pytest.raises(PydanticCustomError) as caught:
        read_window(_scalar(text))
    context = caught.value.context or {}
    assert context["expected"] == expected
    assert hint in context["hint"]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("sat,sun", {5, 6}),
        ("sat, sun", {5, 6}),
        ("Monday", {0}),
        ("MON..WED", {0, 1, 2}),
        ("sat-tue", {5, 6, 0, 1}),
        ("周一", {0}),
        ("星期天", {6}),
        ("礼拜日", {6}),
        ("周一至周五", {0, 1, 2, 3, 4}),
        ("周一到周三、周日", {0, 1, 2, 6}),
        ("weekdays", {0, 1, 2, 3, 4}),
        ("周末", {5, 6}),
        ("workdays", {DayKind.WORKDAYS}),
        ("节假日", {DayKind.HOLIDAYS}),
        ("sat,workdays", {5, DayKind.WORKDAYS}),
    ],
)
def test_spellings_of_days(text: str, days: set[Day]) -> None:
    """English and Chinese names, short or long, ranges over the week's end, the calendar's days."""
    assert read_days(_scalar(text)) == days


@pytest.mark.parametrize("text", ["", "mo", "mon-", "mon-tue-wed", "1-5", "workdays-sun", "sat,"])
def test_what_is_no_day(text: str) -> None:
    """The author is told the names of days."""
    with pytest.raises(PydanticCustomError) as caught:
        read_days(Scalar(text, Position(1, 1), plain=False))
    hint = "write mon-fri" if text == "1-5" else "weekdays are mon tue wed"
    assert hint in (caught.value.context or {})["hint"]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("2026-10-01..2026-10-07", DateRange((2026, 10, 1), (2026, 10, 7))),
        ("2026-10-1", DateRange((2026, 10, 1), (2026, 10, 1))),
        ("10-01..10-07", DateRange((0, 10, 1), (0, 10, 7))),
        ("12-30 .. 01-02", DateRange((0, 12, 30), (0, 1, 2))),
        ("02-29", DateRange((0, 2, 29), (0, 2, 29))),
    ],
)
def test_spellings_of_dates(text: str, dates: DateRange) -> None:
    """A day or a range, of one year or of every year."""
    assert read_dates(_scalar(text)) == dates


@pytest.mark.parametrize(
    ("text", "expected", "hint"),
    [
        ("2026-10-01-2026-10-07", "a date or dates such as", "write 2026-10-01..2026-10-07"),
        ("10/01", "a date or dates such as", "write 10-01"),
        ("10月1日到7日", "a date or dates such as", None),
        ("2026.10.1~10.7", "a date or dates such as", None),
        ("国庆", "a date or dates such as", None),
        ("2026-13-01", "a date or dates such as", "there is no 2026-13-01"),
        ("2026-02-29", "a date or dates such as", "there is no 2026-02-29"),
        ("04-31", "a date or dates such as", "there is no 04-31"),
        ("2026-10-01..10-07", "two dates with a year, or two without", ""),
        ("2026-10-07..2026-10-01", "a first day that is not after the last", ""),
    ],
)
def test_what_is_no_date(text: str, expected: str, hint: str | None) -> None:
    """Days that no calendar has and mixed spellings are refused; a way out is told if sure."""
    with pytest.raises(PydanticCustomError) as caught:
        read_dates(_scalar(text))
    context = caught.value.context or {}
    assert str(context["expected"]).startswith(expected)
    assert context["hint"] == (hint or "")


@pytest.mark.parametrize("read", [read_window, read_days, read_dates])
@given(st.text(max_size=20))
def test_any_text_is_read_or_refused(read: object, text: str) -> None:
    """No spelling makes reading fail otherwise."""
    assert callable(read)
    try:
        read(Scalar(text, Position(1, 1), plain=False))
    except PydanticCustomError as error:
        assert (error.context or {})["expected"]  # noqa: PT017 - either outcome is right
