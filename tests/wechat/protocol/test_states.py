"""Tests of the table of login and listening."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.errors import LocalProtocolError
from responder.wechat.protocol.states import TRANSITIONS, Signal, State, advance, diagram

PAGE = Path(__file__).parents[3] / "docs" / "protocol.md"


def walk(*signals: Signal, begin: State = State.NO_SESSION) -> State:
    """Where these signals lead."""
    for signal in signals:
        begin = advance(begin, signal)
    return begin


LOGIN = (Signal.UUID, Signal.SCANNED, Signal.CONFIRMED, Signal.SESSION_OPENED, Signal.INITIALISED)


def test_a_login_by_code() -> None:
    """Shown, scanned, confirmed, opened, initialised."""
    assert walk(*LOGIN) is State.ONLINE


def test_a_login_without_a_scan() -> None:
    """The phone asks at once; it may still report the scan that never was."""
    assert walk(Signal.PUSH_UUID) is State.WAIT_CONFIRM
    assert walk(Signal.PUSH_UUID, Signal.SCANNED, *LOGIN[2:]) is State.ONLINE


def test_a_confirmation_may_overtake_the_scan() -> None:
    """Two polls may see three events."""
    assert walk(Signal.UUID, Signal.CONFIRMED) is State.LOGGING_IN


def test_a_saved_session_goes_on() -> None:
    """Without any call of the login."""
    assert walk(Signal.RESTORED) is State.ONLINE


@pytest.mark.parametrize("signal", [Signal.EXPIRED, Signal.CANCELLED])
@pytest.mark.parametrize("before", [(Signal.UUID,), LOGIN[:2], (Signal.PUSH_UUID,)])
def test_a_dead_code_is_replaced(signal: Signal, before: tuple[Signal, ...]) -> None:
    """Expired or declined, scanned or not: a new one can be shown."""
    assert walk(*before, signal, Signal.UUID) is State.WAIT_SCAN


@pytest.mark.parametrize("opened", [3, 4, 5])
def test_a_login_that_fails_begins_anew(opened: int) -> None:
    """At any point after the confirmation, also much later."""
    assert walk(*LOGIN[:opened], Signal.ENDED, Signal.UUID) is State.WAIT_SCAN


@pytest.mark.parametrize("opened", [3, 4, 5])
def test_a_refused_account_stays_out(opened: int) -> None:
    """No signal but a farewell leads on: trying again would not help."""
    blocked = walk(*LOGIN[:opened], Signal.REFUSED)
    assert blocked is State.BLOCKED
    assert [s for s in Signal if (blocked, s) in TRANSITIONS] == [Signal.LOGOUT]


def test_whoever_is_thrown_out_waits_for_a_person() -> None:
    """Two programs on one account would throw each other out for ever."""
    stopped = walk(*LOGIN, Signal.TAKEN_OVER)
    assert stopped is State.STOPPED
    assert walk(Signal.UUID, begin=stopped) is State.WAIT_SCAN


@pytest.mark.parametrize("state", State)
def test_leaving_is_possible_from_anywhere(state: State) -> None:
    """A stop does not ask where the login stands."""
    assert advance(state, Signal.LOGOUT) is State.STOPPED


@pytest.mark.parametrize(
    ("state", "signal"),
    [
        (State.NO_SESSION, Signal.SCANNED),
        (State.NO_SESSION, Signal.ENDED),
        (State.WAIT_SCAN, Signal.INITIALISED),
        (State.ONLINE, Signal.UUID),
        (State.ONLINE, Signal.RESTORED),
        (State.BLOCKED, Signal.UUID),
    ],
)
def test_what_the_table_does_not_have_is_our_fault(state: State, signal: Signal) -> None:
    """The message names both."""
    with pytest.raises(LocalProtocolError, match=f"{signal.value} in state {state.value}"):
        advance(state, signal)


@given(st.sampled_from(State), st.sampled_from(Signal))
def test_the_table_is_all_there_is(state: State, signal: Signal) -> None:
    """`advance` does what the table says and nothing else."""
    try:
        reached = advance(state, signal)
    except LocalProtocolError:
        assert (state, signal) not in TRANSITIONS
    else:
        assert reached is TRANSITIONS[state, signal]


def test_every_state_can_be_reached_and_every_signal_is_used() -> None:
    """The table has no dead rows."""
    reached, todo = set[State](), [State.NO_SESSION]
    while todo:
        state = todo.pop()
        reached.add(state)
        todo += [to for (s, _), to in TRANSITIONS.items() if s is state and to not in reached]
    assert reached == set(State)
    assert {signal for _, signal in TRANSITIONS} == set(Signal)


def test_the_diagram_is_the_table() -> None:
    """Each row is an arrow."""
    lines = diagram().splitlines()
    assert lines[0] == "stateDiagram-v2"
    assert "    no_session --> wait_scan: uuid" in lines
    assert sum(": " in line for line in lines) == len(TRANSITIONS)


def test_the_page_shows_the_diagram() -> None:
    """What contributors read is what runs; replace the block by `diagram()` if this fails."""
    text = PAGE.read_text("utf-8")
    block = re.search(r"<!-- states -->\n```mermaid\n(.*?)```\n<!-- /states -->", text, re.DOTALL)
    assert block is not None
    assert block[1] == diagram()
