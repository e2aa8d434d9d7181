"""Lines on standard output."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

from responder.cli.output import print_lines

if TYPE_CHECKING:
    import pytest


def test_an_old_terminal_gets_escapes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A character that its encoding lacks is no error."""
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    print_lines(["中 →"])
    assert raw.getvalue() == b"\\u4e2d \\u2192\n"
