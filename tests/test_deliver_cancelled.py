"""Texts that their owner calls off while they wait: they end, and never leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import trio

from responder.errors import JournalError, OutgoingError
from responder.intransit import CALLED_OFF, LOST
from responder.models import OutgoingState
from tests.fakes import LOST as ANSWER_LOST
from tests.fakes import UNREACHABLE, Delivery, outgoing, row, slow
from tests.test_deliver import failing

if TYPE_CHECKING:
    from pathlib import Path

    from trio.testing import MockClock

CANCELLED, UNKNOWN, SENT = OutgoingState.CANCELLED, OutgoingState.UNKNOWN, OutgoingState.SENT


async def test_it_ends_at_once_and_the_next_one_leaves(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """Whether it was the first of its chat or waited behind others; a restart finds its end."""
    async with Delivery(tmp_path).running() as delivery:
        await delivery.hand(outgoing(1, delay_s=60), outgoing(2), outgoing(3), outgoing(4))
        await trio.sleep(1)
        for number in (3, 1):
            end = delivery.deliverer.cancel(outgoing(number).client_msg_id)
            assert (end.state, end.reason) == (CANCELLED, CALLED_OFF)
            assert row(tmp_path, outgoing(number).client_msg_id).state is CANCELLED
        assert delivery.deliverer.waiting == 2
        ends = await delivery.ended(4)
    assert [(end.text, end.state) for end in ends] == [
        ("text 1", CANCELLED),
        ("text 2", SENT),
        ("text 3", CANCELLED),
        ("text 4", SENT),
    ]
    assert delivery.service.times() == [1, 1]
    assert Delivery(tmp_path).journal.outbox.pending() == ()


async def test_off_line_it_is_called_off_too(autojump_clock: MockClock, tmp_path: Path) -> None:
    """And does not leave when somebody logs in."""
    async with Delivery(tmp_path, login_id="").running() as delivery:
        await delivery.hand(outgoing(1))
        await trio.sleep(1)
        delivery.deliverer.cancel(outgoing(1).client_msg_id)
        delivery.account.log_in("L1")
        await trio.sleep(600)
        await delivery.ended(1)
    assert delivery.service.calls == []
    assert row(tmp_path, outgoing(1).client_msg_id).state is CANCELLED


async def test_in_the_moment_before_its_turn_it_is_called_off_too(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """Its chat is looked at only then; there is no gap through which it could still leave."""
    async with Delivery(tmp_path).running() as delivery:
        deliverer = delivery.deliverer
        async with trio.open_nursery() as nursery:
            text = outgoing(1)
            delivery.journal.take_in(now_s=delivery.clock(), outgoing=deliverer.at_once([text]))
            deliverer._enqueue(deliverer._fresh(text), nursery)
            deliverer.cancel(text.client_msg_id)
        assert [end.state for end in delivery.ends] == [CANCELLED]
    assert delivery.service.calls == []
    assert Delivery(tmp_path).journal.outbox.pending() == ()


async def test_what_may_have_arrived_ends_as_unknown(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """Between two attempts it is stopped too, but nobody can say that it did not arrive."""
    service = failing(ANSWER_LOST, UNREACHABLE, UNREACHABLE, UNREACHABLE)
    async with Delivery(tmp_path, service).running() as delivery:
        await delivery.hand(outgoing(1))
        await trio.sleep(2)
        calls = len(service.calls)
        end = delivery.deliverer.cancel(outgoing(1).client_msg_id)
        assert (end.state, end.reason) == (UNKNOWN, f"{LOST}; then {CALLED_OFF}")
        await trio.sleep(700)
    assert len(service.calls) == calls
    assert [one.state for one in delivery.ends] == [UNKNOWN]


async def test_what_leaves_at_this_moment_can_not_be_called_back(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """Nor what has ended, nor what never was; nothing changes by asking."""
    async with Delivery(tmp_path, failing(slow(5))).running() as delivery:
        await delivery.hand(outgoing(1))
        await trio.sleep(1)
        with pytest.raises(OutgoingError, match="on its way at this moment"):
            delivery.deliverer.cancel(outgoing(1).client_msg_id)
        await delivery.ended(1)
        for which in (outgoing(1).client_msg_id, "nobody"):
            with pytest.raises(OutgoingError, match="no such text waits"):
                delivery.deliverer.cancel(which)
    assert [end.state for end in delivery.ends] == [SENT]


async def test_what_is_not_written_down_is_not_called_off(
    autojump_clock: MockClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk: the owner is told, and the text leaves when its time comes."""

    def full(*_: object, **__: object) -> None:
        raise JournalError("the disk is full")

    async with Delivery(tmp_path).running() as delivery:
        await delivery.hand(outgoing(1, delay_s=60))
        await trio.sleep(1)
        with monkeypatch.context() as patch:
            patch.setattr(delivery.journal.outbox, "end", full)
            with pytest.raises(JournalError):
                delivery.deliverer.cancel(outgoing(1).client_msg_id)
        await delivery.ended(1)
    assert [end.state for end in delivery.ends] == [SENT]


async def test_it_is_called_off_once(autojump_clock: MockClock, tmp_path: Path) -> None:
    """Two clicks do no more than one."""
    async with Delivery(tmp_path).running() as delivery:
        await delivery.hand(outgoing(1, delay_s=60))
        await trio.sleep(1)
        delivery.deliverer.cancel(outgoing(1).client_msg_id)
        with pytest.raises(OutgoingError, match="no such text waits"):
            delivery.deliverer.cancel(outgoing(1).client_msg_id)
        await delivery.ended(1)
    assert len(delivery.ends) == 1
