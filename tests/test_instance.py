"""One responder on one state directory."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from responder.errors import EnvironmentFault
from responder.instance import FILE, holder, only_instance

if TYPE_CHECKING:
    from pathlib import Path


def refused(path: Path) -> str:
    """What the next one on a directory is told."""
    with pytest.raises(EnvironmentFault) as caught, only_instance(path):
        pass
    return str(caught.value)


def test_the_second_one_is_refused_and_leaves_no_trace(tmp_path: Path) -> None:
    """It names the way out, and the lock still says who holds it."""
    with only_instance(tmp_path):
        assert "--state directory or --account" in refused(tmp_path)
        assert holder(tmp_path) == str(os.getpid())
    with only_instance(tmp_path):
        pass


def test_nobody_holds_a_lock_that_was_left(tmp_path: Path) -> None:
    """The lock is the lock, not its file."""
    assert holder(tmp_path) is None
    with only_instance(tmp_path):
        pass
    assert (tmp_path / FILE).exists()
    assert holder(tmp_path) is None


def test_a_holder_of_an_earlier_version_is_nameless(tmp_path: Path) -> None:
    """It runs all the same."""
    with only_instance(tmp_path):
        (tmp_path / FILE).write_text("")
        assert holder(tmp_path) == ""


def test_a_directory_that_can_not_be_used_is_named(tmp_path: Path) -> None:
    """For those who would run there, and for those who ask."""
    (tmp_path / FILE).mkdir()
    assert refused(tmp_path).startswith(f"{tmp_path / FILE} can not be written: ")
    with pytest.raises(EnvironmentFault, match=str(tmp_path)):
        holder(tmp_path)
