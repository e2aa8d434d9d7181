"""Filters of dates and times."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.templates.budget import RenderError
from responder.rules.templates.moments import moment
from tests.rules.templates.kit import render, unchecked

BERLIN = ZoneInfo("Europe/Berlin")
FIELDS = "%Y %y %m %d %H %I %M %S %p %a %A"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ now | date }}", "2026-11-24"),
        ("{{ now | date('%Y年%-m月%-d日 %A %p%-I:%M') }}", "2026年11月24日 星期二 上午10:00"),
        ("{{ '2026-03-05 13:07:09' | date('%y-%-m-%-d %I:%M:%S %p', 'en') }}", None),
        ("{{ now | date('100%% %a', lang='en') }}", "100% Tue"),
        ("{{ '2026-01-01' | date('%-H:%M') }}", "0:00"),
        ("{{ '2026-01-01 12:00' | date('%p%-I %a') }}", "下午12 周四"),
        ("{{ '2026-01-01 00:30' | date('%p%-I') }}", "上午12"),
        ("{{ (0.5 | as_datetime).year }}", "1970"),
        ("{{ '0999-01-01' | date('%Y %y') }}", "0999 99"),
        ("{{ now | weekday_name }}{{ '2026-11-29' | weekday_name('en') }}", "星期二Sunday"),
        ("{{ now | plus(days=1) }}", "2026-11-25 10:00"),
        ("{{ now | plus(weeks=1, hours=-1, minutes=30, seconds=30) }}", "2026-12-01 09:30"),
        ("{{ now | minus(days=24) | date }}", "2026-10-31"),
        ("{{ now | plus(days='3') | date }}", "2026-11-27"),
        ("{{ now | until('18:00') }} {{ now | until('09:00') }}", "28800 -3600"),
        ("{{ '2026-11-25' | until('18:00') | duration }}", "18 小时"),
        ("{{ now | days_until('2026-12-25') }} {{ now | days_until('2026-11-24') }}", "31 0"),
        ("{{ '2026/11/30' | days_until(now) }}", "-6"),
        ("{{ ('2026年11月30日 8:05' | as_datetime).hour }}", "8"),
        ("{{ (0 | as_datetime).year }}", "1970"),
        ("{{ '明天' | as_datetime('?') }}{{ none | as_datetime('!') }}", "?!"),
        ("{{ 'yes' if now < ('2026-12-01' | as_datetime) else 'no' }}", "yes"),
    ],
)
def test_dates_are_as_people_write_them(source: str, text: str | None) -> None:
    """Moments, texts and Unix seconds, on the clock of the rule file."""
    assert render(source) == (text or "26-3-5 01:07:09 PM")


@given(st.datetimes(datetime(1000, 1, 1), datetime(9998, 12, 31)))  # noqa: DTZ001 - the zone follows
def test_fields_are_those_of_strftime(at: datetime) -> None:
    """Every field, in English, is what Python writes."""
    local = at.replace(tzinfo=ZoneInfo("UTC"))
    found = unchecked(
        f"{{{{ at | date('{FIELDS}', 'en') }}}}", at=type(moment(0, local.tzinfo))(local)
    )
    assert found == local.strftime(FIELDS)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{{ 'x' | date }}", 'date wants a time such as now or 2026-11-23 10:00, and got "x"'),
        ("{{ none | date }}", "and got an empty value"),
        ("{{ now | date('%c') }}", "date does not know %c: it has %Y %y"),
        ("{{ now | date('%-') }}x", "date does not know|%"),
        ("{{ now | date('%\n') }}x", "date does not know %\n"),
        ("{{ now | date('%Y', 'fr') }}", "knows the languages"),
        ("{{ now | plus(days=10**9) }}", "leaves the calendar"),
        ("{{ now | plus(hours=10**60) }}", "leaves the calendar"),
        ("{{ now | plus(days='x') }}", "a span wants a number, and got a text"),
        ("{{ now | minus(years=1) }}", "years"),
        ("{{ now | until('x') }}", 'until wants a time such as now or .* and got "x"'),
        ("{{ now | until(vars.nix) }}", "nix"),
        ("{{ now | date('%Y' * 5000) }}", "longer than"),
    ],
)
def test_what_is_no_date_is_explained(source: str, words: str) -> None:
    """The sentence says what was wanted, or what there is."""
    with pytest.raises(RenderError, match=words):
        unchecked(source)


def test_a_text_too_long_to_be_a_date_is_shown_in_part() -> None:
    """A stranger's message is not repeated in the error."""
    with pytest.raises(RenderError) as caught:
        unchecked("{{ t | date }}", t="2" * 4_000)
    assert len(str(caught.value)) < 150


def test_days_keep_the_time_of_day_and_hours_pass() -> None:
    """When clocks are put back, tomorrow at noon is 25 hours away."""
    noon = moment(datetime(2026, 10, 24, 12, tzinfo=BERLIN).timestamp(), BERLIN)
    tomorrow = unchecked("{{ at | plus(days=1) }}", at=noon)
    later = unchecked("{{ at | plus(hours=24) }}", at=noon)
    assert (tomorrow, later) == ("2026-10-25 12:00", "2026-10-25 11:00")
    apart = unchecked("{{ at | until(at | plus(days=1)) | duration }}", at=noon)
    assert apart == "1 天 1 小时"


def test_dates_need_a_clock() -> None:
    """A text that is filled in when the file is read has no today."""
    with pytest.raises(RenderError, match="there is no time here"):
        unchecked("{{ '18:00' | date }}", now=None)


def test_a_pattern_that_ends_in_a_sign_keeps_it() -> None:
    """A lone percent sign is text."""
    assert render("{{ now | date('5%') }}") == "5%"
