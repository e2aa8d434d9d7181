"""What a login tells whoever watches."""

from __future__ import annotations

import pytest

from responder.errors import LocalProtocolError
from responder.wechat.progress import Moved, Notice, Progress, Trouble
from responder.wechat.protocol.states import TRANSITIONS, Signal, State


def test_a_signal_moves_the_state_and_is_told() -> None:
    """Each signal is told with the state it led to, in order."""
    told: list[Notice] = []
    progress = Progress(told.append)
    progress.signal(Signal.UUID)
    progress.signal(Signal.SCANNED)
    assert progress.state is State.WAIT_CONFIRM
    assert told == [
        Moved(Signal.UUID, State.WAIT_SCAN),
        Moved(Signal.SCANNED, State.WAIT_CONFIRM),
    ]


@pytest.mark.parametrize("signal", list(Signal))
def test_a_signal_out_of_place_moves_and_tells_nothing(signal: Signal) -> None:
    """What the table does not allow is a bug of ours: an error, and the state stays."""
    if (State.NO_SESSION, signal) in TRANSITIONS:
        return
    told: list[Notice] = []
    progress = Progress(told.append)
    with pytest.raises(LocalProtocolError, match=signal.value):
        progress.signal(signal)
    assert (progress.state, told) == (State.NO_SESSION, [])


def test_a_trouble_is_told_and_moves_nothing() -> None:
    """Troubles come and go within a state."""
    told: list[Notice] = []
    progress = Progress(told.append)
    progress.tell(Trouble("no answer", 4.0))
    assert (progress.state, told) == (State.NO_SESSION, [Trouble("no answer", 4.0)])
