"""Filters that make numbers, and texts of numbers.

It must not know rules.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from math import isfinite

from jinja2 import Undefined

from responder.rules.templates.budget import RenderError
from responder.rules.templates.entry import Entry
from responder.rules.templates.values import as_number, as_text

ROUND_DIGITS_MAX = 12
"""Digits that `round` keeps: a float has about 15, and more would cost time without bound."""

MONEY_DIGITS_MAX = 4
"""Digits behind the point that `money` writes."""

MONEY_MAX = 10**15
"""Amounts from here on are no money; below it a float still knows its cents."""

LANGUAGES = ("zh", "en")
"""Languages of texts that filters make. Chinese is the default: it is what most users write."""

_UNITS = (
    (86_400, "天", "day"),
    (3_600, "小时", "hour"),
    (60, "分", "minute"),
    (1, "秒", "second"),
)
"""Seconds, and the names of so many."""


def _round(value: float, digits: int = 0) -> float:
    if abs(digits) > ROUND_DIGITS_MAX:
        raise RenderError(f"round keeps at most {ROUND_DIGITS_MAX} digits")
    return round(value, digits) if digits > 0 else int(round(value, digits))


def _int(value: object, fallback: object = 0) -> object:
    number = _float(value, None)
    if isinstance(number, float) and not isinstance(value, int):
        try:
            # Digits are read as an int first: a float keeps only 15 of them.
            return int(as_text(value)) if isinstance(value, str) else int(number)
        except ValueError:
            return int(number) if isfinite(number) else fallback
        except OverflowError:
            return fallback
    return value if isinstance(value, int) else fallback


def _float(value: object, fallback: object = 0.0) -> object:
    try:
        return float(as_text(value))
    except (ValueError, OverflowError):
        return fallback


def _default(value: object, fallback: object = "", boolean: object = False) -> object:  # noqa: FBT002 - Jinja's own signature
    missing = isinstance(value, Undefined) or value is None
    return fallback if missing or (boolean and not value) else value


def _money(value: object, sign: object = "", digits: int = 2) -> str:
    amount = Decimal(str(as_number(value, "money")))
    if abs(amount) >= MONEY_MAX or not 0 <= digits <= MONEY_DIGITS_MAX:
        raise RenderError("money writes amounts below 10^15 with 0 to 4 digits behind the point")
    # As cash desks do: half a cent is a whole one, and 2.675 is what it looks like.
    rounded = amount.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    minus = "-" if rounded < 0 else ""
    return f"{minus}{as_text(sign)}{abs(rounded):,}"


def _duration(value: object, lang: object = "zh", parts: int = 2) -> str:
    seconds = int(as_number(value, "duration"))
    chinese = in_chinese(lang, "duration")
    counted = []
    rest = abs(seconds)
    for unit_s, *_ in _UNITS:
        count, rest = divmod(rest, unit_s)
        counted.append(count)
    largest = next((place for place, count in enumerate(counted) if count), len(_UNITS) - 1)
    shown = [
        f"{count} {zh}" if chinese else f"{count} {en}{'s' * (count != 1)}"
        for count, (_, zh, en) in [*zip(counted, _UNITS, strict=True)][largest:][: max(parts, 1)]
        if count or counted == [0] * len(_UNITS)
    ]
    return ("-" if seconds < 0 else "") + " ".join(shown)


def in_chinese(lang: object, name: str) -> bool:
    """Whether a filter is to write Chinese.

    Args:
        lang: `zh` or `en`.
        name: Of the filter, for the message.

    Raises:
        RenderError: It is neither.
    """
    if lang not in LANGUAGES:
        raise RenderError(f'{name} knows the languages "zh" and "en"')
    return lang == "zh"


NUMBERS = (
    Entry("abs", abs, "without its sign", "{{ -3 | abs }}", "3"),
    Entry(
        "default",
        _default,
        "the value, or another one where it does not exist or is empty (`none`); with a second"
        " argument `true` also where it is blank, zero or false",
        "{{ tables.faq.get('电话') | default('没有') }} {{ '' | default('无', true) }}",
        "没有 无",
        cheap=True,
        also=("d",),
    ),
    Entry(
        "duration",
        _duration,
        "seconds in words, in the two largest units; in English with `'en'`",
        "{{ 7530 | duration }} / {{ 7530 | duration('en') }}",
        "2 小时 5 分 / 2 hours 5 minutes",
    ),
    Entry(
        "float",
        _float,
        "as a number with a point; of what is none 0.0, or the argument",
        "{{ '1.75' | float * 2 }}",
        "3.5",
    ),
    Entry(
        "int",
        _int,
        "as a whole number; of what is none 0, or the argument",
        "{{ '12' | int + 1 }} {{ 'x' | int(7) }}",
        "13 7",
    ),
    Entry(
        "money",
        _money,
        "an amount with its thousands apart and two digits behind the point; `money('¥')` with a"
        " sign in front, `money(digits=0)` without cents",
        "{{ 12345.6 | money }} {{ 3500 | money('¥', 0) }}",
        "12,345.60 ¥3,500",
    ),
    Entry(
        "round",
        _round,
        "rounded to a whole number, or to so many digits",
        "{{ 2.567 | round(1) }}",
        "2.6",
    ),
)
"""The filters of numbers."""
