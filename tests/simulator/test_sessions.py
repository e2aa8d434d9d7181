"""Sessions and their ends."""

from __future__ import annotations

from random import Random

import pytest

from responder.simulator import sessions
from responder.simulator.sessions import Accepted, Sessions, SessionState


@pytest.fixture
def opened() -> Sessions:
    """One session that lives."""
    known = Sessions()
    known.open(Random(1), 42, 100.0, 7)
    return known


def test_a_new_session_lives_and_starts_at_the_log(opened: Sessions) -> None:
    """What happened before the login is not for it."""
    live = opened.live
    assert live is not None
    assert (live.uin, live.created, live.state) == (42, 100.0, SessionState.NEW)
    assert live.handed_out.seq == live.ring.start.seq == 7
    assert opened.get(live.sid) is live
    assert opened.get("other") is None


def test_ending_leaves_the_session_known(opened: Sessions) -> None:
    """So that later calls get the code it ended with."""
    live = opened.live
    assert live is not None
    assert opened.end_all(1101) == 1
    assert opened.live is None
    assert opened.end_all(1100) == 0
    assert (live.ended, live.state) == (1101, SessionState.ENDED)
    assert opened.get(live.sid) is live


def test_credentials_differ_from_session_to_session(opened: Sessions) -> None:
    """Every secret is drawn anew."""
    other = Sessions().open(Random(2), 42, 100.0, 7)
    live = opened.live
    assert live is not None
    for name in ("sid", "skey", "pass_ticket", "data_ticket", "uvid", "auth_ticket"):
        assert getattr(live, name) != getattr(other, name)
    assert live.names.of("wxid_a") != other.names.of("wxid_a")


def test_a_device_is_known_by_its_ticket(opened: Sessions) -> None:
    """Also after its session has ended: that is what a push login is for."""
    live = opened.live
    assert live is not None
    opened.end_all(1100)
    assert opened.knows_device(live.auth_ticket)
    assert not opened.knows_device("other")


def test_old_sessions_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest stay."""
    monkeypatch.setattr(sessions, "SESSIONS_KEPT_MAX", 2)
    known, rng = Sessions(), Random(1)
    opened = [known.open(rng, 42, float(i), 0) for i in range(3)]
    assert known.get(opened[0].sid) is None
    assert known.get(opened[2].sid) is opened[2]


def test_accepted_sends_are_remembered_up_to_a_bound(
    opened: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The oldest are forgotten first."""
    monkeypatch.setattr(sessions, "CLIENT_IDS_KEPT_MAX", 2)
    live = opened.live
    assert live is not None
    for number in range(3):
        live.remember(str(number), Accepted(number, ""))
    assert list(live.accepted) == ["1", "2"]
