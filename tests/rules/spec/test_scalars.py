"""Booleans, numbers, durations and rates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.models import Rate, Span
from responder.rules.reading.nodes import Position, Scalar
from responder.rules.spec.scalars import boolean, duration_s, plain_value, rate, span

AT = Position(1, 1)


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("True", True), ("FALSE", False), ("yes", None), ("on", None), ("1", None)],
)
def test_only_yaml_1_2_booleans_are_booleans(text: str, value: object) -> None:
    """`yes`, `no`, `on` and `off` are text, and so is a quoted `true`."""
    assert boolean(Scalar(text, AT)) is value
    assert boolean(Scalar(text, AT, plain=False)) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3500", 3500),
        ("-3", -3),
        ("3.5", 3.5),
        ("true", True),
        ("~", None),
        ("08001234567", "08001234567"),
        ("3.50", "3.50"),
        ("1e3", "1e3"),
        ("0x1F", "0x1F"),
        ("+1", "+1"),
        ("nan", "nan"),
        ("inf", "inf"),
        ("1_000", "1_000"),
        ("١٢", "١٢"),
        ("9" * 40, "9" * 40),
        ("价格", "价格"),
    ],
)
def test_number_is_one_only_if_it_keeps_its_spelling(text: str, value: object) -> None:
    """What would be written differently again stays text."""
    found = plain_value(Scalar(text, AT))
    assert found == value
    assert type(found) is type(value)


def test_quoted_value_is_text() -> None:
    """Quotes make a text of anything."""
    assert plain_value(Scalar("3500", AT, plain=False)) == "3500"


@given(st.text(max_size=40))
def test_free_value_prints_as_it_was_spelled(text: str) -> None:
    """Whatever was written in `vars`, a template that prints it shows the same spelling."""
    value = plain_value(Scalar(text, AT))
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        assert str(value) == text


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("500ms", 0.5), ("30s", 30), ("5m", 300), ("4h", 14_400), ("1d", 86_400), ("1.5s", 1.5)],
)
def test_durations_of_every_unit(text: str, seconds: float) -> None:
    """Each unit of the language is read."""
    assert duration_s(text) == seconds


@pytest.mark.parametrize("text", ["", "5", "s", "-1s", "1 s", "5x", "367d", "9999999999s", "１s"])
def test_what_is_no_duration(text: str) -> None:
    """A missing or unknown unit, a sign, other digits and more than a year are refused."""
    assert duration_s(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("1s..3s", Span(1, 3)), ("1s .. 3s", Span(1, 3)), ("2s", Span(2, 2)), ("0s", Span(0, 0))],
)
def test_spans(text: str, value: Span) -> None:
    """A range, or one duration for both ends."""
    assert span(text) == value


@pytest.mark.parametrize("text", ["3s..1s", "1s..", "..3s", "1..3s", "1s..3s..5s", ""])
def test_what_is_no_span(text: str) -> None:
    """A range backwards or with an end missing is refused."""
    assert span(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1/3s", Rate(1, 3)),
        ("20/min", Rate(20, 60)),
        ("3/day", Rate(3, 86_400)),
        ("5/h", Rate(5, 3600)),
        ("1 / 500ms", Rate(1, 0.5)),
        ("10/2m", Rate(10, 120)),
    ],
)
def test_rates(text: str, value: Rate) -> None:
    """Count, optional number and unit."""
    assert rate(text) == value


@pytest.mark.parametrize("text", ["", "1", "/s", "0/s", "1/0s", "-1/s", "1/week", "99999999/s"])
def test_what_is_no_rate(text: str) -> None:
    """Nothing per time, something per no time and absurd counts are refused."""
    assert rate(text) is None
