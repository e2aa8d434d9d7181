"""Windows of the day, weekdays and dates as the rule file spells them.

It knows spellings; it must not know what a period means.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from itertools import chain

from responder.rules.days import DAY_MINUTES, DateRange, Day, DayKind, Window
from responder.rules.reading.nodes import Mapping, Scalar, Sequence
from responder.rules.spec.fields import read_text, refuse
from responder.rules.spec.guesses import guessed_days, guessed_hours, hours_hint

LEAP_YEAR = 2024
"""Stands in for every year in a date without one, so that the 29th of February is a day."""

_WINDOW = re.compile(r"(\d{1,2}):(\d{2})[-\u2013\u2014~\u301c](\d{1,2}):(\d{2})", re.ASCII)
_DATE = re.compile(r"(?:(\d{4})-)?(\d{1,2})-(\d{1,2})", re.ASCII)

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CHINESE_DAYS = ("一", "二", "三", "四", "五", "六", "日")
_CHINESE_WEEKS = ("周", "星期", "礼拜", "週")

_DAYS: dict[str, int] = {
    name: number
    for number, (english, chinese) in enumerate(zip(_WEEKDAYS, _CHINESE_DAYS, strict=True))
    for name in (
        english,
        english[:3],
        english[:4],
        *(week + chinese for week in _CHINESE_WEEKS),
    )
} | {f"{week}天": 6 for week in _CHINESE_WEEKS}
"""Names of the weekdays, small letters, with their numbers."""

_KINDS: dict[str, frozenset[Day]] = {
    "workdays": frozenset({DayKind.WORKDAYS}),
    "workday": frozenset({DayKind.WORKDAYS}),
    "工作日": frozenset({DayKind.WORKDAYS}),
    "holidays": frozenset({DayKind.HOLIDAYS}),
    "holiday": frozenset({DayKind.HOLIDAYS}),
    "节假日": frozenset({DayKind.HOLIDAYS}),
    "休息日": frozenset({DayKind.HOLIDAYS}),
    "weekdays": frozenset(range(5)),
    "weekend": frozenset({5, 6}),
    "weekends": frozenset({5, 6}),
    "周末": frozenset({5, 6}),
}

_NUMBERS = re.compile("(?<![0-9])[1-7](?![0-9])")
_RANGE = re.compile(r"-|\u2013|\u2014|~|\.\.|到|至")
_EXPECTED_WINDOW = "hours such as 09:00-18:00"
_EXPECTED_DAYS = "days such as mon-fri, sat, workdays or holidays"
_EXPECTED_DATES = "a date or dates such as 2026-10-01..2026-10-07 or, every year, 10-01..10-07"


def read_window(node: object) -> Window:
    """A part of the day, `09:00-18:00`."""
    if isinstance(node, Mapping):
        ends = [one.text for one in node.values.values() if isinstance(one, Scalar)]
        refuse(_EXPECTED_WINDOW, node, hours_hint(" - ".join(ends)))
    text = read_text(node)
    found = _WINDOW.fullmatch(_plain(text))
    if found is None:
        refuse(_EXPECTED_WINDOW, node, hours_hint(text))
    start, end = _minute(found[1], found[2]), _minute(found[3], found[4])
    if start is None or end is None or start == DAY_MINUTES:
        refuse("hours from 00:00 to 24:00", node, "over midnight is written 22:00-06:00")
    if start == end:
        refuse("hours that begin and end at different times", node, "a whole day is 00:00-24:00")
    return Window(start, end)


def no_ends(node: object) -> object:
    """Refuse a part of the day whose two ends are a list; everything else is given back."""
    items = node.items if isinstance(node, Sequence) else ()
    ends = [one.text for one in items if isinstance(one, Scalar)]
    hours = guessed_hours(" - ".join(ends)) if len(ends) == len(items) else ""
    if hours and len(ends) > 1:
        refuse(_EXPECTED_WINDOW, node, f"write {hours}")
    return node


def read_days(node: object) -> frozenset[Day]:
    """Days of the week, `mon-fri`, `sat,sun`, or of the official calendar, `workdays`."""
    text = _plain(read_text(node)).lower()
    days = [_days(part) for part in re.split(r"[,、]", text)]
    if not all(days):
        refuse(_EXPECTED_DAYS, node, _days_hint(text))
    return frozenset(chain.from_iterable(days))


def read_dates(node: object) -> DateRange:
    """A day or a range of days, with a year or every year; both ends belong to it."""
    text = _plain(read_text(node))
    first_text, dots, last_text = text.partition("..")
    first = _date(first_text)
    last = _date(last_text) if dots else first
    if first is None or last is None:
        refuse(_EXPECTED_DATES, node, _dates_hint(text))
    if bool(first[0]) is not bool(last[0]):
        refuse("two dates with a year, or two without", node)
    if first[0] and last < first:
        refuse("a first day that is not after the last", node)
    return DateRange(first, last)


def _days_hint(text: str) -> str:
    """How numbers of weekdays are written; else which names there are."""
    numbered = _NUMBERS.sub(lambda found: _WEEKDAYS[int(found[0]) - 1][:3], text)
    if numbered != text and all(map(_days, re.split(r"[,、]", numbered))):
        return f"write {numbered}"
    return "weekdays are mon tue wed thu fri sat sun, or 周一 to 周日"


def _dates_hint(text: str) -> str:
    """How the days that were meant are written, if there are such days."""
    days = guessed_days(text)
    missing = next((day for day in days if _date(day) is None), None)
    if missing is not None:
        return f"there is no {missing}"
    alike = len({len(day) for day in days}) == 1  # with a year, or without
    return f"write {'..'.join(days)}" if alike else ""


def _plain(text: str) -> str:
    """Without blanks and full-width signs, which an input method writes."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _minute(hours: str, minutes: str) -> int | None:
    minute = int(hours) * 60 + int(minutes)
    return minute if int(minutes) < 60 and minute <= DAY_MINUTES else None  # noqa: PLR2004 - minutes of an hour


def _days(text: str) -> frozenset[Day]:
    """The days of one name or range, none if it is neither."""
    if text in _KINDS:
        return _KINDS[text]
    if text in _DAYS:
        return frozenset({_DAYS[text]})
    ends = _RANGE.split(text)
    if len(ends) != 2 or not all(end in _DAYS for end in ends):  # noqa: PLR2004 - a range has two ends
        return frozenset()
    first, last = (_DAYS[end] for end in ends)
    # From Saturday to Tuesday is four days.
    return frozenset((first + step) % 7 for step in range((last - first) % 7 + 1))


def _date(text: str) -> tuple[int, int, int] | None:
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day = int(found[1] or 0), int(found[2]), int(found[3])
    if not 1 <= month <= 12 or found[1] == "0000":  # noqa: PLR2004 - months of a year
        return None
    return (year, month, day) if 1 <= day <= monthrange(year or LEAP_YEAR, month)[1] else None
