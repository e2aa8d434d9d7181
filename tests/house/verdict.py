"""How a house rule fails: with every fault on a line of its own, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable


def assert_none(faults: Iterable[object]) -> None:
    """Fail with the list of faults, unless it is empty."""
    if found := "\n".join(map(str, faults)):
        pytest.fail(found, pytrace=False)
