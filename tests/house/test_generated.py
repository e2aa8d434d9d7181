"""Files that are made from the code are as the code says; `python -m tests.regenerate` mends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.regenerate import generated

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("path", generated(), ids=lambda path: path.name)
def test_generated_file_is_current(path: Path) -> None:
    """What stands in the tree is what would be made now."""
    assert path.read_text("utf-8") == generated()[path]
