"""What clients have sent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from responder.simulator import outbox
from responder.simulator.outbox import Outbox, Sent

if TYPE_CHECKING:
    import pytest

SENT = Sent("小明", "好", "text", "1", 10.0, "@a", "9", group=False, raw="{}")


def test_sends_are_listed_in_order() -> None:
    """`since` leaves out the first ones."""
    box = Outbox()
    sends = [replace(SENT, text=str(number)) for number in range(4)]
    for sent in sends:
        box.add(sent)
    assert box.listed() == sends
    assert box.listed(3) == sends[3:]
    assert box.listed(9) == []
    assert box.total == 4


def test_recent_sends_are_counted() -> None:
    """Those at or after a time."""
    box = Outbox()
    for time_s in (10.0, 20.0, 30.0):
        box.add(replace(SENT, received_at=time_s))
    assert [box.since(time_s) for time_s in (0.0, 20.0, 25.0, 31.0)] == [3, 2, 1, 0]


def test_the_box_is_bounded_and_keeps_counting(monkeypatch: pytest.MonkeyPatch) -> None:
    """`since` means the same number before and after old sends were dropped."""
    monkeypatch.setattr(outbox, "SENT_KEPT_MAX", 5)
    box = Outbox()
    for number in range(13):
        box.add(replace(SENT, text=str(number)))
    assert box.total == 13
    assert len(box.listed()) <= 10
    assert [sent.text for sent in box.listed(11)] == ["11", "12"]


def test_the_box_can_be_emptied() -> None:
    """Counting starts again."""
    box = Outbox()
    box.add(SENT)
    box.clear()
    assert (box.listed(), box.total) == ([], 0)
