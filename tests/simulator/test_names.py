"""The UserNames of one session."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.simulator.names import Names

ME = "wxid_me"


@given(st.integers(0, 10_000))
def test_persons_have_a_short_or_a_long_name(number: int) -> None:
    """`@` and 32 or 64 hex digits."""
    name = Names("secret", ME).of(f"wxid_{number}")
    assert re.fullmatch(r"@([0-9a-f]{32}|[0-9a-f]{64})", name)


def test_both_forms_occur() -> None:
    """A client must not take one of them for the rule."""
    names = Names("secret", ME)
    lengths = {len(names.of(f"wxid_{number}")) for number in range(100)}
    assert lengths == {33, 65}


def test_the_account_and_rooms_have_theirs() -> None:
    """The account's is short, a room's begins with two signs."""
    names = Names("secret", ME)
    assert len(names.of(ME)) == 33
    assert re.fullmatch(r"@@[0-9a-f]{64}", names.of("123@chatroom"))


@pytest.mark.parametrize("special", ["filehelper", "weixin", "fmessage"])
def test_special_accounts_keep_their_name(special: str) -> None:
    """They are the same in every session, in both directions."""
    names = Names("secret", ME)
    assert names.of(special) == special
    assert names.permanent(special) == special


def test_nobody_stays_nobody() -> None:
    """An empty id is an empty name."""
    assert Names("secret", ME).of("") == ""


def test_a_name_leads_back_once_it_was_given_out() -> None:
    """A client can only know what it was told."""
    names, other = Names("secret", ME), Names("secret", ME)
    given_out = names.of("wxid_a")
    assert names.permanent(given_out) == "wxid_a"
    assert other.permanent(given_out) is None
    assert names.permanent("@ffff") is None


def test_names_are_stable_within_a_session_and_new_in_the_next() -> None:
    """In whatever order they are asked for."""
    one, same, other = Names("a", ME), Names("a", ME), Names("b", ME)
    same.of("wxid_z")
    assert one.of("wxid_a") == one.of("wxid_a") == same.of("wxid_a")
    assert one.of("wxid_a") != other.of("wxid_a")


def test_a_room_has_a_second_id() -> None:
    """EncryChatRoomId is `@` and 32 hex digits, another one than the UserName."""
    names = Names("secret", ME)
    assert re.fullmatch(r"@[0-9a-f]{32}", names.encry_room("1@chatroom"))
    assert names.encry_room("1@chatroom") not in names.of("1@chatroom")
