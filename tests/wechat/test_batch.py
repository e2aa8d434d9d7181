"""A batch's keys survive the way through the journal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.wechat.batch import dump_keys, with_keys
from responder.wechat.protocol.hosts import pinned_hosts
from responder.wechat.protocol.keys import NO_KEY, SyncKey
from responder.wechat.protocol.session import Session

FRESH = Session(
    hosts=pinned_hosts("http://127.0.0.1:1"),
    uin=1,
    sid="sid",
    skey="skey",
    pass_ticket="ticket",
    sync_key=SyncKey(((1, 10), (2, 20))),
    sync_check_key=SyncKey(((1, 10), (2, 21))),
)

KEYS = st.lists(st.tuples(st.integers(0, 2**31), st.integers(0, 2**63)), min_size=1, max_size=12)


@given(one=KEYS, other=KEYS)
def test_keys_come_back_as_they_were(
    one: list[tuple[int, int]], other: list[tuple[int, int]]
) -> None:
    """Both keys, each in its place and order, whatever session they are put into."""
    session = replace(FRESH, sync_key=SyncKey(tuple(one)), sync_check_key=SyncKey(tuple(other)))
    assert with_keys(FRESH, dump_keys(session)) == session


@pytest.mark.parametrize("keys", [None, ""])
def test_without_keys_a_session_keeps_its_own(keys: str | None) -> None:
    """A login nothing was committed in goes on from where it began."""
    assert with_keys(FRESH, keys) is FRESH


def test_an_empty_key_replaces_nothing() -> None:
    """The key of an error answer never takes the place of a good one."""
    empty = replace(FRESH, sync_key=NO_KEY, sync_check_key=NO_KEY)
    assert with_keys(FRESH, dump_keys(empty)) == FRESH


def test_keys_are_one_line() -> None:
    """They go into one column of the journal."""
    assert "\n" not in dump_keys(FRESH)
