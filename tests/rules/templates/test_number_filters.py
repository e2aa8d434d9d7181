"""Filters that make numbers, and texts of numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.templates.budget import RenderError
from responder.rules.templates.filters import FILTERS
from responder.rules.templates.number_filters import MONEY_MAX, in_chinese
from tests.rules.templates.kit import render, unchecked


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("abs", (-3,), 3),
        ("default", (None, "x"), "x"),
        ("default", ("", "x"), ""),
        ("default", ("", "x", True), "x"),
        ("default", (0, "x"), 0),
        ("default", ("a", "x", True), "a"),
        ("float", ("1.5",), 1.5),
        ("float", ("x", 2.0), 2.0),
        ("int", ("12",), 12),
        ("int", (12345678901234567890,), 12345678901234567890),
        ("int", ("12345678901234567890",), 12345678901234567890),
        ("int", ("3.7",), 3),
        ("int", (3.7,), 3),
        ("int", ("x",), 0),
        ("int", ("inf", 7), 7),
        ("int", (float("inf"), 7), 7),
        ("round", (2.567, 2), 2.57),
        ("round", (2.4,), 2),
        ("round", (2.5, 12), 2.5),
        ("round", (26, -1), 30),
    ],
)
def test_numbers_are_made(name: str, arguments: tuple[object, ...], result: object) -> None:
    """Each filter does what its name says."""
    found = FILTERS[name].function(*arguments)
    assert found == result
    assert type(found) is type(result)


def test_rounding_to_endless_digits_is_refused() -> None:
    """Python would compute ten to that power."""
    for digits in (13, -13, 10**9, -(10**9)):
        with pytest.raises(RenderError, match="round keeps"):
            FILTERS["round"].function(5, digits)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ 12345.6 | money }}", "12,345.60"),
        ("{{ 0 | money }}", "0.00"),
        ("{{ 2.675 | money }}", "2.68"),
        ("{{ 2.665 | money }}", "2.67"),
        ("{{ -5 | money('¥') }}", "-¥5.00"),
        ("{{ -0.001 | money }}", "0.00"),
        ("{{ '3500' | money('￥', 0) }}", "￥3,500"),
        ("{{ 1234567 | money(digits=1) }}", "1,234,567.0"),
        ("{{ -1234567 | money(digits=4) }}", "-1,234,567.0000"),
        ("{{ (0.1 + 0.2) | money }}", "0.30"),
    ],
)
def test_money_is_written_as_on_a_bill(source: str, text: str) -> None:
    """Thousands apart, two digits, half a cent rounded up."""
    assert render(source) == text


@pytest.mark.parametrize(
    "source",
    [
        "{{ (10**15) | money }}",
        "{{ (-(10**15)) | money }}",
        "{{ 1 | money('', 9) }}",
        "{{ 1 | money('', -1) }}",
    ],
)
def test_money_has_bounds(source: str) -> None:
    """Nobody sells for so much, or in such small coins."""
    with pytest.raises(RenderError, match="money writes amounts below"):
        render(source)


@given(st.integers(-MONEY_MAX + 1, MONEY_MAX - 1))
def test_money_can_be_read_again(cents: int) -> None:
    """Every amount a bill can show comes back from its text."""
    amount = cents / 100
    text = unchecked("{{ x | money }}", x=amount)
    assert Decimal(text.replace(",", "")) == Decimal(str(amount)).quantize(Decimal("0.01"))


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (0, "0 秒", "0 seconds"),
        (1, "1 秒", "1 second"),
        (59.9, "59 秒", "59 seconds"),
        (60, "1 分", "1 minute"),
        (3_605, "1 小时", "1 hour"),
        (7_500, "2 小时 5 分", "2 hours 5 minutes"),
        (90_061, "1 天 1 小时", "1 day 1 hour"),
        (-60, "-1 分", "-1 minute"),
        ("90", "1 分 30 秒", "1 minute 30 seconds"),
    ],
)
def test_durations_have_two_units(seconds: object, zh: str, en: str) -> None:
    """Nobody wants to know the seconds of a day."""
    assert unchecked("{{ s | duration }}", s=seconds) == zh
    assert unchecked("{{ s | duration('en') }}", s=seconds) == en


def test_durations_may_have_more_units() -> None:
    """Whoever counts down wants them all."""
    assert render("{{ 90061 | duration(parts=4) }}") == "1 天 1 小时 1 分 1 秒"
    assert render("{{ 90061 | duration(parts=0) }}") == "1 天"


@given(st.integers(0, 10**9))
def test_durations_are_never_longer_than_they_are(seconds: int) -> None:
    """What is left out is less than the smallest unit shown."""
    units = {"天": 86_400, "小时": 3_600, "分": 60, "秒": 1}
    words = unchecked("{{ s | duration }}", s=seconds).split()
    shown = [int(count) * units[unit] for count, unit in zip(words[::2], words[1::2], strict=True)]
    assert 0 <= seconds - sum(shown) < max(units[words[1]], 2)


def test_languages_are_two() -> None:
    """Chinese and English; any other word is an error that names them."""
    assert in_chinese("zh", "x")
    assert not in_chinese("en", "x")
    with pytest.raises(RenderError, match='x knows the languages "zh" and "en"'):
        in_chinese("de", "x")
