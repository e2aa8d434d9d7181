"""Files in memory."""

from __future__ import annotations

import pytest

from responder.errors import EnvironmentFault
from responder.shelf import Shelf

SHELF = Shelf({"a.yaml": b"a"}, {"*.yaml": ("a.yaml",)})


def test_what_is_there_is_given() -> None:
    """Bytes by path, paths by pattern."""
    assert SHELF.read("a.yaml") == b"a"
    assert SHELF.glob("*.yaml") == ("a.yaml",)


def test_what_is_not_there_is_said() -> None:
    """A file in a sentence; a pattern just finds nothing."""
    with pytest.raises(EnvironmentFault, match=r"b\.yaml: not among"):
        SHELF.read("b.yaml")
    assert SHELF.glob("*.csv") == ()
