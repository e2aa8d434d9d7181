"""What authors write for durations, rates and dates, and how the language spells it.

It gives the way out of a fault, and none where it is not sure; it must not know which key is wrong.
"""

from __future__ import annotations

import re
import unicodedata

from responder.rules.spec.scalars import duration_s, rate, span

GUESSED_CHARS_MAX = 60
"""Longer values are no slips of the finger."""

_UNITS = {
    **dict.fromkeys(("ms", "millisecond", "milliseconds", "毫秒"), "ms"),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds", "秒", "秒钟"), "s"),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes", "分", "分钟"), "m"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "时", "小时", "个小时"), "h"),
    **dict.fromkeys(("d", "day", "days", "天", "日"), "d"),
}
_WEEKS = frozenset({"w", "week", "weeks", "周", "星期"})
_WEEK_DAYS = 7
_ENDS = 2
_SIZES_S = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_RATE_UNITS = {"1s": "s", "1m": "min", "1h": "hour", "1d": "day"}

_PART = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)([^\W\d_]+)")
_RATE = re.compile(
    r"([0-9]{1,9})(?:times|time|x|次)?(?:/|per|an?(?=[a-z])|every|每)([0-9]{0,9})([^0-9]+)"
)
_RATE_TURNED = re.compile(r"每?([0-9]{0,9})([^\W\d_]{1,3}?)([0-9]{1,9})[次条个]")
_CLOCK_LONG = re.compile(r"([0-9]{1,2}):([0-9]{2}):([0-9]{2})")
_CHINESE = re.compile("[〇零一二两三四五六七八九十]{1,3}")
_DIGITS = {char: number for number, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TEN = 10
_HALVES = {"半小时": "30m", "半个小时": "30m", "半分钟": "30s", "半天": "12h", "半日": "12h"}
_HOUR = (
    r"(?P<part>凌晨|清晨|早上|早晨|早|上午|中午|下午|傍晚|晚上|晚)?"
    r"(?P<hour>[0-9]{1,2})(?:[:点时](?:(?P<minute>[0-9]{1,2})分?|(?P<half>半))?)?(?:钟)?"
    r"(?P<noon>am|pm)?"
)
_ONE_HOUR = re.compile(_HOUR)
_NIGHT = frozenset({"晚上", "晚", "凌晨"})
_LATE = frozenset({"下午", "傍晚", "晚上", "晚", "pm"})
_NOON = 12
_TO = re.compile(r"\.{2,}|…|-|\u2013|\u2014|~|到|至|to")
_DAY = re.compile(r"(?:([0-9]{4})[-/.年])?([0-9]{1,2})[-/.月]([0-9]{1,2})[日号]?")


def duration_hint(text: str) -> str:
    """The way to write what was meant for a duration; `""` where nobody knows."""
    if text.isascii() and text.isdigit() and duration_s(f"{text}s") is not None:
        return f"write {text}s for seconds"
    plain = _plain(text)
    if found := _CLOCK_LONG.fullmatch(plain):
        parts = zip(map(int, found.groups()), "hms", strict=True)
        plain = "".join(f"{part}{unit}" for part, unit in parts if part)
    return _way(guessed_duration(_counted(plain)), text)


def span_hint(text: str) -> str:
    """The same for a duration or a range of them."""
    return _way(guessed_span(text), text) if _TO.search(text) else duration_hint(text)


def rate_hint(text: str) -> str:
    """The same for a rate."""
    plain = _counted(_plain(text))
    if turned := _RATE_TURNED.fullmatch(plain):  # 每天3次, as 3次每天
        plain = f"{turned[3]}/{turned[1]}{turned[2]}"
    found = _RATE.fullmatch(plain)
    if found is None:
        return f"write {text}/day" if rate(f"{text}/day") is not None else ""
    count, number, word = found.groups()
    per = guessed_duration(f"{number or 1}{word}")
    guess = f"{count}/{per if number else _RATE_UNITS.get(per, per)}"
    return _way(guess if rate(guess) is not None else "", text)


def hours_hint(text: str) -> str:
    """The same for a part of the day, `09:00-18:00`."""
    if _hour(_counted(_plain(text))):
        return "hours have a beginning and an end, as in 09:00-18:00"
    hours = guessed_hours(text)
    return _way(hours, text) if hours else "write hours and minutes, as in 09:00-18:00"


def moment_hint(text: str) -> str:
    """The same for a time of the day, perhaps with a day in front of it."""
    plain = _counted(_plain(text))
    day = _DAY.match(plain)
    days = guessed_days(day[0]) if day else []
    hour = _hour(plain[day.end() :].removeprefix("t") if day else plain)
    return _way(" ".join([*days, hour]), text) if hour and (not day or day[1]) else ""


def _hour(text: str) -> str:
    """A time of the day, `09:00`; `""` if it is none."""
    found = _ONE_HOUR.fullmatch(text)
    if found is None:
        return ""
    hour = int(found["hour"])
    minute = 30 if found["half"] else int(found["minute"] or 0)
    if hour == _NOON and found["part"] in _NIGHT:
        return ""  # midnight, which is written in two ways
    if hour < _NOON and _LATE.intersection((found["part"], found["noon"])):
        hour += _NOON
    elif hour == _NOON and found["noon"] == "am":
        hour = 0
    return f"{hour:02}:{minute:02}" if hour <= 2 * _NOON and minute < 60 else ""  # noqa: PLR2004


def _counted(text: str) -> str:
    """With digits in place of Chinese numbers up to 99."""
    if text in _HALVES:
        return _HALVES[text]
    return _CHINESE.sub(lambda found: _number(found[0]), text)


def _number(word: str) -> str:
    tens, ten, ones = word.rpartition("十")
    if not ten:
        return "".join(str(_DIGITS[char]) for char in word)
    if len(tens) > 1 or "十" in tens or len(ones) > 1:
        return word
    return str(_DIGITS.get(tens, 1) * _TEN + _DIGITS.get(ones, 0))


def guessed_hours(text: str) -> str:
    """A part of the day as the language spells it; `""` if it has not two ends."""
    ends = [_hour(end) for end in _TO.split(_counted(_plain(text)))]
    return "-".join(ends) if len(ends) == _ENDS and all(ends) else ""


def guessed_days(text: str) -> list[str]:
    """A day, or the first and the last one, as the language spells them, if there are such or not.

    None where something else stands beside them.
    """
    plain, days = _plain(text), []
    for one in _DAY.finditer(plain):
        day = f"{one[2]:0>2}-{one[3]:0>2}"
        days.append(f"{one[1]}-{day}" if one[1] else day)
    between = _DAY.sub("", plain)
    sure = not between if len(days) == 1 else len(days) == _ENDS and _TO.fullmatch(between)
    return days if sure else []


def guessed_span(text: str) -> str:
    """A range of durations as the language spells it, the shorter one first; `""` if it is none."""
    ends = [guessed_duration(end) or f"{end}s" for end in _TO.split(_plain(text))]
    guess = "..".join(sorted(ends, key=lambda end: duration_s(end) or 0))
    return guess if span(guess) is not None else ""


def guessed_duration(text: str) -> str:
    """A duration as the language spells it, its parts together in the smallest of their units.

    Args:
        text: Small letters without blanks.
    """
    parts = _PART.findall(text)
    spelled = [_in_units(number, word) for number, word in parts]
    if not spelled or not all(spelled) or "".join(map("".join, parts)) != text:
        return ""
    if len(spelled) == 1:
        return spelled[0]
    total_s = sum(duration_s(one) or 0 for one in spelled)
    unit = next((unit for unit, size_s in _SIZES_S.items() if total_s % size_s == 0), "")
    return f"{total_s / _SIZES_S[unit]:.0f}{unit}" if unit else ""


def _in_units(number: str, word: str) -> str:
    if word in _WEEKS:
        return f"{int(number) * _WEEK_DAYS}d" if number.isdigit() else ""
    spelled = f"{number}{_UNITS.get(word, '?')}"
    return "" if duration_s(spelled) is None else spelled


def _way(guess: str, text: str) -> str:
    """What to write; who has written just that is told nothing, for something else is wrong."""
    return f"write {guess}" if guess not in {"", text} else ""


def _plain(text: str) -> str:
    """Small letters without blanks or full-width signs."""
    return "".join(unicodedata.normalize("NFKC", text[:GUESSED_CHARS_MAX]).lower().split())
