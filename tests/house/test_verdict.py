"""A house rule that is broken says where, completely."""

from __future__ import annotations

import pytest

from tests.house.verdict import assert_none


def test_every_fault_is_shown() -> None:
    """However many there are, each has its line."""
    faults = [f"fault {number}" for number in range(50)]
    with pytest.raises(pytest.fail.Exception) as caught:
        assert_none(faults)
    assert str(caught.value).splitlines() == faults


def test_no_fault_is_no_failure() -> None:
    """An empty list passes."""
    assert_none([])
