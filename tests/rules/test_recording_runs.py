"""Runs as texts: nothing is lost on the way."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.captures import Captures
from responder.rules.recording_runs import waiting_of_text, waiting_to_text
from responder.rules.requests import FetchRequest, Form
from responder.rules.table import Table
from responder.rules.waiting import Cause, Run, Waiting
from tests.rules.rulekit import CLIENTS, NOW_S, says

if TYPE_CHECKING:
    from responder.rules.table import Value

PLAIN = st.text() | st.integers() | st.booleans() | st.none() | st.floats(allow_nan=False)
VALUES = st.recursive(
    PLAIN,
    lambda inside: (
        st.lists(inside, max_size=3).map(tuple)
        | st.dictionaries(st.text(), inside, max_size=3).map(Table)
    ),
    max_leaves=5,
)
PAIRS = st.lists(st.tuples(st.text(), VALUES), max_size=3).map(tuple)


@given(
    text=st.text(st.characters()),
    match=PAIRS,
    args=PAIRS,
    cause=st.sampled_from(Cause),
    part=st.sampled_from(["do", "on_error"]),
    path=st.lists(st.integers(0, 99), min_size=1, max_size=4).map(tuple),
    skips=st.booleans(),
    answers=st.lists(st.tuples(st.text(), st.text()), max_size=3).map(tuple),
    loops=st.lists(st.lists(VALUES, max_size=3).map(tuple), max_size=2).map(tuple),
    via=st.lists(st.text(), max_size=2).map(tuple),
    form=st.none() | st.sampled_from(Form),
)
def test_a_run_comes_back_as_it_was(
    *,
    text: str,
    match: tuple[tuple[str, str], ...],
    args: tuple[tuple[str, str], ...],
    cause: Cause,
    part: str,
    path: tuple[int, ...],
    skips: bool,
    answers: tuple[tuple[str, str], ...],
    loops: tuple[tuple[Value, ...], ...],
    via: tuple[str, ...],
    form: Form | None,
) -> None:
    """Whatever was written and found, halves of surrogate pairs too."""
    event = says(text, group=CLIENTS)
    found = Captures(match, args)
    run = Run("hash", event.id, "rule", path, found, part, answers, loops, via, match)
    asked = FetchRequest("POST", text, "key", "mark", answers, answers, form, text, 3.0, 60.0)
    request = asked if cause is Cause.FETCH else None
    times = (NOW_S, NOW_S + 1)
    one = Waiting("key", run, event, cause, "do[1].wait", *times, skips, 2, 1, request=request)
    stored = waiting_to_text(one)
    stored.encode()
    assert waiting_of_text(stored) == one


def test_a_run_of_an_earlier_version_stands_in_no_loop() -> None:
    """What it did not know is as if it were not there."""
    event = says("x")
    one = Waiting("k", Run("h", event.id, "r"), event, Cause.WAIT, "p", NOW_S, NOW_S)
    record = json.loads(waiting_to_text(one))
    del record["loops"], record["via"]
    assert waiting_of_text(json.dumps(record)) == one


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"event": {}}', "null"])
def test_anything_else_is_no_run(text: str) -> None:
    """A file that somebody changed by hand is told apart."""
    with pytest.raises(ValueError, match=r"^"):
        waiting_of_text(text)


def test_a_run_of_a_later_version_is_none() -> None:
    """A cause that nobody knows can not go on."""
    event = says("x")
    one = Waiting("k", Run("h", event.id, "r"), event, Cause.WAIT, "p", NOW_S, NOW_S)
    record = json.loads(waiting_to_text(one))
    with pytest.raises(ValueError, match="telepathy"):
        waiting_of_text(json.dumps({**record, "cause": "telepathy"}))
