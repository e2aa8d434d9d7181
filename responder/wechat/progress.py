"""What the login tells whoever watches: a person at a terminal, a log, a test.

The state itself moves only by the table of `protocol.states`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.wechat.protocol.states import Signal, State, advance

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class QrShown:
    """A code waits to be scanned.

    Args:
        text: What the code says.
        number: 1 for the first code of this login.
    """

    text: str
    number: int


@dataclass(frozen=True, slots=True)
class QrPaused:
    """Nobody scanned; no new code for a while.

    Args:
        seconds: Until the next one, unless somebody asks.
    """

    seconds: float


@dataclass(frozen=True, slots=True)
class Moved:
    """The login is in a new state.

    Args:
        signal: What happened.
        state: Where that leads.
        words: What the service said to it; `""` if nothing.
    """

    signal: Signal
    state: State
    words: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something fails and is tried again.

    Args:
        sentence: What, for a person.
        pause_s: Until the next attempt.
    """

    sentence: str
    pause_s: float


Notice = QrShown | QrPaused | Moved | Trouble


class Progress:
    """The state of one account's login, and where to tell of it.

    Args:
        tell: Called with every notice; must return at once.
    """

    def __init__(self, tell: Callable[[Notice], None]) -> None:
        self.state = State.NO_SESSION
        self.tell = tell

    def signal(self, signal: Signal, words: str = "") -> None:
        """Something happened: move by the table and tell.

        Args:
            signal: What.
            words: What the service said to it.

        Raises:
            LocalProtocolError: The table does not allow it here.
        """
        self.state = advance(self.state, signal)
        self.tell(Moved(signal, self.state, words))
