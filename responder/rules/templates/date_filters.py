"""Filters of dates and times.

Each takes a moment such as `now`, a text such as `2026-11-23 10:00`, or Unix seconds. It knows
the calendar; it must not know rules.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from responder.rules.templates.budget import RenderError, refuse_length
from responder.rules.templates.entry import Entry
from responder.rules.templates.moments import MomentView, moment, moved, written
from responder.rules.templates.number_filters import in_chinese
from responder.rules.templates.values import as_number, as_text, insist, is_number, kind

if TYPE_CHECKING:
    from responder.rules.templates.rendering import Rendering

_WEEKDAYS = {
    "zh": ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_HALF_DAY_H = 12
_FIELD = re.compile("%(-?.)", re.DOTALL)
_FIELD_CHARS_MAX = 9
"""Longest field that `date` writes: `Wednesday`."""


def moment_of(rendering: Rendering, value: object, name: str) -> MomentView:
    """The point in time that a value is or spells.

    Args:
        rendering: Gives the zone, and the day of a bare time.
        value: A moment, a text, or Unix seconds.
        name: Of the filter that wants it, for the message.

    Raises:
        RenderError: It is none.
        UndefinedError: It does not exist.
    """
    found = _moment(rendering, value)
    if found is None:
        got = f'"{value[:40]}"' if isinstance(value, str) else kind(value)
        raise RenderError(f"{name} wants a time such as now or 2026-11-23 10:00, and got {got}")
    return found


def _moment(rendering: Rendering, value: object) -> MomentView | None:
    insist(value)
    if isinstance(value, MomentView):
        return value
    if isinstance(value, str):
        return written(value, rendering.now)
    return moment(value, rendering.now.local.tzinfo) if is_number(value) else None


_NO_FALLBACK = object()


def _as_datetime(rendering: Rendering, value: object, fallback: object = _NO_FALLBACK) -> object:
    if fallback is _NO_FALLBACK:
        return moment_of(rendering, value, "as_datetime")
    found = _moment(rendering, value)
    return fallback if found is None else found


def _date(
    rendering: Rendering, value: object, pattern: object = "%Y-%m-%d", lang: object = "zh"
) -> str:
    at, text = moment_of(rendering, value, "date"), as_text(pattern)
    refuse_length(len(text) * _FIELD_CHARS_MAX)
    known = _spelled(at, chinese=in_chinese(lang, "date"))

    def field(found: re.Match[str]) -> str:
        name = found.group(1)
        plain = name.removeprefix("-")
        if plain not in known:
            raise RenderError(f"date does not know %{name}: it has %{' %'.join(known)}")
        # `%-m` is the month without a zero in front, as %m月 is mostly meant.
        return known[plain].lstrip("0") or "0" if name != plain else known[plain]

    return _FIELD.sub(field, text)


def _spelled(at: MomentView, *, chinese: bool) -> dict[str, str]:
    """Every field of a date by its letter, as `strftime` names them."""
    weekday = _weekday(at, chinese=chinese)
    before_noon = at.hour < _HALF_DAY_H
    half = ("上午" if before_noon else "下午") if chinese else "AM" if before_noon else "PM"
    return {
        "Y": f"{at.year:04}",
        "y": f"{at.year % 100:02}",
        "m": f"{at.month:02}",
        "d": f"{at.day:02}",
        "H": f"{at.hour:02}",
        "I": f"{(at.hour - 1) % _HALF_DAY_H + 1:02}",
        "M": f"{at.minute:02}",
        "S": f"{at.second:02}",
        "p": half,
        "A": weekday,
        "a": weekday.replace("星期", "周") if chinese else weekday[:3],
        "%": "%",
    }


def _weekday(at: MomentView, *, chinese: bool) -> str:
    return _WEEKDAYS["zh" if chinese else "en"][at.weekday - 1]


def _weekday_name(rendering: Rendering, value: object, lang: object = "zh") -> str:
    at = moment_of(rendering, value, "weekday_name")
    return _weekday(at, chinese=in_chinese(lang, "weekday_name"))


def _plus(
    rendering: Rendering,
    value: object,
    *,
    weeks: object = 0,
    days: object = 0,
    hours: object = 0,
    minutes: object = 0,
    seconds: object = 0,
) -> MomentView:
    at = moment_of(rendering, value, "plus")
    return _moved(at, 1, (weeks, days, hours, minutes, seconds))


def _minus(
    rendering: Rendering,
    value: object,
    *,
    weeks: object = 0,
    days: object = 0,
    hours: object = 0,
    minutes: object = 0,
    seconds: object = 0,
) -> MomentView:
    at = moment_of(rendering, value, "minus")
    return _moved(at, -1, (weeks, days, hours, minutes, seconds))


def _moved(at: MomentView, sign: int, spans: tuple[object, ...]) -> MomentView:
    weeks, days, hours, minutes, seconds = (sign * as_number(span, "a span") for span in spans)
    try:
        return moved(at, days=weeks * 7 + days, seconds=(hours * 60 + minutes) * 60 + seconds)
    except OverflowError:
        raise RenderError("the template leaves the calendar: years go from 1 to 9999") from None


def _until(rendering: Rendering, value: object, end: object) -> int:
    at = moment_of(rendering, value, "until")
    last = written(end, at) if isinstance(end, str) else None  # a bare time is one of that day
    last = moment_of(rendering, end, "until") if last is None else last
    return last.timestamp - at.timestamp  # as time passes, not as clocks are put back


def _days_until(rendering: Rendering, value: object, end: object) -> int:
    first = moment_of(rendering, value, "days_until").local.date()
    return (moment_of(rendering, end, "days_until").local.date() - first).days


DATES = (
    Entry(
        "as_datetime",
        _as_datetime,
        "the point in time that a text or Unix seconds mean, with all that `now` has; of what is"
        " none the argument",
        "{{ ('2026-11-23 18:30' | as_datetime).hour }} {{ '？' | as_datetime('无') }}",
        "18 无",
        asks=True,
    ),
    Entry(
        "date",
        _date,
        "a time as text: `%Y` `%y` year, `%m` month, `%d` day, `%H` `%I` hour, `%M` minute, `%S`"
        " second, `%p` 上午, `%A` 星期二, `%a` 周二; `%-m` without a zero in front; English"
        " with `lang='en'`",
        "{{ now | date('%-m月%-d日 %a %H:%M') }} / {{ now | date }}",
        "11月24日 周二 10:00 / 2026-11-24",
        asks=True,
    ),
    Entry(
        "days_until",
        _days_until,
        "how many days on the calendar to another date",
        "还有 {{ now | days_until('2027-01-01') }} 天",
        "还有 38 天",
        asks=True,
    ),
    Entry(
        "minus",
        _minus,
        "a time so much earlier; as `plus`",
        "{{ now | minus(hours=1) }}",
        "2026-11-24 09:00",
        asks=True,
    ),
    Entry(
        "plus",
        _plus,
        "a time so much later: `weeks`, `days`, `hours`, `minutes`, `seconds`",
        "{{ now | plus(days=1, hours=2) }}",
        "2026-11-25 12:00",
        asks=True,
    ),
    Entry(
        "until",
        _until,
        "seconds to another time, below zero when it is over; for `duration`",
        "{{ now | until('18:30') | duration }}",
        "8 小时 30 分",
        asks=True,
    ),
    Entry(
        "weekday_name",
        _weekday_name,
        "the day of the week; in English with `'en'`",
        "{{ now | weekday_name }}, {{ now | weekday_name('en') }}",
        "星期二, Tuesday",
        asks=True,
    ),
)
"""The filters of dates and times."""
