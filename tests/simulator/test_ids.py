"""Identifiers have the forms of the service and come from the given source of chance."""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from responder.simulator import ids

if TYPE_CHECKING:
    from collections.abc import Callable

FORMS: tuple[tuple[Callable[[Random], object], str], ...] = (
    (ids.uuid, r"[A-Za-z0-9_-]{10}=="),
    (ids.sid, r"[A-Za-z0-9+/]{16}"),
    (ids.skey, r"@crypt_[0-9a-f]{8}_[0-9a-f]{32}"),
    (ids.pass_ticket, r"[A-Za-z0-9%]+%3D"),
    (ids.ticket, r"[A-Za-z0-9_-]{24}@qrticket_0"),
    (ids.data_ticket, r"[A-Za-z0-9_-]{24}"),
    (ids.auth_ticket, r"[A-Za-z0-9+/=]{192}"),
    (ids.msg_id, r"[1-9][0-9]{18}"),
    (ids.media_id, r"@crypt_[0-9a-f]{8}_[0-9a-f]{320}"),
    (ids.ticket_v2, r"v2_[0-9a-f]{80}@stranger"),
)


@pytest.mark.parametrize(("make", "form"), FORMS)
def test_an_id_has_its_form(make: Callable[[Random], object], form: str) -> None:
    """Whatever the seed."""
    for seed in range(50):
        assert re.fullmatch(form, str(make(Random(seed))))


@pytest.mark.parametrize(("make", "form"), FORMS)
def test_an_id_depends_on_the_seed_alone(make: Callable[[Random], object], form: str) -> None:
    """The same seed gives the same id, the next draw another one."""
    del form
    rng = Random(3)
    assert make(Random(3)) == make(rng)
    assert make(rng) != make(Random(3))


def test_a_sid_always_needs_care_in_a_url() -> None:
    """Each one has a plus and a slash, so that a client that pastes it raw is found out."""
    for seed in range(50):
        assert {"+", "/"} <= set(ids.sid(Random(seed)))


def test_a_pass_ticket_comes_encoded() -> None:
    """Decoding it once gives base64."""
    assert re.fullmatch(r"[A-Za-z0-9+/]{43}=", unquote(ids.pass_ticket(Random(1))))


def test_message_ids_exceed_what_a_float_holds() -> None:
    """They fit 63 bits and are beyond 2^53."""
    for seed in range(50):
        assert 2**53 < ids.msg_id(Random(seed)) < 2**63


def test_a_digest_separates_its_parts() -> None:
    """`ab, c` and `a, bc` differ, and the size is that asked for."""
    assert ids.digest("ab", "c") != ids.digest("a", "bc")
    assert len(ids.digest("x", size=16)) == 32
    assert ids.digest("\ud800") == ids.digest("?")
