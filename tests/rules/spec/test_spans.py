"""Durations and what may be `off`."""

from __future__ import annotations

from typing import Annotated

import pytest
from pydantic import TypeAdapter, ValidationError, WithJsonSchema

from responder.rules.spec.section import Section
from responder.rules.spec.spans import Bare, Duration, OrOff, SomeTime, whole_number
from tests.rules.rulekit import tree


class Pause(Section):
    """A section that may be written as one of its keys."""

    for_s: SomeTime = 1.0
    why: Duration = 0.0


NUMBER = TypeAdapter(
    Annotated[int, whole_number(2, 30, "times"), WithJsonSchema({"type": "integer"})]
)
PAUSE = TypeAdapter(Annotated[Pause, Bare("for_s"), OrOff()] | None)
TIME = TypeAdapter(Annotated[SomeTime, OrOff()] | None)


@pytest.mark.parametrize(
    ("text", "seconds"), [("500ms", 0.5), ("30s", 30), ("5m", 300), ("1d", 86_400), ("off", None)]
)
def test_durations_are_seconds(text: str, seconds: float | None) -> None:
    """As everywhere in the file."""
    assert TIME.validate_python(tree(text)) == seconds


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("30", "a duration such as 30s, 5m or 4h", "write 30s for seconds"),
        ("5 minutes", "a duration such as 30s, 5m or 4h", "write 5m"),
        ("0s", "a duration above zero", ""),
        ("no", "a value or off", "write off"),
        ("never", "a value or off", "write off"),
        ("[1s]", "a duration such as 30s, 5m or 4h", ""),
        ("9999999h", "a duration such as 30s, 5m or 4h", ""),
    ],
)
def test_what_is_no_duration_is_told(text: str, message: str, hint: str) -> None:
    """With the way out where it is plain what was meant."""
    with pytest.raises(ValidationError) as caught:
        TIME.validate_python(tree(text))
    (entry,) = caught.value.errors()
    assert entry["msg"].startswith(f"expected {message}, got ")
    assert entry["ctx"]["hint"] == hint


def test_no_time_at_all_is_a_duration() -> None:
    """Where nothing has to pass, as in the steps of a test."""
    assert TypeAdapter(Duration).validate_python(tree("0s")) == 0.0


@pytest.mark.parametrize("text", ["1", "31", "2.5", "-3", "x", "[2]", "{a: 2}", "99999999999999"])
def test_numbers_have_bounds(text: str) -> None:
    """Which the message names."""
    assert NUMBER.validate_python(tree("30")) == 30
    with pytest.raises(ValidationError, match="a number of times from 2 to 30"):
        NUMBER.validate_python(tree(text))


def test_a_section_may_be_one_value() -> None:
    """Bare, whole, or not there."""
    assert PAUSE.validate_python(tree("5s")) == Pause.model_validate(tree("{for_s: 5s}"))
    assert PAUSE.validate_python(tree("{why: 0s}")) == Pause()
    assert PAUSE.validate_python(tree("off")) is None


def test_schema_says_what_may_stand_there() -> None:
    """For editors: the word, the bare value or the section."""
    off, pause = TypeAdapter(Annotated[Pause, Bare("for_s"), OrOff()]).json_schema()["anyOf"]
    assert off == {"const": "off"}
    assert pause["anyOf"] == [{"type": "string"}, {"$ref": "#/$defs/Pause"}]
