"""The token: made once, kept safe, and all that is derived from it."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from responder.console.access import FILE, Access, access_to
from responder.console.address import Address
from responder.errors import EnvironmentFault, SettingError

if TYPE_CHECKING:
    from pathlib import Path

HERE, ELSEWHERE = Address("127.0.0.1", 1), Address("0.0.0.0", 1)


def test_a_token_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    """A browser that was let in stays so over restarts."""
    first = access_to(HERE, tmp_path, "")
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert len(first.token) >= 32
    assert access_to(HERE, tmp_path, "") == first


def test_a_token_that_others_could_read_opens_nothing_any_more(tmp_path: Path) -> None:
    """Another one is made in its place."""
    first = access_to(HERE, tmp_path, "")
    (tmp_path / FILE).chmod(0o644)
    second = access_to(HERE, tmp_path, "")
    assert first != second
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_a_token_of_ones_own_is_not_written_down(tmp_path: Path) -> None:
    """It stands in the variable, and there alone."""
    assert access_to(ELSEWHERE, tmp_path, "x" * 16).token == "x" * 16
    assert not (tmp_path / FILE).exists()


def test_elsewhere_needs_a_token_of_ones_own(tmp_path: Path) -> None:
    """Who opens it to others has to have thought of it."""
    with pytest.raises(SettingError, match="needs a token of your choice in RESPONDER_CONSOLE_TOK"):
        access_to(ELSEWHERE, tmp_path, "")


@pytest.mark.parametrize("token", ["short", "x" * 15, "密码" * 10, "x" * 16 + "\n"])
def test_a_poor_token_is_refused(tmp_path: Path, token: str) -> None:
    """Too short, or no header could carry it."""
    with pytest.raises(SettingError, match="at least 16"):
        access_to(HERE, tmp_path, token)


def test_a_directory_that_can_not_be_written_is_a_sentence(tmp_path: Path) -> None:
    """It names the file."""
    with pytest.raises(EnvironmentFault, match=FILE):
        access_to(HERE, tmp_path / "missing", "")


def test_cookie_and_form_word_tell_nothing_of_the_token() -> None:
    """Each opens what it is for, and nothing else."""
    access = Access("t" * 32)
    assert access.is_token(access.token)
    assert access.is_cookie(access.cookie)
    assert access.is_csrf(access.csrf)
    assert not access.is_token(access.cookie)
    assert not access.is_cookie(access.csrf)
    assert not access.is_csrf("")
    assert not access.is_token("密\udcff")
    assert access.token not in repr(access)
