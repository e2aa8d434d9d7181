"""Login and listening as a table: which signal may come in which state, and where it leads.

Two rules. All transitions are in `TRANSITIONS`, and whoever moves the login moves by `advance`.
This module does not know how a signal comes about: a poll, a phone and a person look alike to it.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from responder.errors import LocalProtocolError

if TYPE_CHECKING:
    from collections.abc import Mapping


class State(StrEnum):
    """Where one account's login stands."""

    NO_SESSION = "no_session"
    WAIT_SCAN = "wait_scan"
    """A code is shown."""
    WAIT_CONFIRM = "wait_confirm"
    """The phone shows "log in?"."""
    LOGGING_IN = "logging_in"
    """Confirmed; the ticket is being turned into a session."""
    INITIALISING = "initialising"
    ONLINE = "online"
    BLOCKED = "blocked"
    """The account may not log in here; trying again would not help."""
    STOPPED = "stopped"
    """Off line on purpose; only a person begins again."""


class Signal(StrEnum):
    """What can happen to a login."""

    UUID = "uuid"
    """jslogin gave a uuid; its code can be shown."""
    PUSH_UUID = "push_uuid"
    """webwxpushloginurl gave a uuid; the phone asks its owner."""
    SCANNED = "scanned"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REFUSED = "refused"
    """The service will not have this account: 1203, no session cookie, barred at webwxinit."""
    SESSION_OPENED = "session_opened"
    INITIALISED = "initialised"
    RESTORED = "restored"
    """A saved session is taken up again."""
    ENDED = "ended"
    """The session is over: 1100, 1102, cookies gone, or the login did not complete."""
    TAKEN_OVER = "taken_over"
    """1101: another web client logged in. To log in again at once would throw it out in turn."""
    LOGOUT = "logout"
    """We leave, or stop."""


_S, _N = State, Signal

TRANSITIONS: Final[Mapping[tuple[State, Signal], State]] = MappingProxyType(
    {
        (_S.NO_SESSION, _N.RESTORED): _S.ONLINE,
        (_S.NO_SESSION, _N.UUID): _S.WAIT_SCAN,
        (_S.NO_SESSION, _N.PUSH_UUID): _S.WAIT_CONFIRM,
        (_S.WAIT_SCAN, _N.SCANNED): _S.WAIT_CONFIRM,
        (_S.WAIT_SCAN, _N.CONFIRMED): _S.LOGGING_IN,
        (_S.WAIT_SCAN, _N.CANCELLED): _S.NO_SESSION,
        (_S.WAIT_SCAN, _N.EXPIRED): _S.NO_SESSION,
        (_S.WAIT_CONFIRM, _N.SCANNED): _S.WAIT_CONFIRM,
        (_S.WAIT_CONFIRM, _N.CONFIRMED): _S.LOGGING_IN,
        (_S.WAIT_CONFIRM, _N.CANCELLED): _S.NO_SESSION,
        (_S.WAIT_CONFIRM, _N.EXPIRED): _S.NO_SESSION,
        (_S.LOGGING_IN, _N.SESSION_OPENED): _S.INITIALISING,
        (_S.LOGGING_IN, _N.REFUSED): _S.BLOCKED,
        (_S.LOGGING_IN, _N.ENDED): _S.NO_SESSION,
        (_S.INITIALISING, _N.INITIALISED): _S.ONLINE,
        (_S.INITIALISING, _N.REFUSED): _S.BLOCKED,
        (_S.INITIALISING, _N.ENDED): _S.NO_SESSION,
        (_S.INITIALISING, _N.TAKEN_OVER): _S.STOPPED,
        (_S.ONLINE, _N.ENDED): _S.NO_SESSION,
        (_S.ONLINE, _N.REFUSED): _S.BLOCKED,
        (_S.ONLINE, _N.TAKEN_OVER): _S.STOPPED,
        (_S.STOPPED, _N.UUID): _S.WAIT_SCAN,
        (_S.STOPPED, _N.PUSH_UUID): _S.WAIT_CONFIRM,
        **{(state, _N.LOGOUT): _S.STOPPED for state in State},
    }
)


def advance(state: State, signal: Signal) -> State:
    """Where `signal` leads from `state`.

    Raises:
        LocalProtocolError: It may not come there: a bug of whoever sent it.
    """
    try:
        return TRANSITIONS[state, signal]
    except KeyError:
        raise LocalProtocolError(f"signal {signal.value} in state {state.value}") from None


def diagram() -> str:
    """The table as a mermaid state diagram; the documentation shows exactly this."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.NO_SESSION.value}"]
    lines += [f"    {s.value} --> {to.value}: {by.value}" for (s, by), to in TRANSITIONS.items()]
    lines += [f"    {end.value} --> [*]" for end in (State.BLOCKED, State.STOPPED)]
    return "\n".join(lines) + "\n"
