"""What happens in a step, in words."""

from __future__ import annotations

import pytest

from responder.models import ChatKind, MessageType
from responder.rules.trial.stage import Said
from responder.rules.trial.wording import label


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


def test_restart_in_words() -> None:
    """With how long it took, where it took time."""
    assert label(Said(), restarts=True) == "after a restart"
    assert label(Said(), 7200.0, restarts=True) == "after a restart that took 2h"


def test_time_in_words() -> None:
    """A step in which only time passes."""
    assert label(Said(), 660.0) == "after 11m"


def test_a_name_or_text_can_not_break_the_line() -> None:
    """Control characters and great length are shown as elsewhere in messages."""
    shown = label(Said("小\n明", "x\x1b[31m" + "y" * 200, group="群\n"))
    assert "\n" not in shown
    assert "\x1b" not in shown
    assert len(shown) < 150
