"""The bench of edits under load runs, and finds nothing lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bench import edits

if TYPE_CHECKING:
    import pytest


def test_a_small_run(capsys: pytest.CaptureFixture[str]) -> None:
    """Some messages and edits, counted; how quick they are is not for a test."""
    assert edits.main(50, 15, 5) > 0
    said = capsys.readouterr().out
    assert "15 edits" in said
    assert "50 messages with edits" in said
