"""What happens in a step, in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.models import ChatKind, MessageType
from responder.rules.spec.scalars import duration_s
from responder.rules.trial.stage import Said
from responder.rules.trial.wording import duration, label


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (Said("小明", "你好"), '小明 says "你好"'),
        (Said("小明", "你好", group="群"), '小明 says "你好" in 群'),
        (
            Said("小明", "你好", group="群", mention=True),
            '小明 says "你好" in 群, with an @ for me',
        ),
        (Said("小明", type=MessageType.IMAGE), "小明 sends type image"),
        (Said("小明", "看", type=MessageType.LINK), '小明 sends type link "看"'),
        (Said(text="稍等", to="小明", from_me=True), 'I say "稍等" to 小明'),
        (
            Said(text="ping", kind=ChatKind.FILEHELPER, from_me=True),
            'I say "ping" to the file helper',
        ),
        (
            Said("快递", "到", kind=ChatKind.OFFICIAL),
            '快递 says "到" from an official account',
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_message_in_words(said: Said, words: str) -> None:
    """Who, what and where."""
    assert label(said) == words


def test_time_in_words() -> None:
    """A step in which only time passes."""
    assert label(Said(), 660.0) == "after 11m"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0s"), (0.5, "0.5s"), (60, "1m"), (5400, "1h30m"), (90_061, "1d1h1m1s")],
)
def test_durations_are_spelled_as_in_the_file(seconds: float, words: str) -> None:
    """The largest units first, and none that is zero."""
    assert duration(seconds) == words


@given(st.integers(1, 10**6), st.sampled_from("smhd"))
def test_one_unit_is_read_back(count: int, unit: str) -> None:
    """What is shown means what was written."""
    seconds = duration_s(f"{count}{unit}")
    if seconds is not None:
        parts = duration(seconds).replace("d", "d ").replace("h", "h ").replace("m", "m ").split()
        assert sum(duration_s(part) or 0.0 for part in parts) == seconds


def test_a_name_or_text_can_not_break_the_line() -> None:
    """Control characters and great length are shown as elsewhere in messages."""
    shown = label(Said("小\n明", "x\x1b[31m" + "y" * 200, group="群\n"))
    assert "\n" not in shown
    assert "\x1b" not in shown
    assert len(shown) < 150
