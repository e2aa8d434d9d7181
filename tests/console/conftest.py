"""A shop for every test of the console."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.console.kit import Shop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """An account with a console, and a journal with rules in it."""
    one = Shop(tmp_path)
    with closing(one.journal):
        yield one
